"""What pages read of locks: their history, what is still to be settled, and what keeps delivery open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.rundown.locks.tables import LockCondition, RundownLock
from dashboard.rundown.queries import load_episode, rundown
from dashboard.rundown.tables import Item


@dataclass(frozen=True)
class ConditionRow:
    """A condition in a list."""

    condition_id: int
    what: str
    owner: str
    due_on: date
    about: str
    """The slug of its line; empty for the whole programme."""
    settled_at: datetime | None
    settled_by: str
    settled_how: str

    def overdue_days(self, today: date) -> int:
        """Days since it was due while it is open; 0 where it is not overdue."""
        return 0 if self.settled_at else max(0, (today - self.due_on).days)


@dataclass(frozen=True)
class LockRow:
    """A lock in the history of locks."""

    step: str
    locked_at: datetime
    locked_by: str
    released_at: datetime | None
    released_by: str
    released_why: str


def conditions_of(session: Session, episode_id: int) -> list[ConditionRow]:
    """All conditions of an episode: those that are open first, the earliest due first."""
    query = select(LockCondition).join(RundownLock).where(RundownLock.episode_id == episode_id)
    found = session.scalars(query).all()
    slugs = dict(session.execute(select(Item.id, Item.slug).where(Item.id.in_([row.item_id for row in found]))).all())
    rows = [
        ConditionRow(
            row.id, row.what, row.owner, row.due_on,
            "" if row.item_id is None else slugs.get(row.item_id, "a line that is gone"),
            row.settled_at, row.settled_by, row.settled_how,
        )
        for row in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.settled_at is not None, row.due_on, row.condition_id))


def lock_history(session: Session, episode_id: int) -> list[LockRow]:
    """Every lock there was, the newest first."""
    query = select(RundownLock).where(RundownLock.episode_id == episode_id).order_by(RundownLock.id.desc())
    return [
        LockRow(row.step, row.locked_at, row.locked_by, row.released_at, row.released_by, row.released_why)
        for row in session.scalars(query)
    ]


def obstacles(session: Session, episode_id: int) -> list[str]:
    """What keeps delivery from being locked: open conditions, and pieces that may not air. No full stop at the end."""
    waiting = [
        f"“{row.what}” is open ({row.owner}, due {row.due_on.day} {row.due_on:%b %Y})"
        for row in conditions_of(session, episode_id)
        if row.settled_at is None
    ]
    pieces = {
        piece.id: (piece.clearance_reason or f"“{piece.title}” may not air").rstrip(".")
        for line in rundown(load_episode(session, episode_id), roll_frames=1).airing
        for piece in line.blocked
    }
    return [*waiting, *pieces.values()]
