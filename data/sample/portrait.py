"""The portrait "The Woman Who Runs the Boat", cut from a few shapes; 1200 by 1500."""

from __future__ import annotations

import numpy as np
from PIL import Image

from data.sample.drawing import (
    APRICOT,
    BRICK,
    CORAL,
    CREAM,
    DEEP,
    DUSK,
    GOLD,
    INK,
    PLUM,
    TEAL,
    Board,
    Colour,
    curve,
    mix,
    on_paper,
)


def ferrywoman() -> Image.Image:
    """*The Woman Who Runs the Ferry*: a portrait cut from a few shapes, 1200 by 1500."""
    board = Board(Image.new("RGB", (1200, 1500), mix(TEAL, CREAM, 0.38)))
    board.oval(600, 640, 470, fill=mix(GOLD, APRICOT, 0.35))
    for k, y in enumerate(range(980, 1500, 74)):
        crest = [(x, y + 20 * np.sin(x / 96 + k * 1.3)) for x in range(-10, 1212, 12)]
        board.hill(crest, mix(TEAL, DEEP, 0.2 + 0.1 * k))
    skin, shade = (150, 92, 66), (122, 70, 54)
    hair = (72, 60, 74)
    board.shape(curve((380, 560), (330, 900), (420, 1010), (520, 1000), steps=20) +
                curve((690, 1000), (800, 1000), (850, 880), (800, 560), steps=20), hair)  # fmt: skip
    board.shape(
        curve((150, 1510), (180, 1180), (420, 1090), (600, 1090), (780, 1090), (1020, 1180), (1050, 1510)),
        BRICK,
    )
    board.shape([(600, 1090), (780, 1096), (880, 1140), (950, 1220), (1050, 1510), (600, 1510)], mix(BRICK, INK, 0.14))
    board.shape([(510, 900), (690, 900), (700, 1110), (600, 1190), (500, 1110)], shade)
    face = curve((410, 520), (400, 820), (520, 1000), (600, 1000), steps=30)
    board.shape(face + curve((600, 1000), (680, 1000), (800, 820), (790, 520), steps=30), skin)
    board.shape(curve((600, 470), (600, 1003), (600, 1003), (600, 1003), steps=8) +
                curve((600, 1000), (680, 1000), (800, 820), (790, 520), steps=30), shade)  # fmt: skip
    board.shape([(598, 600), (636, 790), (586, 800)], mix(shade, INK, 0.12))
    _features(board, skin, shade)
    _cap_and_scarf(board)
    return on_paper(board.done(), 0.035, 8)


def _features(board: Board, skin: Colour, shade: Colour) -> None:
    for x in (510, 688):
        board.shape(curve((x - 52, 668), (x - 10, 628), (x + 46, 662), steps=16) +
                    curve((x + 46, 662), (x, 700), (x - 52, 668), steps=16), CREAM)  # fmt: skip
        board.oval(x + 2, 663, 19, fill=INK)
        board.oval(x + 8, 656, 5, fill=CREAM)
        board.stroke(curve((x - 58, 668), (x - 10, 622), (x + 52, 660)), 7, INK)
        board.stroke(curve((x - 60, 610), (x - 6, 574), (x + 60, 604)), 13, (72, 60, 74))
        for k in range(3):
            edge = x + (74 if x > 600 else -74)
            board.stroke(
                [(edge, 660 + 12 * k), (edge + (20 if x > 600 else -20), 652 + 18 * k)],
                4,
                mix(shade, INK, 0.3),
            )
    board.shape(curve((532, 872), (600, 846), (672, 866), steps=16) +
                curve((672, 866), (604, 924), (532, 872), steps=16), mix(BRICK, INK, 0.12))  # fmt: skip
    board.stroke(curve((522, 870), (600, 884), (682, 862)), 5, mix(BRICK, INK, 0.5))
    board.oval(470, 780, 44, 32, (*CORAL, 60))
    for x in (398, 802):
        board.oval(x, 700, 26, 54, skin if x < 600 else shade)
        board.oval(x, 764, 12, fill=GOLD)


def _cap_and_scarf(board: Board) -> None:
    board.shape(curve((372, 560), (340, 300), (480, 240), (600, 240), (720, 240), (860, 300), (828, 560)), DUSK)
    board.shape([*curve((600, 240), (720, 240), (860, 300), (828, 560), steps=20), (600, 560)], mix(DUSK, INK, 0.22))
    for k in range(9):
        board.stroke(
            curve((400 + 50 * k, 520), (430 + 42 * k, 400), (500 + 25 * k, 300), steps=12),
            4,
            mix(DUSK, CREAM, 0.16),
        )
    board.box(356, 500, 488, 92, mix(DUSK, PLUM, 0.5), corner=40)
    for k in range(16):
        board.stroke([(380 + 29.5 * k, 508), (380 + 29.5 * k, 584)], 5, mix(DUSK, PLUM, 0.8))
    board.oval(600, 236, 56, fill=CORAL)
    for k in range(14):
        a = 2 * np.pi * k / 14
        board.stroke([(600, 236), (600 + 60 * np.cos(a), 236 + 60 * np.sin(a))], 5, mix(CORAL, CREAM, 0.25))
    for y, tone in ((1058, CREAM), (1100, CORAL), (1142, CREAM)):
        board.shape(curve((430, y - 30), (600, y + 56), (770, y - 30), steps=20) +
                    curve((784, y + 14), (600, y + 106), (416, y + 14), steps=20), tone)  # fmt: skip
    board.shape([(680, 1120), (800, 1150), (830, 1460), (700, 1470)], CREAM)
    for k in range(3):
        board.box(694 + 6 * k, 1210 + 84 * k, 128, 34, CORAL)
