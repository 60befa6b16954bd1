"""The picture of a piece that is only heard: its waveform under its title, filling as it plays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dashboard.assembly import lettering
from dashboard.assembly.lettering import STRONG, TEXT, UNITS, Placed
from dashboard.assembly.moving import Frame
from dashboard.assembly.recipes import WaveShot
from dashboard.assembly.titles import LEFT, NAME, ROOM, Box, Layout, composed

BARS = 96
MIDDLE, REACH, LEAST = 690, 210, 5
AHEAD = "#4B4943"


def bar_heights(samples: NDArray[np.int16]) -> list[float]:
    """The level of each bar from 0 to 1, the loudest at 1; quiet passages are raised, as the ear does."""
    if not samples.size:
        return [0.0] * BARS
    pieces = np.array_split(samples.astype(np.float64), BARS)
    levels = np.array([np.sqrt(np.mean(piece**2)) if piece.size else 0.0 for piece in pieces])
    return [float(level) for level in (levels / max(levels.max(), 1.0)) ** 0.7]


def wave_frames(shot: WaveShot, bars: list[float], size: tuple[int, int]) -> Callable[[int], Frame]:
    """The pictures of a wave by their number: what was played is bright, a thin line moves on."""
    ahead = np.asarray(composed(_layout(shot, bars, AHEAD), size))
    played = np.asarray(composed(_layout(shot, bars, lettering.NIGHT_INK), size))
    scale = size[1] / UNITS
    thick = max(2, round(4 * scale))
    top, bottom = (round((MIDDLE + way * (REACH + 30)) * scale) for way in (-1, 1))
    red = np.array((255, 138, 122), np.uint8)

    def draw(index: int) -> Frame:
        at = round((LEFT + ROOM * index / max(1, shot.frames - 1)) * scale)
        frame: Frame = ahead.copy()
        frame[top:bottom, :at] = played[top:bottom, :at]
        frame[top:bottom, at - thick // 2 : at + thick - thick // 2] = red
        return frame

    return draw


def _layout(shot: WaveShot, bars: list[float], colour: str) -> Layout:
    title = lettering.wrap(shot.title, STRONG, 84, ROOM)[:2]
    lines = [Placed(row, STRONG, 84, lettering.NIGHT_INK, LEFT, 214 + n * 98) for n, row in enumerate(title)]
    below = 214 + 98 * len(title) - 12
    names = lettering.wrap(shot.byline, TEXT, NAME, ROOM)[:2]
    for number, row in enumerate(names):
        lines.append(Placed(row, TEXT, NAME, lettering.NIGHT_MUTED, LEFT, below + number * 74))
    step = ROOM / BARS
    boxes: list[tuple[Box, str]] = []
    for number, height in enumerate(bars):
        left = LEFT + number * step + step * 0.2
        reach = max(LEAST, REACH * height)
        boxes.append(((left, MIDDLE - reach, left + step * 0.6, MIDDLE + reach), colour))
    return Layout(lettering.NIGHT, (((LEFT, 108, LEFT + 96, 116), lettering.ACCENT), *boxes), tuple(lines))
