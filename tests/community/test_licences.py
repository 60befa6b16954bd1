"""What the words and links of sources allow."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.licences import UNKNOWN, read_licence


@pytest.mark.parametrize(
    ("words", "url", "code", "commercial", "adaptation"),
    [
        ("CC-BY-4.0", "", "CC-BY-4.0", True, True),
        ("CC BY 3.0", "", "CC-BY-3.0", True, True),
        ("cc by-sa", "", "CC-BY-SA-4.0", True, True),
        ("CC-BY-SA-3.0-DE", "", "CC-BY-SA-3.0-DE", True, True),
        ("", "https://creativecommons.org/licenses/by/2.5/ca/", "CC-BY-2.5-CA", True, True),
        ("CC-BY-NC-4.0", "", "CC-BY-NC-4.0", False, True),
        ("Attribution-NonCommercial 4.0 International", "", "CC-BY-NC-4.0", False, True),
        ("CC BY-NC-ND 4.0", "", "CC-BY-NC-ND-4.0", False, False),
        ("CC BY-ND 3.0", "", "CC-BY-ND-3.0", True, False),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", True, True),
        ("Public Domain", "", "PDM-1.0", True, True),
        ("GPL-2.0-or-later", "", "GPL-2.0-or-later", True, True),
        ("LGPL-3.0-only", "", "LGPL-3.0-only", True, True),
        ("Artistic-2.0", "", "Artistic-2.0", True, True),
        ("MIT", "", "MIT", True, True),
        # Where words and link disagree the stricter holds.
        ("CC BY 4.0", "https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0", False, True),
        ("CC0", "https://creativecommons.org/licenses/by-nd/4.0/", "CC-BY-ND-4.0", True, False),
        ("CC BY 4.0, non-commercial use only", "", "CC-BY-4.0", False, True),
        ("CC0", "https://creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0", True, True),
        # As people type them.
        ("Attribution Non Commercial 4.0", "", "CC-BY-NC-4.0", False, True),
        ("Creative Commons Attribution – Non‑Commercial", "", "CC-BY-NC-4.0", False, True),
        ("Creative Commons BY-NC-ND 4.0 International", "", "CC-BY-NC-ND-4.0", False, False),
        ("Creative Commons BY 4.0", "", "CC-BY-4.0", True, True),
        ("Attribution No Derivatives 3.0", "", "CC-BY-ND-3.0", True, False),
        ("CC BY NC", "", "CC-BY-NC-4.0", False, True),
        ("cc_by_nc_4.0", "", "CC-BY-NC-4.0", False, True),
        ("ＣＣ ＢＹ－ＮＣ ４．０", "", "CC-BY-NC-4.0", False, True),
        ("CCBYNC", "", "CC-BY-NC-4.0", False, True),
        ("by-nc-sa/3.0", "", "CC-BY-NC-SA-3.0", False, True),
        ("by/4.0", "", "CC-BY-4.0", True, True),
        ("CC BY 4.0 or later", "", "CC-BY-4.0", True, True),
        ("CC BY 3.0 US", "", "CC-BY-3.0-US", True, True),
        ("CC-BY-4.0 (not for commercial use)", "", "CC-BY-4.0", False, True),
        ("CC BY 4.0, personal use only", "", "CC-BY-4.0", False, True),
        ("CC BY (pas d'utilisation commerciale)", "", "CC-BY-4.0", False, True),
        ("CC BY, nicht-kommerziell, keine Bearbeitung", "", "CC-BY-4.0", False, False),
        ("Attribution, noncommercial, sharealike", "", "CC-BY-NC-SA-4.0", False, True),
    ],
)
def test_a_licence_is_read_from_words_and_link(
    words: str, url: str, code: str, commercial: bool, adaptation: bool
) -> None:
    found = read_licence(words, url)
    assert (found.code, found.commercial, found.adaptation) == (code, commercial, adaptation)


@pytest.mark.parametrize(
    "words",
    [
        *("", "   ", "all rights reserved", "ask me", "free", "YouTube standard", "by Jane Doe", "by-passing"),
        *("Public domain? not sure", "not public domain", "probably CC0", "CC-BY-4.0 ?", "Creative Commons"),
    ],
)
def test_what_is_not_recognised_allows_nothing(words: str) -> None:
    assert read_licence(words) == UNKNOWN


@pytest.mark.parametrize("words", ["CC BY 4.0, commercial use allowed", "CC BY: free for personal and commercial use"])
def test_what_allows_commercial_use_is_not_taken_for_a_ban(words: str) -> None:
    assert read_licence(words).commercial


def test_every_licence_of_the_real_set_is_known(shared: Path) -> None:
    with (shared / "real" / "manifest.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {row["license"]: read_licence(row["license"], row["license_url"]) for row in rows}
    assert all(licence.known for licence in found.values())
    assert {name for name, licence in found.items() if not licence.commercial} == {
        "CC-BY-NC-3.0",
        "CC-BY-NC-4.0",
    }


forbidding = st.sampled_from(
    ["NonCommercial", "CC-BY-NC-4.0", "cc by-nc-sa 3.0", "non-commercial", "non commercial", "NC", "Non‐Commercial"]
)


@given(st.sampled_from(["", "CC0", "CC-BY-4.0 ", "GPL-2.0 "]), forbidding, st.sampled_from(["", " please"]))
def test_nothing_named_non_commercial_is_ever_commercial(before: str, word: str, after: str) -> None:
    assert not read_licence(before + " " + word + after).commercial
    assert not read_licence(before, word).commercial
