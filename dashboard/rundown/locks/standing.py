"""Which locks of a rundown hold, and whether an edit may pass them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.errors import BadInput
from dashboard.rundown.edits.state import State
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.locks.rules import DELIVERY, STEPS, Standing, broken, touched
from dashboard.rundown.locks.tables import RundownLock


def standing(session: Session, episode_id: int) -> tuple[Standing, ...]:
    """The locks that hold, in the order of the steps."""
    query = select(RundownLock).where(RundownLock.episode_id == episode_id, RundownLock.released_at.is_(None))
    found = [
        Standing(row.step, row.id, row.snapshot_id, row.locked_at, row.locked_by) for row in session.scalars(query)
    ]
    return tuple(sorted(found, key=lambda lock: STEPS.index(lock.step)))


def pass_locks(session: Session, episode_id: int, before: State, after: State, reason: str) -> int | None:
    """The number among the changes after a lock that this edit takes; none where it touches nothing that is locked.

    Call it in the edit's own transaction, with the episode's row held. Raises BadInput where the edit needs a
    reason and has none, and for any edit of what airs once delivery is locked.
    """
    held = standing(session, episode_id)
    if not held:
        return None
    in_the_way = broken(held, touched(before, after))
    if not in_the_way:
        return None
    number = next_change(session, episode_id)
    if refusal := _refusal(in_the_way, number, reason):
        raise BadInput(refusal)
    return number


def next_change(session: Session, episode_id: int) -> int:
    """The number of the next change after a lock; numbers run through the whole life of an episode."""
    query = select(func.max(RundownEdit.change_number)).where(RundownEdit.episode_id == episode_id)
    return (session.scalar(query) or 0) + 1


def _refusal(in_the_way: Collection[Standing], number: int, reason: str) -> str:
    first, last = min(in_the_way, key=_order), max(in_the_way, key=_order)
    if last.step == DELIVERY:
        return f"The programme {_since(last, 'has been locked for delivery')}; release that lock before you change it."
    if reason.strip():
        return ""
    said = _since(first, "has been locked")
    return f"{first.step.capitalize()} {said}; give a reason and it becomes change {number}."


def _order(lock: Standing) -> int:
    return STEPS.index(lock.step)


def _since(lock: Standing, said: str) -> str:
    at = lock.locked_at
    return f"{said} since {at.day} {at:%b %Y, %H:%M} UTC by {lock.locked_by}"
