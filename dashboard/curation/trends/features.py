"""What the log-linear model sees of a piece: logarithms of its signals, its age, and how the two meet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.curation.trends.signals import Column, Signals

Matrix = npt.NDArray[np.float64]

OFFSET = 0.05
"""Added to gains before their logarithm: a twentieth of a usual gain is as good as none."""
JUST_ARRIVED = 1.0
"""Below this age, in periods, a piece is just arrived."""
_LEAST_OBSERVED = 0.25
"""Periods: a rate over less would make a giant of whatever comes first."""

GROUPS = {
    "last": "pace", "rate_1": "pace", "rate_4": "pace", "rate_16": "pace", "rate_by_age": "pace",
    "total": "total", "likes": "likes", "comments": "comments", "negatives": "negatives", "views": "views",
    "age": "age", "age_squared": "age", "just_arrived": "age",
}  # fmt: skip
"""What each feature counts towards when a score is explained; those of one group move together."""
FEATURES = tuple(GROUPS)
"""The columns of `matrix`, in order."""


def matrix(signals: Signals) -> Matrix:
    """A row a piece, a column a feature."""
    age = np.log1p(signals.age)
    rates = [_log(gained / np.maximum(seen, _LEAST_OBSERVED)) for gained, seen in _pairs(signals)]
    counts = [np.log1p(column) for column in (signals.likes, signals.comments, signals.negatives, signals.views)]
    columns = [
        _log(signals.last_gain), *rates, age * rates[0], _log(signals.total), *counts,
        age, age * age, (signals.age < JUST_ARRIVED).astype(np.float64),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _log(gained: Column) -> Column:
    return np.log(gained + OFFSET)


def _pairs(signals: Signals) -> zip[tuple[Column, Column]]:
    return zip(signals.decayed, signals.observed, strict=True)
