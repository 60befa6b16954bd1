"""Krippendorff's alpha: worked examples, what is left out, and its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.rounds.agreement import agreement

N = None
FOUR_OBSERVERS: list[list[int | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
"""Example C of Krippendorff (2011): twelve units, four observers, missing data; its interval alpha is 0.849."""
units_of_scores = st.lists(st.lists(st.integers(1, 5), max_size=5), max_size=12)


def units(observers: list[list[int | None]]) -> list[list[float]]:
    return [[float(score) for score in unit if score is not None] for unit in zip(*observers, strict=True)]


def test_the_published_example_with_missing_data() -> None:
    found = agreement(units(FOUR_OBSERVERS))
    assert found.alpha == pytest.approx(0.849, abs=0.0005)
    assert found.pieces == 11, "the last one has a single value and says nothing"


def test_two_by_two_by_hand() -> None:
    """Units (1, 2) and (3, 3): observed 2 over 4 values, expected 22 / (4 * 3); alpha = 1 - 0.5 / (22 / 12)."""
    assert agreement([[1, 2], [3, 3]]).alpha == pytest.approx(1 - 0.5 / (22 / 12))


def test_one_piece_with_full_disagreement_is_worse_than_chance() -> None:
    found = agreement([[1, 5], [5, 1]])
    assert found.alpha == pytest.approx(-0.5)
    assert "no more than by chance" in found.sentence


def test_where_nothing_can_be_compared_there_is_no_figure() -> None:
    assert (agreement([]).alpha, agreement([[3], [4]]).alpha, agreement([[3, 3], [3, 3]]).alpha) == (None, None, None)
    assert "No piece has two reviews" in agreement([[3], []]).sentence
    assert "All scores are the same" in agreement([[3, 3]]).sentence


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ([[1, 1], [3, 3], [5, 5]], "another panel would very likely"),
        ([[1, 2], [3, 4], [5, 4], [2, 1]], "a fair first guess"),
        ([[1, 2], [3, 4], [5, 3], [2, 2], [4, 2]], "read what they wrote"),
    ],
)
def test_what_it_means_is_said_in_words(scores: list[list[float]], words: str) -> None:
    assert words in agreement(scores).sentence


@given(units_of_scores)
def test_alpha_never_exceeds_one(found: list[list[int]]) -> None:
    alpha = agreement(found).alpha
    assert alpha is None or alpha <= 1 + 1e-9


@given(st.lists(st.integers(1, 5), min_size=2, max_size=10).filter(lambda s: len(set(s)) > 1), st.integers(2, 4))
def test_full_agreement_is_one(scores: list[int], reviewers: int) -> None:
    assert agreement([[score] * reviewers for score in scores]).alpha == pytest.approx(1)


@given(units_of_scores, st.integers(-3, 3), st.integers(1, 4))
def test_it_depends_on_neither_the_zero_nor_the_unit_of_the_scale(found: list[list[int]], zero: int, unit: int) -> None:
    before, after = agreement(found), agreement([[zero + unit * score for score in scores] for scores in found])
    assert before.pieces == after.pieces
    assert before.alpha == (None if after.alpha is None else pytest.approx(after.alpha, abs=1e-9))
