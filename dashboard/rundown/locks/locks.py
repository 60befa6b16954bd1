"""Locking a rundown step by step, what a lock leaves to be settled, and releasing it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.errors import BadInput, NotFound
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.cuts.snapshots import OF_LOCK, held_episode, keep
from dashboard.rundown.locks.queries import obstacles
from dashboard.rundown.locks.rules import DELIVERY, PICTURE, STEPS, last_step, next_step
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.locks.tables import LockCondition, RundownLock
from dashboard.rundown.tables import Act, Episode, Item
from dashboard.storage.base import now
from dashboard.storage.engine import Database

MOST_NAMED = 5
"""How many obstacles a refusal names before it counts the rest."""


@dataclass(frozen=True)
class Condition:
    """What is to be settled after a picture lock: “clearance of the sample”, legal, Friday."""

    what: str
    owner: str
    due_on: date
    item_id: int | None = None
    """The line that it is about; none for the whole programme."""


def lock_step(db: Database, actor: Actor, episode_id: int, step: str, conditions: Iterable[Condition] = ()) -> int:
    """Lock the next step and keep the rundown as it is; returns the lock's id.

    Only picture takes conditions. Delivery is refused while one is open or a piece that airs may not air.
    """
    with _locking(db, actor, episode_id, "rundown.locked") as (change, episode):
        session, wanted = change.session, tuple(conditions)
        _refuse_order(step, next_step(standing(session, episode_id)))
        if wanted and step != PICTURE:
            raise BadInput("Conditions go with the picture lock; lock this step without them.")
        if step == DELIVERY:
            _refuse_unsettled(session, episode_id)
        snapshot = keep(session, actor, episode, _snapshot_name(session, episode_id, step), OF_LOCK)
        lock = RundownLock(
            episode_id=episode_id, step=step, snapshot_id=snapshot.id, locked_at=now(),
            account_id=actor.account_id, locked_by=actor.name,
        )  # fmt: skip
        lock.conditions = [_condition(session, episode_id, each) for each in wanted]
        session.add(lock)
        session.flush()
        change.detail = {"step": step, "lock": lock.id, "revision": episode.revision}
        return lock.id


def release_lock(db: Database, actor: Actor, episode_id: int, step: str, why: str) -> None:
    """Release the last step that is locked, with a reason. Conditions that are open stay so until they are settled."""
    with _locking(db, actor, episode_id, "rundown.released") as (change, _):
        held = standing(change.session, episode_id)
        last = last_step(held)
        lock = next((lock for lock in held if lock.step == step), None)
        if lock is None:
            raise BadInput(f"{step.capitalize()} is not locked.")
        if step != last:
            raise BadInput(f"{str(last).capitalize()} is locked too; release that first.")
        if not why.strip():
            raise BadInput("Say why the lock is released; the reason stays in the history.")
        row = change.session.get_one(RundownLock, lock.lock_id)
        row.released_at, row.released_by, row.released_why = now(), actor.name, why.strip()
        change.detail = {"step": step, "lock": row.id}


def add_condition(db: Database, actor: Actor, episode_id: int, condition: Condition) -> int:
    """Put a condition on the picture lock that holds; returns its id."""
    with _locking(db, actor, episode_id, "condition.added") as (change, _):
        held = {lock.step: lock for lock in standing(change.session, episode_id)}
        if PICTURE not in held:
            raise BadInput("Picture is not locked; a condition goes with its lock.")
        if DELIVERY in held:
            raise BadInput("Delivery is locked, so nothing may be open any more; release that lock first.")
        row = _condition(change.session, episode_id, condition)
        row.lock_id = held[PICTURE].lock_id
        change.session.add(row)
        change.session.flush()
        change.detail = {"condition": row.id, "item": row.item_id, "due_on": row.due_on.isoformat()}
        return row.id


def settle_condition(db: Database, actor: Actor, condition_id: int, how: str) -> None:
    """Note that a condition is met, and how; one that somebody has settled already is refused."""
    with db.reading() as session:
        episode_id = _lock_of(session, condition_id).episode_id
    with _locking(db, actor, episode_id, "condition.settled") as (change, _):
        row = change.session.get_one(LockCondition, condition_id)
        if row.settled_at is not None:
            raise BadInput(f"{row.settled_by} has settled “{row.what}” already: {row.settled_how}")
        if not how.strip():
            raise BadInput(f"Say how “{row.what}” was settled, such as “licence signed on 3 November”.")
        row.settled_at, row.settled_by, row.settled_how = now(), actor.name, how.strip()
        change.detail = {"condition": condition_id}


def _refuse_order(step: str, free: str | None) -> None:
    if step not in STEPS:
        raise BadInput(f"There is no lock “{step}”; choose among {', '.join(STEPS)}.")
    if free == step:
        return
    if free is None or STEPS.index(step) < STEPS.index(free):
        raise BadInput(f"{step.capitalize()} is locked already.")
    raise BadInput(f"{free.capitalize()} comes before {step}; lock that first.")


def _refuse_unsettled(session: Session, episode_id: int) -> None:
    found = obstacles(session, episode_id)
    if found:
        rest = [f"and {len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else []
        raise BadInput(f"Delivery cannot be locked yet: {'; '.join([*found[:MOST_NAMED], *rest])}.")


def _condition(session: Session, episode_id: int, wanted: Condition) -> LockCondition:
    what, owner = wanted.what.strip(), wanted.owner.strip()
    if not what or not owner:
        raise BadInput("A condition says what is to be settled and by whom; fill in both.")
    if wanted.due_on < now().date():
        raise BadInput(f"“{what}” cannot be due in the past; give it a day from today on.")
    if wanted.item_id is not None:
        query = select(Item.id).join(Act).where(Item.id == wanted.item_id, Act.episode_id == episode_id)
        if session.scalar(query) is None:
            raise BadInput(f"The line that “{what}” is about is no longer in this rundown; choose another.")
    return LockCondition(what=what, owner=owner, due_on=wanted.due_on, item_id=wanted.item_id)


def _snapshot_name(session: Session, episode_id: int, step: str) -> str:
    query = select(func.count()).where(RundownLock.episode_id == episode_id, RundownLock.step == step)
    return f"{step.capitalize()} lock {(session.scalar(query) or 0) + 1}"


def _lock_of(session: Session, condition_id: int) -> RundownLock:
    row = session.get(LockCondition, condition_id)
    if row is None:
        raise NotFound("That condition no longer exists.")
    return row.lock


@contextmanager
def _locking(db: Database, actor: Actor, episode_id: int, action: str) -> Iterator[tuple[Command, Episode]]:
    """A command that holds the episode's row, so that no edit slips in between; the rundown itself stays."""
    with command(db, actor, Permission.EDIT_EPISODE, action, ("episode", episode_id)) as change:
        yield change, held_episode(change.session, episode_id)
