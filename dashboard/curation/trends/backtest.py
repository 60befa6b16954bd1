"""How well a formula foresees what will be loved: judged on times that nothing was fitted to.

The first 60 % of the times serve to fit and to choose, less an embargo as long as what is foreseen; the last 40 % to
report. What is reported never bears on what is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from dashboard.curation.trends.formulas import DECAYED_RATE, FORMULAS, Formula, Settings
from dashboard.curation.trends.panels import Panel, Whole
from dashboard.curation.trends.signals import Column, Signals

DEPTH = 10
FITTED_SHARE = 0.6
RESAMPLES = 1000
Ranking = Callable[[Signals], Column]
"""Scores pieces; the highest is first."""


@dataclass(frozen=True)
class Estimate:
    """A mean over times, and the interval in which 95 of 100 repetitions would find it."""

    mean: float
    low: float
    high: float


def ndcg(score: Column, gained: Column) -> float:
    """The figure at one instant; nan where nothing was gained."""
    return float(Judge(np.zeros(len(score), np.int64), gained).of(score)[0])


class Judge:
    """Normalised discounted cumulative gain of the first ten at each instant, linear in what was gained.

    `time` never falls. Pieces that tie share what they gained, so no order among them is worth anything.
    """

    def __init__(self, time: Whole, gained: Column) -> None:
        times, self._instant = np.unique(time, return_inverse=True)
        self._count, self._gained = len(times), gained
        self._place = np.arange(len(time)) - np.searchsorted(time, time)
        self._ideal = self._gain(gained)

    def of(self, score: Column) -> Column:
        """The figure at each instant; nan where nothing was gained after it."""
        found = np.full(self._count, np.nan)
        np.divide(self._gain(score), self._ideal, out=found, where=self._ideal > 0)
        return found

    def _gain(self, score: Column) -> Column:
        order = np.lexsort((-score, self._instant))
        # Rows stand in the order of time, so only places within an instant change.
        changes = (np.diff(score[order], prepend=np.inf) != 0) | (self._place == 0)
        tie = np.cumsum(changes) - 1
        shared = np.bincount(tie, self._gained[order]) / np.bincount(tie)
        top = self._place < DEPTH
        worth = shared[tie[top]] / np.log2(self._place[top] + 2)
        return np.bincount(self._instant[top], worth, self._count).astype(np.float64)


def judged(panel: Panel, ranking: Ranking) -> Column:
    """How a ranking did at each instant of the panel; nan where nothing was gained after it."""
    return Judge(panel.time, panel.gained).of(ranking(panel.signals))


def split(panel: Panel, share: float = FITTED_SHARE) -> tuple[Panel, Panel]:
    """The first `share` of the times without those whose outcome reaches into the rest, and the rest."""
    times = panel.times()
    cut = int(times[int(len(times) * share)])
    return panel.between(int(times[0]), cut - panel.horizon), panel.between(cut, int(times[-1]) + 1)


def folds(panel: Panel, count: int, first_share: float) -> Iterator[tuple[Panel, Panel]]:
    """Ever longer pasts to fit on, each with the stretch that follows it to validate on."""
    times = panel.times()
    ends = np.linspace(first_share, 1, count + 1) * len(times)
    for start, end in zip(ends[:-1].astype(int), ends[1:].astype(int), strict=True):
        if end > start > 0:
            past = panel.between(int(times[0]), int(times[start]) - panel.horizon)
            yield past, panel.between(int(times[start]), int(times[end - 1]) + 1)


def tuned(formula: Formula, past: Panel) -> Settings:
    """The settings that would have ranked the past best."""
    judge = Judge(past.time, past.gained)
    return max(formula.settings, key=lambda settings: mean_of(judge.of(formula.score(past.signals, settings))))


def with_settings(formula: Formula, settings: Settings) -> Ranking:
    """The formula as a ranking."""
    return lambda signals: formula.score(signals, settings)


def peers(past: Panel) -> dict[str, Ranking]:
    """The named formulas, each tuned to the past."""
    return {formula.key: with_settings(formula, tuned(formula, past)) for formula in FORMULAS}


def decayed_rate(past: Panel) -> Ranking:
    """The tuned decayed rate alone."""
    return with_settings(DECAYED_RATE, tuned(DECAYED_RATE, past))


def estimate(values: Column, horizon: int = 1, confidence: float = 0.95, seed: int = 0) -> Estimate:
    """The mean of values in the order of time and its interval, by a bootstrap of blocks of neighbours.

    What rises at one time still rises at the next, and outcomes overlap where the horizon is longer than a step:
    blocks are as long as the square root of their number, or as the horizon, while there are three of them.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return Estimate(0.0, 0.0, 0.0)
    length = max(1, round(len(known) ** 0.5), min(horizon, len(known) // 3))
    count = -(-len(known) // length)
    starts = np.random.default_rng(seed).integers(0, len(known), (RESAMPLES, count))
    drawn = (starts[:, :, None] + np.arange(length)).reshape(RESAMPLES, -1)[:, : len(known)] % len(known)
    low, high = np.quantile(known[drawn].mean(axis=1), [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(float(known.mean()), float(low), float(high))


def mean_of(values: Column) -> float:
    """The mean of what is known; 0 where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else 0.0


@dataclass(frozen=True)
class Line:
    """How one formula did on the times it had not seen."""

    key: str
    name: str
    ours: bool
    did: Estimate
    ahead: Estimate
    """Of the tuned decayed rate, at the same times."""


def report(past: Panel, future: Panel, ours: Mapping[str, Ranking], names: Mapping[str, str]) -> list[Line]:
    """Each of our fitted formulas (by key) and of the named ones, tuned to the past, on the future; the best first."""
    found = {key: judged(future, ranking) for key, ranking in {**ours, **peers(past)}.items()}
    called = {formula.key: formula.name for formula in FORMULAS} | {key: names[key] for key in ours}
    base, horizon = found[DECAYED_RATE.key], future.horizon
    lines = [
        Line(key, called[key], key in ours, estimate(values, horizon), estimate(values - base, horizon))
        for key, values in found.items()
    ]
    return sorted(lines, key=lambda line: -line.did.mean)
