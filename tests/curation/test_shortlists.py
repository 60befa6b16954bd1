"""Shortlists: who picks what and why, what is said of it, and taking it off; who may, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.tables import Contribution
from dashboard.curation.queries import shortlisted_ids
from dashboard.curation.shortlist_notes import (
    LONGEST_TAG,
    MOST_TAGS,
    change_entry,
    clean_tags,
    own_entries,
    possible_owners,
    tag_entries,
)
from dashboard.curation.shortlist_queries import Listed, pieces_on
from dashboard.curation.shortlists import (
    INBOX,
    PLACES,
    SHORTLIST,
    TRENDING,
    copy_entries,
    drop_entries,
    drop_from_shortlist,
    give_reason,
    shortlist_piece,
    take_back_pick,
)
from dashboard.curation.tables import Shortlist
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.people.service import add_account, change_account
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import somebody
from tests.world import add_piece, rank

ROSA = Actor(None, "Rosa", frozenset({Role.CURATOR}))
BO = Actor(None, "Bo", frozenset({Role.CURATOR}))
IDA = Actor(None, "Ida", frozenset({Role.ARTIST}))


def new_list(db: Database, name: str = "Episode 1") -> int:
    with db.writing() as session:
        made = Shortlist(name=name, created_at=now())
        session.add(made)
        session.flush()
        return made.id


@pytest.fixture
def list_id(db: Database) -> int:
    return new_list(db)


@pytest.fixture
def ferry(db: Database) -> int:
    return add_piece(db, "Night Ferry")


def on(db: Database, list_id: int) -> list[Listed]:
    with db.reading() as session:
        return pieces_on(session, list_id)


def voices(db: Database, list_id: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each piece with who picked it and why."""
    return [(one.card.title, [(pick.picked_by, pick.why) for pick in one.picks]) for one in on(db, list_id)]


def test_a_pick_keeps_who_picked_it_when_from_where_and_why(db: Database, list_id: int, ferry: int) -> None:
    before = now()
    entry_id = shortlist_piece(db, ROSA, list_id, ferry, " opens act two ", picked_from=TRENDING)
    (one,) = on(db, list_id)
    (pick,) = one.picks
    assert (one.entry.id, one.card.title) == (entry_id, "Night Ferry")
    assert (pick.picked_by, pick.why, pick.picked_from) == ("Rosa", "opens act two", TRENDING)
    assert before <= pick.picked_at <= now()
    with db.reading() as session:
        assert shortlisted_ids(session, list_id, [ferry, 999]) == {ferry}
    with pytest.raises(BadInput, match="no place to pick from"):
        shortlist_piece(db, ROSA, list_id, ferry, picked_from="the street")


def test_two_who_pick_the_same_piece_are_both_heard(db: Database, list_id: int, ferry: int) -> None:
    shortlist_piece(db, ROSA, list_id, ferry, "the gulls")
    shortlist_piece(db, BO, list_id, ferry, "the second verse", picked_from=INBOX)
    assert voices(db, list_id) == [("Night Ferry", [("Rosa", "the gulls"), ("Bo", "the second verse")])]


def test_picking_again_without_a_note_changes_nothing(db: Database, list_id: int, ferry: int) -> None:
    shortlist_piece(db, ROSA, list_id, ferry, "the gulls", picked_from=TRENDING)
    shortlist_piece(db, ROSA, list_id, ferry, picked_from=INBOX)
    assert voices(db, list_id) == [("Night Ferry", [("Rosa", "the gulls")])]
    assert on(db, list_id)[0].picks[0].picked_from == TRENDING
    shortlist_piece(db, ROSA, list_id, ferry, "the gulls, again")
    assert voices(db, list_id) == [("Night Ferry", [("Rosa", "the gulls, again")])]


def test_a_reason_is_said_anew_by_whoever_picked(db: Database, list_id: int, ferry: int) -> None:
    shortlist_piece(db, ROSA, list_id, ferry, "the gulls")
    give_reason(db, ROSA, list_id, ferry, "")
    assert voices(db, list_id) == [("Night Ferry", [("Rosa", "")])]
    with pytest.raises(NotFound, match="pick it first"):
        give_reason(db, BO, list_id, ferry, "mine")


def test_people_are_told_apart_by_their_accounts_and_not_by_their_names(db: Database, list_id: int, ferry: int) -> None:
    one, other = somebody(db, "Rosa", Role.CURATOR), somebody(db, "Rosa", Role.PRODUCER, email="r@example.org")
    for actor in (one, other, one):
        shortlist_piece(db, actor, list_id, ferry)
    assert [pick.account_id for pick in on(db, list_id)[0].picks] == [one.account_id, other.account_id]


def test_a_piece_leaves_with_its_last_pick(db: Database, list_id: int, ferry: int) -> None:
    shortlist_piece(db, ROSA, list_id, ferry)
    shortlist_piece(db, BO, list_id, ferry)
    assert take_back_pick(db, ROSA, list_id, ferry) is False
    assert voices(db, list_id) == [("Night Ferry", [("Bo", "")])]
    with pytest.raises(NotFound, match="others have"):
        take_back_pick(db, ROSA, list_id, ferry)
    assert take_back_pick(db, BO, list_id, ferry) is True
    assert on(db, list_id) == []


def test_a_dropped_piece_stays_in_the_trail(db: Database, list_id: int, ferry: int) -> None:
    shortlist_piece(db, ROSA, list_id, ferry, "why not")
    drop_from_shortlist(db, BO, list_id, ferry)
    assert on(db, list_id) == []
    with db.reading() as session:
        newest = recent(session, limit=1)[0]
    assert (newest.action, newest.actor_name, newest.detail["contribution"]) == ("piece.dropped", "Bo", ferry)
    assert newest.detail["picks"] == [{"account": None, "why": "why not"}]
    with pytest.raises(NotFound, match="not on this shortlist"):
        drop_from_shortlist(db, BO, list_id, ferry)


def test_several_are_dropped_at_once_and_only_from_their_list(db: Database, list_id: int, ferry: int) -> None:
    other = new_list(db, "Episode 2")
    entries = [shortlist_piece(db, ROSA, list_id, piece) for piece in (ferry, add_piece(db, "Loop"))]
    elsewhere = shortlist_piece(db, ROSA, other, ferry)
    kept = shortlist_piece(db, ROSA, list_id, add_piece(db, "Lanterns"))
    drop_entries(db, BO, list_id, [*entries, elsewhere, 999])
    assert [one.entry.id for one in on(db, list_id)] == [kept]
    assert len(on(db, other)) == 1
    with pytest.raises(NotFound, match="None of these pieces"):
        drop_entries(db, BO, list_id, entries)


def test_what_is_said_of_a_piece_is_saved_and_a_stale_save_refused(db: Database, list_id: int, ferry: int) -> None:
    rosa = somebody(db, "Rosa", Role.CURATOR)
    entry_id = shortlist_piece(db, rosa, list_id, ferry)
    change_entry(
        db, rosa, list_id, entry_id, 1, note=" trim the end ", tags="#boat, night,Boat", owner_id=rosa.account_id
    )
    (one,) = on(db, list_id)
    assert (one.entry.note, one.tags, one.entry.version) == ("trim the end", ("boat", "night"), 2)
    assert one.entry.owner is not None and one.entry.owner.name == "Rosa"
    with pytest.raises(Stale, match="“Night Ferry”"):
        change_entry(db, rosa, list_id, entry_id, 1, note="mine", tags="", owner_id=None)
    assert on(db, list_id)[0].entry.note == "trim the end"


def test_an_owner_is_somebody_who_may_shortlist(db: Database, list_id: int, ferry: int) -> None:
    entry_id = shortlist_piece(db, ROSA, list_id, ferry)
    aino = somebody(db, "Aino", Role.ARTIST)
    devin = add_account(db, OPERATOR, "devin@example.org", "Devin", [Role.PRODUCER])
    with pytest.raises(BadInput, match="curator or a producer"):
        own_entries(db, ROSA, list_id, [entry_id], aino.account_id)
    own_entries(db, ROSA, list_id, [entry_id], devin)
    change_account(db, OPERATOR, add_account(db, OPERATOR, "a@example.org", "A", [Role.ADMIN]), version=1,
                   roles=[Role.ADMIN], active=True)  # fmt: skip
    change_account(db, OPERATOR, devin, version=1, roles=[Role.PRODUCER], active=False)
    with db.reading() as session:
        assert possible_owners(session) == []
    change_entry(db, ROSA, list_id, entry_id, 2, note="he has left", tags="", owner_id=devin)
    assert on(db, list_id)[0].entry.owner_id == devin, "it stays with whoever had it"


def test_several_are_tagged_at_once_and_keep_their_own(db: Database, list_id: int, ferry: int) -> None:
    entries = [shortlist_piece(db, ROSA, list_id, piece) for piece in (ferry, add_piece(db, "Loop"))]
    tag_entries(db, ROSA, list_id, entries[:1], "quiet")
    tag_entries(db, ROSA, list_id, entries, "Night, quiet")
    assert [one.tags for one in on(db, list_id)] == [("quiet", "Night"), ("Night", "quiet")]
    with pytest.raises(BadInput, match="No tag"):
        tag_entries(db, ROSA, list_id, entries, " , #")


def test_pieces_are_copied_with_who_picked_them_and_by_whom(db: Database, list_id: int, ferry: int) -> None:
    other = new_list(db, "Episode 2")
    entries = [shortlist_piece(db, ROSA, list_id, piece, "the gulls") for piece in (ferry, add_piece(db, "Loop"))]
    change_entry(db, ROSA, list_id, entries[0], 1, note="trim", tags="boat", owner_id=None)
    assert copy_entries(db, BO, entries, other) == 2
    first = on(db, other)[0]
    assert (first.entry.note, first.tags) == ("trim", ("boat",))
    assert [(p.picked_by, p.why, p.picked_from) for p in first.picks] == [
        ("Rosa", "the gulls", ""),
        ("Bo", "", SHORTLIST),
    ]
    assert copy_entries(db, BO, entries, other) == 0
    assert len(on(db, list_id)) == 2 and len(on(db, other)) == 2


def test_a_copy_that_was_merged_stands_as_its_piece(db: Database, list_id: int, ferry: int) -> None:
    copy = add_piece(db, "Night Ferry (again)")
    shortlist_piece(db, ROSA, list_id, copy, "the gulls")
    shortlist_piece(db, BO, list_id, ferry, "the boat")
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = ferry
    assert voices(db, list_id) == [("Night Ferry", [("Rosa", "the gulls"), ("Bo", "the boat")])]
    lone = new_list(db, "Episode 2")
    shortlist_piece(db, ROSA, lone, copy)
    assert [one.entry.contribution_id for one in on(db, lone)] == [ferry]
    drop_from_shortlist(db, ROSA, lone, copy)
    assert on(db, lone) == []


def test_the_place_on_trending_is_kept_as_it_was_when_picked(db: Database, list_id: int, ferry: int) -> None:
    rank(db, ferry, 2.0)
    for key in (5.0, 3.0, 1.0):
        rank(db, add_piece(db, f"Rival {key}"), key)
    just_in = add_piece(db, "New")
    for piece in (ferry, just_in):
        shortlist_piece(db, ROSA, list_id, piece)
    rank(db, ferry, 9.0)
    assert [one.picks[0].trend_place for one in on(db, list_id)] == [3, None]
    assert PLACES > 3


@dataclass(frozen=True)
class Where:
    """One piece on one list."""

    list_id: int
    piece: int
    entry: int


CHANGES: dict[str, Callable[[Database, Actor, Where], object]] = {
    "pick": lambda db, who, at: shortlist_piece(db, who, at.list_id, at.piece),
    "say why": lambda db, who, at: give_reason(db, who, at.list_id, at.piece, "so"),
    "take back": lambda db, who, at: take_back_pick(db, who, at.list_id, at.piece),
    "drop": lambda db, who, at: drop_from_shortlist(db, who, at.list_id, at.piece),
    "drop several": lambda db, who, at: drop_entries(db, who, at.list_id, [at.entry]),
    "note": lambda db, who, at: change_entry(db, who, at.list_id, at.entry, 1, note="x", tags="", owner_id=None),
    "tag": lambda db, who, at: tag_entries(db, who, at.list_id, [at.entry], "x"),
    "own": lambda db, who, at: own_entries(db, who, at.list_id, [at.entry], None),
    "copy": lambda db, who, at: copy_entries(db, who, [at.entry], at.list_id),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_artist_changes_no_shortlist_and_a_change_leaves_one_entry(sqlite_db: Database, change: str) -> None:
    list_id, piece = new_list(sqlite_db), add_piece(sqlite_db, "Night Ferry")
    at = Where(list_id, piece, shortlist_piece(sqlite_db, ROSA, list_id, piece, "the gulls"))
    with pytest.raises(NotAllowed, match="Ida may not shortlist pieces"):
        CHANGES[change](sqlite_db, IDA, at)
    with sqlite_db.reading() as session:
        before = len(recent(session))
    CHANGES[change](sqlite_db, ROSA, at)
    with sqlite_db.reading() as session:
        assert len(recent(session)) == before + 1


def test_what_is_gone_is_said_to_be_gone(db: Database, list_id: int, ferry: int) -> None:
    with pytest.raises(NotFound, match="shortlist no longer exists"):
        shortlist_piece(db, ROSA, 999, ferry)
    with pytest.raises(NotFound, match="piece no longer exists"):
        shortlist_piece(db, ROSA, list_id, 999)


@given(st.text(max_size=300))
def test_tags_once_cleaned_stay_as_they_are(text: str) -> None:
    try:
        kept = clean_tags(text)
    except BadInput:
        assert len(text) > min(LONGEST_TAG, 2 * MOST_TAGS)
        return
    assert clean_tags(kept) == kept
    assert not kept.startswith("#") and len(kept.split(", ")) <= MOST_TAGS
