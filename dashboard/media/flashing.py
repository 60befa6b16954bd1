"""Flashes that can harm photosensitive viewers, after ITU-R BT.1702 and Ofcom's guidance to broadcasters.

Harmful is what flashes more than three times within a second, over more than a quarter of the picture at once.
A flash is a pair of opposing changes of at least 20 cd/m² whose darker picture lies below 160 cd/m², or a pair of
changes into and out of saturated red. The picture is taken to be watched on a screen of 200 cd/m².

It is measured on a grid of some 32 x 18 cells. Cells that change together count, so that moving things, of which
some cells brighten while others darken at their own times, do not. libavfilter's `photosensitivity` was tried and
left: made to smooth flashes away, it knows neither rate nor area, and steps in at two flashes a second, at a flash
in a fifth of the picture, and somewhere in 19 of 20 real films, of which one flashes. This finds what is plain to
see; it replaces no certified test before delivery.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from dashboard.media.checks import Flashing

CHANGE = 20.0
"""cd/m² of luminance; for red, of Harding and Binnie's (R - G - B) x 320."""
DARKER_CD = 160.0
MOST_AREA = 0.25
MOST_A_SECOND = 3
WINDOW_S = 0.95
"""Four changes of one direction in less: three full periods within a second, less a frame's rounding."""
SECOND_S = 0.998
"""A second that ends before the flash that begins the next; clocks of some containers tick in milliseconds."""
TOGETHER_S = 0.1
"""A fade reaches cells of different brightness one after the other."""
RED_SHARE = 0.8
FAINTEST_RED_CR = 150
"""No cell below this is saturated red."""

Grid = NDArray[np.uint8]
Cells = NDArray[np.bool_]
Levels = NDArray[np.float64]


class FlashMeter:
    """Takes pictures in order of time; `found` holds what flashed."""

    def __init__(self) -> None:
        self._bright = _Changes(darker_below=DARKER_CD)
        self._red = _Changes(darker_below=None)

    def take(self, luma: Grid, blue: Grid, red: Grid, at_s: float) -> None:
        """One picture as its Y, Cb and Cr, narrow range BT.709, each reduced to the same small grid."""
        self._bright.take(_SCREEN_CD[luma], at_s)
        if self._red.started or int(red.max()) >= FAINTEST_RED_CR:
            self._red.take(_redness(luma, blue, red), at_s)

    @property
    def found(self) -> list[Flashing]:
        """In order of time; red flashes that are seen as flashes of brightness too are named once."""
        bright = [Flashing(*each) for each in self._bright.stretches]
        alone = [
            Flashing(*each, red=True)
            for each in self._red.stretches
            if not any(each[0] < other.end_ms and other.start_ms < each[1] for other in bright)
        ]
        return sorted(bright + alone, key=lambda each: each.start_ms)


class _Changes:
    """Rises and falls of each cell, and where too many of them come together."""

    def __init__(self, darker_below: float | None) -> None:
        self._darker_below = darker_below
        self._low: Levels | None = None
        self._high: Levels
        self._last: NDArray[np.int8]
        self._sides = (_Edges(), _Edges())
        self.stretches: list[tuple[int, int, int]] = []
        """Start and end in milliseconds, and flashes a second."""

    @property
    def started(self) -> bool:
        """Whether anything was taken yet."""
        return self._low is not None

    def take(self, level: Levels, at_s: float) -> None:
        """The cells at a moment."""
        if self._low is None or self._low.shape != level.shape:
            self._low, self._high = level.copy(), level.copy()
            self._last = np.zeros(level.shape, dtype=np.int8)
            return
        rose = (self._last <= 0) & (level - self._low >= CHANGE)
        fell = (self._last >= 0) & (self._high - level >= CHANGE)
        if self._darker_below is not None:
            rose &= self._low < self._darker_below
            fell &= level < self._darker_below
        self._last[rose], self._last[fell] = 1, -1
        self._high = np.where(rose, level, np.maximum(self._high, level))
        self._low = np.where(fell, level, np.minimum(self._low, level))
        for side, edge in zip(self._sides, (rose, fell), strict=True):
            if edge.any() and (found := side.add(edge, at_s)):
                self._note(*found, at_s)

    def _note(self, start_s: float, a_second: int, at_s: float) -> None:
        start, end = round(start_s * 1000), round(at_s * 1000)
        if self.stretches and start <= self.stretches[-1][1]:
            start = min(start, self.stretches[-1][0])
            a_second = max(a_second, self.stretches.pop()[2])
        self.stretches.append((start, end, a_second))


class _Edges:
    """Changes in one direction over the last second."""

    def __init__(self) -> None:
        self._fresh: deque[tuple[float, Cells]] = deque()
        self._counted: deque[tuple[float, Cells]] = deque()

    def add(self, edge: Cells, at_s: float) -> tuple[float, int] | None:
        """The start of what flashes too fast at this moment, and how often a second; None where nothing does."""
        while self._fresh and at_s - self._fresh[0][0] > TOGETHER_S:
            self._fresh.popleft()
        self._fresh.append((at_s, edge))
        together = np.logical_or.reduce([cells for _, cells in self._fresh])
        if together.mean() <= MOST_AREA:
            return None
        self._counted.extend(self._fresh)
        self._fresh.clear()
        while at_s - self._counted[0][0] > SECOND_S:
            self._counted.popleft()
        return self._too_fast(at_s)

    def _too_fast(self, at_s: float) -> tuple[float, int] | None:
        times = np.array([at for at, _ in self._counted])
        cells = np.stack([cells for _, cells in self._counted])
        often = cells[at_s - times < WINDOW_S].sum(axis=0) > MOST_A_SECOND
        if often.mean() <= MOST_AREA:
            return None
        return float(times[0]), int(np.median(cells.sum(axis=0)[often]))


def _screen_cd() -> Levels:
    """cd/m² of each 8-bit narrow-range luma on a screen of 200 cd/m² (Ofcom's formula for a typical display)."""
    volts = np.clip((np.arange(256) - 16) / 219, 0, 1) * 255
    return np.asarray(413.435 * (0.002745 * volts + 0.0189623) ** 2.2)


_SCREEN_CD = _screen_cd()


def _redness(luma: Grid, blue: Grid, red: Grid) -> Levels:
    """(R - G - B) x 320 where a cell is saturated red, else 0; R, G and B linear from 0 to 1."""
    y = (luma.astype(np.float64) - 16) / 219
    cb, cr = (blue.astype(np.float64) - 128) / 224, (red.astype(np.float64) - 128) / 224
    coded = np.stack([y + 1.5748 * cr, y - 0.1873 * cb - 0.4681 * cr, y + 1.8556 * cb])
    r, g, b = np.clip(coded, 0, 1) ** 2.2
    saturated = r >= RED_SHARE * (r + g + b + 1e-9)
    return np.where(saturated, np.maximum(r - g - b, 0) * 320, 0.0)
