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

    @property
    def end_frames(self) -> int:
        """The frame of the item after its last one."""
        return self.start_frames + self.frames


def place(layers: Sequence[LayerTime], length_frames: int) -> tuple[Placed, ...]:
    """Lay the layers of an item out over its length; a layer that does not get on air is left out.

    Pictures and texts follow one another, cut where the item ends; the last holds until then. Each sound starts
    at its offset and runs out or is cut.
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
        Placed(at, layer.offset_frames, min(layer.frames, length_frames - layer.offset_frames))
        for at, layer in enumerate(layers)
        if layer.track == SOUND and layer.offset_frames < length_frames
    ]
    return tuple(placed)


def fades_on_air(fade_in_frames: int, fade_out_frames: int, frames: int) -> tuple[int, int]:
    """What of a layer's fades there is room for in the frames that it airs; the one at its end comes first."""
    out = min(fade_out_frames, frames)
    return min(fade_in_frames, frames - out), out


def union_frames(spans: Iterable[tuple[int, int]]) -> int:
    """Frames covered by spans [start, end), each frame counted once."""
    covered = 0
    reached: int | None = None
    for start, end in sorted(spans):
        begins = start if reached is None else max(start, reached)
        covered += max(end - begins, 0)
        reached = end if reached is None else max(reached, end)
    return covered
