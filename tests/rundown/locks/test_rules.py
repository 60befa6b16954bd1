"""What each lock holds of a rundown, as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.rundown.edits.state import EPISODE, Fields, Key, State, state_of
from dashboard.rundown.locks.rules import (
    DELIVERY,
    PICTURE,
    SOUND,
    STEPS,
    Standing,
    broken,
    last_step,
    next_step,
    touched,
)

ALL = {PICTURE, SOUND, DELIVERY}
SEEN, HEARD = {PICTURE, DELIVERY}, {SOUND, DELIVERY}
ITEM: Fields = {
    "kind": "piece", "slug": "Ferry", "floated": False, "length_frames": None, "script": "", "note": "",
    "hard_start_frames": None, "hard_back_frames": None, "locked": False, "origin_id": None,
}  # fmt: skip
LAYER: Fields = {
    "track": "picture", "contribution_id": 1, "in_frames": 0, "out_frames": 100, "gain_db": 0.0, "offset_frames": 0,
    "fade_in_frames": 0, "fade_out_frames": 0, "origin_id": None,
}  # fmt: skip
ROWS: list[tuple[Key, Key, Fields]] = [
    ("act:1", EPISODE, {"title": "One", "budget_frames": 0, "origin_id": None}),
    ("act:2", EPISODE, {"title": "Two", "budget_frames": 0, "origin_id": None}),
    ("item:1", "act:1", ITEM),
    ("item:2", "act:1", ITEM | {"kind": "host", "slug": "Hello", "script": "Good evening."}),
    ("item:3", "act:1", ITEM | {"slug": "Spare", "floated": True}),
    ("item:4", "act:2", ITEM | {"slug": "Song"}),
    ("item:5", "act:2", ITEM | {"kind": "slate", "slug": "Night Shift", "script": "Two"}),
    ("layer:1", "item:1", LAYER),
    ("layer:2", "item:1", LAYER | {"track": "sound"}),
    ("layer:3", "item:3", LAYER),
    ("layer:4", "item:4", LAYER | {"track": "sound", "contribution_id": 2}),
]
BEFORE = state_of(ROWS)


def changed(**fields: Any) -> State:
    """The state with one row changed: `key="item:1"` and the fields."""
    key = fields.pop("key")
    return State({**BEFORE.rows, key: {**BEFORE.rows[key], **fields}}, BEFORE.order)


def ordered(**order: tuple[Key, ...]) -> State:
    """The state with the children of some parents in another order."""
    return State(BEFORE.rows, {**BEFORE.order, **{parent.replace("_", ":"): rows for parent, rows in order.items()}})


def without(*keys: Key) -> State:
    """The state with rows taken out."""
    rows = {key: fields for key, fields in BEFORE.rows.items() if key not in keys}
    return State(rows, {parent: tuple(c for c in children if c in rows) for parent, children in BEFORE.order.items()})


@pytest.mark.parametrize(
    ("after", "steps"),
    [
        (changed(key="layer:1", in_frames=10), SEEN),
        (changed(key="layer:1", contribution_id=9), SEEN),
        (changed(key="layer:1", fade_out_frames=5), SEEN),
        (changed(key="item:1", length_frames=50), SEEN),
        (changed(key="item:1", hard_start_frames=50), SEEN),
        (changed(key="item:2", script="Good evening, everybody."), SEEN),
        (changed(key="item:5", slug="Night Shift 2"), SEEN),
        (ordered(act_1=("item:2", "item:1", "item:3")), SEEN),
        (ordered(act_1=("item:1", "item:3"), act_2=("item:2", "item:4", "item:5")), SEEN),
        (ordered(episode=("act:2", "act:1")), SEEN),
        (without("item:2"), SEEN),
        (without("item:1", "layer:1", "layer:2"), ALL),
        (changed(key="item:1", floated=True), ALL),
        (changed(key="item:3", floated=False), SEEN),
        (changed(key="layer:2", gain_db=-6.0), HEARD),
        (changed(key="layer:2", fade_in_frames=5), HEARD),
        (changed(key="layer:2", offset_frames=5), HEARD),
        (without("layer:2"), HEARD),
        (changed(key="layer:4", out_frames=90), ALL),  # nothing is shown, so the song is the length of its line
        (changed(key="item:1", slug="Night Ferry"), {DELIVERY}),  # it stands under the picture
        (changed(key="layer:1", gain_db=-6.0), set()),
        (changed(key="item:1", note="Ask Ida", locked=True, hard_back_frames=50, origin_id=7), set()),
        (changed(key="act:1", title="Opening", budget_frames=500), set()),
        (changed(key="item:3", slug="Spare 2", length_frames=9), set()),
        (changed(key="layer:3", in_frames=9), set()),
        (ordered(act_1=("item:3", "item:1", "item:2")), set()),
        (without("item:3", "layer:3"), set()),
    ],
)
def test_a_lock_holds_what_airs_and_nothing_else(after: State, steps: set[str]) -> None:
    assert touched(BEFORE, after) == touched(after, BEFORE) == steps


def test_steps_are_locked_in_order_and_released_the_other_way_round() -> None:
    held = [Standing(step, at, at, datetime(2026, 11, 3, tzinfo=UTC), "Devin") for at, step in enumerate(STEPS)]
    assert [next_step(held[:count]) for count in range(4)] == [PICTURE, SOUND, DELIVERY, None]
    assert [last_step(held[:count]) for count in range(4)] == [None, PICTURE, SOUND, DELIVERY]
    assert [lock.step for lock in broken(held[::-1], ALL)] == [PICTURE, SOUND, DELIVERY]
    assert [lock.step for lock in broken(held, HEARD)] == [SOUND, DELIVERY]
    assert broken(held[:1], HEARD) == ()
