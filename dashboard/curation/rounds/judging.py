"""From reviews to a result: harsh and mild reviewers corrected, how sure each figure is, and places shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev

import numpy as np
import numpy.typing as npt

SHRINK = 2.0
"""How many reviews without any lean each reviewer is credited with: a lean seen in n reviews counts n/(n+2)."""
USUAL_NOISE, NOISE_WEIGHT = 0.75, 4.0
"""The standard deviation of one review on a scale of 1 to 5 before anything is known, and how many reviews that
belief is worth; without it, three reviewers who happen to agree would look certain."""
INTERVAL = 1.39
"""Half an interval in standard errors. Two such intervals that just touch differ at the 5 % level (Goldstein and
Healy, "The graphical presentation of a collection of means", JRSS A 158, 1995)."""
EVEN = 0.25
"""A lean below this is none worth a word."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """One review as one weighted figure."""

    piece: int
    reviewer: int
    score: float


@dataclass(frozen=True)
class Result:
    """What a round says of one piece."""

    piece: int
    corrected: float
    """The mean with each reviewer's lean taken out."""
    low: float
    high: float
    """The interval about it; see INTERVAL. May reach beyond the scale."""
    raw: float
    spread: float | None
    """Standard deviation of its reviews; none for a single one."""
    reviews: int
    first_place: int
    last_place: int
    """The places that it shares with the others of its group, which the reviews cannot tell apart."""

    @property
    def place(self) -> str:
        """`1`, or `2–5` for a place shared."""
        alone = self.first_place == self.last_place
        return str(self.first_place) if alone else f"{self.first_place}–{self.last_place}"


@dataclass(frozen=True)
class Lean:
    """How far one reviewer is above or below the others on the same pieces."""

    reviewer: int
    lean: float
    """In points of the scale, shrunk; the leans of all sum to nought."""
    reviews: int

    @property
    def word(self) -> str:
        """harsh, mild or even."""
        return "even" if abs(self.lean) < EVEN else ("mild" if self.lean > 0 else "harsh")


@dataclass(frozen=True)
class Judgement:
    """The results of a round, the best first, and its reviewers, the harshest first."""

    results: tuple[Result, ...] = ()
    leans: tuple[Lean, ...] = ()
    linked: bool = True
    """Whether shared pieces tie all reviewers together. Where not, the harshness of those who never met is a guess."""


def judge(reviews: Sequence[Judged]) -> Judgement:
    """Fit score = piece + reviewer's lean + noise, and place the pieces."""
    if not reviews:
        return Judgement()
    pieces = {piece: n for n, piece in enumerate(sorted({review.piece for review in reviews}))}
    reviewers = {who: n for n, who in enumerate(sorted({review.reviewer for review in reviews}))}
    seen = np.zeros((len(pieces), len(reviewers)))
    score = np.zeros_like(seen)
    for review in reviews:
        at = pieces[review.piece], reviewers[review.reviewer]
        seen[at], score[at] = 1.0, review.score
    level, error, lean = _fitted(seen, score)
    scores = _by_piece(reviews)
    results = [_result(scores[piece], piece, float(level[n]), float(error[n])) for piece, n in pieces.items()]
    leans = [Lean(who, float(lean[n]), int(seen[:, n].sum())) for who, n in reviewers.items()]
    leans.sort(key=lambda one: (one.lean, one.reviewer))
    return Judgement(tuple(_placed(results)), tuple(leans), _linked(seen))


def _fitted(seen: Matrix, score: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The level of each piece (a row), its standard error, and the lean of each reviewer (a column).

    The mixed model equations of Henderson (Biometrics 31, 1975) with the leans as random effects, solved exactly:
    with the pieces swept out, (Z'SZ + SHRINK) lean = Z'Sy; a piece is then the mean of its scores less the leans of
    who gave them. Errors are read off the inverse. The noise is y'(y - fit) over the reviews beyond one a piece,
    blended with USUAL_NOISE.
    """
    share = seen / seen.sum(axis=1, keepdims=True)
    swept = np.diag(seen.sum(axis=0)) - seen.T @ share + SHRINK * np.eye(seen.shape[1])
    inverse: Matrix = np.linalg.inv(swept)  # SHRINK on the diagonal keeps it invertible
    lean = inverse @ (score.sum(axis=0) - share.T @ score.sum(axis=1))
    level = (share * (score - lean)).sum(axis=1)
    residual = seen * (score - level[:, None] - lean)
    spare = seen.sum() - len(seen)
    noise = ((residual * score).sum() + NOISE_WEIGHT * USUAL_NOISE**2) / (spare + NOISE_WEIGHT)
    error = np.sqrt(noise * (1 / seen.sum(axis=1) + ((share @ inverse) * share).sum(axis=1)))
    return level, error, lean


def _by_piece(reviews: Iterable[Judged]) -> Mapping[int, list[float]]:
    scores: dict[int, list[float]] = defaultdict(list)
    for review in reviews:
        scores[review.piece].append(review.score)
    return scores


def _result(scores: Sequence[float], piece: int, corrected: float, error: float) -> Result:
    spread = stdev(scores) if len(scores) > 1 else None
    half = INTERVAL * error
    return Result(piece, corrected, corrected - half, corrected + half, fmean(scores), spread, len(scores), 0, 0)


def _placed(results: Iterable[Result]) -> list[Result]:
    """The best first, in groups: whose interval meets that of the best of its group shares the group's places."""
    ordered = sorted(results, key=lambda result: (-round(result.corrected, 9), result.piece))
    groups: list[list[Result]] = []
    for result in ordered:
        if groups and result.high >= groups[-1][0].low:
            groups[-1].append(result)
        else:
            groups.append([result])
    placed: list[Result] = []
    for group in groups:
        first, last = len(placed) + 1, len(placed) + len(group)
        placed += [replace(result, first_place=first, last_place=last) for result in group]
    return placed


def _linked(seen: Matrix) -> bool:
    """Whether every reviewer is reached from the first by pieces that two of them judged."""
    met = seen.T @ seen > 0
    reached = met[0]
    for _ in met:
        reached = met[reached].any(axis=0)
    return bool(reached.all())
