"""Two films as if cut from paper: "Regatta on the Kitchen Floor" (boats) and "Going South" (birds)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from PIL import Image

from data.sample.drawing import (
    APRICOT,
    CORAL,
    CREAM,
    DEEP,
    DUSK,
    GOLD,
    INK,
    PAPER,
    PLUM,
    ROSE,
    SEA,
    TEAL,
    Board,
    Colour,
    Point,
    curve,
    ease,
    gradient,
    mix,
    on_paper,
    ridge,
)  # fmt: skip

SIZE = (640, 360)
BOATS_RATE, BOATS_FRAMES = Fraction(25), 450
BIRDS_RATE, BIRDS_FRAMES = Fraction(30000, 1001), 300

# Each row of waves: height of its line, swing, speed, colour; from far to near.
_ROWS: tuple[tuple[float, float, float, Colour], ...] = (
    (216, 4, 12, mix(TEAL, CREAM, 0.45)), (240, 6, 19, mix(TEAL, CREAM, 0.18)), (266, 8, 28, TEAL),
    (296, 10, 40, SEA), (330, 12, 56, DEEP),
)  # fmt: skip


def boats() -> Iterator[Image.Image]:
    """Each frame of the boats' film: six paper boats, and the red one has somewhere to be."""
    ground = Board(gradient(SIZE, ((0, mix(APRICOT, CREAM, 0.35)), (0.62, CREAM), (1, CREAM)))).image
    for n in range(BOATS_FRAMES):
        t = n / float(BOATS_RATE)
        board = Board.over(ground)
        _mobile(board, t)
        for row, (base, swing, speed, tone) in enumerate(_ROWS):
            for boat in _fleet(t):
                if boat.row == row:
                    _boat(board, t, boat)
            line = [(x, _crest(x, t, base, swing, speed)) for x in np.arange(-6.0, 650, 5)]
            for lift, alpha in ((7, 12), (4, 20), (2, 26)):
                board.shape(
                    [*((x + 3, y - lift) for x, y in line), *((x, y + 3) for x, y in line[::-1])],
                    (*INK, alpha),
                )
            board.hill(line, tone)
            board.stroke([(x, y + 1) for x, y in line], 1, mix(tone, CREAM, 0.3))
        yield _lit(on_paper(board.done(), 0.018, 3), n, BOATS_FRAMES)


def _lit(picture: Image.Image, n: int, frames: int) -> Image.Image:
    share = min(ease(n / 16), ease((frames - 1 - n) / 22))
    return picture if share >= 1 else Image.blend(Image.new("RGB", picture.size, PAPER), picture, share)


def _crest(x: float, t: float, base: float, swing: float, speed: float) -> float:
    bob = 2.2 * np.sin(0.9 * t + base)
    long = np.sin((x + speed * t) / (swing * 6.5))
    return float(base + bob + swing * long + 0.35 * swing * np.sin((x + 1.7 * speed * t) / (swing * 3.1) + base))


def _mobile(board: Board, t: float) -> None:
    """The sun and two clouds, hung on thread."""
    sway = 3 * np.sin(0.6 * t)
    board.stroke([(452, -4), (452 + sway, 60)], 0.7, (*INK, 110))
    for grow, tone in (
        (0, mix(GOLD, CREAM, 0.1)),
        (-16, mix(APRICOT, GOLD, 0.45)),
        (-34, mix(CORAL, APRICOT, 0.45)),
    ):
        board.oval(454 + sway, 120, 66 + grow, fill=(*INK, 26))
        board.oval(452 + sway, 118, 66 + grow, fill=tone)
    for x, y, size, phase in ((128, 74, 1.0, 0.0), (300, 48, 0.7, 2.0), (572, 84, 0.8, 4.0)):
        cx = x + 7 * np.sin(0.35 * t + phase)
        board.stroke([(x, -4), (cx, y - 12 * size)], 0.7, (*INK, 110))
        for slip, tone in ((2.0, (*INK, 26)), (0.0, (255, 250, 238, 255))):
            for dx, dy, r in ((-26, 4, 15), (-6, -6, 20), (18, 2, 16)):
                board.oval(cx + (dx + slip) * size, y + (dy + slip) * size, r * size, fill=tone)
            board.box(cx + (slip - 42) * size, y + (4 + slip) * size, 78 * size, 15 * size, tone, corner=7 * size)


class _Boat(NamedTuple):
    row: int
    x: float
    size: float
    tone: Colour


def _fleet(t: float) -> list[_Boat]:
    """Each boat as it stands at a time."""
    paper = mix(CREAM, PAPER, 0.2)
    return [
        _Boat(1, 470 - 5 * t, 0.42, paper),
        _Boat(2, 260 + 9 * t, 0.6, paper),
        _Boat(2, 120 + 12 * t, 0.7, paper),
        _Boat(2, 560 + 4 * t, 0.56, mix(GOLD, CREAM, 0.35)),
        _Boat(4, 420 + 7 * t, 1.15, mix(ROSE, CREAM, 0.55)),
        _Boat(3, 33 * t - 40, 0.92, CORAL),
    ]


def _boat(board: Board, t: float, boat: _Boat) -> None:
    row, x, size, tone = boat
    base, swing, speed, _ = _ROWS[row]
    left, right = (_crest(x + d, t, base, swing, speed) for d in (-18 * size, 18 * size))
    lean = float(np.arctan2(right - left, 36 * size)) * 0.8
    y = (left + right) / 2 + 5 * size

    def turned(points: list[Point]) -> list[Point]:
        c, s = np.cos(lean) * size, np.sin(lean) * size
        return [(x + c * px - s * py, y + s * px + c * py) for px, py in points]

    dark, pale = mix(tone, INK, 0.2), mix(tone, (255, 255, 255), 0.35)
    board.shape(turned([(-22, -14), (2, -60), (2, -14)]), pale)
    board.shape(turned([(2, -60), (24, -14), (2, -14)]), dark)
    board.shape(turned([(-48, -24), (-22, -10), (2, -16), (2, 6), (-28, 6)]), tone)
    board.shape(turned([(2, -16), (24, -10), (50, -24), (32, 6), (2, 6)]), mix(tone, INK, 0.1))
    board.stroke(turned([(-48, -24), (-22, -10), (2, -16), (24, -10), (50, -24)]), 0.8, pale)


def birds() -> Iterator[Image.Image]:
    """Each frame of the birds' film: a skein of thirteen crosses three ranges of hills at evening."""
    ground = Board(
        gradient(
            SIZE,
            (
                (0, mix(DUSK, ROSE, 0.35)),
                (0.5, mix(ROSE, APRICOT, 0.4)),
                (0.8, mix(GOLD, CREAM, 0.35)),
                (1, CREAM),
            ),
            4,
        )
    ).image
    hills = [
        (ridge(1500, seed, base, swing, 0.5), speed, tone)
        for seed, base, swing, speed, tone in (
            (51, 246, 34, 12, mix(ROSE, APRICOT, 0.25)),
            (52, 284, 30, 30, mix(PLUM, ROSE, 0.4)),
            (54, 322, 20, 62, mix(PLUM, DUSK, 0.5)),
        )
    ]
    for n in range(BIRDS_FRAMES):
        t = n / float(BIRDS_RATE)
        board = Board.over(ground)
        board.oval(468 - 3 * t, 196, 52, fill=mix(CREAM, GOLD, 0.25))
        for line, speed, tone in hills:
            board.hill([(x - speed * t, y) for x, y in line if -10 < x - speed * t < 660], tone)
        for k in range(34):  # trees on the nearest hill, quick as fence posts
            x = (k * 53.7 + 11 * (k % 5)) % 1400 - 92 * t
            if -20 < x < 660:
                tall = 20 + 13 * ((k * 7) % 5) / 4
                board.shape([(x, 348 - tall), (x - tall * 0.22, 366), (x + tall * 0.22, 366)], mix(DUSK, INK, 0.45))
        for bird in sorted(_skein(t), key=lambda b: b[2]):
            _bird(board, *bird)
        yield _lit(on_paper(board.done(), 0.013, 4), n, BIRDS_FRAMES)


def _skein(t: float) -> list[tuple[float, float, float, float]]:
    """Place, size and wing angle (-1 down to 1 up) of each bird; the stroke runs back along the V."""
    lead_x, lead_y = 210 + 24 * t, 128 - 13 * np.sin(0.35 * t + 0.4)
    birds = []
    for k in range(13):
        arm, rank = (-1 if k % 2 else 1), (k + 1) // 2
        x = lead_x - rank * 31 - 2.5 * np.sin(0.9 * t + 2 * k)
        y = lead_y + arm * rank * (15 if arm > 0 else 11) + 4 * np.sin(0.7 * t + 1.3 * k)
        beat = 2 * np.pi * 1.35 * t - 0.55 * rank - 0.2 * arm
        glide = 0.62 + 0.38 * np.sin(0.5 * t + 0.35 * rank)
        birds.append((x, y, 0.92 + 0.045 * arm * rank, float(np.sin(beat) * glide + 0.15)))
    return birds


def _bird(board: Board, x: float, y: float, size: float, wing: float) -> None:
    tone = mix(INK, DUSK, 0.35)

    def at(points: list[Point]) -> list[Point]:
        return [(x + size * px, y + size * (py - 2.2 * wing)) for px, py in points]

    for near in (False, True):
        lift, tip = wing * (20 if near else 17), -5.0 if near else 3.0
        front = curve((7, -1), (4, -lift * 0.75 - 3), (tip - 5, -lift * 1.25), steps=10)
        back = curve((tip - 5, -lift * 1.25), (-5, -lift * 0.55 + 1), (-7, 1), steps=10)
        board.shape(at(front + back), tone if near else mix(tone, ROSE, 0.35))
    top = curve((27, -3.4), (17, -3.8), (6, -4), (-14, -0.6), steps=12)
    under = curve((-14, 0.6), (-2, 4.8), (12, 1.2), (27, -2.4), steps=12)
    board.shape(at([*top, (-20, -1.6), (-19, 2), *under]), tone)
    board.shape(at([(26, -4), (32, -2.6), (26, -1.9)]), mix(CORAL, INK, 0.2))
