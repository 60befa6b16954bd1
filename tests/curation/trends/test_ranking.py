"""The shrunk rate: what rises, what only once did, and what nobody has seen yet; every score in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.trends.backtest import judged, mean_of, split, with_settings
from dashboard.curation.trends.formulas import DECAYED_RATE
from dashboard.curation.trends.panels import take
from dashboard.curation.trends.ranking import (
    AGE_EDGES,
    COLD,
    AgePrior,
    Setting,
    cold_parts,
    cold_score,
    learn_prior,
    shrunk_rate,
)
from dashboard.curation.trends.reasons import explain
from dashboard.curation.trends.scoring import Scorer
from dashboard.curation.trends.signals import HALF_LIVES, Column, Signals
from tests.curation.trends.engagement import panel_of, read_series

PRIOR = AgePrior(tuple(1 / (1 + edge) for edge in AGE_EDGES))


def seen(*gains: float, age: float | None = None) -> Signals:
    """One piece by what it gained in each period of its life, the last one last."""
    newest_first = np.array(gains[::-1])
    periods = np.arange(len(gains))

    def one(value: float) -> Any:
        return np.array([float(value)])

    weights = [2 ** (-periods / half_life) for half_life in HALF_LIVES]
    last, before = [*newest_first, 0.0, 0.0][:2]
    counts = {name: one(0) for name in ("likes", "comments", "negatives", "views")}
    return Signals(
        age=one(len(gains) if age is None else age), last_gain=one(last), before_gain=one(before),
        decayed=three(one(float(newest_first @ weight)) for weight in weights),
        observed=three(one(float(weight.sum())) for weight in weights), total=one(sum(gains)), **counts,
    )  # fmt: skip


def score(*gains: float, age: float | None = None, setting: Setting = COLD) -> float:
    return float(cold_score(seen(*gains, age=age), PRIOR, setting)[0])


def three(columns: Iterable[Column]) -> tuple[Column, Column, Column]:
    """One for each half-life."""
    one, four, sixteen = columns
    return one, four, sixteen


@st.composite
def many(draw: st.DrawFn) -> Signals:
    """Any finite signals of some pieces, possible or not."""
    count = draw(st.integers(1, 6))
    number = st.floats(0, 1e12)

    def column(values: st.SearchStrategy[float] = number) -> Any:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)))

    observed = st.floats(0, 30)
    return Signals(
        column(st.floats(0, 1e6)), column(), column(), (column(), column(), column()),
        (column(observed), column(observed), column(observed)), *(column() for _ in range(5)),
    )  # fmt: skip


SETTINGS = st.builds(
    Setting, st.sampled_from((0.5, *HALF_LIVES)), st.floats(0.01, 5), st.floats(0, 2), st.sampled_from((0.0, 0.25))
)


def test_what_gains_now_is_above_what_gained_once() -> None:
    assert score(0, 0, 0, 0, 1, 3, 9) > score(0, 40, 5, 1, 0, 0, 0)


def test_the_younger_of_two_alike_is_above() -> None:
    assert score(2, 2, 2, age=3) > score(2, 2, 2, age=60)


def test_the_formula_is_the_published_one() -> None:
    piece = seen(1, 2, 4)
    usual = 1 / 3  # three periods old: the bucket that begins at two
    rate = (4 + 2 / 2 + 1 / 4 + 0.25 * usual) / (1 + 1 / 2 + 1 / 4 + 0.25)
    expected = np.log(rate) - 0.3 * np.log(4) + 0.25 * np.log((4 + usual) / (2 + usual))
    assert cold_score(piece, PRIOR)[0] == pytest.approx(expected)


def test_a_piece_nobody_could_see_yet_gets_the_prior_and_is_neither_last_nor_first() -> None:
    unseen = score(age=0)
    assert unseen == pytest.approx(np.log(PRIOR.gains[0]))
    assert score(0, 0, 0, 0) < unseen < score(6)


def test_one_gain_at_first_sight_does_not_make_a_giant() -> None:
    hardly = replace(seen(0.1, age=0.01), observed=three(np.array([0.01]) for _ in HALF_LIVES))
    assert shrunk_rate(hardly, PRIOR.at(hardly.age))[0] < 2


def test_momentum_counts_only_once_two_periods_were_seen() -> None:
    assert cold_parts(seen(5), PRIOR)["momentum"][0] == 0
    assert cold_parts(seen(0, 0, 5), PRIOR)["momentum"][0] > 0


def test_half_a_period_is_close_to_what_whole_decay_would_give() -> None:
    gains = (3.0, 1.0, 4.0, 2.0, 5.0)
    weights = 2.0 ** (-2 * np.arange(5))
    exact = np.array(gains[::-1]) @ weights / weights.sum()
    assert DECAYED_RATE.score(seen(*gains), (0.5,))[0] == pytest.approx(exact, rel=0.05)


def test_the_prior_is_the_mean_of_each_age_shrunk_to_the_mean_of_all() -> None:
    age = np.array([0.5] * 1000 + [300.0] * 2)
    learnt = learn_prior(age, np.array([2.0] * 1000 + [0.0] * 2))
    assert learnt.gains[0] == pytest.approx(2, rel=0.01)
    assert 1.5 < learnt.gains[-1] < 2  # two rows say little
    assert learn_prior(age, 0 * age) == AgePrior()


@given(many(), SETTINGS)
def test_every_score_is_finite_and_the_order_of_rows_does_not_matter(signals: Signals, setting: Setting) -> None:
    scores = cold_score(signals, PRIOR, setting)
    assert np.isfinite(scores).all()
    backwards = np.arange(len(signals))[::-1]
    assert cold_score(take(signals, backwards), PRIOR, setting) == pytest.approx(scores[backwards])


@given(many(), SETTINGS)
def test_the_parts_add_up_to_the_score_but_for_what_is_usual_at_first(signals: Signals, setting: Setting) -> None:
    whole = sum(cold_parts(signals, PRIOR, setting).values()) + np.log(PRIOR.gains[0])
    assert whole == pytest.approx(cold_score(signals, PRIOR, setting), abs=1e-9)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.floats(0, 1e6), SETTINGS)
def test_a_greater_gain_in_the_last_period_never_lowers_the_score(
    gains: list[float], more: float, setting: Setting
) -> None:
    greater = [*gains[:-1], gains[-1] + more]
    assert score(*greater, setting=setting) >= score(*gains, setting=setting) - 1e-9


@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=12))
def test_without_momentum_no_gain_whenever_it_came_lowers_the_score(gains: list[float]) -> None:
    plain = replace(COLD, momentum=0.0)
    assert all(
        score(*gains[:at], gains[at] + 1, *gains[at + 1 :], setting=plain) >= score(*gains, setting=plain)
        for at in range(len(gains))
    )


CASES: list[tuple[Callable[[], Signals], str]] = [
    (lambda: seen(1, 1, 1, 1, 1, 1, 1, 1, 9), "rising very fast for its age; already nine days old; 4.5 a day where"),
    (lambda: seen(age=0), "too new to have shown anything; new this hour; 1.0 a day is usual"),
    (lambda: seen(0, 0, 0), "no interest measured yet; already three days old; 0.33 a day is usual"),
    (lambda: seen(30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), "quiet for its age; already eleven days old"),
]


@pytest.mark.parametrize(("piece", "sentence"), CASES)
def test_a_score_says_in_words_and_numbers_why(piece: Callable[[], Signals], sentence: str) -> None:
    assert explain(Scorer(prior=PRIOR), piece(), 0).sentence.startswith(sentence)


def test_the_reasons_come_with_what_each_adds_the_weightiest_first() -> None:
    found = explain(Scorer(prior=PRIOR), seen(1, 1, 1, 1, 1, 1, 1, 1, 9), 0)
    words = [words for words, _ in found.parts]
    assert words == ["rising very fast for its age", "already nine days old", "faster than the day before"]
    added = dict(found.parts)
    assert added["rising very fast for its age"] > 0 > added["already nine days old"]
    assert sum(added.values()) == pytest.approx(found.value, abs=0.02)  # what is usual at first is 1 here


def test_numbers_are_read_in_the_measure_asked_for_and_by_the_hour() -> None:
    hourly = Scorer(period_hours=1, prior=PRIOR)
    assert "an hour where 12 is usual" in explain(hourly, seen(1, 1, 1), 0, unit=36).sentence
    assert "three hours old" in explain(hourly, seen(1, 1, 1), 0).sentence


def test_on_the_reddit_series_the_cold_start_is_not_below_the_decayed_rate(shared: Any) -> None:
    past, future = split(panel_of(read_series(shared, "reddit_hourly")))
    prior = learn_prior(past.signals.age, past.gained)
    ours = mean_of(judged(future, lambda signals: cold_score(signals, prior)))
    for settings in DECAYED_RATE.settings:
        assert ours > mean_of(judged(future, with_settings(DECAYED_RATE, settings)))
