"""What counters that sources tell say of gains, and what is usual at a source: pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dashboard.curation.trends.folding import KIND_OF, WEIGHTS, Gains, Whole, cells
from dashboard.curation.trends.signals import Column

NAMES = tuple(KIND_OF)
"""The counters that are counted; `Readings.name` is the place of one in here."""
_WEIGHTS = np.array([WEIGHTS.get(kind, 0.0) for kind in KIND_OF.values()])
_KINDS = np.array(list(KIND_OF.values()))

NONE = -1
"""The hour of what there is none of."""

SHRUNK_BY = 0.5
"""How many gains of 1 the measure of what is usual begins with."""
LEAST_USUAL = WEIGHTS["views"]
CAP_LEAST, CAP_MOST = 20.0, 200.0
"""What one period may count at least and at most, in usual gains."""


@dataclass(frozen=True)
class Readings:
    """Counters as they were read, sorted by piece, name and hour; of each piece and name none is out of order."""

    piece: Whole
    name: Whole
    hour: Whole
    value: Whole
    was: Whole
    """What was folded last of this piece and name; 0 where nothing was."""
    was_hour: Whole
    """When that was read, or NONE."""
    posted_hour: Whole
    swept_hour: Whole
    """When all of the source was read the time before, or NONE."""


def rises(readings: Readings) -> Gains:
    """What the counters gained, a row a piece and hour, as weighed interest that is not yet measured by its source.

    A counter that fell gained nothing. Where nobody can tell since when, it counts in the totals and gains nothing.
    """
    follows = np.zeros(len(readings.piece), bool)
    same_piece = readings.piece[1:] == readings.piece[:-1]
    follows[1:] = same_piece & (readings.name[1:] == readings.name[:-1])
    was = np.where(follows, _shifted(readings.value), readings.was)
    first = ~follows & (readings.was_hour == NONE)
    since = np.where(follows, _shifted(readings.hour), np.where(first, readings.posted_hour, readings.was_hour))
    hours = readings.hour - np.maximum(since, readings.swept_hour)
    rise = np.maximum(readings.value - was, 0)
    interest = _WEIGHTS[readings.name] * rise * ~(first & (hours < 1))
    rose = rise > 0
    moved = replace(readings, **{name: column[rose] for name, column in vars(readings).items()})
    return _by_hour(moved, rise[rose], interest[rose], np.maximum(hours, 1)[rose])


def _shifted(column: Whole) -> Whole:
    return np.concatenate([column[:1], column[:-1]])


def _by_hour(readings: Readings, rise: Whole, interest: Column, hours: Whole) -> Gains:
    piece, hour, row = cells(readings.piece, readings.hour)
    gain = np.bincount(row, interest, len(piece)).astype(np.float64)
    # Several counters of one hour may have been read at different times before: the mean of their spans, weighed.
    spans = np.bincount(row, interest * hours, len(piece)) / np.where(gain > 0, gain, 1.0)
    counts: dict[str, Whole] = {}
    for kind in ("likes", "comments", "views", "negatives"):
        counts[kind] = np.zeros(len(piece), np.int64)
        np.add.at(counts[kind], row, rise * (_KINDS[readings.name] == kind))
    here = np.zeros(len(piece), np.bool_)
    whole = np.maximum(np.rint(spans), 1).astype(np.int64)
    return Gains(piece, hour, here, gain, whole, **counts)


def measured(gains: Gains, usual: Column, cap: Column, period_hours: int) -> Gains:
    """Weighed interest in the units of where it came from; a jump counts as the most that such a time may."""
    periods = np.maximum(gains.hours / period_hours, 1.0)
    return replace(gains, gain=np.minimum(gains.gain, cap * periods) / usual)


def usual_and_cap(interest: npt.NDArray[np.float64]) -> tuple[float, float]:
    """What is usual among weighed interests of single pieces in single periods, and the most that one may count.

    The geometric mean of those above 0, drawn towards 1 while there are few; the cap leaves room for twice what
    one in a hundred gains.
    """
    some = interest[interest > 0]
    usual = max(float(np.exp(np.log(some).sum() / (len(some) + SHRUNK_BY))), LEAST_USUAL)
    most = 2 * float(np.quantile(some, 0.99)) if len(some) else 0.0
    return usual, min(max(most, CAP_LEAST * usual), CAP_MOST * usual)
