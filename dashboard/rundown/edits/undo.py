"""Taking one's own edits back and making them again, one by one, as long as no later edit stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from dashboard.errors import BadInput
from dashboard.people.roles import Actor
from dashboard.rundown.edits.delta import Delta, StandsInTheWay, apply, delta_from_json
from dashboard.rundown.edits.editing import PLAIN, Editing, Slip, editing
from dashboard.rundown.edits.rows import write_state
from dashboard.rundown.edits.state import ACT, ITEM, LAYER, Key, State, id_of, kind_of
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.storage.engine import Database

UNDID, REDID = "undid: ", "redid: "


@dataclass(frozen=True)
class PastEdit:
    """A line of the history."""

    edit_id: int
    revision: int
    made_by: str
    made_at: datetime
    said: str
    undone: bool
    change_number: int | None
    reason: str


def undo(db: Database, actor: Actor, episode_id: int, slip: Slip = PLAIN) -> str:
    """Take back the actor's last edit that stands; returns what it was. Raises BadInput with why it cannot be."""
    with editing(db, actor, episode_id, "edit.undone", slip) as (under_way, _):
        edit = last_standing(under_way.session, actor, episode_id)
        if edit is None:
            raise BadInput("There is no edit of yours left to undo.")
        _write(under_way, edit, delta_from_json(edit.delta).turned(), "undone")
        edit.undone = True
        under_way.said = f"{UNDID}{edit.said}"
        return edit.said


def redo(db: Database, actor: Actor, episode_id: int, slip: Slip = PLAIN) -> str:
    """Make again the edit that the actor last took back; returns what it is. A new edit ends what can be redone."""
    with editing(db, actor, episode_id, "edit.redone", slip) as (under_way, _):
        edit = next_undone(under_way.session, actor, episode_id)
        if edit is None:
            raise BadInput("There is no edit of yours to make again.")
        _write(under_way, edit, delta_from_json(edit.delta), "made again")
        edit.undone = False
        under_way.said = f"{REDID}{edit.said}"
        return edit.said


def last_standing(session: Session, actor: Actor, episode_id: int) -> RundownEdit | None:
    """The edit that `undo` would take back."""
    query = _own(actor, episode_id).where(RundownEdit.undone.is_(False))
    return session.scalar(query.order_by(RundownEdit.id.desc()).limit(1))


def next_undone(session: Session, actor: Actor, episode_id: int) -> RundownEdit | None:
    """The edit that `redo` would make again: the first of those taken back since the actor's last new edit."""
    last_new = _own(actor, episode_id).with_only_columns(func.max(RundownEdit.id)).scalar_subquery()
    taken_back = _of(actor, episode_id).with_only_columns(RundownEdit.of_id).where(RundownEdit.id > last_new)
    query = _own(actor, episode_id).where(RundownEdit.undone.is_(True), RundownEdit.id.in_(taken_back))
    return session.scalar(query.order_by(RundownEdit.id).limit(1))


def history(session: Session, episode_id: int, limit: int, offset: int = 0) -> list[PastEdit]:
    """The edits of a rundown, the latest first, those that take others back among them."""
    query = select(RundownEdit).where(RundownEdit.episode_id == episode_id).order_by(RundownEdit.id.desc())
    return [
        PastEdit(row.id, row.revision, row.made_by, row.made_at, row.said, row.undone, row.change_number, row.reason)
        for row in session.scalars(query.limit(limit).offset(offset))
    ]


def edit_count(session: Session, episode_id: int) -> int:
    """How many edits the history holds."""
    query = select(func.count()).select_from(RundownEdit).where(RundownEdit.episode_id == episode_id)
    return session.scalar(query) or 0


def _own(actor: Actor, episode_id: int) -> Select[RundownEdit]:
    """Without those that take others back or make them again."""
    return _of(actor, episode_id).where(RundownEdit.of_id.is_(None))


def _of(actor: Actor, episode_id: int) -> Select[RundownEdit]:
    who = RundownEdit.account_id.is_(None) if actor.account_id is None else RundownEdit.account_id == actor.account_id
    return select(RundownEdit).where(RundownEdit.episode_id == episode_id, who)


def _write(under_way: Editing, edit: RundownEdit, delta: Delta, done: str) -> None:
    session, state = under_way.session, under_way.before
    later = _standing_since(session, edit)
    moved_since = {key for other in later for key in other.delta["moved"]}
    try:
        after = apply(delta, state, moved_since)
    except StandsInTheWay as way:
        raise BadInput(_refusal(way, edit, later, state, done)) from None
    write_state(session, edit.episode_id, state, after)
    under_way.of_id = edit.id
    under_way.moved_items = tuple(id_of(key) for key in delta.moved if kind_of(key) == ITEM)
    under_way.detail = {"edit": edit.id, "said": edit.said}


def _standing_since(session: Session, edit: RundownEdit) -> list[RundownEdit]:
    """What stands of the edits since this one was made, or last taken back or made again; the latest first.

    An edit that was taken back since, and what took it back, cancel out.
    """
    since = select(func.max(RundownEdit.id)).where(or_(RundownEdit.id == edit.id, RundownEdit.of_id == edit.id))
    query = select(RundownEdit).where(
        RundownEdit.episode_id == edit.episode_id, RundownEdit.id > since.scalar_subquery()
    )
    standing: dict[int, RundownEdit] = {}
    for other in session.scalars(query.order_by(RundownEdit.id)):
        of = other.id if other.of_id is None else other.of_id
        if standing.pop(of, None) is None:
            standing[of] = other
    return sorted(standing.values(), key=lambda other: other.id, reverse=True)


def _refusal(way: StandsInTheWay, edit: RundownEdit, later: Sequence[RundownEdit], state: State, done: str) -> str:
    what = f"That you {edit.said} cannot be {done}"
    blocker = next((other for other in later if way.key in delta_from_json(other.delta).touched()), None)
    if blocker is not None:
        return f"{what}: {blocker.made_by} has since {_done_since(blocker)}; that must be taken back first."
    return f"{what}: {_name(way.key, state)} {'is gone' if way.gone else 'is no longer as it was'}."


def _done_since(edit: RundownEdit) -> str:
    for said, done in ((UNDID, "taken back"), (REDID, "made again")):
        if edit.of_id is not None and edit.said.startswith(said):
            return f"{done} “{edit.said.removeprefix(said)}”"
    return edit.said


def _name(key: Key, state: State) -> str:
    fields = state.rows.get(key, {})
    named = {ACT: "title", ITEM: "slug"}.get(kind_of(key), "")
    if kind_of(key) == LAYER and not named:
        return "the layer"
    return f"“{fields[named]}”" if named in fields else f"the {kind_of(key)}"
