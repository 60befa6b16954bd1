"""The film "Before It Sings": the illustration of the kettle, with steam."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from PIL import Image

from data.sample.drawing import CREAM, Board, curve, dimmed, ease, shine
from data.sample.kitchens import KETTLE_SPOUT, kettle_first

SIZE, RATE, FRAMES = (640, 360), Fraction(25), 200
_SCALE = SIZE[0] / 1600


def frames() -> Iterator[Image.Image]:
    """Each frame of the film; the steam thickens until the kettle is about to sing."""
    still = kettle_first().resize(SIZE, Image.Resampling.LANCZOS)
    for n in range(FRAMES):
        t = n / float(RATE)
        frame = still.copy()
        shine(
            frame,
            1290 * _SCALE,
            275 * _SCALE,
            110,
            (30 + 4 * np.sin(7 * t) * np.sin(3.1 * t),) * 2 + (12,),
            fall=2.0,
        )
        _flames(frame, t)
        _steam(frame, t)
        light = min(ease(n / 14), ease((FRAMES - 1 - n) / 18))
        yield dimmed(frame, light)


def _steam(frame: Image.Image, t: float) -> None:
    """Puffs that leave the spout, widen, and thin out as they climb."""
    x0, y0 = KETTLE_SPOUT[0] * _SCALE, KETTLE_SPOUT[1] * _SCALE
    strength = 0.35 + 0.65 * ease(t / 6)
    for k in range(26):
        age = (t / 3.4 + k / 26 + 0.013 * (k * 7 % 5)) % 1
        if t < 3.4 * age - 0.4:
            continue
        x = x0 + 22 * age**0.8 + (3 + 20 * age) * np.sin(5.2 * age - 1.3 * t + 0.35 * (k % 3))
        y = y0 - 150 * age**0.85
        thin = strength * min(1.0, 7 * age) * (1 - age) ** 1.5
        shine(frame, x, y, 6 + 30 * age, tuple(int(v * thin * 0.4) for v in CREAM), fall=1.5)


def _flames(frame: Image.Image, t: float) -> None:
    box = (300, 240, 390, 260)
    board = Board(frame.crop(box), 4)
    for k in range(9):
        x, tall = 16 + 6 * k, 8 + 2.6 * np.sin(11 * t + 2.4 * k) * np.sin(4.7 * t + k)
        flame = curve((x, 17), (x + 1, 17 - tall * 0.6), (x + 3 + 0.7 * np.sin(9 * t + k), 17 - tall), steps=8)
        board.shape([*flame, (x + 6, 17)], (126, 176, 224, 220))
    frame.paste(board.done(), box[:2])
