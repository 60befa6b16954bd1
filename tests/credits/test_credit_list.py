"""Who is credited, under what, and that nobody is dropped."""

from __future__ import annotations

import random

import pytest

from dashboard.credits.credit_list import CreditSheet, credit_list
from dashboard.credits.departments import DEPARTMENTS, department, role_said
from dashboard.credits.works import NOT_NAMED, AiredPiece, Author, Edge, Work
from dashboard.errors import LineageCycle

IDA, BO, ZOE = Author(1, "Ida Holm", "film"), Author(2, "bo Ek", "music"), Author(3, "Zoë Åkesson", "vocals")
FERRY = Work(10, "Night Ferry", (IDA,), "video", "CC-BY-4.0", "", "https://example.org/10")
LOOP = Work(11, "Harbour Loop", (BO,), "music", "CC-BY-SA-3.0-DE", "", "https://example.org/11")
VOICE = Work(12, "Low Tide", (ZOE, BO), "vocals", "CC0-1.0")
FLOWER = Work(13, "Flower", (), "photo", "GPL-2.0-or-later", "", "the flower archive", "some contributors")
WORKS = (FERRY, LOOP, VOICE, FLOWER)
PIECES = (
    AiredPiece(11, "Harbour Loop", 50, ("Act 1",)),
    AiredPiece(10, "Night Ferry", 90, ("Act 2", "Act 3")),
)
EDGES = (Edge(10, 11), Edge(11, 12), Edge(10, 13))


@pytest.fixture
def sheet() -> CreditSheet:
    return credit_list("Episode 1", PIECES, WORKS, EDGES)


def test_everybody_stands_under_a_department_by_name(sheet: CreditSheet) -> None:
    assert [(entry.order, entry.department, entry.credit_name, entry.role) for entry in sheet.entries] == [
        (1, "Films & animation", "Ida Holm", "film"),
        (2, "Music", "bo Ek", "music"),
        (3, "Vocals", "Zoë Åkesson", "vocals"),
        (4, "Illustration & photography", NOT_NAMED, "photography"),
    ]


def test_one_person_in_one_role_is_one_entry_with_every_title(sheet: CreditSheet) -> None:
    bo = sheet.entries[1]
    assert bo.titles == ("Harbour Loop", "Low Tide")
    assert bo.credit_kind == "integrated"
    assert [(use.work.title, use.piece.title, use.credit_kind) for use in bo.uses] == [
        ("Harbour Loop", "Harbour Loop", "integrated"),
        ("Low Tide", "Harbour Loop", "resource"),
        ("Harbour Loop", "Night Ferry", "resource"),
        ("Low Tide", "Night Ferry", "resource"),
    ]
    assert bo.uses[3].lineage_path == ("Night Ferry", "Harbour Loop", "Low Tide")


def test_the_same_person_in_two_roles_is_two_entries() -> None:
    work = Work(1, "Song", (Author(5, "Ana", "Music"), Author(5, "Ana", "vocals"), Author(5, "Ana", "music ")))
    sheet = credit_list("Episode 1", (AiredPiece(1, "Song", 1),), (work,), ())
    assert [(entry.credit_name, entry.role) for entry in sheet.entries] == [
        ("Ana", "Music"),
        ("Ana", "vocals"),
    ]


def test_accents_and_case_do_not_change_the_place_of_a_name() -> None:
    names = ("Zoë Åkesson", "örn", "Olaf", "Ping", "Émile", "Zoe Ford")
    work = Work(1, "Choir", tuple(Author(i, name, "vocals") for i, name in enumerate(names)))
    sheet = credit_list("Episode 1", (AiredPiece(1, "Choir", 1),), (work,), ())
    assert [entry.credit_name for entry in sheet.entries] == [
        "Émile", "Olaf", "örn", "Ping", "Zoë Åkesson", "Zoe Ford",
    ]  # fmt: skip


def test_two_people_of_one_name_stay_two() -> None:
    work = Work(1, "Duet", (Author(5, "Ana", "music"), Author(6, "Ana", "music"), Author(None, "Ana", "music")))
    sheet = credit_list("Episode 1", (AiredPiece(1, "Duet", 1),), (work,), ())
    assert sorted(str(entry.contributor_id) for entry in sheet.entries) == ["5", "6", "None"]


def test_works_of_nobody_named_are_listed_one_by_one() -> None:
    works = tuple(Work(i, f"Sketch {i}", (Author(9, "", ""),), "illustration") for i in range(3))
    pieces = tuple(AiredPiece(i, f"Sketch {i}", 5) for i in range(3))
    sheet = credit_list("Episode 1", pieces, works, ())
    assert [(entry.credit_name, entry.titles) for entry in sheet.entries] == [
        (NOT_NAMED, ("Sketch 0",)), (NOT_NAMED, ("Sketch 1",)), (NOT_NAMED, ("Sketch 2",)),
    ]  # fmt: skip
    assert all(entry.contributor_id is None for entry in sheet.entries)


def test_attributions_follow_the_programme_once_a_work(sheet: CreditSheet) -> None:
    assert [(named.work.title, named.credit_kind, named.used_in) for named in sheet.attributions] == [
        ("Harbour Loop", "integrated", ("Harbour Loop", "Night Ferry")),
        ("Low Tide", "resource", ("Harbour Loop", "Night Ferry")),
        ("Night Ferry", "integrated", ("Night Ferry",)),
        ("Flower", "resource", ("Night Ferry",)),
    ]
    assert sheet.attributions[0].text == (
        '"Harbour Loop" by bo Ek (https://example.org/11) is licensed under CC BY-SA 3.0 DE'
        " (https://creativecommons.org/licenses/by-sa/3.0/de/) / adapted"
    )
    assert sheet.attributions[2].text.endswith("CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)")


def test_what_has_no_time_on_air_is_not_credited() -> None:
    assert credit_list("Episode 1", (AiredPiece(10, "Night Ferry", 0),), WORKS, EDGES).entries == ()


def test_a_work_that_is_only_known_by_its_number_is_still_listed() -> None:
    sheet = credit_list("Episode 1", (AiredPiece(10, "Night Ferry", 5),), (FERRY,), (Edge(10, 77),))
    assert [(entry.credit_name, entry.titles) for entry in sheet.entries] == [
        ("Ida Holm", ("Night Ferry",)),
        (NOT_NAMED, ("Contribution 77",)),
    ]


def test_a_circle_is_refused_by_its_titles() -> None:
    with pytest.raises(LineageCycle, match='"Night Ferry" uses "Harbour Loop" uses "Night Ferry"'):
        credit_list("Episode 1", PIECES, WORKS, (Edge(10, 11), Edge(11, 10)))


@pytest.mark.parametrize("seed", range(5))
def test_nobody_is_ever_dropped(seed: int) -> None:
    chance = random.Random(seed)
    people = [Author(i, f"Artist {i}" if i % 7 else "", chance.choice(("", "music", "poem"))) for i in range(60)]
    works = [Work(i, f"Work {i}", tuple(chance.sample(people, chance.randint(0, 4))), "text") for i in range(80)]
    edges = [Edge(i, chance.randint(i + 1, 79)) for i in range(79)]
    pieces = [AiredPiece(i, f"Work {i}", 10) for i in range(20)]
    entries = credit_list("Episode 1", pieces, works, edges).entries
    above, level = set(range(20)), set(range(20))
    while level:
        level = {edge.parent_id for edge in edges if edge.child_id in level} - above
        above |= level
    named = {(author.contributor_id, i) for i in above for author in works[i].authors if author.named}
    nameless = {i for i in above if not works[i].authors or any(not author.named for author in works[i].authors)}
    credited = {(entry.contributor_id, use.work.work_id) for entry in entries for use in entry.uses}
    assert {pair for pair in credited if pair[0] is not None} == named
    assert {work for person, work in credited if person is None} == nameless
    assert [entry.order for entry in entries] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize(
    ("role", "kind", "heading", "said"),
    [
        ("", "video", "Films & animation", "film"),
        ("Music", "video", "Music", "Music"),
        ("lead vocals", "music", "Vocals", "lead vocals"),
        ("co-writer", "music", "Words", "co-writer"),
        ("music project file", "project", "Music", "music project file"),
        ("", "project", "Further contributions", "project file"),
        ("dreamer", "photo", "Illustration & photography", "dreamer"),
        ("", "", "Further contributions", "contribution"),
    ],
)
def test_a_role_names_the_department_before_the_kind_does(role: str, kind: str, heading: str, said: str) -> None:
    assert department(role, kind) == heading
    assert heading in DEPARTMENTS
    assert role_said(role, kind) == said
