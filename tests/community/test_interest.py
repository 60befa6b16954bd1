"""Who opened a piece and who likes it: accounts, each once, its own people left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from dashboard.community.contributors import merge
from dashboard.community.interest import Interest, interest_in, like, likes_now, note_opened
from dashboard.community.submission_tables import Submission, Terms
from dashboard.community.tables import Contributor, InterestEvent, MetricReading
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.roles import Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.test_contributors import CURATOR, give
from tests.running_server import add_sample_person
from tests.world import add_piece

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def somebody(db: Database, name: str, role: Role = Role.CURATOR) -> Actor:
    return Actor(add_sample_person(db, name, role), name, frozenset({role}))


def interest(db: Database, piece: int) -> Interest:
    with db.reading() as session:
        return interest_in(session, [piece])[piece]


def test_opening_counts_once_an_account_and_is_noted_once_a_day(db: Database) -> None:
    piece, other = add_piece(db, "Night Ferry"), add_piece(db, "Low Tide")
    cora, max_ = somebody(db, "Cora"), somebody(db, "Max", Role.ACCOUNTANT)
    assert note_opened(db, cora, piece, NOON)
    assert not note_opened(db, cora, piece, NOON + timedelta(hours=11))
    assert note_opened(db, cora, piece, NOON + timedelta(hours=12))
    assert note_opened(db, max_, piece, NOON)
    assert note_opened(db, cora, other, NOON)
    assert (interest(db, piece), interest(db, other)) == (Interest(opened=2), Interest(opened=1))
    with db.reading() as session:
        assert len(session.scalars(select(InterestEvent)).all()) == 4
        assert recent(session) == []


def test_whoever_has_no_account_or_opens_nothing_is_not_counted(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    assert not note_opened(db, CURATOR, piece)
    assert not note_opened(db, somebody(db, "Cora"), 999)
    with pytest.raises(NotAllowed):
        note_opened(db, Actor(1, "Nobody"), piece)
    assert interest(db, piece) == Interest()


def test_a_like_counts_until_it_is_taken_back(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    cora, max_ = somebody(db, "Cora"), somebody(db, "Max", Role.ACCOUNTANT)
    for actor in (cora, cora, max_):
        like(db, actor, piece, likes=True)
    assert interest(db, piece).likes == 2
    like(db, cora, piece, likes=False)
    like(db, cora, piece, likes=False)
    assert interest(db, piece).likes == 1
    like(db, cora, piece, likes=True)
    assert interest(db, piece).likes == 2
    with db.reading() as session:
        assert likes_now(session, cora.account_id, piece) and not likes_now(session, None, piece)
        of_cora = select(InterestEvent.kind).where(InterestEvent.account_id == cora.account_id)
        assert session.scalars(of_cora.order_by(InterestEvent.id)).all() == ["liked", "unliked", "liked"]


def test_the_people_of_a_piece_do_not_count_by_whichever_handle(db: Database) -> None:
    piece = add_piece(db, "Night Ferry", artists=("ida",))
    add_piece(db, "Low Tide", artists=("Ida Holm",))
    ida, poster = somebody(db, "Ida", Role.ARTIST), somebody(db, "Poster", Role.ARTIST)
    with db.reading() as session:
        handle, name = session.scalars(select(Contributor.id).order_by(Contributor.id))
    give(db, name, ida.account_id or 0)
    for actor in (ida, poster, somebody(db, "Cora")):
        note_opened(db, actor, piece)
        like(db, actor, piece, likes=True)
    assert interest(db, piece) == Interest(3, 3)
    merge(db, CURATOR, handle, name)
    assert interest(db, piece) == Interest(2, 2)
    with db.writing() as session:
        session.add(Terms(version=1, text="Terms", published_at=now()))
        session.flush()
        session.add(
            Submission(
                contribution_id=piece, account_id=poster.account_id, terms_version=1, accepted_at=now(),
                age_band="adult",
            )
        )  # fmt: skip
    assert interest(db, piece) == Interest(1, 1)


def test_counters_of_sources_are_another_thing(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    with db.writing() as session:
        session.add(MetricReading(contribution_id=piece, name="likes", value=900, observed_at=now()))
    assert interest(db, piece) == Interest()


def test_what_cannot_be_liked_is_refused(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    with pytest.raises(BadInput, match="an account"):
        like(db, CURATOR, piece, likes=True)
    with pytest.raises(NotFound):
        like(db, somebody(db, "Cora"), 999, likes=True)
