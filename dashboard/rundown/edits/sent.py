"""What the list in a browser sends: commands with keys, each read strictly, carried out once and acknowledged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.errors import BadInput, GreenroomError, NotFound
from dashboard.people.roles import Actor
from dashboard.rundown.edits import undo as past
from dashboard.rundown.edits.commands import change_item, float_items, lock_items, move_items, remove_items
from dashboard.rundown.edits.cutting import split_item
from dashboard.rundown.edits.editing import Slip, applied_already
from dashboard.rundown.edits.layer_commands import trim_layer
from dashboard.rundown.edits.sent_parts import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TIME,
    NOT_UNDERSTOOD,
    id_in,
    ids_in,
    seen_in,
    seen_points_in,
    switch_in,
    text_in,
)
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.rundown.timecode import parse_duration, parse_timecode
from dashboard.storage.engine import Database

MOST_COMMANDS = 200
_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,59}")


@dataclass(frozen=True)
class Ack:
    """What became of the command with this key. `said` is why not, or what there is to tell besides."""

    key: str
    ok: bool
    said: str = ""


@dataclass(frozen=True)
class _Target:
    """Where commands apply, and how times that are typed there are read."""

    db: Database
    actor: Actor
    episode_id: int
    rate: Fraction
    drop: bool


def carry_out(db: Database, actor: Actor, episode_id: int, commands: object, reason: str = "") -> list[Ack]:
    """Carry out each command in its order and its own transaction; one that was applied already is acknowledged.

    `commands` is what a browser sent and may be anything; what is none, or is no command of this episode, changes
    nothing. `reason` says why they are made although the rundown is locked.
    """
    if not isinstance(commands, list):
        return []
    with db.reading() as session:
        episode = session.get(Episode, episode_id)
        if episode is None:
            raise NotFound("That episode no longer exists.")
        target = _Target(db, actor, episode_id, episode.rate, episode.drop_frame)
    return [ack for sent in commands[:MOST_COMMANDS] if (ack := _acknowledged(target, sent, reason))]


def _acknowledged(target: _Target, sent: object, reason: str) -> Ack | None:
    """None for what has no key to be acknowledged by."""
    key = sent.get("key") if isinstance(sent, Mapping) else None
    if not isinstance(sent, Mapping) or not isinstance(key, str) or not _KEY.fullmatch(key):
        return None
    if _is_applied(target, key):
        return Ack(key, ok=True)
    try:
        return Ack(key, ok=True, said=_made(target, sent, Slip(key, reason)))
    except (GreenroomError, IntegrityError) as refusal:
        # Another tab of the same browser may have sent it at the same moment and been first.
        if _is_applied(target, key):
            return Ack(key, ok=True)
        if isinstance(refusal, IntegrityError):
            raise
        return Ack(key, ok=False, said=str(refusal))


def _is_applied(target: _Target, key: str) -> bool:
    with target.db.reading() as session:
        return applied_already(session, target.episode_id, key)


def _made(target: _Target, sent: Mapping[str, Any], slip: Slip) -> str:
    name = sent.get("name")
    command = COMMANDS.get(name) if isinstance(name, str) else None
    if command is None:
        raise BadInput(NOT_UNDERSTOOD)
    return command(target, sent, slip) or ""


# --- the commands ---


def _move(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    ids, act_id = _items(target, sent), id_in(sent, "act")
    after_id = None if sent.get("after") is None else id_in(sent, "after")
    move_items(target.db, target.actor, ids, act_id, after_id, slip=slip)


def _float(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    float_items(target.db, target.actor, _items(target, sent), floated=switch_in(sent), slip=slip)


def _lock(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    lock_items(target.db, target.actor, _items(target, sent), locked=switch_in(sent), slip=slip)


def _remove(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    remove_items(target.db, target.actor, _items(target, sent), slip=slip)


def _retime(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    item_id, typed = _item(target, sent), text_in(sent, "text", LONGEST_TIME)
    frames = parse_duration(typed, target.rate) if typed else None
    change_item(target.db, target.actor, item_id, length_frames=frames, seen=seen_in(sent, "length_frames"), slip=slip)


def _rename(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    item_id, slug = _item(target, sent), text_in(sent, "text", LONGEST_NAME)
    change_item(target.db, target.actor, item_id, slug=slug, seen=seen_in(sent, "slug"), slip=slip)


def _note(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    item_id, note = _item(target, sent), text_in(sent, "text", LONGEST_NOTE)
    change_item(target.db, target.actor, item_id, note=note, seen=seen_in(sent, "note"), slip=slip)


def _hard_start(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    item_id, typed = _item(target, sent), text_in(sent, "text", LONGEST_TIME)
    frames = _point(target, typed) if typed else None
    seen = seen_in(sent, "hard_start_frames")
    change_item(target.db, target.actor, item_id, hard_start_frames=frames, seen=seen, slip=slip)


def _trim(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    """The sound of a film that runs with its picture is trimmed with it."""
    points = [_point(target, text_in(sent, name, LONGEST_TIME)) for name in ("in", "out")]
    with target.db.reading() as session:
        layer = session.get(Layer, id_in(sent, "layer"))
        if layer is None or layer.item.act.episode_id != target.episode_id:
            raise NotFound("That layer is no longer in the rundown.")
    seen = seen_points_in(sent)
    trim_layer(target.db, target.actor, layer.id, points[0], points[1], with_twins=True, seen=seen, slip=slip)


def _split(target: _Target, sent: Mapping[str, Any], slip: Slip) -> None:
    at_frames = _point(target, text_in(sent, "at", LONGEST_TIME))
    split_item(target.db, target.actor, _item(target, sent), at_frames, slip=slip)


def _undo(target: _Target, _sent: Mapping[str, Any], slip: Slip) -> str:
    return f"Undid: {past.undo(target.db, target.actor, target.episode_id, slip)}."


def _redo(target: _Target, _sent: Mapping[str, Any], slip: Slip) -> str:
    return f"Redid: {past.redo(target.db, target.actor, target.episode_id, slip)}."


COMMANDS: Mapping[str, Callable[[_Target, Mapping[str, Any], Slip], str | None]] = {
    "move": _move, "float": _float, "lock": _lock, "retime": _retime, "rename": _rename, "note": _note,
    "trim": _trim, "hard_start": _hard_start, "remove": _remove, "split": _split, "undo": _undo, "redo": _redo,
}  # fmt: skip


# --- where a command applies ---


def _item(target: _Target, sent: Mapping[str, Any]) -> int:
    item_id = id_in(sent, "item")
    _of_this_episode(target, [item_id])
    return item_id


def _items(target: _Target, sent: Mapping[str, Any]) -> list[int]:
    ids = ids_in(sent)
    _of_this_episode(target, ids)
    return ids


def _of_this_episode(target: _Target, ids: Iterable[int]) -> None:
    """Refuses items that are gone, and those of other episodes, alike."""
    wanted = set(ids)
    with target.db.reading() as session:
        if _found(session, target.episode_id, wanted) != len(wanted):
            raise NotFound("A line of this change is no longer in the rundown; somebody has removed it.")


def _found(session: Session, episode_id: int, ids: set[int]) -> int:
    query = select(func.count()).select_from(Item).join(Act).where(Act.episode_id == episode_id, Item.id.in_(ids))
    return session.scalar(query) or 0


def _point(target: _Target, typed: str) -> int:
    """Frames from a timecode such as 00:01:30:00, or a length such as 1:30."""
    if not typed:
        raise BadInput("A point is missing; write minutes and seconds as 1:05, or a timecode as 00:01:05:00.")
    if typed.count(":") + typed.count(";") > 2:
        return parse_timecode(typed, target.rate, drop=target.drop)
    return parse_duration(typed, target.rate)
