"""How the sample pieces were met: cumulative counters that grow as such counters do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np

from data.sample.pieces import PIECES, Piece

NAMES = ("likes", "views", "comments")
# Per like: how many views, how many comments.
_RATIO = {"likes": 1.0, "views": 11.0, "comments": 0.07}


def metrics(today: date, seed: int = 7) -> list[dict[str, object]]:
    """Readings at midnight UTC each day since a piece appeared, and every six hours in the last two days.

    The last is of the first instant of ``today``, so that none lies ahead of a clock. Pieces with pulse
    ``none`` have no readings at all. Counters never fall.
    """
    found: list[dict[str, object]] = []
    for number, piece in enumerate(PIECES):
        if piece.pulse == "none":
            continue
        rng = np.random.default_rng([seed, number])
        hours = _hours(piece.age_days)
        ages = piece.age_days - hours / 24
        keen = rng.uniform(0.6, 1.5)
        for name in NAMES:
            readings = _counter(rng, piece, ages, hours / 24, keen * _RATIO[name])
            stamps = [_stamp(today, hour) for hour in hours]
            pairs = [[stamp, count] for stamp, count in zip(stamps, readings, strict=True)]
            found.append({"id": piece.id, "name": name, "readings": pairs})
    return found


def _hours(age_days: float) -> np.ndarray:
    """Hours before the last reading, latest last."""
    daily = range(24 * int(age_days), 48, -24)
    return np.array([*daily, *range(48, -1, -6)], dtype=float)


def _counter(rng: np.random.Generator, piece: Piece, ages: np.ndarray, before: np.ndarray, scale: float) -> list[int]:
    """Whole counts drawn from a smooth curve of expected arrivals."""
    expected = scale * np.array([_curve(piece.pulse, age, left) for age, left in zip(ages, before, strict=True)])
    steps = np.diff(np.maximum.accumulate(expected), prepend=0.0)
    return [int(count) for count in np.cumsum(rng.poisson(steps))]


def _curve(pulse: str, age: float, left: float) -> float:
    """Expected likes by the time a piece is ``age`` days old, ``left`` days before the last reading."""
    if pulse == "favourite":  # a great first fortnight, then hardly anybody
        return float(1500 * (1 - np.exp(-age / 3.2)) + 0.15 * age)
    if pulse == "rising":  # doubling every day and a quarter up to now
        return float(3 * age + 260 * 2 ** (-left / 1.25))
    if pulse == "quiet":
        return 0.22 * age
    return float(34 * (1 - np.exp(-age / 4)) + 1.1 * age)


def _stamp(today: date, hours_before: float) -> str:
    at = datetime.combine(today, time(0)) - timedelta(hours=hours_before)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
