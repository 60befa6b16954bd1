"""The log-linear model: what a piece will gain next, as a sum of readable parts, fitted to this community's history.

A Poisson regression or a ridge regression on the logarithm, both a few lines of numpy over a dozen columns: a
library that brings 100 MB would not make them better.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dashboard.curation.trends.features import FEATURES, GROUPS, OFFSET, Matrix, matrix
from dashboard.curation.trends.signals import Column, Signals

_STEPS, _HALVINGS = 40, 20
_DONE = 1e-9
_LIMIT = 30.0
"""Of the exponent: e to its power is more than anything ever gains."""


@dataclass(frozen=True)
class Fitting:
    """How to fit: `poisson` (the mean of gains) or `ridge` (the mean of their logarithm)."""

    kind: str = "poisson"
    penalty: float = 10.0
    """On the squares of the weights, per standard deviation of each feature."""


FITTINGS = (
    Fitting("poisson", 3.0),
    Fitting("poisson", 30.0),
    Fitting("poisson", 300.0),
    Fitting("ridge", 30.0),
)
"""Those that the validation chooses from."""


@dataclass(frozen=True)
class Model:
    """Weights over standardised features; each feature is held within what the fit has seen of it."""

    fitting: Fitting
    intercept: float
    weights: tuple[float, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    lowest: tuple[float, ...]
    highest: tuple[float, ...]

    def score(self, signals: Signals) -> Column:
        """The logarithm of what each piece is expected to gain."""
        score: Column = self.intercept + self._standardised(matrix(signals)) @ np.array(self.weights)
        return score

    def parts(self, signals: Signals) -> dict[str, Column]:
        """What each group of features adds to the score of a piece with mean features."""
        added = self._standardised(matrix(signals)) * np.array(self.weights)
        parts: dict[str, Column] = {}
        for at, group in enumerate(GROUPS.values()):
            parts[group] = parts.get(group, 0.0) + added[:, at]
        return parts

    def typical_count(self, name: str) -> float:
        """The (geometric) mean of a feature that counts something, such as `likes`."""
        mean = self.means[FEATURES.index(name)]
        return float(np.exp(mean) - OFFSET) if name == "total" else float(np.expm1(mean))

    def to_dict(self) -> dict[str, Any]:
        """As JSON takes it, each weight under the name of its feature."""
        columns = (self.weights, self.means, self.spreads, self.lowest, self.highest)
        features = {name: list(row) for name, *row in zip(FEATURES, *columns, strict=True)}
        return {
            "kind": self.fitting.kind, "penalty": self.fitting.penalty,
            "intercept": self.intercept, "features": features,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Model:
        """What `to_dict` gave. Raises KeyError when it was stored by a version with other features."""
        columns = zip(*(stored["features"][name] for name in FEATURES), strict=True)
        weights, means, spreads, lowest, highest = (tuple(float(x) for x in column) for column in columns)
        fitting = Fitting(str(stored["kind"]), float(stored["penalty"]))
        return cls(fitting, float(stored["intercept"]), weights, means, spreads, lowest, highest)

    def _standardised(self, features: Matrix) -> Matrix:
        held = np.clip(features, np.array(self.lowest), np.array(self.highest))
        standardised: Matrix = (held - np.array(self.means)) / np.array(self.spreads)
        return standardised


def fit(signals: Signals, gained: Column, fitting: Fitting = FITTINGS[0]) -> Model:
    """Fit to what each of these pieces gained next. A feature that never varies gets no weight."""
    features = matrix(signals)
    means, spreads = features.mean(axis=0), features.std(axis=0)
    spreads = np.where(spreads > 1e-9, spreads, 1.0)
    blank = Model(
        fitting, 0.0, (0.0,) * len(FEATURES), *(_floats(row) for row in (means, spreads)),
        *(_floats(row) for row in (features.min(axis=0), features.max(axis=0))),
    )  # fmt: skip
    standardised = (features - means) / spreads
    solve = _poisson if fitting.kind == "poisson" else _ridge
    solved = solve(standardised, gained, fitting.penalty)
    return replace(blank, intercept=float(solved[0]), weights=_floats(solved[1:]))


def _floats(row: Column) -> tuple[float, ...]:
    return tuple(row.tolist())


def _ridge(features: Matrix, gained: Column, penalty: float) -> Column:
    wanted = np.log(gained + OFFSET)
    square = features.T @ features + penalty * np.eye(features.shape[1])
    weights = np.linalg.solve(square, features.T @ (wanted - wanted.mean()))
    return np.concatenate([[wanted.mean()], weights])


def _poisson(features: Matrix, gained: Column, penalty: float) -> Column:
    """Newton's method with halved steps; the first number is the intercept, which is not penalised."""
    design = np.concatenate([np.ones((len(features), 1)), features], axis=1)
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 1e-9
    at = np.zeros(design.shape[1])
    at[0] = np.log(max(float(gained.mean()), OFFSET / 10))
    loss = _loss(design, gained, ridge, at)
    for _ in range(_STEPS):
        mean = np.exp(np.clip(design @ at, -_LIMIT, _LIMIT))
        slope = design.T @ (mean - gained) + ridge * at
        step = np.linalg.solve((design * mean[:, None]).T @ design + np.diag(ridge), slope)
        before = loss
        at, loss = _shortened(design, gained, ridge, at, step, loss)
        if before - loss <= _DONE * abs(before):
            break
    return at


def _shortened(
    design: Matrix, gained: Column, ridge: Column, at: Column, step: Column, loss: float
) -> tuple[Column, float]:
    """The step, halved until it lowers the loss; no step where none does."""
    for _ in range(_HALVINGS):
        tried = at - step
        reached = _loss(design, gained, ridge, tried)
        if reached < loss:
            return tried, reached
        step = step / 2
    return at, loss


def _loss(design: Matrix, gained: Column, ridge: Column, at: Column) -> float:
    expected = np.clip(design @ at, -_LIMIT, _LIMIT)
    return float((np.exp(expected) - gained * expected).sum() + (ridge * at * at).sum() / 2)
