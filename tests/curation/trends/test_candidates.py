"""Candidates: found by index, narrowed before they are cut, scored as one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from dashboard.community.tables import Call, Contribution, InterestEvent
from dashboard.curation.trends.candidates import rising, standings_now
from dashboard.curation.trends.fold import fold_new
from dashboard.people.tables import Account
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.world import add_piece

AT = now()


def liked_by(db: Database, piece: int, number: int, *, days_ago: float = 0) -> None:
    with db.writing() as session:
        for fan in range(number):
            account = Account(email=f"{piece}-{fan}-{days_ago}@example.org", name="Fan", created_at=AT)
            session.add(account)
            session.flush()
            at = AT - timedelta(days=days_ago)
            session.add(InterestEvent(account_id=account.id, contribution_id=piece, kind="liked", at=at))


@pytest.fixture
def street(db: Database) -> dict[str, int]:
    """What rises, what once rose, what is new, and what nobody ever looked at."""
    pieces = {
        "rising": add_piece(db, "Rising", days_old=5), "once": add_piece(db, "Once", days_old=60, kind="music"),
        "new": add_piece(db, "New", days_old=0), "quiet": add_piece(db, "Quiet", days_old=30, kind="music"),
    }  # fmt: skip
    liked_by(db, pieces["rising"], 5)
    liked_by(db, pieces["once"], 9, days_ago=50)
    fold_new(db, AT)
    return pieces


def test_what_rises_is_first_and_what_is_new_is_neither_first_nor_last(db: Database, street: dict[str, int]) -> None:
    with db.reading() as session:
        found = rising(session, AT).ids()
    assert found[0] == street["rising"]
    assert set(found) == set(street.values())
    assert 0 < found.index(street["new"]) < len(found) - 1


def test_each_half_life_and_the_newest_bring_their_first(db: Database, street: dict[str, int]) -> None:
    with db.reading() as session:
        found = rising(session, AT, deep=1).ids()
    assert set(found) == {street["rising"], street["new"]}


def test_a_kind_and_a_call_narrow_before_the_first_are_taken(db: Database, street: dict[str, int]) -> None:
    with db.writing() as session:
        call = Call(key="c", title="Rain", created_at=AT)
        session.add(call)
        session.flush()
        session.execute(update(Contribution).where(Contribution.id == street["quiet"]).values(call_id=call.id))
        call_id = call.id
    with db.reading() as session:
        assert set(rising(session, AT, kind="music", deep=2).ids()) == {street["once"], street["quiet"]}
        assert rising(session, AT, call_id=call_id).ids() == [street["quiet"]]
        assert rising(session, AT, kind="photo").ids() == []


def test_a_merged_copy_is_no_candidate(db: Database, street: dict[str, int]) -> None:
    with db.writing() as session:
        session.get_one(Contribution, street["new"]).merged_into_id = street["quiet"]
    fold_new(db, AT)
    with db.reading() as session:
        assert street["new"] not in rising(session, AT).ids()
        assert standings_now(session, [street["new"]], AT).ids() == []


def test_a_piece_alone_has_the_score_it_has_among_all(db: Database, street: dict[str, int]) -> None:
    with db.reading() as session:
        among_all = rising(session, AT)
        alone = standings_now(session, [street["rising"]], AT)
        assert alone.scores.tolist() == [max(among_all.scores.tolist())]
        assert not alone.totals_only(0)


def test_the_order_of_keys_is_the_same_thirty_days_later(db: Database, street: dict[str, int]) -> None:
    with db.reading() as session:
        today, later = rising(session, AT), rising(session, AT + timedelta(days=30))
    assert today.standings.key_4.tolist() == later.standings.key_4.tolist()
    assert today.standings.piece.tolist() == later.standings.piece.tolist()


def test_nothing_at_all_is_an_empty_list(db: Database) -> None:
    with db.reading() as session:
        assert rising(session, AT).ids() == []
