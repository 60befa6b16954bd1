"""When each layer of an item is on air, and for how many frames a contribution is in all.

The assembly, the credits and the payments all read from here, so that what is seen is what is paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.rundown.layers import SOUND
from dashboard.rundown.timing import LayerTime


@dataclass(frozen=True)
class Placed:
    """A layer as it airs: from `start_frames` of its item, for `frames`."""

    layer: int
    """Its place among the item's layers."""
    start_frames: int
    frames: int


def place(layers: Sequence[LayerTime], length_frames: int) -> tuple[Placed, ...]:
    """Lay the layers of an item out over its length; a layer that does not get on air is left out.

    Pictures and texts follow one another, cut where the item ends; the last holds until then. Sounds all start
    with the item and run out or are cut.
    """
    placed: list[Placed] = []
    shown = [(at, layer) for at, layer in enumerate(layers) if layer.track != SOUND]
    start = 0
    for at, layer in shown:
        last = at == shown[-1][0]
        frames = length_frames - start if last else min(layer.frames, length_frames - start)
        if frames > 0:
            placed.append(Placed(at, start, frames))
            start += frames
    placed += [
        Placed(at, 0, min(layer.frames, length_frames))
        for at, layer in enumerate(layers)
        if layer.track == SOUND and length_frames > 0
    ]
    return tuple(placed)


def union_frames(spans: Iterable[tuple[int, int]]) -> int:
    """Frames covered by spans [start, end), each frame counted once."""
    covered = 0
    reached: int | None = None
    for start, end in sorted(spans):
        begins = start if reached is None else max(start, reached)
        covered += max(end - begins, 0)
        reached = end if reached is None else max(reached, end)
    return covered
