"""The page of duplicates and the panel on a piece's page: what they show, and each decision."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.community.lineage import CONFIRMED
from dashboard.community.requests import OWNERSHIP, requests_about
from dashboard.community.tables import Contributor
from dashboard.curation.duplicates.queries import open_pair_count
from dashboard.people.roles import Role
from dashboard.storage.engine import Database
from tests.curation.duplicates.test_duplicates import at_another_source, edges, measure, pairs
from tests.ui.showing import opened, shown
from tests.world import add_piece, piece_named


@pytest.fixture
def ferries(house: Database) -> tuple[int, int]:
    """One film at two sources, by one person."""
    found = add_piece(house, "Night Ferry", days_old=9), add_piece(house, "Night Ferry, again", days_old=2)
    at_another_source(house, found[1])
    for piece in found:
        measure(house, piece, file="ferry")
    pairs(house)
    return found


@pytest.fixture
def loops(house: Database) -> tuple[int, int]:
    """One film by two people."""
    found = add_piece(house, "Loop", artists=("Ida",), days_old=9), add_piece(house, "Loop_2", artists=("Bo",))
    for piece in found:
        measure(house, piece, file="loop")
    pairs(house)
    return found


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [button for button in at.main.button if button.label == label]
    button.click().run()
    assert not at.exception
    return at


def left(house: Database) -> int:
    with house.reading() as session:
        return open_pair_count(session)


def test_an_empty_page_says_what_will_be_here(people: dict[Role, int]) -> None:
    page = shown(opened("duplicates", people[Role.CURATOR]))
    assert "Nothing to decide." in page
    assert "No piece is a copy of another." in page


@pytest.mark.parametrize("role", [Role.ARTIST, Role.ACCOUNTANT, Role.ADMIN])
def test_the_page_is_for_those_who_judge(role: Role, people: dict[Role, int], ferries: tuple[int, int]) -> None:
    at = opened("duplicates", people[role])
    assert "Night Ferry" not in shown(at)
    assert [title.value for title in at.title] == ["No access"]


def test_copies_by_one_person_are_merged_and_parted(
    people: dict[Role, int], house: Database, ferries: tuple[int, int]
) -> None:
    at = opened("duplicates", people[Role.CURATOR])
    page = shown(at)
    for words in (
        "The same file.",
        "The street",
        "Tape club",
        "0:20",
        "keep “Night Ferry” at The street",
        "Pairs to decide 1",
    ):
        assert words in page
    press(at, "Merge, keep the first")
    assert piece_named(house, ferries[1]).merged_into_id == ferries[0]
    assert left(house) == 0
    page = shown(at)
    assert "“Night Ferry, again” at Tape club is a copy of “Night Ferry”" in page
    assert "Curator Person" in page
    press(at, "Part")
    assert piece_named(house, ferries[1]).merged_into_id is None
    assert left(house) == 1


def test_what_was_decided_meanwhile_is_refused_in_a_sentence(
    people: dict[Role, int], house: Database, ferries: tuple[int, int]
) -> None:
    one, other = (opened("duplicates", people[Role.CURATOR]) for _ in range(2))
    press(one, "Merge, keep the first")
    press(other, "Merge, keep the second")
    assert "Somebody else has just merged “Night Ferry, again”" in shown(other)


def test_works_by_two_people_are_linked(people: dict[Role, int], house: Database, loops: tuple[int, int]) -> None:
    at = opened("duplicates", people[Role.CURATOR])
    assert "By different artists" in shown(at)
    assert not [button for button in at.main.button if button.label.startswith("Merge")]
    press(at, "Link them")
    assert edges(house) == [(loops[1], loops[0], "remix_of", CONFIRMED)]
    assert "Linked" in shown(at)


def test_two_of_one_name_lead_to_the_artists(people: dict[Role, int], house: Database) -> None:
    pieces = add_piece(house, "Loop", artists=("Ida Holm",)), add_piece(house, "Loop_2", artists=("IDA HOLM",))
    for piece in pieces:
        measure(house, piece, file="loop")
    pairs(house)
    at = opened("duplicates", people[Role.CURATOR])
    assert "who may be one person" in shown(at)
    (link,) = [link for link in at.main.get("page_link") if link.proto.label == "See both among Artists"]
    assert link.proto.query_string == "artist_words=Ida+Holm"


def test_works_by_two_people_are_asked_about_and_both_artists_can_read_it(
    people: dict[Role, int], house: Database, loops: tuple[int, int]
) -> None:
    at = opened("duplicates", people[Role.CURATOR])
    at.text_area[0].set_value("Ida’s was on her site in 2019.").run()
    press(at, "Ask")
    for piece in loops:
        assert piece_named(house, piece).clearance == "pending"
        with house.reading() as session:
            (asked,) = requests_about(session, piece)
        assert (asked.kind, "her site in 2019" in asked.words) == (OWNERSHIP, True)
    assert "Asked whose it is" in shown(at)
    page = shown(opened("contribution", people[Role.CURATOR], piece=str(loops[0])))
    assert "Whose work it is" in page


def test_different_works_are_told_apart_and_looked_at_again(
    people: dict[Role, int], house: Database, loops: tuple[int, int]
) -> None:
    at = press(opened("duplicates", people[Role.CURATOR]), "Different works")
    assert left(house) == 0
    press(at, "Look again")
    assert left(house) == 1


def test_one_page_holds_a_few_groups_and_the_rest_follow(people: dict[Role, int], house: Database) -> None:
    for number in range(10):
        for copy in ("a", "b"):
            measure(house, add_piece(house, f"Piece {number}{copy}"), file=f"file {number}")
    pairs(house)
    at = opened("duplicates", people[Role.CURATOR])
    assert "Piece 0a" in str(at)
    assert len([button for button in at.main.button if button.label == "Different works"]) == 8
    at = opened("duplicates", people[Role.CURATOR], state={"duplicates_page": 2})
    assert len([button for button in at.main.button if button.label == "Different works"]) == 2


def panel(role: Role, account_id: int, piece_id: int) -> str:
    """What the panel by itself shows to somebody."""

    def script(role: str, account: int, piece: int) -> None:
        import streamlit as st  # noqa: PLC0415

        from dashboard.people.roles import Actor, Role  # noqa: PLC0415
        from dashboard.settings import ROOT  # noqa: PLC0415
        from dashboard.ui.duplicate_panel import duplicate_panel  # noqa: PLC0415

        names = ("home", "contribution", "duplicates")
        st.navigation([st.Page(ROOT / "pages" / f"{name}.py") for name in names])
        duplicate_panel(Actor(account, "Somebody", frozenset({Role(role)})), piece)

    at = AppTest.from_function(script, args=(role.value, account_id, piece_id)).run()
    assert not at.exception
    return shown(at)


def test_the_panel_tells_where_else_a_piece_is_and_what_it_may_be(
    house: Database, people: dict[Role, int], ferries: tuple[int, int]
) -> None:
    kept, copy = ferries
    judge, artist = (Role.CURATOR, people[Role.CURATOR]), (Role.ARTIST, people[Role.ARTIST])
    assert "“Night Ferry, again” by Ida Holm at Tape club: the same file." in panel(*judge, kept)
    assert panel(*artist, kept) == ""
    press(opened("duplicates", people[Role.CURATOR]), "Merge, keep the first")
    assert "Also at [Tape club]" in panel(*artist, kept)
    assert "This stands for itself no more: it is “Night Ferry”." in panel(*artist, copy)


def test_an_artist_reads_on_the_panel_that_it_is_asked_whose_work_it_is(
    house: Database, people: dict[Role, int], loops: tuple[int, int]
) -> None:
    with house.writing() as session:
        for contributor in session.scalars(select(Contributor)):
            contributor.account_id = people[Role.ARTIST] if contributor.credit_name == "Bo" else None
    press(opened("duplicates", people[Role.CURATOR]), "Ask")
    asked = "Whose work is it? “Loop_2” by Bo (The street) and “Loop” by Ida (The street): the same file."
    assert asked in panel(Role.ARTIST, people[Role.ARTIST], loops[1])
    assert asked not in panel(Role.ARTIST, people[Role.ARTIST], loops[0])
