"""The film "Gulls First, Then the Boat": a ferry leaves a harbour at dusk."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import numpy as np
from PIL import Image

from data.sample.drawing import (
    APRICOT,
    CORAL,
    CREAM,
    DUSK,
    GOLD,
    INK,
    NIGHT,
    PLUM,
    ROSE,
    Board,
    curve,
    dimmed,
    ease,
    gradient,
    mix,
    ridge,
    shine,
    stamp,
)  # fmt: skip
from data.sample.water import mirrored

SIZE, RATE, FRAMES = (960, 540), Fraction(24), 576
HORIZON = 318
SUN_X = 610.0

_EARLY = ((0, (116, 88, 122)), (0.45, (214, 128, 110)), (0.8, (246, 178, 112)), (1, (252, 214, 150)))
_LATE = ((0, NIGHT), (0.45, (66, 54, 100)), (0.8, (156, 92, 108)), (1, (226, 140, 104)))


def frames() -> Iterator[Image.Image]:
    """Each frame of the film, in order."""
    early, late = (gradient((SIZE[0], HORIZON), sky, 3) for sky in (_EARLY, _LATE))
    night = Image.new("RGB", early.size, NIGHT)
    land, town, pier, boat = _land(), _town_lights(), _pier(), _ferry()
    for n in range(FRAMES):
        t = n / float(RATE)
        dusk = ease(t / 22)
        upper = Image.blend(early, late, dusk)
        _sun(upper, t, dusk)
        upper.paste(Image.blend(land.convert("RGB"), night, 0.62 * dusk), (0, 0), land)
        _lamps(upper, town, t, dusk)
        x, y = -150 + 46 * t, HORIZON - 27 + 1.4 * np.sin(1.7 * t)
        for puff in range(7):
            _smoke(upper, x, y, t, puff)
        stamp(upper, boat, x, y, scale=0.5, turn=0.012 * np.sin(1.3 * t))
        shine(upper, x + 10, y + 8, 90, mix((40, 24, 8), (92, 62, 24), dusk))
        whole = Image.new("RGB", SIZE)
        tone = mix((126, 88, 104), (30, 34, 66), 0.35 + 0.55 * dusk)
        whole.paste(mirrored(upper, SIZE[1] - HORIZON, t, tone, (0.22, 0.34)), (0, HORIZON))
        whole.paste(upper, (0, 0))
        whole = _gulls(whole, t)
        whole.paste(pier, (0, 0), pier)
        shine(whole, 118, 262, 120, mix((60, 40, 20), (150, 104, 52), dusk), fall=2.2)
        yield _open_and_close(whole, n)


def _open_and_close(picture: Image.Image, n: int) -> Image.Image:
    light = min(ease(n / 20), ease((FRAMES - 1 - n) / 30))
    return dimmed(picture, light)


def _land() -> Image.Image:
    """Three rows of hills as one layer on nothing."""
    clear = Image.new("RGB", (SIZE[0], HORIZON), (0, 0, 0))
    far = mix(PLUM, ROSE, 0.45)
    mask, colour = Board(clear), Board(Image.new("RGB", clear.size, far))
    for seed, base, swing, fill in ((4, 282, 24, far), (11, 298, 17, PLUM), (23, 309, 8, DUSK)):
        line = ridge(SIZE[0], seed, base, swing)
        mask.hill(line, (255, 255, 255))
        colour.hill(line, fill)
    layer = colour.done()
    layer.putalpha(mask.done().convert("L"))
    return layer


def _town_lights() -> list[tuple[float, float, float, float]]:
    """Where the far town's lamps are, when each comes on (s), and how it breathes."""
    rng = np.random.default_rng(8)
    x = np.sort(np.concatenate([rng.normal(300, 70, 26), rng.uniform(80, 900, 16)]))
    return [(float(a), HORIZON - 4 - float(rng.gamma(1.4, 5)), rng.uniform(2, 16), rng.uniform(0, 6)) for a in x]


def _lamps(picture: Image.Image, lamps: list[tuple[float, float, float, float]], t: float, dusk: float) -> None:
    for x, y, on_s, phase in lamps:
        light = round(20 * ease((t - on_s) / 1.2) * (0.75 + 0.25 * np.sin(1.3 * t + phase))) / 20
        if light > 0.02:
            shine(picture, x, y, 9, tuple(int(v * light * (0.5 + 0.5 * round(dusk, 1))) for v in (120, 82, 38)))
            shine(picture, x, y, 3, tuple(int(v * light) for v in GOLD), fall=0.8)


def _sun(picture: Image.Image, t: float, dusk: float) -> None:
    y = 232 + 3.6 * t
    shine(picture, SUN_X, y, 330, mix((110, 66, 30), (84, 34, 20), dusk), fall=2.0)
    disc = _disc()
    tint = Image.new("RGB", disc.size, mix(CREAM, APRICOT, ease(t / 15)))
    tint.putalpha(disc)
    stamp(picture, tint, SUN_X, y, scale=0.5)


@lru_cache
def _disc() -> Image.Image:
    board = Board(Image.new("RGB", (184, 184)))
    board.oval(92, 92, 88, fill=(255, 255, 255))
    return board.done().convert("L")


@lru_cache
def _small_disc() -> Image.Image:
    return _disc().reduce(3)


def _smoke(picture: Image.Image, x: float, y: float, t: float, puff: int) -> None:
    age = (t * 0.55 + puff / 7) % 1
    thin = 0.30 * (1 - age) * min(1.0, age * 6)
    soft = _small_disc().point([round(v * thin) for v in range(256)])
    cloud = Image.new("RGB", soft.size, (236, 204, 188))
    cloud.putalpha(soft)
    stamp(
        picture,
        cloud,
        x + 5 - 46 * 1.6 * age,
        y - 34 - 34 * age + 3 * np.sin(puff * 2.1),
        scale=0.12 + 0.42 * age,
    )


def _gulls(picture: Image.Image, t: float) -> Image.Image:
    for k in range(5):
        x, y = (
            1010 - 52 * t - 46 * k + 30 * np.sin(0.4 * t + k),
            118 + 26 * np.sin(0.5 * t + 1.7 * k) + 15 * k,
        )
        if -30 < x < SIZE[0] + 30:
            flap = 7 * np.sin(6.2 * t + 1.3 * k) * (0.55 + 0.45 * np.sin(0.8 * t + k))
            box = (int(x) - 24, int(y) - 24)
            patch = Board(picture.crop((*box, box[0] + 48, box[1] + 48)))
            cx, cy = x - box[0], y - box[1]
            for side in (-1, 1):
                tip = (cx + side * 17, cy - flap)
                patch.stroke(curve((cx, cy), (cx + side * 7, cy - 7 - flap * 0.4), tip, steps=9), 1.7, INK)
            picture.paste(patch.done(), box)
    return picture


def _ferry() -> Image.Image:
    """The boat at twice its size, on nothing."""
    size = (250, 130)
    colour, mask = Board(Image.new("RGB", size, (40, 36, 60)), 3), Board(Image.new("RGB", size), 3)
    hull = [(14, 84), (236, 80), (222, 114), (36, 114)]
    parts = [(hull, (118, 52, 54)), ([(14, 84), (236, 80), (234, 87), (17, 91)], (226, 214, 196))]
    parts += [([(48, 58), (200, 58), (206, 82), (44, 83)], (232, 216, 194))]
    parts += [([(120, 34), (178, 34), (188, 58), (116, 58)], (240, 228, 206))]
    parts += [
        ([(78, 22), (98, 22), (101, 58), (76, 58)], CORAL),
        ([(78, 22), (98, 22), (98, 30), (78, 30)], INK),
    ]
    parts += [([(206, 30), (208, 30), (209, 80), (206, 80)], (70, 56, 76))]
    for points, fill in parts:
        colour.shape(points, fill)
        mask.shape(points, (255, 255, 255))
    for k in range(7):
        colour.box(56 + 20 * k, 64, 12, 10, GOLD, corner=2)
    for k in range(3):
        colour.box(126 + 17 * k, 41, 11, 9, GOLD, corner=2)
    layer = colour.done()
    layer.putalpha(mask.done().convert("L"))
    return layer


def _pier() -> Image.Image:
    """The near pier with its lamp post, dark against the water."""
    colour, mask = Board(Image.new("RGB", SIZE, INK)), Board(Image.new("RGB", SIZE))
    for board in (colour, mask):
        white = board is mask
        tone = (255, 255, 255) if white else (30, 26, 40)
        board.shape([(0, 446), (232, 438), (238, 452), (0, 462)], tone)
        for x in (22, 92, 158, 220):
            board.shape([(x, 424), (x + 13, 423), (x + 16, 540), (x - 3, 540)], tone)
            board.oval(x + 6.5, 424, 6.5, 3, fill=tone if white else (58, 48, 62))
        board.stroke([(118, 440), (118, 268)], 4, tone)
        board.stroke(curve((118, 282), (118, 252), (134, 254), steps=12), 3, tone)
        board.shape([(108, 268), (128, 268), (124, 252), (112, 252)], tone if white else (255, 226, 160))
        board.shape([(104, 252), (132, 252), (118, 242)], tone)
        board.stroke(curve((164, 424), (192, 446), (226, 424), steps=16), 2, tone)
    layer = colour.done()
    layer.putalpha(mask.done().convert("L"))
    return layer
