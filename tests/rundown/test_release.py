"""Telling artists that they are in an episode, and that it aired."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.release import mark_aired, release_episode, unmark_aired, withdraw_release
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.rundown.studio import add_episode, episode

PRODUCER = Actor(None, "Pia", frozenset({Role.PRODUCER}))


def test_an_episode_is_released_and_kept_quiet_again(db: Database) -> None:
    made = add_episode(db, OPERATOR)
    revision = episode(db, made).revision
    assert episode(db, made).released_at is None
    release_episode(db, PRODUCER, made)
    first = episode(db, made).released_at
    release_episode(db, PRODUCER, made)
    assert first is not None and episode(db, made).released_at == first
    withdraw_release(db, PRODUCER, made)
    assert (episode(db, made).released_at, episode(db, made).revision) == (None, revision)
    with db.reading() as session:
        entry = recent(session, limit=1)[0]
    assert (entry.action, entry.detail) == ("episode.release_withdrawn", {"released": False, "aired": ""})


def test_what_aired_is_released_and_cannot_be_kept_quiet(db: Database) -> None:
    made = add_episode(db, OPERATOR)
    mark_aired(db, PRODUCER, made, date(2026, 3, 4))
    assert episode(db, made).aired_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert episode(db, made).released_at is not None
    with pytest.raises(BadInput, match="has aired"):
        withdraw_release(db, PRODUCER, made)
    mark_aired(db, PRODUCER, made, date(2026, 3, 5))
    assert episode(db, made).aired_at == datetime(2026, 3, 5, tzinfo=UTC)
    unmark_aired(db, PRODUCER, made)
    assert episode(db, made).aired_at is None
    withdraw_release(db, PRODUCER, made)
    assert episode(db, made).released_at is None


def test_nothing_airs_tomorrow(db: Database) -> None:
    made = add_episode(db, OPERATOR)
    tomorrow = now().date() + timedelta(days=1)
    with pytest.raises(BadInput, match="lies ahead"):
        mark_aired(db, PRODUCER, made, tomorrow)
    assert episode(db, made).aired_at is None


def test_only_a_producer_releases(db: Database) -> None:
    made = add_episode(db, OPERATOR)
    others = Actor(None, "Others", frozenset(Role) - {Role.PRODUCER})
    with pytest.raises(NotAllowed):
        release_episode(db, others, made)
    with pytest.raises(NotAllowed):
        mark_aired(db, others, made, date(2026, 3, 4))
    with pytest.raises(NotFound):
        release_episode(db, PRODUCER, 999)
