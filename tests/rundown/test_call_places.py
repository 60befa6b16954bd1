"""Calls in the programme: placed, answered beside their act, and drafted from a gap or a missing part."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from dashboard.community.calls import CallPlan, open_call, set_call_state
from dashboard.community.standing import OPEN
from dashboard.community.tables import Call, Contribution
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.call_places import (
    answers_by_act,
    answers_of_act,
    draft_from_gap,
    draft_from_lack,
    place_call,
    place_of,
    places,
    unplace_call,
)
from dashboard.rundown.edits.act_commands import change_act
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.storage.engine import Database
from tests.community.people import artist_of, somebody
from tests.rundown.studio import act_ids, add_episode, episode, plan
from tests.world import add_edge, add_piece


@pytest.fixture
def night(db: Database) -> int:
    return add_episode(db, OPERATOR, acts=("Quay", "Home"))


@pytest.fixture
def call(db: Database) -> int:
    return open_call(db, OPERATOR, CallPlan("Sing the ferry"), publish=True)


def row(db: Database, call_id: int) -> Call:
    with db.reading() as session:
        return session.get_one(Call, call_id)


def label(db: Database, call_id: int) -> str:
    with db.reading() as session:
        place = place_of(session, call_id)
        return place.label if place else ""


def test_a_call_belongs_to_a_show_an_episode_or_an_act(db: Database, night: int, call: int) -> None:
    show_id, quay = episode(db, night).show_id, act_ids(db, night)[0]
    place_call(db, OPERATOR, call, show_id)
    assert label(db, call) == "Night Shift"
    place_call(db, OPERATOR, call, show_id, night, quay)
    assert label(db, call) == "Night Shift 1: Harbour, Quay"
    unplace_call(db, OPERATOR, call)
    assert label(db, call) == ""
    with db.reading() as session:
        assert [place.label for place in places(session)] == [
            "Night Shift", "Night Shift 1: Harbour", "Night Shift 1: Harbour, Quay", "Night Shift 1: Harbour, Home",
        ]  # fmt: skip


def test_a_place_that_contradicts_itself_is_refused(db: Database, night: int, call: int) -> None:
    show_id, other = episode(db, night).show_id, add_episode(db, OPERATOR, plan(number=2))
    with pytest.raises(BadInput, match="choose the place again"):
        place_call(db, OPERATOR, call, show_id, night, act_ids(db, other)[0])
    with pytest.raises(NotFound):
        place_call(db, OPERATOR, call, 99)
    with pytest.raises(NotAllowed):
        place_call(db, Actor(None, "Ida", frozenset({Role.ARTIST})), call, show_id)
    assert label(db, call) == ""


def test_answers_stand_beside_their_act(db: Database, night: int, call: int) -> None:
    show_id, (quay, home) = episode(db, night).show_id, act_ids(db, night)
    place_call(db, OPERATOR, call, show_id, night, quay)
    piece_id = add_piece(db, "A verse")
    with db.writing() as session:
        session.get_one(Contribution, piece_id).call_id = call
    with db.reading() as session:
        (found,) = answers_of_act(session, quay)
        assert (found.call.title, [piece.title for piece in found.answers]) == ("Sing the ferry", ["A verse"])
        assert answers_by_act(session, [home]) == {}


def test_a_gap_in_an_act_becomes_one_draft(db: Database, night: int) -> None:
    quay = act_ids(db, night)[0]
    change_act(db, OPERATOR, quay, "Quay", 100 * 25)
    add_to_act(db, OPERATOR, quay, [add_piece(db, "Night Ferry", seconds=20)])
    call_id = draft_from_gap(db, OPERATOR, quay)
    assert row(db, call_id).title == "A piece of about 1:20 for Quay of “Harbour”"
    assert (row(db, call_id).state, label(db, call_id)) == ("draft", "Night Shift 1: Harbour, Quay")
    assert draft_from_gap(db, OPERATOR, quay) == call_id
    set_call_state(db, OPERATOR, call_id, 1, OPEN)
    assert draft_from_gap(db, OPERATOR, quay) != call_id, "the published one may go unanswered"


def test_the_credits_count_against_the_gap(db: Database, night: int) -> None:
    home = act_ids(db, night)[1]
    change_act(db, OPERATOR, home, "Home", 60 * 25)
    call_id = draft_from_gap(db, OPERATOR, home, roll_frames=40 * 25)
    assert "about 0:20" in row(db, call_id).title


def test_an_act_without_a_gap_makes_no_call(db: Database, night: int) -> None:
    quay = act_ids(db, night)[0]
    for budget_frames in (0, 4 * 25):
        change_act(db, OPERATOR, quay, "Quay", budget_frames)
        with pytest.raises(BadInput, match="lacks nothing of its budget"):
            draft_from_gap(db, OPERATOR, quay)


def test_what_a_piece_lacks_becomes_one_draft_about_it(db: Database) -> None:
    film = add_piece(db, "Harbour", sound=False, seconds=65)
    call_id = draft_from_lack(db, OPERATOR, film, "sound")
    made = row(db, call_id)
    assert (made.title, made.kind, made.role, made.about_id) == ("Music for “Harbour”", "music", "score", film)
    assert "It runs 1:05." in made.brief
    assert draft_from_lack(db, OPERATOR, film, "sound") == call_id
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Call)) == 1


def test_a_part_that_has_come_is_not_asked_for(db: Database) -> None:
    film = add_piece(db, "Harbour", sound=False)
    add_edge(db, add_piece(db, "Score", kind="music"), film)
    for lack in ("sound", "colour"):
        with pytest.raises(BadInput, match="lacks that no longer"):
            draft_from_lack(db, OPERATOR, film, lack)


def test_an_artist_drafts_a_call_for_their_own_film_only(db: Database) -> None:
    ida = somebody(db, "Ida", Role.ARTIST)
    own, other = add_piece(db, "Harbour", sound=False), add_piece(db, "Quay", sound=False, artists=("Bo",))
    artist_of(db, ida, own)
    assert row(db, draft_from_lack(db, ida, own, "sound")).opened_by_id == ida.account_id
    with pytest.raises(NotAllowed, match="pieces of their own"):
        draft_from_lack(db, ida, other, "sound")
