"""How a piece is rising: a decayed rate of interest, shrunk towards what is usual at its age.

With S the decayed sum of gains, W the decayed number of periods observed, and m the weight of the prior:

    rate  = (S + m * prior) / (W + m)
    score = ln(rate) - b * ln(age + 1)

One fixed setting, for a community whose own history is still short; periods are days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

HALF_LIFE_DAYS = 1.0
PRIOR_WEIGHT = 0.25
AGE_EXPONENT = 0.3
PRIOR_GAIN = 0.5
"""Interest a day that an unseen piece is credited with before anything is known."""
WEIGHTS = {"likes": 1.0, "comments": 2.0, "views": 0.05}
"""What one more of each counts for: a comment takes more than a like, a view far less."""


@dataclass(frozen=True)
class Reading:
    """A counter as it stood `days_ago`."""

    name: str
    value: int
    days_ago: float


@dataclass(frozen=True)
class Score:
    """A score to sort by, and the same in words."""

    value: float
    reason: str


def trending(age_days: float, readings: Sequence[Reading], prior: float = PRIOR_GAIN) -> Score:
    """The score of a piece of that age with those readings, which may come in any order.

    A future date counts as now; a counter that fell counts as no gain.
    """
    age = max(age_days, 0.0)
    total, weight, newest = 0.0, 0.0, 0.0
    for name, worth in WEIGHTS.items():
        series = sorted((r for r in readings if r.name == name), key=lambda r: -r.days_ago)
        gained, seen = _decayed(series)
        total += worth * gained
        weight = max(weight, seen)
        newest += worth * _last_gain(series)
    rate = (total + PRIOR_WEIGHT * prior) / (weight + PRIOR_WEIGHT)
    value = log(rate) - AGE_EXPONENT * log(age + 1)
    return Score(round(value, 6), _words(age, rate, newest, has_readings=bool(readings)))


def _decay(days: float) -> float:
    return exp(-log(2) * max(days, 0.0) / HALF_LIFE_DAYS)


def _decayed(series: Sequence[Reading]) -> tuple[float, float]:
    """The decayed gains between readings, and the decayed days they cover."""
    gained = seen = 0.0
    for before, after in pairwise(series):
        days = max(before.days_ago - after.days_ago, 1e-6)
        gain = max(after.value - before.value, 0)
        middle = (before.days_ago + after.days_ago) / 2
        gained += gain * _decay(middle)
        seen += days * _decay(middle)
    return gained, seen


def _last_gain(series: Sequence[Reading]) -> float:
    if len(series) < 2:
        return 0.0
    before, after = series[-2], series[-1]
    return max(after.value - before.value, 0) / max(before.days_ago - after.days_ago, 1e-6)


def _words(age: float, rate: float, newest: float, *, has_readings: bool) -> str:
    days = int(age)
    old = "new today" if days == 0 else f"{days} day{'s' if days > 1 else ''} old"
    if not has_readings:
        return f"{old}, no interest measured yet"
    if newest > 1.5 * rate:
        pace = "rising fast"
    elif rate >= 2 * PRIOR_GAIN:
        pace = "steady interest"
    else:
        pace = "little interest lately"
    return f"{pace}: {rate:.1f} a day, {old}"
