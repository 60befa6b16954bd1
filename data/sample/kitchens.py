"""Two illustrations for the poem "Kitchen Light", from inside the kitchen; 1600 by 900."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from data.sample.drawing import (
    APRICOT,
    BRICK,
    CORAL,
    CREAM,
    DUSK,
    GOLD,
    INK,
    MOSS,
    NIGHT,
    PAPER,
    PLUM,
    ROSE,
    SEA,
    TEAL,
    Board,
    Colour,
    curve,
    gradient,
    mix,
    on_paper,
    shine,
)  # fmt: skip

SIZE = (1600, 900)
WALL, WALL_LOW, TABLE = (44, 78, 88), (34, 58, 72), (150, 92, 66)
KETTLE_SPOUT = (1012.0, 520.0)


def kettle_first() -> Image.Image:
    """*The Kettle First*: a kitchen at night, one lamp, the kettle on."""
    board = Board(gradient(SIZE, ((0, mix(WALL, INK, 0.35)), (0.5, WALL), (1, mix(WALL, INK, 0.3)))))
    for x in range(0, 1600, 80):  # tiles up to the height of a hand
        for row, y in enumerate((488, 548, 608, 668)):
            tone = mix(WALL_LOW, SEA, 0.12 + 0.1 * ((x // 80 * 7 + row * 3) % 4) / 3)
            board.box(x + 2, y + 2, 76, 56, tone, corner=4)
    _window(board, 130, 120)
    _shelf(board, 620, 250)
    _stove(board)
    _kettle(board, 850, 560)
    _table(board)
    picture = board.done()
    _lamp(picture)
    return on_paper(picture, 0.03, 5)


def _window(board: Board, x: float, y: float) -> None:
    board.box(x - 18, y - 18, 376, 416, mix(PAPER, APRICOT, 0.25), corner=8)
    board.box(x, y, 340, 380, NIGHT)
    board.oval(x + 250, y + 86, 34, fill=mix(CREAM, GOLD, 0.3))
    board.oval(x + 263, y + 78, 30, fill=NIGHT)
    for k, (w, h) in enumerate(((70, 150), (52, 96), (84, 196), (60, 120), (74, 164))):
        left = x + sum((70, 52, 84, 60, 74)[:k])
        board.box(left, y + 380 - h, w, h, mix(NIGHT, PLUM, 0.35 + 0.08 * (k % 3)))
        for pane in range(int(h // 26) * 3):
            if (pane * 7 + k * 5) % 6 == 0:
                board.box(left + 10 + 18 * (pane % 3), y + 392 - h + 26 * (pane // 3), 9, 13, GOLD)
    board.box(x + 164, y, 12, 380, mix(PAPER, APRICOT, 0.25))
    board.box(x, y + 186, 340, 10, mix(PAPER, APRICOT, 0.25))
    board.box(x - 36, y + 394, 412, 22, mix(CREAM, APRICOT, 0.3), corner=4)
    board.shape([(x + 40, y + 394), (x + 92, y + 394), (x + 84, y + 340), (x + 48, y + 340)], CORAL)
    for lean, tall in ((-44, 92), (-20, 120), (6, 128), (28, 108), (48, 84)):
        stem = curve((x + 66, y + 342), (x + 66 + lean * 0.4, y + 290), (x + 66 + lean, y + 342 - tall))
        board.stroke(stem, 5, MOSS)
        for k in (10, 15, 20):
            board.oval(stem[k][0], stem[k][1], 13, 8, mix(MOSS, TEAL, 0.4))


def _shelf(board: Board, x: float, y: float) -> None:
    board.box(x, y, 460, 16, mix(TABLE, APRICOT, 0.25), corner=3)
    jars: tuple[tuple[float, float, Colour], ...] = (
        (60, 92, mix(CREAM, ROSE, 0.2)), (52, 70, APRICOT), (64, 108, TEAL), (50, 62, ROSE), (58, 84, MOSS)
    )  # fmt: skip
    at = x + 24
    for width, height, tone in jars:
        board.box(at, y - height, width, height, tone, corner=10)
        board.box(at + 5, y - height - 12, width - 10, 16, mix(TABLE, INK, 0.2), corner=4)
        board.box(at + 10, y - height * 0.62, width - 20, height * 0.3, mix(CREAM, tone, 0.2), corner=3)
        at += width + 22
    for k, tone in enumerate((CORAL, CREAM, GOLD, TEAL)):
        cup = x + 60 + 106 * k
        board.stroke([(cup, y + 14), (cup, y + 34)], 4, INK)
        board.oval(cup + 30, y + 62, 15, 15, tone)
        board.oval(cup + 30, y + 62, 8, 8, WALL)
        board.box(cup - 26, y + 36, 56, 52, tone, corner=12)
        board.box(cup - 26, y + 36, 14, 52, mix(tone, CREAM, 0.35), corner=7)


def _stove(board: Board) -> None:
    board.box(640, 640, 480, 270, mix(CREAM, TEAL, 0.16), corner=14)
    board.box(640, 640, 480, 44, mix(INK, PLUM, 0.3), corner=10)
    for k in range(4):
        board.oval(712 + 112 * k, 720, 17, fill=mix(INK, PLUM, 0.3))
        board.box(709 + 112 * k, 704, 6, 16, CREAM)
    board.box(690, 762, 380, 150, mix(INK, PLUM, 0.3), corner=14)
    board.box(712, 784, 336, 130, mix(BRICK, APRICOT, 0.35), corner=8)
    for k in range(9):
        board.shape([(790 + 15 * k, 642), (797 + 15 * k, 618 - 5 * (k % 2)), (804 + 15 * k, 642)], (126, 176, 214))
    board.box(760, 628, 180, 10, INK, corner=4)


def _kettle(board: Board, x: float, y: float) -> None:
    board.stroke(curve((x - 84, y - 44), (x - 70, y - 158), (x + 70, y - 158), (x + 84, y - 44)), 13, INK)
    spout = ((78, 10), (130, -8), (138, -44), (168, -56), (172, -34), (150, -10), (132, 40), (78, 52))
    board.shape(curve(*((x + dx, y + dy) for dx, dy in spout)), mix(CORAL, INK, 0.12))
    board.shape(curve((x - 112, y + 66), (x - 134, y - 62), (x - 56, y - 70), (x, y - 70),
                      (x + 56, y - 70), (x + 134, y - 62), (x + 112, y + 66)), CORAL)  # fmt: skip
    gleam = ((-92, 50), (-118, -40), (-60, -52), (-74, -10), (-64, 50))
    board.shape(curve(*((x + dx, y + dy) for dx, dy in gleam)), mix(CORAL, CREAM, 0.38))
    board.box(x - 112, y + 56, 224, 16, mix(CORAL, INK, 0.3), corner=6)
    board.oval(x, y - 50, 62, 11, mix(CORAL, INK, 0.25))
    board.oval(x, y - 62, 13, fill=INK)


def _table(board: Board) -> None:
    board.shape([(1130, 770), (1640, 740), (1640, 930), (1130, 930)], mix(TABLE, INK, 0.12))
    board.shape([(1130, 770), (1640, 740), (1640, 760), (1130, 790)], mix(TABLE, APRICOT, 0.4))
    board.box(1250, 690, 88, 78, CREAM, corner=14)
    board.oval(1346, 728, 24, fill=CREAM)
    board.oval(1346, 728, 13, fill=WALL_LOW)
    board.oval(1294, 692, 44, 10, mix(TABLE, INK, 0.35))
    board.shape([(1420, 764), (1560, 750), (1584, 770), (1440, 786)], PAPER)
    for k in range(3):
        board.stroke([(1446 + 5 * k, 767 + 5 * k), (1536 + 5 * k, 758 + 5 * k)], 2, mix(PAPER, INK, 0.35))


def _lamp(picture: Image.Image) -> None:
    shine(picture, 1290, 300, 760, (120, 78, 34), fall=1.7)
    board = Board(picture)
    board.shape([(1206, 262), (1374, 262), (1600, 800), (980, 800)], (255, 226, 150, 22))
    board.stroke([(1290, -5), (1290, 170)], 5, INK)
    board.shape(curve((1190, 262), (1200, 170), (1290, 150), (1380, 170), (1390, 262)), BRICK)
    board.oval(1290, 262, 100, 15, mix(GOLD, CREAM, 0.6))
    picture.paste(board.done())
    shine(picture, 1290, 275, 180, (150, 110, 60), fall=2.2)


def two_cups() -> Image.Image:
    """*Two Cups*: the table from above, at an hour when only two people are awake."""
    board = Board(Image.new("RGB", SIZE, mix(PAPER, ROSE, 0.12)))
    for x in range(-40, 1700, 120):
        board.box(x, 0, 60, 900, (*CORAL, 54))
    for y in range(-30, 960, 120):
        board.box(0, y, 1600, 60, (*CORAL, 54))
    _letter(board)
    for x, y, tone, tea in (
        (560, 420, TEAL, (146, 84, 48)),
        (1010, 560, mix(GOLD, APRICOT, 0.25), (128, 70, 44)),
    ):
        _cup_from_above(board, x, y, tone, tea)
    for x, y, r in ((300, 690, 74), (410, 760, 66)):
        _lemon(board, x, y, r)
    board.oval(842, 232, 92, fill=(*BRICK, 38))
    board.oval(842, 232, 84, fill=(*mix(PAPER, ROSE, 0.12), 255))
    board.stroke(curve((1250, 720), (1330, 690), (1450, 640)), 13, mix(INK, CREAM, 0.45))
    board.oval(1218, 734, 48, 30, mix(INK, CREAM, 0.45))
    board.oval(1214, 732, 34, 20, mix(INK, CREAM, 0.62))
    picture = board.done()
    shine(picture, 800, 430, 800, (54, 36, 12), fall=1.3)
    edge = Image.new("L", SIZE, 110)
    edge.paste(0, (150, 90, 1450, 810))
    edge = edge.filter(ImageFilter.GaussianBlur(150))
    picture.paste(Image.new("RGB", SIZE, mix(PLUM, INK, 0.3)), (0, 0), edge)
    return on_paper(picture, 0.03, 6)


def _cup_from_above(board: Board, x: float, y: float, tone: Colour, tea: Colour) -> None:
    board.oval(x + 22, y + 26, 206, fill=(*INK, 46))
    board.oval(x, y, 200, fill=mix(tone, CREAM, 0.3))
    board.oval(x, y, 184, fill=mix(tone, INK, 0.06))
    board.oval(x, y, 168, fill=mix(tone, CREAM, 0.22))
    board.oval(x + 12, y + 14, 118, fill=(*INK, 50))
    board.stroke(curve((x + 96, y - 40), (x + 176, y - 76), (x + 190, y - 4), (x + 104, y + 16)), 22, tone)
    board.oval(x, y, 116, fill=tone)
    board.oval(x, y, 102, fill=mix(tone, INK, 0.35))
    board.oval(x + 2, y + 4, 97, fill=tea)
    gleam = ((-78, 22), (-70, -66), (10, -80), (34, -76), (-34, -48), (-56, 8), (-78, 22))
    board.shape(curve(*((x + dx, y + dy) for dx, dy in gleam)), mix(tea, APRICOT, 0.55))


def _letter(board: Board) -> None:
    sheet = [(1130, 70), (1500, 130), (1440, 480), (1070, 420)]
    board.shape([(x + 12, y + 14) for x, y in sheet], (*INK, 50))
    board.shape(sheet, CREAM)
    rng = np.random.default_rng(12)
    for k in range(10):
        x, y = 1166 - 5.6 * k, 122 + 29 * k
        length = 250 * rng.uniform(0.45, 1) if k in (4, 9) else 264 * rng.uniform(0.88, 1)
        hand = [(x + s * length, y + s * length * 0.163 + 2.4 * np.sin(s * length / 5)) for s in np.linspace(0, 1, 90)]
        board.stroke(hand, 3, mix(DUSK, CREAM, 0.15))


def _lemon(board: Board, x: float, y: float, r: float) -> None:
    board.oval(x + 8, y + 10, r, fill=(*INK, 44))
    board.oval(x, y, r, fill=(232, 178, 66))
    board.oval(x, y, r * 0.9, fill=CREAM)
    for k in range(9):
        a, b = 2 * np.pi * k / 9 + 0.06, 2 * np.pi * (k + 1) / 9 - 0.06
        arc = [(x + r * 0.82 * np.cos(s), y + r * 0.82 * np.sin(s)) for s in np.linspace(a, b, 8)]
        board.shape([(x + r * 0.1 * np.cos((a + b) / 2), y + r * 0.1 * np.sin((a + b) / 2)), *arc], GOLD)
