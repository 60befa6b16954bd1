"""Insight into the programme: newcomers, whose picks aired, trending against what aired, the spread over artists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dashboard.community.tables import Contribution, Contributor
from dashboard.curation.insight import Share
from dashboard.curation.shortlists import PLACES, shortlist_piece
from dashboard.curation.tables import ShortlistPick
from dashboard.desk.insight import (
    AIRED,
    CAME_IN,
    PICKED,
    Outcome,
    PickedPiece,
    by_place,
    exposure,
    median_place,
    newcomers,
    picked_places,
    whose_picks,
)
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.edits.commands import float_items
from dashboard.rundown.release import mark_aired
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import somebody
from tests.rundown.studio import act_ids, add_episode, episode, plan
from tests.world import add_piece

EVER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def night(db: Database) -> int:
    return add_episode(db, OPERATOR)


def pick(db: Database, night: int, actor: Actor, *pieces: int, place: int | None = None) -> None:
    listed = episode(db, night).shortlist_id
    for piece in pieces:
        entry = shortlist_piece(db, actor, listed, piece)
        with db.writing() as session:
            row = session.scalars(select(ShortlistPick).where(ShortlistPick.entry_id == entry)).all()[-1]
            row.trend_place = place


def put(db: Database, night: int, *pieces: int, floated: bool = False) -> None:
    for piece in pieces:
        item_id = add_to_act(db, OPERATOR, act_ids(db, night)[0], [piece])
        if floated:
            float_items(db, OPERATOR, [item_id], floated=True)


def air(db: Database, night: int) -> None:
    mark_aired(db, OPERATOR, night, now().date())


def test_a_newcomers_piece_is_the_first_of_one_of_its_artists(db: Database, night: int) -> None:
    first, second = add_piece(db, "First", artists=("Ida",)), add_piece(db, "Second", artists=("Ida",))
    together = add_piece(db, "Together", artists=("Ida", "Bo"))
    pick(db, night, OPERATOR, first, second, together)
    put(db, night, second, together)
    air(db, night)
    with db.reading() as session:
        found = newcomers(session, EVER)
    assert found == {CAME_IN: Share(2, 3), PICKED: Share(2, 3), AIRED: Share(1, 2)}


def test_another_handle_of_the_same_person_is_no_newcomer_and_a_merged_copy_no_first_piece(db: Database) -> None:
    copy = add_piece(db, "Copy", artists=("Ida",))
    kept, other = add_piece(db, "Kept", artists=("Ida",)), add_piece(db, "Other", artists=("ida_h",))
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = kept
        handles = {row.credit_name: row for row in session.scalars(select(Contributor))}
        handles["ida_h"].same_as_id = handles["Ida"].id
    with db.reading() as session:
        assert newcomers(session, EVER)[CAME_IN] == Share(1, 2), "Kept is the first, Other is not"
    assert other


def test_everybody_sees_what_became_of_their_own_picks(db: Database, night: int) -> None:
    rosa, bo = somebody(db, "Rosa", Role.CURATOR), somebody(db, "Bo", Role.CURATOR)
    aired, floated, placed, left = (add_piece(db, title) for title in ("Aired", "Floated", "Placed", "Left"))
    pick(db, night, rosa, aired, floated, placed, left)
    pick(db, night, bo, aired)
    put(db, night, aired)
    put(db, night, floated, floated=True)
    later = add_episode(db, OPERATOR, plan(number=2))
    put(db, later, placed)
    pick(db, later, rosa, aired)
    air(db, night)
    with db.reading() as session:
        assert whose_picks(session, EVER) == [Outcome("Bo", 1, 1, 1), Outcome("Rosa", 4, 2, 1)]
        assert whose_picks(session, now() + timedelta(days=1)) == []


def test_a_picked_piece_has_its_best_place_and_what_became_of_it(db: Database, night: int) -> None:
    rosa, bo = somebody(db, "Rosa", Role.CURATOR), somebody(db, "Bo", Role.CURATOR)
    ferry, loop, new = (add_piece(db, title) for title in ("Ferry", "Loop", "New"))
    pick(db, night, rosa, ferry, place=90)
    pick(db, night, bo, ferry, place=40)
    pick(db, night, bo, loop, place=PLACES + 1)
    pick(db, night, bo, new)
    put(db, night, ferry, loop)
    with db.reading() as session:
        assert picked_places(session, EVER) == [
            PickedPiece(40, placed=True, aired=False), PickedPiece(PLACES + 1, placed=True, aired=False),
            PickedPiece(None, placed=False, aired=False),
        ]  # fmt: skip


def test_a_merged_copy_counts_as_its_piece(db: Database, night: int) -> None:
    rosa, kept, copy = somebody(db, "Rosa", Role.CURATOR), add_piece(db, "Kept"), add_piece(db, "Copy")
    pick(db, night, rosa, kept, copy, place=7)
    put(db, night, copy)
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = kept
    air(db, night)
    with db.reading() as session:
        assert whose_picks(session, EVER) == [Outcome("Rosa", 1, 1, 1)]
        assert picked_places(session, EVER) == [PickedPiece(7, placed=True, aired=True)]
        assert exposure(session, EVER).picked == 1


PIECES = st.lists(
    st.builds(PickedPiece, st.none() | st.integers(1, PLACES + 1), placed=st.booleans(), aired=st.booleans())
)


@given(PIECES)
def test_every_picked_piece_stands_in_one_group(pieces: Sequence[PickedPiece]) -> None:
    groups = by_place(pieces)
    assert sum(group.picked for group in groups) == len(pieces)
    assert sum(group.aired for group in groups) == sum(piece.aired for piece in pieces)
    assert ("No score yet" in {group.name for group in groups}) == any(piece.place is None for piece in pieces)


def test_the_groups_end_where_they_say() -> None:
    pieces = [PickedPiece(place, placed=True, aired=False) for place in (1, 50, 51, 500, 501, PLACES + 1)]
    assert [(group.name, group.picked) for group in by_place(pieces)] == [
        ("Top 50", 2), ("51 to 500", 2), ("Below 500", 2),
    ]  # fmt: skip


def test_the_middle_place_is_that_of_the_aired_or_of_the_others() -> None:
    pieces = [PickedPiece(place, placed=True, aired=place < 10) for place in (1, 3, 8, 200, PLACES + 1, PLACES + 1)]
    assert (median_place(pieces, aired=True), median_place(pieces, aired=False)) == (3, PLACES + 1)
    assert median_place([], aired=True) is None


def test_the_spread_over_artists_counts_people_and_not_handles(db: Database, night: int) -> None:
    pieces = [add_piece(db, str(number), artists=("Ida", "Bo") if number == 0 else ("Ida",)) for number in range(3)]
    pieces.append(add_piece(db, "By her other handle", artists=("ida_h",)))
    with db.writing() as session:
        handles = {row.credit_name: row for row in session.scalars(select(Contributor))}
        handles["ida_h"].same_as_id = handles["Ida"].id
    pick(db, night, OPERATOR, *pieces)
    put(db, night, pieces[0], add_piece(db, "Not picked", artists=("Ida",)))
    air(db, night)
    with db.reading() as session:
        found = exposure(session, EVER)
    assert [(one.name, one.picked, one.aired) for one in found.artists] == [("Ida", 4, 1), ("Bo", 1, 1)]
    assert (found.picked, found.people, found.fair) == (4, 2, 2)
