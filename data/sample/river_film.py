"""The film "What the River Carries": paper lanterns, let go one after another."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from PIL import Image

from data.sample.drawing import (
    APRICOT,
    BRICK,
    CORAL,
    CREAM,
    DUSK,
    GOLD,
    INK,
    NIGHT,
    PLUM,
    ROSE,
    Board,
    dimmed,
    ease,
    gradient,
    mix,
    ridge,
    shine,
    stamp,
)
from data.sample.water import mirrored

SIZE, RATE, FRAMES = (640, 360), Fraction(24), 336

Flight = tuple[float, float, float, float, float]


def frames() -> Iterator[Image.Image]:
    """Each frame of the river: paper lanterns let go one after another, and their doubles in the water."""
    horizon = 236
    sky = gradient((SIZE[0], horizon), ((0, mix(NIGHT, INK, 0.3)), (0.6, DUSK), (1, mix(PLUM, ROSE, 0.3))), 7)
    board = Board(sky)
    rng = np.random.default_rng(23)
    for _ in range(90):
        x, y = rng.uniform(0, 640), rng.uniform(0, 150)
        board.oval(x, y, rng.uniform(0.4, 1.0), fill=(*CREAM, int(rng.uniform(40, 180))))
    for seed, base, swing, tone in (
        (71, 196, 26, mix(DUSK, PLUM, 0.6)),
        (72, 222, 12, mix(NIGHT, DUSK, 0.5)),
    ):
        board.hill(ridge(640, seed, base, swing), tone)
    shore, lantern = board.done(), _lantern()
    flights = sorted((_flight(rng, k) for k in range(30)), key=lambda f: f[2])
    for n in range(FRAMES):
        t = n / float(RATE)
        upper = shore.copy()
        for flight in flights:
            _let_go(upper, lantern, t, flight)
        frame = Image.new("RGB", SIZE)
        frame.paste(mirrored(upper, SIZE[1] - horizon, t, mix(NIGHT, INK, 0.2), (0.2, 0.3)), (0, horizon))
        frame.paste(upper, (0, 0))
        light = min(ease(n / 18), ease((FRAMES - 1 - n) / 28))
        yield dimmed(frame, light)


def _flight(rng: np.random.Generator, k: int) -> Flight:
    """Where one lantern starts, when (in seconds, some before the film), its size, drift and phase."""
    return (
        float(rng.uniform(30, 610)),
        0.62 * k - 8.5,
        float(rng.uniform(0.22, 0.95)),
        float(rng.uniform(-5, 9)),
        float(rng.uniform(0, 6)),
    )


def _let_go(upper: Image.Image, lantern: Image.Image, t: float, flight: Flight) -> None:
    x, from_s, size, drift, phase = flight
    age = t - from_s
    if age < 0:
        return
    rise = (16 * age - 9 * (1 - np.exp(-age / 1.2))) * (0.45 + 0.6 * size)
    px, py = x + drift * age + 6 * size * np.sin(0.7 * age + phase), 232 - 16 * size - rise
    if py < -40:
        return
    light = ease(age / 1.0) * (0.92 + 0.08 * np.sin(9 * t + phase) * np.sin(5.3 * t))
    shine(upper, px, py + 3, 58 * size, tuple(int(v * light) for v in (128, 72, 30)), fall=2.0)
    stamp(upper, lantern, px, py, scale=size * 0.27, turn=0.07 * np.sin(0.9 * age + phase))


def _lantern() -> Image.Image:
    """One paper lantern, four times its size, lit from below."""
    size = (120, 160)
    colour, mask = (
        Board(gradient(size, ((0, mix(CORAL, BRICK, 0.3)), (0.45, APRICOT), (0.8, GOLD), (1, CREAM)))),
        Board(Image.new("RGB", size)),
    )
    mask.shape([(14, 26), (24, 8), (96, 8), (106, 26), (94, 142), (26, 142)], (255, 255, 255))
    for x in (44, 76):
        colour.stroke([(x, 0), (x + (60 - x) * 0.25, 150)], 2, (*BRICK, 110))
    colour.box(0, 138, 120, 6, mix(BRICK, INK, 0.3))
    colour.oval(60, 122, 18, 14, (255, 250, 230, 190))
    layer = colour.done()
    layer.putalpha(mask.done().convert("L"))
    return layer
