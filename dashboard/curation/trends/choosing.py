"""Which formula to use: tried on the past of the past, so that what is reported later had no say in it.

The tuned decayed rate is hard to beat where there is little to learn from. What is fitted is used where it was
clearly better on times it had not seen; where that is not clear, the most careful of those that did best. While the
history is too short to tell, the cold start stays, to which nothing is fitted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np

from dashboard.curation.trends.backtest import Estimate, Judge, decayed_rate, estimate, folds, judged, mean_of, tuned
from dashboard.curation.trends.formulas import DECAYED_RATE
from dashboard.curation.trends.model import FITTINGS, Fitting, fit
from dashboard.curation.trends.panels import Panel
from dashboard.curation.trends.ranking import HALF_A_PERIOD, HARDLY_SHRUNK, AgePrior, Setting, cold_score, learn_prior
from dashboard.curation.trends.scoring import COLD_START, DECAYED, MIXED, MODEL, SHRUNK, Scorer
from dashboard.curation.trends.signals import HALF_LIVES, Column

LEAST_GAINS_A_WEEK = 500
"""Fewer are little evidence: nothing is then fitted alone."""
LEAST_DAYS, LEAST_HOURLY_DAYS = 28, 7
"""A shorter history, or where periods are hours the second, is too short to try anything on."""
FOLDS, FIRST_SHARE = 4, 0.4
CLEAR, STRETCHES = 0.9, 3
"""How sure an advantage must be, and on how many stretches as long as the horizon it must have been seen."""
LEAST_STRETCHES = 2
"""On fewer, outcomes overlap so much that nothing was seen twice; with little evidence nothing can then be told."""
SETTINGS = tuple(
    Setting(half_life, prior_weight, age_exponent, momentum)
    for half_life, prior_weight, age_exponent, momentum in product(
        (HALF_A_PERIOD, *HALF_LIVES), (0.25, 1.0), (0.0, 0.3, 0.6, 1.0, 1.5), (0.0, 0.25)
    )
)
"""Of the shrunk rate."""


@dataclass(frozen=True)
class Evidence:
    """How much there was to learn from."""

    gains: int
    """Hours in which a piece gained something."""
    days: float
    period_hours: int

    @property
    def gains_a_week(self) -> float:
        """On average."""
        return self.gains / max(self.days / 7, 1.0)

    @property
    def too_short(self) -> bool:
        """Whether there is no past long enough to try anything on."""
        return self.days < (LEAST_HOURLY_DAYS if self.period_hours == 1 else LEAST_DAYS)

    @property
    def is_little(self) -> bool:
        """Whether what is found rests on little."""
        return self.too_short or self.gains_a_week < LEAST_GAINS_A_WEEK


class Candidate(NamedTuple):
    """One of our formulas and, where it has a model, how that is fitted."""

    chosen: str
    fitting: Fitting | None = None


TRIED = "Tried on the earlier part of the history,"
_PEER = Candidate("peer")


@dataclass(frozen=True)
class Choice:
    """What to use, and the reason in a sentence."""

    candidate: Candidate
    why: str


def candidates(past: Panel, period_hours: int) -> dict[Candidate, Scorer]:
    """Each of our formulas, tuned and fitted to the past."""
    prior = learn_prior(past.signals.age, past.gained / past.horizon)
    cold = Scorer(COLD_START, period_hours, prior)
    plain = Setting(tuned(DECAYED_RATE, past)[0], HARDLY_SHRUNK, 0.0, 0.0)
    shrunk = replace(cold, chosen=SHRUNK, setting=_tuned_setting(past, prior))
    found = {
        Candidate(COLD_START): cold,
        Candidate(DECAYED): replace(cold, chosen=DECAYED, setting=plain),
        Candidate(SHRUNK): shrunk,
    }
    for fitting in FITTINGS:
        model = fit(past.signals, past.gained / past.horizon, fitting)
        for chosen in (MODEL, MIXED):
            found[Candidate(chosen, fitting)] = replace(shrunk, chosen=chosen, model=model)
    return found


def choose(past: Panel, evidence: Evidence) -> Choice:
    """The formula to use from then on; looks at nothing but the past."""
    if evidence.too_short:
        return Choice(Candidate(COLD_START), "The history is too short to try another formula on.")
    found = _validated(past, evidence.period_hours)
    if not found:
        return Choice(Candidate(COLD_START), "Too little was gained to try another formula on.")
    if evidence.is_little and len(found[_PEER]) < LEAST_STRETCHES * past.horizon:
        return Choice(Candidate(COLD_START), "The history is too short to tell the formulas apart.")
    model = _best(found, [Candidate(MODEL, fitting) for fitting in FITTINGS])
    mixed = Candidate(MIXED, model.fitting)
    careful = [mixed, Candidate(SHRUNK)]
    for candidate in [_best(found, careful)] if evidence.is_little else [model, mixed]:
        lead = found[candidate] - found[_PEER]
        ahead = estimate(lead, past.horizon, CLEAR)
        if ahead.low > 0 and len(lead) >= STRETCHES * past.horizon:
            return Choice(candidate, f"{TRIED} it was clearly ahead of the decayed rate: {_range(ahead)}.")
    if evidence.is_little:
        return Choice(Candidate(DECAYED), f"{TRIED} nothing was clearly ahead of the decayed rate.")
    best = _best(found, [*careful, Candidate(DECAYED)])
    return Choice(best, f"{TRIED} nothing was clearly ahead of the decayed rate; of the careful ones it did best.")


def _validated(past: Panel, period_hours: int) -> dict[Candidate, Column]:
    """How each candidate, and the tuned decayed rate, did on stretches that follow what it was fitted to."""
    found: dict[Candidate, list[Column]] = {}
    for before, after in folds(past, FOLDS, FIRST_SHARE):
        if not len(before) or before.gained.sum() <= 0:
            continue
        found.setdefault(_PEER, []).append(judged(after, decayed_rate(before)))
        for candidate, scorer in candidates(before, period_hours).items():
            found.setdefault(candidate, []).append(judged(after, scorer.scores))
    joined = {candidate: np.concatenate(values) for candidate, values in found.items()}
    return joined if joined and not np.isnan(joined[_PEER]).all() else {}


def _best(found: dict[Candidate, Column], among: list[Candidate]) -> Candidate:
    return max(among, key=lambda candidate: mean_of(found[candidate]))


def _tuned_setting(past: Panel, prior: AgePrior) -> Setting:
    judge = Judge(past.time, past.gained)
    return max(SETTINGS, key=lambda setting: mean_of(judge.of(cold_score(past.signals, prior, setting))))


def _range(ahead: Estimate) -> str:
    return f"{ahead.mean:+.3f} ({ahead.low:+.3f} to {ahead.high:+.3f})"
