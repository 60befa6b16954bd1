"""The words that licences ask for."""

from __future__ import annotations

import pytest

from dashboard.credits.licences import attribution, licence_code, obligations
from dashboard.credits.works import Author, Work

ANA, BO, CY = (Author(i, name, "music") for i, name in enumerate(("Ana", "Bo", "Cy"), start=1))


def work(licence: str, *authors: Author, origin: str = "example.org/1", stated: str = "") -> Work:
    return Work(1, "Low Tide", authors, "music", licence, "", origin, stated)


@pytest.mark.parametrize(
    ("licence", "under"),
    [
        ("CC-BY-3.0", "is licensed under CC BY 3.0 (https://creativecommons.org/licenses/by/3.0/)"),
        ("CC-BY-SA-4.0", "is licensed under CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/)"),
        (
            "GPL-2.0-or-later",
            "is licensed under GNU General Public License 2.0 or later (https://www.gnu.org",
        ),
        ("LGPL-3.0-only", "is licensed under GNU Lesser General Public License 3.0 (https://www.gnu.org"),
        (
            "Artistic-2.0",
            "is licensed under Artistic License 2.0 (https://opensource.org/license/artistic-2-0)",
        ),
        (
            "PDM-1.0",
            "is in the public domain (Public Domain Mark, https://creativecommons.org/publicdomain/mark/",
        ),
        ("ask me nicely", "is licensed under ask me nicely"),
    ],
)
def test_an_attribution_names_title_author_source_and_licence(licence: str, under: str) -> None:
    assert attribution(work(licence, ANA), adapted=False).startswith(f'"Low Tide" by Ana (example.org/1) {under}')


def test_an_adaptation_is_said_to_be_one() -> None:
    assert attribution(work("", ANA), adapted=False) == '"Low Tide" by Ana (example.org/1)'
    assert attribution(work("", ANA), adapted=True) == '"Low Tide" by Ana (example.org/1) / adapted'


def test_authors_are_listed_once_each_and_nobody_is_made_up() -> None:
    assert attribution(work("", ANA, BO, ANA, CY, origin=""), adapted=False) == '"Low Tide" by Ana, Bo and Cy'
    assert attribution(work("", origin="", stated="the crew"), adapted=False) == '"Low Tide" by the crew'
    assert attribution(work("", origin=""), adapted=False) == '"Low Tide" by artist not named'


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("GPL-2.0-only", ["offer of the work's source files", "Source offered at example.org/1."]),
        ("LGPL-3.0-or-later", ["Lesser", "Source offered at example.org/1."]),
        ("Artistic-2.0", ["changes made to it must be stated", "Source offered at example.org/1."]),
        ("CC-BY-SA-4.0", ["under the same licence"]),
        ("CC-BY-ND-4.0", ["CC-BY-ND-4.0 lets it air only unchanged."]),
        ("CC-BY-NC-4.0", ["CC-BY-NC-4.0 does not let it air in a programme that earns money."]),
    ],
)
def test_obligations_are_said(licence: str, said: list[str]) -> None:
    assert [part for part in said if part not in obligations(work(licence, ANA))] == []


def test_a_source_that_nobody_knows_is_asked_for() -> None:
    assert obligations(work("GPL-2.0-only", ANA, origin="")).endswith("Ask the artist where the source is.")


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "CC0-1.0", "PDM-1.0", "", "ask me nicely"])
def test_other_licences_leave_nothing_to_do(licence: str) -> None:
    assert obligations(work(licence, ANA)) == ""


def test_the_code_is_short_where_the_words_are_understood() -> None:
    assert licence_code(work("Attribution-ShareAlike 4.0 International")) == "CC-BY-SA-4.0"
    assert licence_code(work("ask me nicely")) == "ask me nicely"
