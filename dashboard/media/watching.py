"""Watches the pictures of a film go by, small: what is black, what stands still, what flashes, and their prints."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from dashboard.media.checks import Checks, Stretch, stretches
from dashboard.media.flashing import FlashMeter
from dashboard.media.prints import SIDE, pack_pictures, picture_print

BLACK_LUMA = 32
"""Narrow range, whose black is 16: 7 % grey."""
BLACK_SHARE = 0.98
SHORTEST_BLACK_MS = 500
SHORTEST_FREEZE_MS = 2000
SAME_ON_AVERAGE, SAME_ANYWHERE = 0.5, 12
"""Of 256 levels: a coder's noise changes a cell of a still picture by less."""
FLAT_DEVIATION = 10.0
"""Of 256 levels: a picture of less contrast shows next to nothing, and its print would be chance."""
FINE = (128, 72)
"""About so many cells across and down."""
COARSER = 4
MOST_PRINTS = 16
FIRST_STEP_S = Fraction(1, 2)


class Watch:
    """Takes the upright, small yuv420p frames of one film, all of one size, in order of time."""

    def __init__(self) -> None:
        self._black: list[Stretch] = []
        self._in_black = False
        self._frozen: list[Stretch] = []
        self._held: NDArray[np.int16] | None = None
        self._held_ms = (0, 0)
        self._flashes = FlashMeter()
        self._prints: dict[int, int] = {}
        self._step_s, self._next = FIRST_STEP_S, 0

    def take(self, frame: VideoFrame, start_s: Fraction, duration_s: Fraction) -> None:
        """One frame, where it begins and how long it stands."""
        luma = _plane(frame, 0)
        across, down = max(frame.width // FINE[0], 1), max(frame.height // FINE[1], 1)
        fine = luma.reduce((across, down))
        cells = np.asarray(fine)
        start_ms, end_ms = round(start_s * 1000), round((start_s + duration_s) * 1000)
        black = float((cells <= BLACK_LUMA).mean()) >= BLACK_SHARE
        self._note_black(start_ms, end_ms, black=black)
        self._note_frozen(cells, start_ms, end_ms, black=black)
        blue, red = (_plane(frame, plane).reduce((across * COARSER // 2, down * COARSER // 2)) for plane in (1, 2))
        self._flashes.take(np.asarray(fine.reduce(COARSER)), np.asarray(blue), np.asarray(red), float(start_s))
        if start_s >= self._next * self._step_s:
            self._sample(luma, start_s, black=black)

    def finish(self) -> Checks:
        """What was seen, after the last frame."""
        self._let_go()
        black = [each for each in self._black if each.length_ms >= SHORTEST_BLACK_MS]
        return Checks(black=stretches(black), frozen=stretches(self._frozen), flashes=tuple(self._flashes.found))

    @property
    def prints(self) -> bytes:
        """Of at most 16 pictures at whole steps from the start, those left out that show next to nothing.

        The step doubles with the length, so that two copies of one film are sampled at the same moments.
        """
        return pack_pictures([self._prints[moment] for moment in sorted(self._prints)])

    def _note_black(self, start_ms: int, end_ms: int, *, black: bool) -> None:
        if black and self._in_black:
            start_ms = self._black.pop().start_ms
        elif black and self._black and self._black[-1].length_ms < SHORTEST_BLACK_MS:
            self._black.pop()
        if black:
            self._black.append(Stretch(start_ms, end_ms))
        self._in_black = black

    def _note_frozen(self, cells: NDArray[np.uint8], start_ms: int, end_ms: int, *, black: bool) -> None:
        now = cells.astype(np.int16)
        if self._held is not None and not black:
            change = np.abs(now - self._held)
            if change.mean() <= SAME_ON_AVERAGE and change.max() <= SAME_ANYWHERE:
                self._held_ms = (self._held_ms[0], end_ms)
                return
        self._let_go()
        self._held, self._held_ms = None if black else now, (start_ms, end_ms)

    def _let_go(self) -> None:
        stretch = Stretch(*self._held_ms)
        if self._held is not None and stretch.length_ms >= SHORTEST_FREEZE_MS:
            self._frozen.append(stretch)

    def _sample(self, luma: Image.Image, start_s: Fraction, *, black: bool) -> None:
        moment = int(start_s / self._step_s)
        self._next = moment + 1
        value = None if black else _print(luma)
        if value is not None:
            self._prints[moment] = value
        while self._next > MOST_PRINTS:
            self._step_s *= 2
            self._next = -(-self._next // 2)
            self._prints = {at // 2: print_ for at, print_ in self._prints.items() if at % 2 == 0}


def still_print(poster: Path) -> bytes:
    """The print of a still by its poster; empty where it shows next to nothing."""
    with Image.open(poster, formats=["JPEG"]) as picture:
        value = _print(picture.convert("L"))
    return b"" if value is None else pack_pictures([value])


def _print(luma: Image.Image) -> int | None:
    grey = np.asarray(luma.resize((SIDE, SIDE), Image.Resampling.BOX))
    return picture_print(grey) if grey.std() >= FLAT_DEVIATION else None


def _plane(frame: VideoFrame, index: int) -> Image.Image:
    plane = frame.planes[index]
    size = (plane.width, plane.height)
    return Image.frombuffer("L", size, bytes(plane), "raw", "L", plane.line_size, 1)
