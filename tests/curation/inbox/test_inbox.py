"""The inbox: new to whom, in which order, where one left, and nothing twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dashboard.community.interest import note_opened
from dashboard.community.tables import Call
from dashboard.curation.inbox.cards import latest_verdicts, shown
from dashboard.curation.inbox.culling import judge, undo
from dashboard.curation.inbox.queue import (
    NO_CALL,
    PASSED,
    STARRED,
    Counts,
    Narrowing,
    arrived,
    counts,
    narrow,
    open_queue,
    queue_of,
    take_in,
)
from dashboard.curation.rounds.reviews import save_review
from dashboard.curation.rounds.rounds import RoundPlan, make_round, open_round
from dashboard.curation.rounds.tables import Round, RoundPiece
from dashboard.curation.shortlists import shortlist_piece
from dashboard.curation.tables import Shortlist
from dashboard.errors import BadInput, NotAllowed
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import somebody
from tests.world import add_piece, piece_named


@pytest.fixture
def rosa(db: Database) -> Actor:
    return somebody(db, "Rosa", Role.CURATOR)


def add_pieces(db: Database, number: int) -> list[int]:
    """The first of them came in first."""
    return [add_piece(db, f"Piece {n}", days_old=number - n) for n in range(number)]


def answer(db: Database, title: str, *piece_ids: int) -> int:
    with db.writing() as session:
        call = Call(key=title, title=title, created_at=now())
        session.add(call)
        session.flush()
        for piece_id in piece_ids:
            session.merge(piece_named(db, piece_id)).call_id = call.id
        return call.id


def judged(db: Database, actor: Actor, piece_id: int, **said: object) -> None:
    judge(db, actor, [{"mark": f"{piece_id} {said}", "piece": piece_id, **said}], piece_id)


def counted(db: Database, actor: Actor, narrowing: Narrowing | None = None) -> Counts:
    assert actor.account_id is not None
    with db.reading() as session:
        return counts(session, actor.account_id, narrowing or Narrowing())


def announced(db: Database, actor: Actor) -> int:
    assert actor.account_id is not None
    with db.reading() as session:
        queue = queue_of(session, actor.account_id)
        assert queue is not None
        return arrived(session, actor.account_id, queue)


def test_what_one_has_not_seen_comes_oldest_first(db: Database, rosa: Actor) -> None:
    second, first = add_piece(db, "Second", days_old=2), add_piece(db, "First", days_old=9)
    assert open_queue(db, rosa).piece_ids == (first, second)


def test_nothing_seen_comes_again_unless_asked(db: Database, rosa: Actor) -> None:
    picked, passed, opened, starred, new = add_pieces(db, 5)
    judged(db, rosa, picked, choice="pick")
    judged(db, rosa, passed, seen=True)
    note_opened(db, rosa, opened)
    judged(db, rosa, starred, stars=4)
    assert open_queue(db, rosa).piece_ids == (new,)
    assert counted(db, rosa).new == 1
    assert narrow(db, rosa, Narrowing(PASSED)).piece_ids == (passed, opened)
    assert narrow(db, rosa, Narrowing("pick")).piece_ids == (picked,)
    assert narrow(db, rosa, Narrowing(STARRED)).piece_ids == (starred,)


def test_what_one_reviewed_in_a_round_is_seen(db: Database, rosa: Actor) -> None:
    first, second = add_pieces(db, 2)
    round_id = make_round(db, OPERATOR, RoundPlan("First pass"), [first])
    open_round(db, OPERATOR, round_id, 1)
    with db.reading() as session:
        piece = session.scalars(select(RoundPiece)).one()
        criteria = session.get_one(Round, round_id).criteria
    save_review(db, rosa, round_id, piece.token, 0, {criterion["key"]: 3 for criterion in criteria})
    assert open_queue(db, rosa).piece_ids == (second,)


def test_a_copy_that_was_merged_is_nowhere(db: Database, rosa: Actor) -> None:
    ferry, copy, other = add_pieces(db, 3)
    assert open_queue(db, rosa).piece_ids == (ferry, copy, other)
    judged(db, rosa, copy, seen=True)
    judged(db, rosa, other, choice="pick")
    with db.writing() as session:
        session.merge(piece_named(db, copy)).merged_into_id = ferry
    queue = open_queue(db, rosa)
    assert (queue.piece_ids, queue.position) == ((ferry, other), 1)
    assert narrow(db, rosa, Narrowing(PASSED)).piece_ids == ()


def test_the_queue_stays_while_one_works_and_opens_where_one_left(db: Database, rosa: Actor) -> None:
    pieces = add_pieces(db, 4)
    made = open_queue(db, rosa)
    judged(db, rosa, pieces[0], choice="reject")
    judge(db, rosa, [], pieces[2])
    add_piece(db, "Late", days_old=30)
    again = open_queue(db, rosa)
    assert again.piece_ids == made.piece_ids
    assert (again.made_at, again.position) == (made.made_at, 2)


def test_arrivals_are_announced_and_join_the_end_when_asked(db: Database, rosa: Actor) -> None:
    pieces = add_pieces(db, 2)
    open_queue(db, rosa)
    assert announced(db, rosa) == 0
    late = [add_piece(db, f"Late {n}", days_old=40 - n) for n in range(3)]
    judged(db, rosa, late[1], seen=True)
    assert announced(db, rosa) == 2
    assert take_in(db, rosa) == 2
    assert open_queue(db, rosa).piece_ids == (*pieces, late[0], late[2])
    assert (announced(db, rosa), take_in(db, rosa)) == (0, 0)


def test_when_all_is_seen_the_next_opening_makes_a_new_queue(db: Database, rosa: Actor) -> None:
    first = add_piece(db, "First")
    open_queue(db, rosa)
    judged(db, rosa, first, choice="pick")
    second = add_piece(db, "Second")
    assert open_queue(db, rosa).piece_ids == (second,)
    judged(db, rosa, second, seen=True)
    assert open_queue(db, rosa).piece_ids == ()


def test_what_is_undone_is_new_again(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry")
    judged(db, rosa, ferry, choice="reject")
    assert open_queue(db, rosa).piece_ids == ()
    undo(db, rosa)
    assert open_queue(db, rosa).piece_ids == (ferry,)


def test_counts_are_by_call_and_by_kind_each_within_the_other(db: Database, rosa: Actor) -> None:
    film, song, other = add_piece(db, "Film"), add_piece(db, "Song", kind="music"), add_piece(db, "Other film")
    seas = answer(db, "Songs of the sea", film, song)
    everything = counted(db, rosa)
    assert everything.kinds == {"music": 1, "video": 2}
    assert everything.calls == {seas: ("Songs of the sea", 2), NO_CALL: ("", 1)}
    assert counted(db, rosa, Narrowing(kind="music")).calls == {seas: ("Songs of the sea", 1)}
    assert counted(db, rosa, Narrowing(call_id=NO_CALL)).kinds == {"video": 1}
    assert narrow(db, rosa, Narrowing(kind="video", call_id=seas)).piece_ids == (film,)
    assert narrow(db, rosa, Narrowing(call_id=NO_CALL)).piece_ids == (other,)


def test_arrivals_outside_the_narrowing_are_not_announced(db: Database, rosa: Actor) -> None:
    add_piece(db, "Film")
    narrow(db, rosa, Narrowing(kind="video"))
    add_piece(db, "Song", kind="music")
    assert announced(db, rosa) == 0
    narrow(db, rosa, Narrowing("pick"))
    add_piece(db, "Another film")
    assert announced(db, rosa) == 0


def test_every_curator_has_their_own(db: Database, rosa: Actor) -> None:
    first, second = add_pieces(db, 2)
    halima = somebody(db, "Halima", Role.CURATOR)
    open_queue(db, rosa)
    judged(db, rosa, first, choice="pick")
    assert open_queue(db, halima).piece_ids == (first, second)
    judge(db, halima, [], second)
    assert open_queue(db, rosa).position == 0
    with db.reading() as session:
        assert halima.account_id is not None
        assert latest_verdicts(session, halima.account_id) == []


def test_the_inbox_is_for_those_who_judge(db: Database) -> None:
    with pytest.raises(NotAllowed, match="Ida may not"):
        open_queue(db, somebody(db, "Ida", Role.ARTIST))
    with pytest.raises(BadInput, match="belong to an account"):
        open_queue(db, OPERATOR)


def test_a_list_that_does_not_exist_is_refused(db: Database, rosa: Actor) -> None:
    with pytest.raises(BadInput, match="no such list"):
        narrow(db, rosa, Narrowing("loved"))
    with pytest.raises(BadInput, match="open the inbox first"):
        take_in(db, rosa)


def test_making_a_queue_is_in_the_trail_and_going_through_it_is_not(db: Database, rosa: Actor) -> None:
    first, _ = add_pieces(db, 2)
    open_queue(db, rosa)
    judge(db, rosa, [], first)
    with db.reading() as session:
        assert [entry.action for entry in recent(session)] == ["inbox.queued"]


def test_a_card_comes_with_its_words_call_and_verdict(db: Database, rosa: Actor) -> None:
    poem = add_piece(db, "Poem", kind="text", text="The ferry leaves.\nIt comes back.")
    film = add_piece(db, "Film", text="A description")
    answer(db, "Songs of the sea", poem)
    with db.writing() as session:
        session.add(made := Shortlist(name="Episode 1", created_at=now()))
        session.flush()
        list_id = made.id
    shortlist_piece(db, rosa, list_id, poem)
    judged(db, rosa, poem, choice="maybe", note="ask for the music")
    assert rosa.account_id is not None
    with db.reading() as session:
        found = shown(session, rosa.account_id, [poem, film, 999], list_id)
        (row,) = latest_verdicts(session, rosa.account_id)
    assert set(found) == {poem, film}
    assert (found[poem].text, found[film].text) == ("The ferry leaves.\nIt comes back.", "")
    assert (found[poem].call, found[poem].picked, found[film].picked) == ("Songs of the sea", True, False)
    assert (row.title, row.opinion.choice, row.opinion.note) == ("Poem", "maybe", "ask for the music")
