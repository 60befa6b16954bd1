"""When artists may know that they are in an episode, and that it has aired."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.queries import EpisodeRow, episodes_using
from dashboard.rundown.tables import Episode
from dashboard.storage.base import now
from dashboard.storage.engine import Database


def release_episode(db: Database, actor: Actor, episode_id: int) -> None:
    """Let the artists of an episode see that they are in it; repeating it changes nothing."""
    with _changing(db, actor, episode_id, "episode.released") as episode:
        episode.released_at = episode.released_at or now()


def withdraw_release(db: Database, actor: Actor, episode_id: int) -> None:
    """Keep quiet again who is in an episode; refused once it has aired."""
    with _changing(db, actor, episode_id, "episode.release_withdrawn") as episode:
        if episode.aired_at is not None:
            raise BadInput(f"“{episode.title}” has aired, so everybody knows who is in it.")
        episode.released_at = None


def mark_aired(db: Database, actor: Actor, episode_id: int, on: date) -> None:
    """Note the day (UTC) on which an episode went to air, which releases it too; noting another day corrects it."""
    with _changing(db, actor, episode_id, "episode.aired") as episode:
        if on > now().date():
            raise BadInput(f"{on.isoformat()} lies ahead; mark the episode as aired once it has been on air.")
        episode.aired_at = datetime.combine(on, time(), UTC)
        episode.released_at = episode.released_at or now()


def unmark_aired(db: Database, actor: Actor, episode_id: int) -> None:
    """Note that an episode has not aired after all; it stays released until that is withdrawn."""
    with _changing(db, actor, episode_id, "episode.not_aired") as episode:
        episode.aired_at = None


def known_episodes(session: Session, contribution_id: int) -> list[EpisodeRow]:
    """The episodes with a piece in their rundown that everybody may know of: released, or on air already."""
    known = or_(Episode.released_at.is_not(None), Episode.aired_at.is_not(None))
    ids = set(session.scalars(select(Episode.id).where(known)))
    return [row for row in episodes_using(session, contribution_id) if row.episode_id in ids]


@contextmanager
def _changing(db: Database, actor: Actor, episode_id: int, action: str) -> Iterator[Episode]:
    # The revision stays: it counts the edits of the rundown, which this is none of.
    with command(db, actor, Permission.EDIT_EPISODE, action, ("episode", episode_id)) as change:
        episode = change.session.get(Episode, episode_id, with_for_update=True)
        if episode is None:
            raise NotFound("That episode no longer exists.")
        yield episode
        aired = episode.aired_at
        change.detail = {
            "released": episode.released_at is not None,
            "aired": aired.date().isoformat() if aired else "",
        }
