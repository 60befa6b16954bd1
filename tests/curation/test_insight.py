"""Insight on a real database: what came in by what, how soon it was looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from dashboard.community.interest import LIKED, OPENED
from dashboard.community.tables import Call, Contribution, Contributor, InterestEvent
from dashboard.curation.inbox.tables import Verdict
from dashboard.curation.insight import (
    CALL,
    COUNTRY,
    KIND,
    NO_CALL,
    NO_COUNTRY,
    Looks,
    arrivals,
    first_looks,
    steps_of,
)
from dashboard.curation.rounds.tables import Review, Round, RoundPiece
from dashboard.people.roles import Actor, Role
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import somebody
from tests.world import add_piece

TODAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def came(db: Database, title: str, at: datetime, *, kind: str = "video", artists: tuple[str, ...] = ("Ida",)) -> int:
    piece_id = add_piece(db, title, kind=kind, artists=artists)
    with db.writing() as session:
        session.get_one(Contribution, piece_id).first_seen_at = at
    return piece_id


def looked(db: Database, actor: Actor, piece_id: int, at: datetime, kind: str = OPENED) -> None:
    with db.writing() as session:
        session.add(InterestEvent(account_id=actor.account_id, contribution_id=piece_id, kind=kind, at=at))


def judged(db: Database, actor: Actor, piece_id: int, at: datetime) -> None:
    with db.writing() as session:
        session.add(Verdict(account_id=actor.account_id, contribution_id=piece_id, seen_at=at, changed_at=at))


def reviewed(db: Database, actor: Actor, piece_id: int, at: datetime, *, recused: bool = False) -> None:
    with db.writing() as session:
        round_ = Round(title="First", seed="1", made_by="Rosa", made_at=at)
        session.add(round_)
        session.flush()
        place = RoundPiece(round_id=round_.id, contribution_id=piece_id, token=f"piece {piece_id}")
        session.add(place)
        session.flush()
        session.add(Review(round_piece_id=place.id, account_id=actor.account_id, recused=recused, given_at=at))


def coming(db: Database, by: str, period: str = "4 weeks") -> dict[str, dict[date, int]]:
    with db.reading() as session:
        cut = steps_of(session, period, TODAY)
        groups = arrivals(session, cut, by)
    return {
        group.name: {start: count for start, count in zip(cut.starts, group.counts, strict=True) if count}
        for group in groups
    }


def looks(db: Database, since: datetime = NOON - timedelta(days=9)) -> Looks:
    with db.reading() as session:
        return first_looks(session, since)


def test_what_came_in_is_counted_by_day_and_kind_in_utc(db: Database) -> None:
    came(db, "A", datetime(2026, 11, 20, 0, tzinfo=UTC))
    came(db, "B", datetime(2026, 11, 20, 23, 59, 59, 999_999, tzinfo=UTC))
    came(db, "C", NOON, kind="music")
    came(db, "Too old", NOON - timedelta(days=200))
    copy = came(db, "A copy", NOON)
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = 1
    day = date(2026, 11, 20)
    assert coming(db, KIND) == {"video": {day: 2}, "music": {day: 1}}
    assert coming(db, KIND, "12 weeks") == {"video": {date(2026, 11, 16): 2}, "music": {date(2026, 11, 16): 1}}


def test_all_there_is_is_counted_by_month(db: Database) -> None:
    came(db, "A", datetime(2024, 2, 29, 23, tzinfo=UTC))
    came(db, "B", NOON)
    assert coming(db, KIND, "All") == {"video": {date(2024, 2, 1): 1, date(2026, 11, 1): 1}}


def test_it_is_counted_by_call_and_by_the_country_of_the_first_artist(db: Database) -> None:
    first, second = came(db, "A", NOON, artists=("Ida", "Bo")), came(db, "B", NOON, artists=("Bo",))
    with db.writing() as session:
        session.add(Call(key="k", title="Sing the ferry", created_at=now()))
        session.flush()
        session.get_one(Contribution, first).call_id = session.scalars(select(Call.id)).one()
        session.scalars(select(Contributor).where(Contributor.credit_name == "Ida")).one().country = "FI"
    day = NOON.date()
    assert coming(db, CALL) == {NO_CALL: {day: 1}, "Sing the ferry": {day: 1}}
    assert coming(db, COUNTRY) == {"FI": {day: 1}, NO_COUNTRY: {day: 1}}
    assert second != first


def test_the_first_look_is_the_earliest_of_those_who_choose(db: Database) -> None:
    rosa, devin = somebody(db, "Rosa", Role.CURATOR), somebody(db, "Devin", Role.PRODUCER)
    ida = somebody(db, "Ida", Role.ARTIST)
    soon, late, never = (came(db, title, NOON) for title in ("Soon", "Late", "Never"))
    looked(db, rosa, soon, NOON + timedelta(hours=5))
    judged(db, devin, soon, NOON + timedelta(minutes=59))
    judged(db, devin, late, NOON + timedelta(days=3))
    looked(db, rosa, late, NOON + timedelta(days=2))
    looked(db, ida, never, NOON + timedelta(hours=1))
    looked(db, rosa, never, NOON + timedelta(hours=1), LIKED)
    assert looks(db) == Looks(3, 2, 0, 48, (1, 0, 1, 0, 0))
    assert looks(db).unseen == 1


def test_a_review_in_a_round_is_a_look_and_standing_back_is_none(db: Database) -> None:
    rosa = somebody(db, "Rosa", Role.CURATOR)
    blind, both, recused = (came(db, title, NOON) for title in ("Blind", "Both", "Recused"))
    reviewed(db, rosa, blind, NOON + timedelta(hours=2))
    judged(db, rosa, both, NOON + timedelta(days=2))
    reviewed(db, rosa, both, NOON + timedelta(hours=30))
    reviewed(db, rosa, recused, NOON + timedelta(hours=1), recused=True)
    assert looks(db) == Looks(3, 2, 2, 30, (0, 1, 1, 0, 0))


def test_waits_are_whole_hours_and_the_limits_belong_to_the_longer_wait(db: Database) -> None:
    rosa = somebody(db, "Rosa", Role.CURATOR)
    for number, waited in enumerate((timedelta(hours=1), timedelta(hours=24), timedelta(days=3), timedelta(days=7))):
        looked(db, rosa, came(db, str(number), NOON), NOON + waited)
    early = came(db, "Seen by the clock of another machine", NOON)
    looked(db, rosa, early, NOON - timedelta(hours=2))
    assert looks(db) == Looks(5, 5, 24, 168, (1, 1, 1, 1, 1))


def test_nothing_gives_nothing(db: Database) -> None:
    assert coming(db, KIND) == {} and coming(db, COUNTRY, "All") == {}
    assert looks(db) == Looks(0, 0, None, None, (0, 0, 0, 0, 0))
