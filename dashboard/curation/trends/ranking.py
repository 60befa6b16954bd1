"""How a piece is rising: a decayed rate of interest, shrunk towards what is usual at its age.

With S the decayed sum of gains, W the decayed number of periods observed, m the weight of the prior, and g1 and g2
the gains of the last two periods:

    rate  = (S + m * usual) / (W + m)
    score = ln(rate) - b * ln(age + 1) + a * ln((g1 + usual) / (g2 + usual))

`usual` is what a piece of that age gains in a period. One fixed setting serves a community whose own history is
still short; with more of it the setting is chosen by a backtest (see backtest.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dashboard.curation.trends.signals import HALF_LIVES, Column, Signals

HALF_A_PERIOD = 0.5
AGE_EDGES = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
"""The lower ends of the age buckets, in periods."""
USUAL_GAIN = 0.5
"""What a piece is credited with a period while there is no history to learn it from."""
LEAST_GAIN = 1e-6
"""Keeps logarithms finite where a bucket never gained anything."""
TRUST = 20.0
"""Mean gains that a bucket's own mean is shrunk with."""
_MOMENTUM_LIMIT = float(np.log(10))
_TWO_PERIODS = 2.0
_TWO_OBSERVED = 1.9
"""Decayed periods at the longest half-life, once two whole ones were observed."""


@dataclass(frozen=True)
class Setting:
    """What the formula leaves open."""

    half_life: float = 1.0
    """In periods; one of HALF_LIVES, or half a period."""
    prior_weight: float = 0.25
    age_exponent: float = 0.3
    momentum: float = 0.25


COLD = Setting()
"""The one that needs no history."""
HARDLY_SHRUNK = 0.01
"""The weight of a prior that decides only between pieces of which nothing is known."""


@dataclass(frozen=True)
class AgePrior:
    """What a piece usually gains in a period, by age."""

    gains: tuple[float, ...] = (USUAL_GAIN,) * len(AGE_EDGES)
    """One for each of AGE_EDGES, all above 0."""

    @cached_property
    def _gains(self) -> Column:
        return np.array(self.gains)

    def at(self, age: Column) -> Column:
        """For each age, in periods."""
        usual: Column = self._gains[_bucket(age)]
        return usual


def learn_prior(age: Column, gained: Column) -> AgePrior:
    """The mean of what was gained at each age, shrunk towards the mean of all; the usual one where nothing was."""
    if not len(gained) or gained.sum() <= 0:
        return AgePrior()
    bucket, overall = _bucket(age), float(gained.mean())
    count = np.bincount(bucket, minlength=len(AGE_EDGES))
    total = np.bincount(bucket, weights=gained, minlength=len(AGE_EDGES))
    return AgePrior(tuple(np.maximum((total + TRUST * overall) / (count + TRUST), LEAST_GAIN).tolist()))


def cold_score(signals: Signals, prior: AgePrior, setting: Setting = COLD) -> Column:
    """The score of each piece: the logarithm of a rate, so that 0.7 more is about twice as much."""
    usual = prior.at(signals.age)
    rate = np.log(shrunk_rate(signals, usual, setting))
    return rate - setting.age_exponent * np.log1p(signals.age) + setting.momentum * _momentum(signals, usual)


def cold_parts(signals: Signals, prior: AgePrior, setting: Setting = COLD) -> dict[str, Column]:
    """The score as a sum, but for a constant: pace against the usual one of that age, momentum, and the age.

    A piece just posted that gains what is usual then has nought in each.
    """
    usual = prior.at(signals.age)
    return {
        "pace": np.log(shrunk_rate(signals, usual, setting) / usual),
        "momentum": setting.momentum * _momentum(signals, usual),
        "age": np.log(usual / prior.gains[0]) - setting.age_exponent * np.log1p(signals.age),
    }


def shrunk_rate(signals: Signals, usual: Column, setting: Setting = COLD) -> Column:
    """Gains a period, as far as they were observed; a piece that nobody could see yet has the usual rate."""
    gained, observed = decayed(signals, setting.half_life)
    return (gained + setting.prior_weight * usual) / (observed + setting.prior_weight)


def decayed(signals: Signals, half_life: float) -> tuple[Column, Column]:
    """Decayed gains and decayed periods observed, for a half-life of HALF_LIVES or of half a period.

    Half a period is no key of its own: it follows from the last two gains, and a quarter of what is older stands
    for its tail, which is right to a few per cent.
    """
    if half_life != HALF_A_PERIOD:
        at = HALF_LIVES.index(half_life)
        return signals.decayed[at], signals.observed[at]
    older = np.maximum(signals.decayed[0] - signals.last_gain - signals.before_gain / 2, 0)
    gained = signals.last_gain + signals.before_gain / 4 + older / 4
    first = np.minimum(signals.observed[0], 1)
    second = np.clip(2 * (signals.observed[0] - 1), 0, 1)
    left = np.maximum(signals.observed[0] - first - second / 2, 0)
    return gained, first + second / 4 + left / 4


def _bucket(age: Column) -> Any:
    return np.maximum(np.searchsorted(np.array(AGE_EDGES), age, side="right") - 1, 0)


def _momentum(signals: Signals, usual: Column) -> Column:
    """The last period against the one before, as a logarithm; 0 until both were seen."""
    change = np.log((signals.last_gain + usual) / (signals.before_gain + usual))
    both_seen = (signals.age >= _TWO_PERIODS) & (signals.observed[-1] >= _TWO_OBSERVED)
    return np.where(both_seen, np.clip(change, -_MOMENTUM_LIMIT, _MOMENTUM_LIMIT), 0.0)
