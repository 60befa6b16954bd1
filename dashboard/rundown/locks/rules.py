"""What each lock holds, and what an edit may still do once a rundown is locked.

Picture holds order and lengths and all that is seen; sound holds levels and music; delivery holds whatever airs.
What is floated, notes, marks and the titles of acts are held by none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.rundown.edits.state import Fields, Key, State

PICTURE, SOUND, DELIVERY = "picture", "sound", "delivery"
STEPS = (PICTURE, SOUND, DELIVERY)
"""In the order in which a programme is locked; released the other way round."""

_SHOWN = ("contribution_id", "track", "in_frames", "out_frames", "fade_in_frames", "fade_out_frames")
_HEARD = ("contribution_id", "in_frames", "out_frames", "gain_db", "offset_frames", "fade_in_frames", "fade_out_frames")
_READ_ON_AIR: Mapping[str, tuple[str, ...]] = {"slate": ("slug", "script"), "host": ("script",)}
"""What is read or shown of an item by itself; the script of a host link gives it its length too."""


@dataclass(frozen=True)
class Standing:
    """A lock that holds: which, since when, by whom, and the snapshot of what was locked."""

    step: str
    lock_id: int
    snapshot_id: int
    locked_at: datetime
    locked_by: str


def touched(before: State, after: State) -> frozenset[str]:
    """The steps that hold something of what differs between two states."""
    found = set()
    if _picture(before) != _picture(after):
        found |= {PICTURE, DELIVERY}
    if _sound(before) != _sound(after):
        found |= {SOUND, DELIVERY}
    if _names(before) != _names(after):
        found.add(DELIVERY)
    return frozenset(found)


def broken(standing: Collection[Standing], steps: Collection[str]) -> tuple[Standing, ...]:
    """The locks that an edit which touches these steps would break, in order."""
    return tuple(sorted((lock for lock in standing if lock.step in steps), key=lambda lock: STEPS.index(lock.step)))


def next_step(standing: Collection[Standing]) -> str | None:
    """The step that may be locked now; none when all are."""
    held = {lock.step for lock in standing}
    return next((step for step in STEPS if step not in held), None)


def last_step(standing: Collection[Standing]) -> str | None:
    """The step that may be released now; none when nothing is locked."""
    held = {lock.step for lock in standing}
    return next((step for step in reversed(STEPS) if step in held), None)


def _airing(state: State) -> list[list[Key]]:
    """Of each act that airs the items in order, floated ones left out."""
    acts = [[item for item in state.children(act) if not state.rows[item].get("floated")] for act in state.acts]
    return [items for items in acts if items]


def _picture(state: State) -> object:
    return [[_seen(state, item) for item in items] for items in _airing(state)]


def _seen(state: State, item: Key) -> tuple[object, ...]:
    fields = state.rows[item]
    layers = [state.rows[layer] for layer in state.children(item)]
    shown = [tuple(layer.get(name) for name in _SHOWN) for layer in layers if layer["track"] != SOUND]
    length = fields.get("length_frames")
    if layers and not shown:  # such a line shows the wave of its first sound, and lasts as long as what is heard
        shown = [(layers[0]["contribution_id"], layers[0]["in_frames"])]
        length = max(map(_reach, layers)) if length is None else length
    read = tuple(fields.get(name) for name in _READ_ON_AIR.get(fields["kind"], ()))
    return item, fields["kind"], length, fields.get("hard_start_frames"), shown, read


def _reach(layer: Fields) -> int:
    """Where a sound ends in its item."""
    return int(layer.get("offset_frames", 0) + layer["out_frames"] - layer["in_frames"])


def _sound(state: State) -> dict[Key, list[tuple[object, ...]]]:
    """What is heard in each item, wherever that stands: sounds lie over one another, so their order says nothing."""
    heard: dict[Key, list[tuple[object, ...]]] = {}
    for items in _airing(state):
        for item in items:
            layers = [state.rows[layer] for layer in state.children(item)]
            sounds = [tuple(layer.get(name) for name in _HEARD) for layer in layers if layer["track"] == SOUND]
            if sounds:
                heard[item] = sorted(sounds)
    return heard


def _names(state: State) -> dict[Key, object]:
    """The slugs of what airs: they stand under the picture as titles."""
    return {item: state.rows[item].get("slug") for items in _airing(state) for item in items}
