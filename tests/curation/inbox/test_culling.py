"""Judging at speed: every gesture counts once, undo goes back all the way, and nobody meets anybody else's."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select

from dashboard.curation.inbox.culling import judge, undo
from dashboard.curation.inbox.tables import Verdict, VerdictStep
from dashboard.curation.inbox.verdicts import LAST
from dashboard.curation.shortlist_notes import tag_entries
from dashboard.curation.shortlists import shortlist_piece
from dashboard.curation.tables import Shortlist, ShortlistEntry, ShortlistPick
from dashboard.errors import BadInput, NotAllowed, Stale
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import somebody
from tests.world import add_piece, piece_named

MARKS = count(1)


@pytest.fixture
def rosa(db: Database) -> Actor:
    return somebody(db, "Rosa", Role.CURATOR)


def gesture(piece: int | list[int], **said: Any) -> dict[str, Any]:
    pieces = {"pieces": piece} if isinstance(piece, list) else {"piece": piece}
    return {"mark": f"m{next(MARKS)}", **pieces, **said}


def opinion(db: Database, actor: Actor, piece_id: int) -> tuple[str, int, bool]:
    with db.reading() as session:
        row = session.get(Verdict, (actor.account_id, piece_id))
        return (row.choice, row.stars, row.seen_at is not None) if row else ("", 0, False)


def add_shortlist(db: Database) -> int:
    with db.writing() as session:
        made = Shortlist(name="Episode 1", created_at=now())
        session.add(made)
        session.flush()
        return made.id


def picks(db: Database, list_id: int) -> list[tuple[int, str, str]]:
    with db.reading() as session:
        query = select(ShortlistEntry.contribution_id, ShortlistPick.picked_by, ShortlistPick.picked_from)
        query = query.join(ShortlistPick, ShortlistPick.entry_id == ShortlistEntry.id)
        rows = session.execute(query.where(ShortlistEntry.shortlist_id == list_id).order_by(ShortlistPick.id))
        return [(row[0], row[1], row[2]) for row in rows]


def test_a_batch_is_kept_whole_with_one_audit_entry(db: Database, rosa: Actor) -> None:
    ferry, loop = add_piece(db, "Night Ferry"), add_piece(db, "Harbour Loop")
    said = [gesture(ferry, choice="pick", stars=4), gesture(ferry, range=[12_000, 19_000]), gesture(loop, seen=True)]
    assert judge(db, rosa, said).refused == []
    with db.reading() as session:
        row = session.get_one(Verdict, (rosa.account_id, ferry))
        assert (row.choice, row.stars, row.in_ms, row.out_ms) == ("pick", 4, 12_000, 19_000)
        entries = [entry for entry in recent(session) if entry.action == "pieces.judged"]
        assert [entry.detail for entry in entries] == [{"gestures": 3, "contributions": [ferry, loop]}]
    assert opinion(db, rosa, loop) == ("", 0, True)


def test_a_gesture_sent_twice_counts_once(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry")
    picked, rejected = gesture(ferry, choice="pick"), gesture(ferry, choice="reject")
    judge(db, rosa, [picked])
    judge(db, rosa, [picked, rejected])
    judge(db, rosa, [picked])
    assert opinion(db, rosa, ferry)[0] == "reject"
    undo(db, rosa)
    taken_back = {"mark": "u1", "undo": LAST}
    judge(db, rosa, [gesture(ferry, stars=2), gesture(ferry, stars=5), taken_back])
    judge(db, rosa, [taken_back])
    assert opinion(db, rosa, ferry) == ("pick", 2, True)


def test_two_curators_do_not_meet(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry")
    halima = somebody(db, "Halima", Role.CURATOR)
    same_mark = gesture(ferry, choice="pick")
    judge(db, rosa, [same_mark])
    judge(db, halima, [same_mark | {"choice": "reject"}])
    assert (opinion(db, rosa, ferry)[0], opinion(db, halima, ferry)[0]) == ("pick", "reject")
    undo(db, halima)
    assert (opinion(db, rosa, ferry)[0], opinion(db, halima, ferry)) == ("pick", ("", 0, False))
    with pytest.raises(BadInput, match="nothing left to undo"):
        undo(db, halima)


def test_what_is_gone_is_named_and_the_others_stay(db: Database, rosa: Actor) -> None:
    ferry, copy = add_piece(db, "Night Ferry"), add_piece(db, "Night Ferry again")
    with db.writing() as session:
        session.merge(piece_named(db, copy)).merged_into_id = ferry
    outcome = judge(db, rosa, [gesture([copy, ferry, 999], choice="pick"), gesture(998, stars=1)])
    assert [refusal.sentence for refusal in outcome.refused] == [
        "“Night Ferry again” was merged into another piece; judge that one.",
        "Piece 999 is no longer here; nothing was kept of that verdict.",
        "Piece 998 is no longer here; nothing was kept of that verdict.",
    ]
    assert opinion(db, rosa, ferry)[0] == "pick"
    assert opinion(db, rosa, copy) == ("", 0, False)


def test_nonsense_in_a_batch_keeps_the_rest(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry")
    outcome = judge(db, rosa, [None, {"mark": "bad", "piece": 1, "stars": 9}, gesture(ferry, stars=3)])
    assert [refusal.mark for refusal in outcome.refused] == ["", "bad"]
    assert opinion(db, rosa, ferry) == ("", 3, True)
    with pytest.raises(BadInput, match="At most 200"):
        judge(db, rosa, [gesture(ferry, stars=1)] * 201)


def test_a_part_outside_the_piece_is_refused(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry", seconds=20)
    parts = [[20_000, None], [5_000, 5_000], [9_000, 4_000], [None, 20_001], [None, 0]]
    outcome = judge(db, rosa, [gesture(ferry, range=part) for part in parts])
    sentence = "“Night Ferry”: The part to use must begin before it ends, and lie within the piece."
    assert [refusal.sentence for refusal in outcome.refused] == [sentence] * len(parts)
    assert opinion(db, rosa, ferry) == ("", 0, False)


def test_a_picture_has_no_part_to_use(db: Database, rosa: Actor) -> None:
    photo = add_piece(db, "Pier", kind="photo")
    assert "no length" in judge(db, rosa, [gesture(photo, range=[0, 1_000])]).refused[0].sentence
    assert judge(db, rosa, [gesture(photo, range=[None, None])]).refused == []


def test_only_who_judges_judges_and_only_with_an_account(db: Database) -> None:
    ferry = add_piece(db, "Night Ferry")
    ida = somebody(db, "Ida", Role.ARTIST)
    for said in ([gesture(ferry, choice="pick")], []):
        with pytest.raises(NotAllowed, match="Ida may not"):
            judge(db, ida, said, ferry)
    with pytest.raises(BadInput, match="belong to an account"):
        judge(db, OPERATOR, [gesture(ferry, choice="pick")])


def test_shortlisting_is_a_pick_like_any_other_and_is_undone_with_the_gesture(db: Database, rosa: Actor) -> None:
    ferry, list_id = add_piece(db, "Night Ferry"), add_shortlist(db)
    judge(db, rosa, [gesture(ferry, choice="pick", shortlist=list_id)])
    assert picks(db, list_id) == [(ferry, "Rosa", "inbox")]
    with db.reading() as session:
        assert {"piece.shortlisted", "pieces.judged"} <= {entry.action for entry in recent(session)}
    judge(db, rosa, [gesture(ferry, shortlist=list_id)])
    assert len(picks(db, list_id)) == 1
    undo(db, rosa)
    assert picks(db, list_id) == []
    assert opinion(db, rosa, ferry) == ("", 0, False)


def test_undoing_ones_pick_leaves_those_of_others(db: Database, rosa: Actor) -> None:
    ferry, list_id = add_piece(db, "Night Ferry"), add_shortlist(db)
    shortlist_piece(db, somebody(db, "Halima", Role.CURATOR), list_id, ferry)
    judge(db, rosa, [gesture(ferry, shortlist=list_id)])
    undo(db, rosa)
    assert [name for _, name, _ in picks(db, list_id)] == ["Halima"]


def test_undo_does_not_take_along_what_others_noted_and_then_goes_on(db: Database, rosa: Actor) -> None:
    ferry, list_id = add_piece(db, "Night Ferry"), add_shortlist(db)
    judge(db, rosa, [gesture(ferry, stars=3), gesture(ferry, shortlist=list_id)])
    with db.reading() as session:
        entry = session.scalars(select(ShortlistEntry)).one()
    tag_entries(db, somebody(db, "Halima", Role.CURATOR), list_id, [entry.id], "opener")
    with pytest.raises(Stale, match="has notes on the shortlist by now"):
        undo(db, rosa)
    assert len(picks(db, list_id)) == 1
    undo(db, rosa)
    assert opinion(db, rosa, ferry) == ("", 0, False)


def test_a_shortlist_that_is_gone_or_not_allowed_refuses_the_gesture_only(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry")
    outcome = judge(db, rosa, [gesture(ferry, shortlist=99), gesture(ferry, stars=1)])
    assert "shortlist no longer exists" in outcome.refused[0].sentence
    assert opinion(db, rosa, ferry) == ("", 1, True)


def test_undo_of_an_earlier_gesture_is_refused_while_a_later_one_stands_on_it(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry")
    first, second, other = gesture(ferry, choice="pick"), gesture(ferry, choice="reject"), gesture(ferry, stars=2)
    judge(db, rosa, [first, second, other])
    with pytest.raises(Stale, match="“Night Ferry” was judged again after that"):
        undo(db, rosa, first["mark"])
    undo(db, rosa, second["mark"])
    undo(db, rosa, first["mark"])
    assert opinion(db, rosa, ferry) == ("", 2, True)
    with pytest.raises(Stale, match="changed nothing"):
        undo(db, rosa, "never seen")


def test_a_pass_is_seen_and_nothing_to_undo(db: Database, rosa: Actor) -> None:
    ferry = add_piece(db, "Night Ferry")
    judge(db, rosa, [gesture(ferry, seen=True)])
    with pytest.raises(BadInput, match="nothing left"):
        undo(db, rosa)
    judge(db, rosa, [gesture(ferry, choice="pick")])
    undo(db, rosa)
    assert opinion(db, rosa, ferry) == ("", 0, True)


def test_undo_after_a_restart_goes_back_through_everything(db: Database, rosa: Actor) -> None:
    pieces = [add_piece(db, f"Piece {number}") for number in range(3)]
    judge(db, rosa, [gesture(pieces, choice="maybe")])
    for piece_id in pieces:
        judge(db, rosa, [gesture(piece_id, stars=piece_id % 5 + 1)])
    assert undo(db, rosa) == (pieces[2],)
    for _ in pieces:
        last = undo(db, rosa)
    assert last == tuple(pieces)
    assert {opinion(db, rosa, piece_id) for piece_id in pieces} == {("", 0, False)}
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(VerdictStep)) == 8
