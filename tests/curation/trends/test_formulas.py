"""The formulas of others: each does what it is known for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from dashboard.curation.trends.formulas import FORMULAS, Formula
from dashboard.curation.trends.panels import joined, take
from dashboard.curation.trends.signals import Signals
from tests.curation.trends.test_ranking import many, seen

BY_KEY = {formula.key: formula for formula in FORMULAS}
OLD_FAVOURITE = seen(50, 30, 10, *([0.0] * 40))
RISING = seen(0, 1, 4)
FORGOTTEN = seen(0, 0, 0, *([0.0] * 40))


def first(formula: Formula, *pieces: Signals) -> set[int]:
    """Which of the pieces comes first, over all settings of the formula."""
    return {int(np.argmax(formula.score(joined(pieces), settings))) for settings in formula.settings}


@pytest.mark.parametrize("key", ["velocity", "decayed_rate", "discourse"])
def test_what_rises_now_is_before_an_old_favourite(key: str) -> None:
    found = first(BY_KEY[key], OLD_FAVOURITE, RISING)
    assert 1 in found
    if key == "velocity":
        assert found == {1}


@pytest.mark.parametrize("key", ["hacker_news", "reddit", "lemmy"])
def test_of_two_as_loved_the_newer_is_first(key: str) -> None:
    assert first(BY_KEY[key], seen(0, 0, 0, 0, 5), seen(5)) == {1}


def test_the_total_and_the_date_each_decide_alone() -> None:
    assert first(BY_KEY["total"], RISING, OLD_FAVOURITE) == {1}
    assert first(BY_KEY["newest"], OLD_FAVOURITE, RISING) == {1}


def test_nothing_puts_a_forgotten_piece_before_a_rising_one() -> None:
    assert all(first(formula, FORGOTTEN, RISING) == {1} for formula in FORMULAS)


@given(many())
def test_every_formula_is_finite_and_blind_to_the_order_of_rows(signals: Signals) -> None:
    backwards = np.arange(len(signals))[::-1]
    for formula in FORMULAS:
        for settings in formula.settings[:: max(len(formula.settings) // 3, 1)]:
            scores = formula.score(signals, settings)
            assert np.isfinite(scores).all()
            assert formula.score(take(signals, backwards), settings) == pytest.approx(scores[backwards])
