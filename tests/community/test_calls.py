"""Calls: who may open which, drafts and deadlines, stale edits, references, followers and lists."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.call_queries import call_count, call_page, calls, own_pieces_of
from dashboard.community.call_references import (
    MOST_REFERENCES,
    add_reference_file,
    add_reference_piece,
    drop_reference,
)
from dashboard.community.calls import CallPlan, change_call, follow_call, open_call, remove_draft, set_call_state
from dashboard.community.standing import CLOSED, DRAFT, OPEN, call_standing, listed
from dashboard.community.tables import Call, Contribution
from dashboard.errors import BadInput, MediaRefused, NotAllowed, NotFound, Stale
from dashboard.media.store import INCOMING, MediaStore
from dashboard.people.roles import Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import artist_of, somebody
from tests.world import add_piece

PLAN = CallPlan("Sing the last ferry", "One verse.", ("vocals",), ("lead", "harmony"))


@pytest.fixture
def curator(db: Database) -> Actor:
    return somebody(db, "Rosa", Role.CURATOR)


@pytest.fixture
def ida(db: Database) -> Actor:
    return somebody(db, "Ida Holm", Role.ARTIST)


def row(db: Database, call_id: int) -> Call:
    with db.reading() as session:
        return session.get_one(Call, call_id)


def titles(db: Database, actor: Actor, view: str, words: str = "") -> list[str]:
    with db.reading() as session:
        found = [one.title for one in calls(session, actor, now(), view, words)]
        assert call_count(session, actor, now(), view, words) == len(found)
        return found


def answer(db: Database, call_id: int, title: str) -> int:
    piece_id = add_piece(db, title)
    with db.writing() as session:
        session.get_one(Contribution, piece_id).call_id = call_id
    return piece_id


# --- where a call stands ---


@given(st.sampled_from([DRAFT, OPEN, CLOSED]), st.integers(-10_000, 10_000))
def test_only_an_open_call_before_its_deadline_is_open(state: str, seconds: int) -> None:
    at = now()
    standing = call_standing(state, at + timedelta(seconds=seconds), at)
    assert (standing == OPEN) == (state == OPEN and seconds >= 0)
    assert call_standing(state, None, at) == state


def test_what_commas_divide_is_listed_once() -> None:
    assert listed(" lead, harmony,, lead ") == ("lead", "harmony")


# --- opening and changing ---


def test_a_call_is_a_draft_until_it_is_published(db: Database, curator: Actor) -> None:
    call_id = open_call(db, curator, PLAN)
    assert titles(db, curator, OPEN) == []
    assert titles(db, curator, DRAFT) == ["Sing the last ferry"]
    set_call_state(db, curator, call_id, 1, OPEN)
    assert titles(db, curator, OPEN) == ["Sing the last ferry"]
    with db.reading() as session:
        shown = call_page(session, curator, call_id, now()).row
    assert (shown.wanted, shown.version, shown.opened_by) == ("vocals: lead, harmony", 2, "Rosa")


def test_a_change_from_an_older_version_is_refused_and_changes_nothing(db: Database, curator: Actor) -> None:
    call_id = open_call(db, curator, PLAN)
    change_call(db, curator, call_id, 1, replace(PLAN, title="Sing it twice"))
    with pytest.raises(Stale, match="Sing it twice"):
        change_call(db, curator, call_id, 1, replace(PLAN, title="Sing it thrice"))
    assert (row(db, call_id).title, row(db, call_id).version) == ("Sing it twice", 2)
    with db.reading() as session:
        assert recent(session, limit=1)[0].detail == {"title": ["Sing the last ferry", "Sing it twice"]}


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (CallPlan("  "), "needs a title"),
        (CallPlan("x" * 201), "shorten"),
        (CallPlan("Song", roles=("lead, harmony",)), "without a comma"),
        (CallPlan("Song", fixed_fee_minor=0, currency="USD"), "above zero"),
        (CallPlan("Song", fixed_fee_minor=5000), "above zero"),
    ],
)
def test_a_call_that_nobody_could_answer_is_refused(plan: CallPlan, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        plan.check()


def test_a_call_past_its_deadline_is_closed_and_cannot_be_published(db: Database, curator: Actor) -> None:
    late = replace(PLAN, deadline=now() - timedelta(minutes=1))
    with pytest.raises(BadInput, match="has passed"):
        open_call(db, curator, late, publish=True)
    call_id = open_call(db, curator, PLAN, publish=True)
    change_call(db, curator, call_id, 1, late)
    assert titles(db, curator, OPEN) == []
    assert titles(db, curator, CLOSED) == ["Sing the last ferry"]


def test_an_artist_opens_calls_about_their_own_pieces_only_and_promises_no_money(db: Database, ida: Actor) -> None:
    own, other = add_piece(db, "Harbour Loop"), add_piece(db, "Tideline", artists=("Bo",))
    artist_of(db, ida, own)
    with db.reading() as session:
        assert own_pieces_of(session, ida.account_id) == {own: "Harbour Loop"}
    for about_id in (None, other):
        with pytest.raises(NotAllowed, match="pieces of their own"):
            open_call(db, ida, replace(PLAN, about_id=about_id))
    with pytest.raises(NotAllowed, match="promise a fee"):
        open_call(db, ida, replace(PLAN, about_id=own, fixed_fee_minor=5000, currency="USD"))
    call_id = open_call(db, ida, replace(PLAN, about_id=own), publish=True)
    change_call(db, ida, call_id, 1, replace(PLAN, title="Sing along", about_id=own))
    assert row(db, call_id).title == "Sing along"


def test_an_artist_keeps_a_fee_that_a_curator_put_on_their_call(db: Database, ida: Actor, curator: Actor) -> None:
    own = add_piece(db, "Harbour Loop")
    artist_of(db, ida, own)
    call_id = open_call(db, ida, replace(PLAN, about_id=own))
    paid = replace(PLAN, about_id=own, fixed_fee_minor=5000, currency="USD")
    change_call(db, curator, call_id, 1, paid)
    change_call(db, ida, call_id, 2, replace(paid, title="Sing along"))
    with pytest.raises(NotAllowed, match="promise a fee"):
        change_call(db, ida, call_id, 3, replace(paid, fixed_fee_minor=9000))


def test_nobody_changes_a_call_of_others_but_those_who_run_calls(db: Database, ida: Actor, curator: Actor) -> None:
    call_id = open_call(db, curator, PLAN, publish=True)
    with pytest.raises(NotAllowed, match="ask a curator"):
        change_call(db, ida, call_id, 1, PLAN)
    with pytest.raises(NotAllowed):
        open_call(db, somebody(db, "Mei", Role.ACCOUNTANT), PLAN)


def test_a_draft_is_shown_to_nobody_else(db: Database, ida: Actor, curator: Actor) -> None:
    call_id = open_call(db, curator, PLAN)
    assert titles(db, ida, DRAFT) == []
    with db.reading() as session, pytest.raises(NotFound, match="no such call"):
        call_page(session, ida, call_id, now())


def test_an_answered_call_is_never_a_draft_again(db: Database, curator: Actor) -> None:
    call_id = open_call(db, curator, PLAN, publish=True)
    answer(db, call_id, "A verse")
    with pytest.raises(BadInput, match="close it instead"):
        set_call_state(db, curator, call_id, 1, DRAFT)
    with pytest.raises(BadInput, match="close it instead"):
        remove_draft(db, curator, call_id, 1)
    set_call_state(db, curator, call_id, 1, CLOSED)
    assert titles(db, curator, CLOSED) == ["Sing the last ferry"]


def test_a_draft_can_be_thrown_away(db: Database, curator: Actor) -> None:
    call_id = open_call(db, curator, PLAN)
    remove_draft(db, curator, call_id, 1)
    with db.reading() as session, pytest.raises(NotFound):
        call_page(session, curator, call_id, now())


# --- lists ---


def test_open_calls_stand_in_the_order_in_which_they_end(db: Database, curator: Actor) -> None:
    for days, title in ((None, "Whenever"), (9, "Later"), (2, "Soon")):
        deadline = now() + timedelta(days=days) if days else None
        open_call(db, curator, CallPlan(title, deadline=deadline), publish=True)
    assert titles(db, curator, OPEN) == ["Soon", "Later", "Whenever"]
    assert titles(db, curator, OPEN, "LAT") == ["Later"]


def test_calls_that_nobody_answered_stand_out(db: Database, curator: Actor) -> None:
    answered = open_call(db, curator, CallPlan("Answered"), publish=True)
    open_call(db, curator, CallPlan("Lonely"), publish=True)
    answer(db, answered, "A verse")
    assert titles(db, curator, "unanswered") == ["Lonely"]
    with db.reading() as session:
        shown = call_page(session, curator, answered, now())
        assert ([piece.title for piece in shown.answers], shown.row.answers) == (["A verse"], 1)


def test_followed_calls_are_found_again(db: Database, curator: Actor, ida: Actor) -> None:
    call_id = open_call(db, curator, PLAN, publish=True)
    follow_call(db, ida, call_id, follows=True)
    follow_call(db, ida, call_id, follows=True)
    assert titles(db, ida, "followed") == ["Sing the last ferry"]
    assert (titles(db, curator, "followed"), titles(db, curator, "mine")) == ([], ["Sing the last ferry"])
    with db.reading() as session:
        shown = call_page(session, ida, call_id, now()).row
        assert (shown.follows, shown.followers) == (True, 1)
    follow_call(db, ida, call_id, follows=False)
    assert titles(db, ida, "followed") == []
    with pytest.raises(BadInput, match="with an account"):
        follow_call(db, Actor(None, "Nobody", frozenset({Role.ARTIST})), call_id, follows=True)


# --- references ---


def test_a_call_shows_pieces_and_files(db: Database, store: MediaStore, curator: Actor) -> None:
    call_id, loop = open_call(db, curator, PLAN), add_piece(db, "Harbour Loop")
    add_reference_piece(db, curator, call_id, 1, loop)
    add_reference_piece(db, curator, call_id, 2, loop)
    add_reference_file(db, store, curator, call_id, 3, io.BytesIO(b"La la la."), "words.txt")
    with db.reading() as session:
        first, second = call_page(session, curator, call_id, now()).references
    assert (first.contribution and first.contribution.title, second.name) == ("Harbour Loop", "words.txt")
    drop_reference(db, curator, call_id, 4, first.id)
    with db.reading() as session:
        assert [one.name for one in call_page(session, curator, call_id, now()).references] == ["words.txt"]


def test_a_file_that_cannot_be_decoded_is_refused_and_leaves_nothing(sqlite_db: Database, store: MediaStore) -> None:
    curator = somebody(sqlite_db, "Rosa", Role.CURATOR)
    call_id = open_call(sqlite_db, curator, PLAN)
    with pytest.raises(MediaRefused, match=r"song\.mp3"):
        add_reference_file(sqlite_db, store, curator, call_id, 1, io.BytesIO(b"\x00\x01" * 99), "song.mp3")
    assert row(sqlite_db, call_id).version == 1
    assert list((store.root / INCOMING).iterdir()) == []


def test_a_call_shows_only_so_much(sqlite_db: Database) -> None:
    curator = somebody(sqlite_db, "Rosa", Role.CURATOR)
    call_id = open_call(sqlite_db, curator, PLAN)
    for number in range(MOST_REFERENCES):
        add_reference_piece(sqlite_db, curator, call_id, number + 1, add_piece(sqlite_db, f"Piece {number:02}"))
    with pytest.raises(BadInput, match="at most"):
        add_reference_piece(sqlite_db, curator, call_id, MOST_REFERENCES + 1, add_piece(sqlite_db, "Too much"))
