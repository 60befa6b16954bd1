"""The film "One Window at a Time": a city, lit by whoever is up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from data.sample.drawing import (
    APRICOT,
    BRICK,
    CREAM,
    DUSK,
    GOLD,
    INK,
    NIGHT,
    PLUM,
    ROSE,
    TEAL,
    Board,
    Colour,
    dimmed,
    ease,
    gradient,
    mix,
    shine,
)  # fmt: skip

SIZE, RATE, FRAMES = (960, 540), Fraction(30000, 1001), 450
BEAT_S = 60 / 90

# The three ranks of buildings from far to near: least and greatest height, colour.
_RANKS: tuple[tuple[float, float, Colour], ...] = (
    (190, 330, mix(PLUM, ROSE, 0.2)),
    (150, 290, mix(DUSK, PLUM, 0.4)),
    (90, 250, mix(NIGHT, DUSK, 0.5)),
)

Window = tuple[int, int, int, int, float, float, Colour, int]


def frames() -> Iterator[Image.Image]:
    """Each frame of the city: windows come on with the beat, then go out until one is left."""
    night, windows, near = _city()
    last = min((abs(w[0] - 420), k) for k, w in enumerate(windows) if w[-1] == 1)[1]
    for n in range(FRAMES):
        t = n / float(RATE)
        lights = Image.new("RGB", SIZE)
        for k, window in enumerate(windows):
            _switch(lights, window, t, k == last)
        glow = lights.reduce(4).filter(ImageFilter.GaussianBlur(5)).point([round(v * 0.75) for v in range(256)] * 3)
        frame = ImageChops.add(night, glow.resize(SIZE, Image.Resampling.BILINEAR))
        frame = ImageChops.lighter(frame, lights)
        frame.paste(near, (0, 0), near)
        light = min(ease(n / 18), ease((FRAMES - 1 - n) / 24))
        yield dimmed(frame, light)


def _city() -> tuple[Image.Image, list[Window], Image.Image]:
    """The unlit city, its windows from far to near, and the dark foreground."""
    rng = np.random.default_rng(90)
    board = Board(_sky(rng))
    windows: list[Window] = []
    for depth, (low, high, tone) in enumerate(_RANKS):
        x, level = -20.0 - 30 * depth, 0.0
        while x < SIZE[0]:
            level = (level + rng.uniform(0.3, 0.7)) % 1  # neighbours differ in height
            wide, top = float(rng.integers(58, 104) + 16 * depth), 110 + 100 * depth + (high - low) * level
            _block(board, (x, top, wide), tone, int(rng.integers(0, 4)))
            windows = [w for w in windows if not (x - 14 < w[0] < x + wide and w[1] > top - 14)]
            windows += _panes(rng, x, top, wide, depth)
            x += wide + float(rng.integers(0, 12))
    return board.done(), windows, _roof()


def _sky(rng: np.random.Generator) -> Image.Image:
    sky = gradient(SIZE, ((0, NIGHT), (0.5, DUSK), (0.8, PLUM), (1, mix(PLUM, ROSE, 0.5))), 6)
    shine(sky, 712, 96, 210, (70, 60, 66), fall=2.0)
    board = Board(sky)
    board.oval(712, 96, 34, fill=mix(CREAM, GOLD, 0.2))
    for crater_x, crater_y, size in ((702, 86, 6), (722, 106, 8), (718, 84, 4)):
        board.oval(crater_x, crater_y, size, fill=mix(CREAM, APRICOT, 0.25))
    for _ in range(110):
        x, y = rng.uniform(0, 960), rng.uniform(0, 300)
        board.oval(x, y, rng.uniform(0.5, 1.2), fill=(*CREAM, int(rng.uniform(40, 190) * (1 - y / 330))))
    return board.done()


def _block(board: Board, place: tuple[float, float, float], tone: Colour, topping: int) -> None:
    """A building; ``place`` is its left, its top and its width."""
    x, top, wide = place
    board.box(x, top, wide, 560 - top, tone)
    board.box(x + wide * 0.8, top, wide * 0.2, 560 - top, mix(tone, INK, 0.16))
    board.box(x - 2, top - 4, wide + 4, 7, mix(tone, INK, 0.22))
    if topping == 0:
        _tank(board, x + wide * 0.3, top, mix(tone, INK, 0.3))
    elif topping == 1:
        _aerial(board, x + wide * 0.6, top, mix(tone, INK, 0.3))


def _tank(board: Board, x: float, top: float, tone: Colour) -> None:
    board.box(x, top - 28, 24, 18, tone)
    board.shape([(x - 2, top - 28), (x + 26, top - 28), (x + 12, top - 37)], tone)
    board.box(x + 2, top - 10, 3, 8, tone)
    board.box(x + 19, top - 10, 3, 8, tone)


def _aerial(board: Board, x: float, top: float, tone: Colour) -> None:
    board.box(x, top - 34, 2.4, 34, tone)
    for k in range(3):
        board.box(x - 9 + 2 * k, top - 33 + 6 * k, 20 - 4 * k, 1.6, tone)


def _panes(rng: np.random.Generator, x: float, top: float, wide: float, depth: int) -> list[Window]:
    w, h = ((7, 9), (9, 12), (13, 17))[depth]
    gap_x, gap_y = w + (7, 9, 11)[depth], h + (9, 11, 15)[depth]
    columns, rows = int((wide * 0.8 - 8) // gap_x), int((560 - top) // gap_y)
    left = x + (wide * 0.8 - columns * gap_x + gap_x - w) / 2
    panes: list[Window] = []
    for row in range(rows):
        for column in range(columns):
            on_beat = rng.integers(1, 13) + rng.choice([0.0, 0.0, 0.5])
            off_s = rng.uniform(10.2, 13.2)
            warm = mix(mix(GOLD, APRICOT, float(rng.uniform(0, 0.9))), CREAM, float(rng.uniform(0, 0.4)))
            if rng.random() < 0.04:
                warm = mix(TEAL, CREAM, 0.4)
            someone = int(rng.integers(1, 4)) if depth == 2 and rng.random() < 0.3 else 0
            if rng.random() < 0.62:
                panes.append(
                    (
                        int(left + column * gap_x),
                        int(top + 14 + row * gap_y),
                        w,
                        h,
                        float(on_beat) * BEAT_S,
                        float(off_s),
                        warm,
                        someone,
                    )
                )
    return panes


def _switch(lights: Image.Image, window: Window, t: float, stays: bool) -> None:
    x, y, w, h, on_s, off_s, warm, someone = window
    level = ease((t - on_s) / 0.28) * (1.0 if stays else 1 - ease((t - off_s) / 0.35))
    if level < 0.02:
        return
    lights.paste(mix((0, 0, 0), warm, 0.86 * level), (x, y, x + w, y + h))
    shade = mix((0, 0, 0), warm, 0.3 * level)
    if someone == 1:
        lights.paste(shade, (x + 4, y + 8, x + 9, y + h))
        lights.paste(shade, (x + 5, y + 4, x + 8, y + 8))
    elif someone == 2:
        lights.paste(mix((0, 0, 0), warm, 0.62 * level), (x, y, x + w, y + 6))
    elif someone == 3:
        lights.paste(shade, (x + 6, y, x + 7, y + h))


def _roof() -> Image.Image:
    """The near rooftop with its chimneys, a washing line and a chair."""
    colour, mask = Board(Image.new("RGB", SIZE, (16, 18, 34))), Board(Image.new("RGB", SIZE))
    for board, on in ((colour, (16, 18, 34)), (mask, (255, 255, 255))):
        board.shape([(-5, 492), (965, 478), (965, 545), (-5, 545)], on)
        board.box(96, 420, 44, 80, on)
        board.box(90, 414, 56, 12, on)
        board.box(806, 432, 56, 60, on)
        board.box(822, 410, 10, 26, on)
        board.box(842, 416, 10, 20, on)
        line = [(140, 436), (300, 452), (470, 456), (640, 452), (806, 440)]
        board.stroke(line, 1.6, on)
        cloth: tuple[tuple[float, float, float, Colour], ...] = (
            (212, 40, 48, BRICK), (286, 26, 34, DUSK), (330, 30, 30, PLUM),
            (540, 52, 40, mix(TEAL, INK, 0.5)), (628, 24, 36, BRICK),
        )  # fmt: skip
        for x, wide, tall, tone in cloth:
            fill = mix(tone, (16, 18, 34), 0.45) if on != (255, 255, 255) else on
            board.shape([(x, 450), (x + wide, 453), (x + wide - 2, 453 + tall), (x + 2, 450 + tall)], fill)
    layer = colour.done()
    layer.putalpha(mask.done().convert("L"))
    return layer
