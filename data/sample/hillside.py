"""The third illustration for "Kitchen Light", from outside: a hill at night; 1600 by 900."""

from __future__ import annotations

import numpy as np
from PIL import Image

from data.sample.drawing import (
    APRICOT,
    BRICK,
    CREAM,
    DEEP,
    DUSK,
    GOLD,
    INK,
    NIGHT,
    PLUM,
    ROSE,
    Board,
    curve,
    gradient,
    mix,
    on_paper,
    ridge,
    shine,
)

SIZE = (1600, 900)


def still_up() -> Image.Image:
    """*Someone Still Up*: hills, a road, and the one window that is lit."""
    board = Board(gradient(SIZE, ((0, NIGHT), (0.42, DUSK), (0.66, mix(PLUM, ROSE, 0.35)), (1, ROSE))))
    rng = np.random.default_rng(14)
    for _ in range(150):
        x, y = rng.uniform(0, 1600), rng.uniform(0, 420)
        board.oval(x, y, rng.uniform(0.8, 2.2), fill=(*CREAM, int(rng.uniform(60, 220) * (1 - y / 460))))
    board.oval(1240, 190, 74, fill=mix(CREAM, GOLD, 0.25))
    for x, y, r in ((1216, 170, 13), (1262, 214, 18), (1250, 158, 8)):
        board.oval(x, y, r, fill=mix(CREAM, APRICOT, 0.35))
    hills = (
        (31, 560, 70, mix(PLUM, ROSE, 0.42)),
        (32, 610, 56, mix(PLUM, DUSK, 0.3)),
        (37, 680, 60, mix(DUSK, DEEP, 0.5)),
    )
    for seed, base, swing, tone in hills:
        board.hill(ridge(1600, seed, base, swing, 0.4), tone)
    board.hill(curve((-10, 720), (420, 640), (760, 620), (1100, 660), (1610, 800), steps=60), mix(DEEP, NIGHT, 0.4))
    road = curve((640, 660), (900, 720), (480, 780), (760, 910), steps=40)
    back = curve((1000, 910), (590, 780), (960, 720), (652, 660), steps=40)
    board.shape([*road, *back], mix(ROSE, DUSK, 0.45))
    _house(board, 600, 660)
    for x, y, tall in (
        (380, 694, 130),
        (430, 690, 170),
        (486, 684, 110),
        (860, 672, 150),
        (1130, 700, 190),
        (1190, 716, 130),
    ):
        _cypress(board, x, y, tall)
    board.hill(ridge(1600, 40, 870, 22, 0.5), mix(NIGHT, INK, 0.5))
    picture = board.done()
    shine(picture, 1240, 190, 330, (74, 60, 48), fall=2.2)
    shine(picture, 622, 604, 210, (130, 88, 34), fall=2.4)
    return on_paper(picture, 0.03, 7)


def _house(board: Board, x: float, y: float) -> None:
    board.box(x - 70, y - 92, 150, 104, mix(NIGHT, PLUM, 0.45))
    board.box(x + 40, y - 92, 40, 104, mix(NIGHT, PLUM, 0.28))
    board.shape([(x - 88, y - 88), (x - 36, y - 150), (x + 66, y - 150), (x + 98, y - 88)], mix(BRICK, NIGHT, 0.45))
    board.box(x + 36, y - 176, 22, 52, mix(BRICK, NIGHT, 0.6))
    board.box(x + 4, y - 74, 36, 38, GOLD)
    board.box(x + 20, y - 74, 4, 38, mix(BRICK, NIGHT, 0.3))
    board.box(x + 4, y - 57, 36, 4, mix(BRICK, NIGHT, 0.3))
    board.oval(x + 31, y - 46, 5, 7, mix(BRICK, NIGHT, 0.2))
    board.box(x - 48, y - 56, 30, 68, mix(NIGHT, INK, 0.5), corner=6)


def _cypress(board: Board, x: float, y: float, tall: float) -> None:
    half = tall * 0.16
    board.shape(curve((x, y - tall), (x - half * 1.6, y - tall * 0.5), (x - half, y + 6)) +
                curve((x + half, y + 6), (x + half * 1.6, y - tall * 0.5), (x, y - tall)),
                mix(NIGHT, DEEP, 0.35))  # fmt: skip
