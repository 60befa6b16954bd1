"""The film "Left Foot, Lamp Post": a figure in a few lines walks home past other people's windows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from PIL import Image

from data.sample.drawing import (
    APRICOT,
    CORAL,
    CREAM,
    GOLD,
    INK,
    PAPER,
    ROSE,
    TEAL,
    Board,
    Point,
    curve,
    ease,
    mix,
    on_paper,
    ridge,
)  # fmt: skip

SIZE, RATE, FRAMES = (640, 360), Fraction(25), 300
GROUND, WALKER_X = 296.0, 252.0
THIGH, SHIN, STRIDE = 34.0, 33.0, 0.46
LINE = mix(INK, PAPER, 0.08)


def frames() -> Iterator[Image.Image]:
    """Each frame of the film: two steps to the beat of 116 a minute."""
    ground = Board(Image.new("RGB", SIZE, mix(PAPER, APRICOT, 0.1))).image
    walked = _walked()
    for n in range(FRAMES):
        t, at = n / float(RATE), walked[n]
        board = Board.over(ground)
        _sky(board, at)
        _street(board, at, t)
        _walker(board, _phase(t), t)
        picture = board.done()
        share = min(ease(n / 14), ease((FRAMES - 1 - n) / 20))
        yield on_paper(Image.blend(Image.new("RGB", SIZE, PAPER), picture, share), 0.011, 6)


def _phase(t: float) -> float:
    return float(np.pi * t * 116 / 60)


def _leg(phase: float) -> tuple[Point, Point]:
    """Knee and ankle from the hip; the knee folds only while the leg swings forward."""
    swing = STRIDE * np.sin(phase)
    fold = 0.1 + 0.95 * max(0.0, np.cos(phase)) ** 1.4
    knee = (THIGH * np.sin(swing), THIGH * np.cos(swing))
    ankle = (knee[0] + SHIN * np.sin(swing - fold), knee[1] + SHIN * np.cos(swing - fold))
    return knee, ankle


def _walked() -> list[float]:
    """How far the ground has moved at each frame, taken from the standing foot so that it never slides."""
    total, so_far = 0.0, []
    for n in range(FRAMES):
        so_far.append(total)
        now, after = _phase(n / float(RATE)), _phase((n + 1) / float(RATE))
        feet = [(_leg(now + turn)[1], _leg(after + turn)[1]) for turn in (0.0, np.pi)]
        standing = max(feet, key=lambda foot: foot[0][1] + foot[1][1])
        total += max(0.0, standing[0][0] - standing[1][0])
    smooth = np.convolve(np.pad(np.diff(so_far, prepend=-so_far[1]), 4, mode="edge"), np.hanning(9) / 4, "valid")
    return [float(x) for x in np.cumsum(smooth)]


def _walker(board: Board, phase: float, t: float) -> None:
    reach = max(_leg(phase)[1][1], _leg(phase + np.pi)[1][1])
    hip = (WALKER_X, GROUND - 4 - reach)
    neck = (hip[0] + 7, hip[1] - 52)
    _arm(board, neck, phase, mix(TEAL, INK, 0.45))
    for turn, tone in ((np.pi, mix(INK, PAPER, 0.32)), (0.0, LINE)):
        knee, ankle = (_moved(hip, p) for p in _leg(phase + turn))
        board.stroke([hip, knee, ankle], 6, tone)
        toe = 0.25 * max(0.0, -np.sin(phase + turn)) * (np.cos(phase + turn) > -0.2)
        board.stroke([ankle, (ankle[0] + 12 * np.cos(toe), ankle[1] + 2 + 12 * np.sin(toe))], 5, tone)
    sway = 5 * np.sin(phase)
    coat = curve((neck[0] - 13, neck[1] + 4), (hip[0] - 17, hip[1] - 10), (hip[0] - 22 - sway * 0.4, hip[1] + 22))
    coat += curve((hip[0] + 18 - sway * 0.4, hip[1] + 22), (hip[0] + 15, hip[1] - 20), (neck[0] + 11, neck[1] + 3))
    board.shape(coat, TEAL)
    for k in range(3):
        board.oval(hip[0] + 9 - 1.5 * k + 2, hip[1] - 34 + 15 * k, 1.6, fill=CREAM)
    head = (neck[0] + 4, neck[1] - 17)
    board.oval(*head, 15, fill=mix(ROSE, CREAM, 0.35))
    board.shape(curve((head[0] - 16, head[1] + 1), (head[0] - 15, head[1] - 24), (head[0] + 13, head[1] - 20),
                      (head[0] + 16, head[1] - 3)), INK)  # fmt: skip
    board.oval(head[0] + 8, head[1] + 1, 1.6, fill=INK)
    board.stroke(
        curve((head[0] + 6, head[1] + 8), (head[0] + 9, head[1] + 10), (head[0] + 12, head[1] + 7)),
        1.3,
        mix(CORAL, INK, 0.4),
    )
    _scarf(board, (neck[0] + 1, neck[1] - 1), t)
    _arm(board, neck, phase + np.pi, mix(TEAL, INK, 0.22))


def _moved(origin: Point, offset: Point) -> Point:
    return origin[0] + offset[0], origin[1] + offset[1]


def _arm(board: Board, neck: Point, phase: float, tone: tuple[int, ...]) -> None:
    swing = -0.5 * np.sin(phase)
    elbow = (neck[0] - 2 - 24 * np.sin(swing), neck[1] + 8 + 24 * np.cos(swing))
    bend = swing - 0.45
    hand = (elbow[0] - 21 * np.sin(bend), elbow[1] + 21 * np.cos(bend))
    board.stroke([(neck[0] - 2, neck[1] + 8), elbow, hand], 6, tone)
    board.oval(*hand, 3.6, fill=mix(ROSE, CREAM, 0.35))


def _scarf(board: Board, neck: Point, t: float) -> None:
    along = np.linspace(0, 1, 18)
    wave = [(neck[0] - 62 * s, neck[1] + 5 * s + (3 + 8 * s) * np.sin(7.5 * s - 7 * t)) for s in along]
    upper = [(x, y - 5 + 1.5 * s) for (x, y), s in zip(wave, along, strict=True)]
    lower = [(x, y + 4 + 1.5 * s) for (x, y), s in zip(wave, along, strict=True)]
    board.shape(upper + lower[::-1], CORAL)
    board.box(neck[0] - 11, neck[1] - 6, 25, 11, mix(CORAL, INK, 0.12), corner=5)


def _sky(board: Board, at: float) -> None:
    board.oval(520 - 0.01 * at, 84, 34, fill=mix(GOLD, CREAM, 0.3))
    board.oval(534 - 0.01 * at, 77, 30, fill=mix(PAPER, APRICOT, 0.1))
    for seed, base, swing, speed, tone in ((61, 218, 26, 0.12, 0.22), (62, 252, 18, 0.28, 0.4)):
        shifted = [(x - speed * at, y) for x, y in ridge(1500, seed, base, swing) if -10 < x - speed * at < 650]
        board.hill(shifted, mix(mix(PAPER, APRICOT, 0.1), ROSE, tone))


def _street(board: Board, at: float, t: float) -> None:
    """Houses, ground, lamps and a cat."""
    for k in range(12):
        x = 60 + 232 * k - 0.55 * at
        if -180 < x < 660:
            _house(board, x, k)
    board.box(0, GROUND, 640, 70, mix(PAPER, ROSE, 0.3))
    board.stroke([(-4, GROUND), (644, GROUND)], 2.4, LINE)
    for k in range(90):
        x = (k * 41.3 + 9 * (k % 4)) - at
        if -20 < x < 650:
            board.stroke(
                [(x, GROUND + 12 + 13 * (k % 4)), (x + 9 + 5 * (k % 3), GROUND + 12 + 13 * (k % 4))],
                1.4,
                mix(LINE, PAPER, 0.5),
            )
    for k in range(7):
        x = 420 + 345 * k - at
        if -60 < x < 700:
            _pool(board, x - 26, 124, 1.0)
            board.stroke([(x, GROUND), (x, 132), *curve((x, 132), (x, 112), (x - 26, 114), steps=10)], 2.6, LINE)
            board.shape([(x - 36, 120), (x - 16, 120), (x - 22, 110), (x - 30, 110)], LINE)
    _cat(board, 980 - at, t)


def _house(board: Board, x: float, k: int) -> None:
    wide, tall = 118 + 22 * (k % 3), 96 + 24 * ((k * 5) % 4)
    top = GROUND - tall
    board.shape(
        [(x, GROUND), (x, top), (x + wide / 2, top - 40), (x + wide, top), (x + wide, GROUND)],
        mix(PAPER, CREAM, 0.6),
    )
    board.stroke([(x, GROUND), (x, top), (x + wide / 2, top - 40), (x + wide, top), (x + wide, GROUND)], 1.8, LINE)
    board.stroke(
        [(x - 8, top + 6), (x + wide / 2, top - 42), (x + wide + 8, top + 6)],
        3,
        mix(CORAL, INK, 0.25 * (k % 3)),
    )
    for col in range(2):
        wx, wy = x + 18 + col * (wide - 62), top + 22
        near = ease((WALKER_X + 120 - wx) / 120) if (k + col) % 2 == 0 else 0.0
        _pool(board, wx + 13, wy + 16, 0.6 * near)
        board.box(wx, wy, 26, 32, mix(mix(PAPER, TEAL, 0.25), GOLD, near), corner=2)
        board.stroke([(wx + 13, wy), (wx + 13, wy + 32)], 1.4, LINE)
        board.stroke([(wx, wy + 16), (wx + 26, wy + 16)], 1.4, LINE)
    board.box(x + wide / 2 - 11, GROUND - 42, 22, 42, mix(TEAL, PAPER, 0.25 * (k % 3)), corner=3)


def _cat(board: Board, x: float, t: float) -> None:
    if not -60 < x < 700:
        return
    board.box(x - 46, GROUND - 40, 92, 40, mix(PAPER, ROSE, 0.42))
    board.stroke([(x - 46, GROUND), (x - 46, GROUND - 40), (x + 46, GROUND - 40), (x + 46, GROUND)], 1.8, LINE)
    y = GROUND - 41
    board.shape(curve((x - 13, y), (x - 16, y - 30), (x, y - 30), (x + 12, y - 20), (x + 13, y)), INK)
    look = 3 * np.tanh((WALKER_X - x) / 60)
    board.oval(x - 2 + look, y - 30, 9, 8, fill=INK)
    for ear in (-1, 1):
        board.shape(
            [
                (x - 2 + look + ear * 8, y - 34),
                (x - 2 + look + ear * 7, y - 44),
                (x - 2 + look + ear * 1, y - 37),
            ],
            INK,
        )
    tip = 8 * np.sin(2.2 * t)
    board.stroke(curve((x + 11, y - 3), (x + 30, y + 4), (x + 18 + tip, y + 26)), 3.4, INK)


def _pool(board: Board, x: float, y: float, size: float) -> None:
    """Light cannot brighten paper, so a lamp is warm ink laid on in rings."""
    for ring in range(14 if size > 0.05 else 0):
        board.oval(x, y, 88 * size * (1 - ring / 14), fill=(*GOLD, 11))
