"""How a rundown is edited: under the episode's lock, recorded with what it changed, applied once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.edits.delta import Delta, difference
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import ITEM, LAYER, State, key_of, kind_of
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.edits.turns import turn
from dashboard.rundown.locks.standing import pass_locks
from dashboard.rundown.tables import Episode
from dashboard.storage.base import now
from dashboard.storage.engine import Database


@dataclass(frozen=True)
class Slip:
    """What goes with an edit besides what it does."""

    key: str = ""
    """Given by whoever sends it: an edit sent again with the same key is not applied again."""
    reason: str = ""
    """Why it is made although the rundown is locked."""


PLAIN = Slip()


@dataclass
class Editing:
    """An edit under way. The block says what it did, and which items it moved."""

    session: Session
    before: State
    said: str = ""
    """What it does in a few words, for the history: `moved “Night Ferry” to Act 2`."""
    detail: dict[str, Any] = field(default_factory=dict)
    """For the audit trail."""
    moved_items: tuple[int, ...] = ()
    of_id: int | None = None
    """The edit that this one takes back or makes again."""


@contextmanager
def editing(
    db: Database, actor: Actor, episode_id: int, action: str, slip: Slip = PLAIN
) -> Iterator[tuple[Editing, Episode]]:
    """A command that holds the episode's row, keeps what it changed, and raises the revision at its end.

    An edit that changes nothing leaves no trace in the history. Raises NotFound, Stale for a key that came before,
    and BadInput for an item that somebody has locked and for what a lock of the rundown holds; see lock_rules.py.
    """
    with turn(db), command(db, actor, Permission.EDIT_EPISODE, action, ("episode", episode_id)) as change:
        session = change.session
        episode = session.get(Episode, episode_id, with_for_update=True)
        if episode is None:
            raise NotFound("That episode no longer exists.")
        if slip.key and applied_already(session, episode_id, slip.key):
            raise Stale("That edit was sent twice and has been made already; nothing was done again.")
        edit = Editing(session, read_state(session, episode_id))
        yield edit, episode
        session.flush()
        episode.revision += 1
        after = read_state(session, episode_id)
        delta = difference(edit.before, after, [key_of(ITEM, item_id) for item_id in edit.moved_items])
        _refuse_locked(edit.before, delta)
        number = pass_locks(session, episode_id, edit.before, after, slip.reason)
        if delta:
            session.add(_record(edit, delta, episode, actor, action, slip, number))
        change.detail = edit.detail


def applied_already(session: Session, episode_id: int, key: str) -> bool:
    """Whether an edit that was sent with this key is in the rundown's history."""
    query = select(RundownEdit.id).where(RundownEdit.episode_id == episode_id, RundownEdit.key == key)
    return session.scalar(query) is not None


def _record(
    edit: Editing, delta: Delta, episode: Episode, actor: Actor, action: str, slip: Slip, number: int | None
) -> RundownEdit:
    return RundownEdit(
        episode_id=episode.id, revision=episode.revision, account_id=actor.account_id, made_by=actor.name,
        made_at=now(), action=action, said=edit.said or action.replace(".", " "), delta=delta.to_json(),
        key=slip.key or None, of_id=edit.of_id, change_number=number, reason=slip.reason.strip(),
    )  # fmt: skip


def _refuse_locked(before: State, delta: Delta) -> None:
    """A locked item keeps its content and its place; only the lock itself may be taken off."""
    unlocked = {key for key, pairs in delta.changed.items() if set(pairs) == {"locked"} and key not in delta.moved}
    parents = before.parents()
    touched = (delta.touched() - unlocked) | {place.parent for place in delta.new_places().values()}
    for key in touched | {parents[key] for key in touched if key in parents and kind_of(key) == LAYER}:
        if kind_of(key) == ITEM and before.rows.get(key, {}).get("locked"):
            raise BadInput(f"“{before.rows[key]['slug']}” is locked; unlock the line first, then change it.")
