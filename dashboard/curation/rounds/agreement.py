"""How far reviewers agree: Krippendorff's alpha on an interval scale, and what it means in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's own bounds for drawing conclusions, and for drawing tentative ones."""
BY_CHANCE = 0.1
_SAME = 1e-12


@dataclass(frozen=True)
class Agreement:
    """How far several reviewers gave the same piece the same score."""

    alpha: float | None
    """1 for full agreement, 0 for chance, below it for less; none where nothing can be compared."""
    pieces: int
    """Those with two scores or more; the others say nothing."""

    @property
    def sentence(self) -> str:
        """What it means, for people."""
        if self.pieces == 0:
            return "No piece has two reviews yet, so agreement cannot be told."
        if self.alpha is None:
            return "All scores are the same, so agreement cannot be told from habit."
        if self.alpha >= RELIABLE:
            return "The reviewers agree; another panel would very likely come to the same result."
        if self.alpha >= TENTATIVE:
            return "The reviewers agree on the whole; the order is a fair first guess."
        if self.alpha > BY_CHANCE:
            return "The reviewers agree in part; read what they wrote before trusting the order."
        return "The reviewers agree no more than by chance; talk about it, the figures do not decide."


def agreement(units: Iterable[Sequence[float]]) -> Agreement:
    """Alpha over the scores that each piece got, in any order; pieces may have different numbers of them.

    alpha = 1 - observed / expected disagreement, both with the squared difference: Krippendorff, "Computing
    Krippendorff's Alpha-Reliability" (2011). A piece with one score is left out, as there.
    """
    pairable = [tuple(map(float, unit)) for unit in units if len(unit) > 1]
    values = [value for unit in pairable for value in unit]
    if not values:
        return Agreement(None, 0)
    expected = _differences(values) / (len(values) - 1)
    if expected < _SAME:
        return Agreement(None, len(pairable))
    observed = sum(_differences(unit) / (len(unit) - 1) for unit in pairable)
    return Agreement(1 - observed / expected, len(pairable))


def _differences(values: Sequence[float]) -> float:
    """The sum of squared differences over all ordered pairs: 2n times the sum of squares about the mean."""
    mean = sum(values) / len(values)
    return 2 * len(values) * sum((value - mean) ** 2 for value in values)
