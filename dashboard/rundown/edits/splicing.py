"""Cutting an item in two, and joining items to one, so that every frame shows and sounds as it did before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from dashboard.errors import BadInput
from dashboard.rundown.layers import SOUND, TEXT
from dashboard.rundown.on_air import Placed, fades_on_air, place
from dashboard.rundown.timing import PIECE, ItemTime, LayerTime, natural_frames


@dataclass(frozen=True)
class Clip:
    """A layer as a cut sees it."""

    title: str
    track: str
    in_frames: int
    out_frames: int
    runs: bool
    """Whether its media run, so that a later in point shows something else; a still has none but 0."""
    offset_frames: int = 0
    fade_in_frames: int = 0
    fade_out_frames: int = 0

    @property
    def frames(self) -> int:
        """How many it uses."""
        return self.out_frames - self.in_frames

    @property
    def time(self) -> LayerTime:
        """What the timing knows of it."""
        return LayerTime(self.track, self.frames, self.offset_frames)


@dataclass(frozen=True)
class Spliced:
    """A clip that came of another."""

    origin: int
    """The place of that one among the clips handed in."""
    clip: Clip


def length_of(clips: Sequence[Clip]) -> int:
    """How long an item of these runs of itself."""
    # Of a piece neither the rate nor the roll says anything.
    return natural_frames(ItemTime(0, PIECE, layers=tuple(clip.time for clip in clips)), Fraction(1), 0)


def split(clips: Sequence[Clip], length_frames: int, at_frames: int) -> tuple[list[Spliced], list[Spliced]]:
    """The clips before a frame of the item and those from it on; one that lies over it is cut.

    Raises BadInput where a frame would not be as it was: in a fade, in a text, where one side were empty.
    """
    if not 0 < at_frames < length_frames:
        raise BadInput("A split lies inside the line, after its first frame and before its end.")
    first: list[Spliced] = []
    second: list[Spliced] = []
    placed = {one.layer: one for one in place([clip.time for clip in clips], length_frames)}
    for origin, clip in enumerate(clips):
        on_air = placed.get(origin)
        if on_air is None or on_air.start_frames >= at_frames:
            second.append(Spliced(origin, _earlier(clip, at_frames)))
        elif on_air.end_frames <= at_frames:
            first.append(Spliced(origin, clip))
        else:
            before, after = _cut(clip, on_air, at_frames)
            first.append(Spliced(origin, before))
            second.append(Spliced(origin, after))
    if not first or not any(one.end_frames > at_frames for one in placed.values()):
        raise BadInput("One side of that split would have nothing to see or to hear; split elsewhere.")
    return first, second


def chain(items: Sequence[tuple[Sequence[Clip], int]]) -> list[Spliced]:
    """The clips of one item that plays these, with their lengths, one after the other.

    An origin counts through the clips of all. What does not air in any but the last falls away. Raises BadInput
    where a frame would not be as it was.
    """
    shown = [any(clip.track != SOUND for clip in clips) for clips, _ in items]
    if any(shown) and not all(shown):
        raise BadInput("A line with pictures and one without cannot be joined; lay the sound into the other instead.")
    joined: list[Spliced] = []
    start = counted = 0
    for clips, length in items[:-1]:
        joined += [
            Spliced(counted + one.layer, _as_aired(clips[one.layer], one, start))
            for one in place([clip.time for clip in clips], length)
        ]
        start, counted = start + length, counted + len(clips)
    joined += [Spliced(counted + at, _earlier(clip, -start)) for at, clip in enumerate(items[-1][0])]
    return sorted(joined, key=lambda one: one.origin)


def _earlier(clip: Clip, frames: int) -> Clip:
    return replace(clip, offset_frames=max(0, clip.offset_frames - frames)) if clip.track == SOUND else clip


def _cut(clip: Clip, on_air: Placed, at_frames: int) -> tuple[Clip, Clip]:
    if clip.track == TEXT:
        raise BadInput(f"“{clip.title}” is being read there; split before or after it.")
    fade_in, fade_out = fades_on_air(clip.fade_in_frames, clip.fade_out_frames, on_air.frames)
    if not on_air.start_frames + fade_in <= at_frames <= on_air.end_frames - fade_out:
        raise BadInput(f"“{clip.title}” is fading there; split elsewhere, or shorten the fade first.")
    used = at_frames - on_air.start_frames
    before = replace(clip, fade_in_frames=fade_in, fade_out_frames=0)
    after = replace(clip, offset_frames=0, fade_in_frames=0, fade_out_frames=fade_out)
    if not clip.runs:
        left = max(clip.frames - used, on_air.end_frames - at_frames)
        return replace(before, out_frames=used), replace(after, out_frames=left)
    # Of a picture that holds there is its last frame left.
    cut = clip.in_frames + used
    return replace(before, out_frames=min(cut, clip.out_frames)), replace(
        after, in_frames=min(cut, clip.out_frames - 1)
    )


def _as_aired(clip: Clip, on_air: Placed, start_frames: int) -> Clip:
    """A clip that others will follow: it ends by itself where its item used to end."""
    if clip.runs and on_air.frames > clip.frames:
        raise BadInput(f"“{clip.title}” holds its last frame there; give its line its own length first, then join.")
    fade_in, fade_out = fades_on_air(clip.fade_in_frames, clip.fade_out_frames, on_air.frames)
    return replace(
        clip,
        out_frames=clip.in_frames + on_air.frames,
        offset_frames=start_frames + on_air.start_frames if clip.track == SOUND else 0,
        fade_in_frames=fade_in,
        fade_out_frames=fade_out,
    )
