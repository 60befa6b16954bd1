"""Pieces and their people come in once, however often they are brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.arrivals import Arrival, CreditLine
from dashboard.community.arriving import bring_in
from dashboard.community.tables import Call, Contribution, Contributor, MetricReading, Source
from dashboard.community.upsert import upsert
from dashboard.storage.engine import Database

AT = datetime(2026, 3, 4, tzinfo=UTC)
LATER = AT + timedelta(days=1)
IDA = CreditLine("Ida Holm", "ida", handle="ida", country="NO")
BO = CreditLine("Bo", "bo", role="music", points=3, verbatim="Bo (music) 3")
SONG = Arrival("1", "music", "Salt", call_key="sea", credits=(IDA, BO), metrics=(("likes", 3),))


@pytest.fixture
def source_id(db: Database) -> int:
    with db.writing() as session:
        source = Source(name="The street", kind="folder", location="/street", created_at=AT)
        session.add(source)
        session.flush()
        return source.id


def the_song(session: Session) -> Contribution:
    return session.scalars(select(Contribution)).one()


def number_of(session: Session, table: type[Contribution | Contributor | MetricReading | Call]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_piece_twice_is_one_piece(db: Database, source_id: int) -> None:
    for outcome, at in (("new", AT), ("unchanged", LATER), ("unchanged", LATER)):
        with db.writing() as session:
            assert bring_in(session, source_id, [SONG], at).came["1"].outcome == outcome
    with db.reading() as session:
        song = the_song(session)
        assert (song.first_seen_at, song.last_seen_at, song.created_at, song.version) == (AT, LATER, AT, 1)
        assert [number_of(session, table) for table in (Contributor, MetricReading, Call)] == [2, 1, 1]
        assert song.clearance == "blocked"
        assert song.call is not None
        assert song.call.key == "sea"


def test_credits_shrink_grow_and_change_places(db: Database, source_id: int) -> None:
    mo = CreditLine("Mo", "mo")
    orders = [(IDA, BO), (BO, IDA), (BO,), (), (mo, IDA, BO), (IDA, IDA)]
    for number, people in enumerate(orders):
        with db.writing() as session:
            came = upsert(session, source_id, [replace(SONG, note=f"d{number}", credits=people)], AT)
            assert came["1"].outcome == ("changed" if number else "new")
        with db.reading() as session:
            song = the_song(session)
            here = [(c.contributor.external_key, c.role, c.points, c.position) for c in song.credits]
            assert here == [(p.key, p.role, p.points, at) for at, p in enumerate(people)]
            assert song.version == number + 1
            assert song.found == " ".join(["salt", *(p.name.casefold() for p in people)])


def test_people_are_filled_in_and_never_emptied(db: Database, source_id: int) -> None:
    bare = CreditLine("Ida H.", "ida")
    for number, line in enumerate((bare, IDA, bare)):
        with db.writing() as session:
            upsert(session, source_id, [replace(SONG, note=str(number), credits=(line,))], AT)
    with db.reading() as session:
        person = session.scalars(select(Contributor)).one()
        assert (person.credit_name, person.handle, person.country) == ("Ida H.", "ida", "NO")


def test_a_date_in_the_future_is_now_and_a_missing_one_is_the_first_sight(db: Database, source_id: int) -> None:
    with db.writing() as session:
        upsert(session, source_id, [SONG], AT)
        upsert(session, source_id, [replace(SONG, note="2")], LATER)
        assert the_song(session).created_at == AT
        upsert(session, source_id, [replace(SONG, note="3", created_at=LATER + timedelta(days=9))], LATER)
        assert the_song(session).created_at == LATER
        upsert(session, source_id, [replace(SONG, note="4", created_at=AT - timedelta(days=9))], LATER)
        assert the_song(session).created_at == AT - timedelta(days=9)


def test_a_counter_is_read_again_only_when_it_moved(db: Database, source_id: int) -> None:
    readings = [(("likes", 3),), (("likes", 3), ("views", 9)), (("likes", 2), ("views", 9)), ()]
    for day, metrics in enumerate(readings):
        with db.writing() as session:
            bring_in(session, source_id, [replace(SONG, metrics=metrics)], AT + timedelta(days=day))
    with db.reading() as session:
        found = session.scalars(select(MetricReading).order_by(MetricReading.id))
        days = [(r.name, r.value, (r.observed_at - AT).days) for r in found]
        assert days == [("likes", 3, 0), ("views", 9, 1), ("likes", 2, 2)]


def test_nothing_to_bring_in_is_no_mistake(db: Database, source_id: int) -> None:
    with db.writing() as session:
        assert upsert(session, source_id, [], AT) == {}
