"""Folding evidence of interest into sums that decay, so that each piece is counted once and never again.

A key is log2 of the sum of gain * 2 ** (t / h), with t in periods since 1970 and h the half-life (Cormode and
others, “Forward Decay”, ICDE 2009). Time moves all keys alike, so their order holds until new evidence comes. A
prior at the hour of posting is in every sum: a piece without evidence ranks by its date among the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.curation.trends.signals import HALF_LIVES, Column, Signals

Whole = npt.NDArray[np.int64]

WEIGHTS = {"likes": 1.0, "comments": 2.0, "views": 0.05}
"""What one more of each counts for: a comment takes more than a like, a view far less."""
KIND_OF = {
    **dict.fromkeys(("likes", "favorites", "favorited", "playlisted", "ratings"), "likes"),
    **dict.fromkeys(("comments", "reviews", "remixes"), "comments"),
    **dict.fromkeys(("views", "plays", "listens", "downloads", "global_usage"), "views"),
    "dislikes": "negatives",
}
"""What the counters of sources mean; others, such as those of one week, are not counted."""
PRIOR_GAIN = 0.25
"""Of a usual period: what a piece is credited with when it is posted, before anything is known."""
LOWEST_KEY = -1e9
"""The key of a merged copy, whose evidence counts elsewhere."""
HIGHEST_COUNT = 10**15
"""More than any counter shows."""
SKEW = timedelta(minutes=5)
"""How far another clock may run ahead."""

DEEPEST = 60.0
"""The exponent of 2 below which a decayed sum is as good as nothing."""


_TURNED_AT_ONCE = 1000
_HOUR_BITS = 24
"""Enough for the hours since 1970 until the year 3883."""


@dataclass(frozen=True)
class Gains:
    """What pieces gained, a row a piece and hour; `hours` is the time up to that hour over which it came about."""

    piece: Whole
    hour: Whole
    here: npt.NDArray[np.bool_]
    gain: Column
    hours: Whole
    likes: Whole
    comments: Whole
    views: Whole
    negatives: Whole

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Gains:
        """From rows whose columns stand in the order of the fields."""
        return cls(*turned(rows, [str(f.type) for f in fields(cls)]))

    def __len__(self) -> int:
        return len(self.piece)


@dataclass(frozen=True)
class Standings:
    """Where pieces stand, a row a piece, by rising id; the columns are those of TrendKey."""

    piece: Whole
    posted_hour: Whole
    key_1: Column
    key_4: Column
    key_16: Column
    period: Whole
    newest_gain: Column
    last_gain: Column
    before_gain: Column
    total: Column
    likes: Whole
    comments: Whole
    views: Whole
    negatives: Whole
    acts_here: Whole

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Standings:
        """From rows, by rising id, whose columns stand in the order of the fields."""
        return cls(*turned(rows, [str(f.type) for f in fields(cls)]))

    def __len__(self) -> int:
        return len(self.piece)

    @property
    def keys(self) -> tuple[Column, Column, Column]:
        """One for each of HALF_LIVES."""
        return self.key_1, self.key_4, self.key_16


def turned(rows: Iterable[Sequence[Any]], types: Sequence[str]) -> list[npt.NDArray[Any]]:
    """Rows as columns of the annotated types.

    A thousand at a time: where very many rows are alive at once, Python goes through all its objects for garbage.
    """
    kinds = [{"Whole": np.int64, "Column": np.float64}.get(kind, np.bool_) for kind in types]
    left, parts = iter(rows), [[np.array((), kind) for kind in kinds]]
    while some := list(islice(left, _TURNED_AT_ONCE)):
        columns = zip(zip(*some, strict=True), kinds, strict=True)
        parts.append([np.array(column, kind) for column, kind in columns])
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def hour_of(at: datetime) -> int:
    """Whole hours since 1970, UTC, rounded down."""
    return math.floor(hours_since_1970(at))


def hours_since_1970(at: datetime) -> float:
    """Hours with their fraction, UTC."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(hours=1)


def cells(piece: Whole, hour: Whole) -> tuple[Whole, Whole, Whole]:
    """The different pairs of piece and hour, and which of them each row is."""
    pairs, row = np.unique((piece << _HOUR_BITS) | hour, return_inverse=True)
    return pairs >> _HOUR_BITS, pairs & ((1 << _HOUR_BITS) - 1), row.astype(np.int64)


def prior_keys(posted_hour: Whole, period_hours: int) -> tuple[Column, Column, Column]:
    """The keys of pieces of which nothing is known but when they were posted."""
    one, four, sixteen = (posted_hour / (period_hours * h) + log2(PRIOR_GAIN) for h in HALF_LIVES)
    return one, four, sixteen


def fresh(piece: Whole, posted_hour: Whole, period_hours: int) -> Standings:
    """Pieces, by rising id, of which nothing is known but when they were posted."""
    none, nought = np.zeros(len(piece), np.int64), np.zeros(len(piece))
    period = posted_hour // period_hours
    gains = (nought, nought, nought, nought)
    return Standings(piece, posted_hour, *prior_keys(posted_hour, period_hours), period, *gains, *(none,) * 5)


def fold(standings: Standings, gains: Gains, period_hours: int) -> Standings:
    """The standings with these gains in them, in whatever order they come; each gain's piece must be among them."""
    row = np.searchsorted(standings.piece, gains.piece)
    changed: dict[str, Any] = _with_keys(standings, gains, row, period_hours)
    changed |= _with_newest(standings, gains, row, period_hours)
    acts = (gains.likes + gains.comments + gains.views + gains.negatives) * gains.here
    sums = {name: getattr(gains, name) for name in ("likes", "comments", "views", "negatives")} | {"acts_here": acts}
    counts = {name: getattr(standings, name).copy() for name in sums}
    for name, count in counts.items():
        np.add.at(count, row, sums[name])
    total = standings.total + np.bincount(row, gains.gain, len(standings))
    return replace(standings, total=total, **counts, **changed)


def _with_keys(standings: Standings, gains: Gains, row: Whole, period_hours: int) -> dict[str, Column]:
    counts = gains.gain > 0
    row, gain, hour = row[counts], gains.gain[counts], gains.hour[counts]
    periods = _periods(gains.hours[counts], period_hours)
    found = {}
    for h, key in zip(HALF_LIVES, standings.keys, strict=True):
        grown = key.copy()
        # What came about over several periods has decayed in part when it is learnt.
        kept = (1 - 2 ** (-periods / h)) / (periods * (1 - 2 ** (-1 / h)))
        np.logaddexp2.at(grown, row, np.log2(gain * kept) + hour / (period_hours * h))
        found[f"key_{h:.0f}"] = grown
    return found


def _with_newest(standings: Standings, gains: Gains, row: Whole, period_hours: int) -> dict[str, npt.NDArray[Any]]:
    """The gains of the newest period and of the two before it."""
    newest = standings.period.copy()
    at = gains.hour // period_hours
    np.maximum.at(newest, row, at)
    moved = _moved(standings, newest - standings.period)
    periods = _periods(gains.hours, period_hours)
    for ago in range(3):
        share = np.clip(periods - ago, 0, 1) / periods * gains.gain
        back = newest[row] - at + ago
        for place in range(3):
            there = back == place
            moved[place] = moved[place] + np.bincount(row[there], share[there], len(standings))
    return {"period": newest, "newest_gain": moved[0], "last_gain": moved[1], "before_gain": moved[2]}


def _moved(standings: Standings, later: Whole) -> list[Column]:
    """The gains of a period so much later than the newest, and of the two before that one."""
    kept = (standings.newest_gain, standings.last_gain, standings.before_gain)
    nought = np.zeros(len(standings))
    # What is asked for of the n-th period back stands `later` places further on; newer periods hold nothing.
    return [np.choose(np.clip(later, 0, back + 1), [*kept[back::-1], nought]) for back in range(3)]


def _periods(hours: Whole, period_hours: int) -> Column:
    periods: Column = np.maximum(hours / period_hours, 1.0)
    return periods


def signals(standings: Standings, at: datetime, period_hours: int) -> Signals:
    """What ranking knows of pieces at an instant that is not before the last of the gains in them."""
    now = hours_since_1970(at) / period_hours
    age = np.maximum(now - standings.posted_hour / period_hours, 0.0)
    prior = prior_keys(standings.posted_hour, period_hours)
    decayed = [
        np.maximum(_at(key, now, h) - _at(known, now, h), 0.0) / _kept(h, period_hours)
        for h, key, known in zip(HALF_LIVES, standings.keys, prior, strict=True)
    ]
    observed = [(1 - 2 ** (-age / h)) / (1 - 2 ** (-1 / h)) for h in HALF_LIVES]
    last, before = _last_two(standings, now)
    counts = (standings.likes, standings.comments, standings.negatives, standings.views)
    likes, comments, negatives, views = (count.astype(np.float64) for count in counts)
    return Signals(
        age, last, before, (decayed[0], decayed[1], decayed[2]), (observed[0], observed[1], observed[2]),
        standings.total, likes, comments, negatives, views,
    )  # fmt: skip


def _at(key: Column, now: float, half_life: float) -> Column:
    """A key as the decayed sum it stands for; below the deepest exponent it is nothing."""
    return np.exp2(np.clip(key - now / half_life, -DEEPEST, DEEPEST))


def _kept(half_life: float, period_hours: int) -> float:
    """What is left, on average, at the end of a period of gains that came evenly in its hours."""
    return sum(2 ** (-hour / (period_hours * half_life)) for hour in range(1, period_hours + 1)) / period_hours


def _last_two(standings: Standings, now: float) -> tuple[Column, Column]:
    """The gains of the last whole period up to now and of the one before, from those of the periods they overlap."""
    began = math.floor(now)
    into = now - began
    here, one, two = _moved(standings, began - standings.period)
    return here + (1 - into) * one, into * one + (1 - into) * two
