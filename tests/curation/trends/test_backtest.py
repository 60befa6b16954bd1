"""The backtest: the figure is the textbook's, what is reported never bears on what is chosen, luck is not skill."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.trends.backtest import decayed_rate, estimate, folds, judged, mean_of, ndcg, split
from dashboard.curation.trends.choosing import Evidence, candidates, choose
from dashboard.curation.trends.panels import Panel, joined, take
from dashboard.curation.trends.scoring import COLD_START
from dashboard.curation.trends.training import judge, learn
from tests.curation.trends.engagement import PERIOD_HOURS, community, evidence_of, panel_of, read_series
from tests.curation.trends.test_model import CROWD

GAINS = st.lists(st.floats(0, 1e6), min_size=1, max_size=40)


def panel(times: int = 30, pieces: int = 12, horizon: int = 1, seed: int = 0) -> Panel:
    """Gains that follow the last ones, loosely."""
    chance = np.random.default_rng(seed)
    signals = joined([take(CROWD, chance.integers(0, len(CROWD), pieces)) for _ in range(times)])
    gained = signals.last_gain * chance.exponential(1.0, len(signals))
    return Panel(np.repeat(np.arange(times), pieces), signals, gained, horizon)


def test_the_figure_is_the_textbooks() -> None:
    gained = np.array([3.0, 2.0, 0.0, 1.0])
    ideal = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg(np.array([1.0, 9.0, 5.0, 0.0]), gained) == pytest.approx((2 + 3 / 2 + 1 / math.log2(5)) / ideal)
    assert ndcg(gained, gained) == pytest.approx(1)


@given(GAINS)
def test_it_lies_between_nought_and_one_and_only_the_right_order_has_one(gains: list[float]) -> None:
    gained = np.array(gains)
    if gained.sum() <= 0:
        assert math.isnan(ndcg(gained, gained))
        return
    assert ndcg(gained, gained) == pytest.approx(1)
    assert -1e-9 <= ndcg(-gained, gained) <= 1 + 1e-9


@given(GAINS)
def test_no_order_among_ties_is_worth_anything(gains: list[float]) -> None:
    gained = np.array([*gains, 1.0])
    nothing = np.zeros(len(gained))
    assert ndcg(nothing, gained) == pytest.approx(ndcg(nothing, np.sort(gained)))


@given(st.integers(4, 60), st.integers(1, 7))
def test_what_is_fitted_never_reaches_into_what_is_judged(times: int, horizon: int) -> None:
    whole = panel(times, 2, horizon)
    past, future = split(whole)
    assert len(future.times()) == times - int(times * 0.6)
    if len(past):
        assert past.time.max() + horizon < future.time.min()
    for before, after in folds(whole, 4, 0.4):
        if len(before):
            assert before.time.max() + horizon < after.time.min()


def test_changing_what_is_judged_never_changes_what_was_fitted_or_chosen() -> None:
    whole, evidence = panel(40), Evidence(10_000, 40.0, 24)
    cut = split(whole)[1].time[0]
    later = whole.time >= cut - whole.horizon
    spoilt = replace(whole, gained=np.where(later, whole.gained[::-1] * 1000, whole.gained))
    one, other = (choose(split(each)[0], evidence) for each in (whole, spoilt))
    assert one == other
    fits = [candidates(split(each)[0], 24)[one.candidate].to_dict() for each in (whole, spoilt)]
    assert fits[0] == fits[1]


def test_the_interval_holds_the_mean_and_is_wider_for_fewer_times() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.1, 400)
    few, many_ = estimate(values[:25]), estimate(values)
    assert few.low < few.mean < few.high
    assert many_.high - many_.low < (few.high - few.low) / 2
    assert estimate(values) == estimate(values)
    assert estimate(np.array([np.nan])).mean == 0


def test_times_that_follow_one_another_are_not_taken_for_many() -> None:
    steps = np.repeat(np.random.default_rng(1).normal(0.5, 0.1, 20), 7)
    apart, overlapping = estimate(np.tile(steps[::7], 7)), estimate(steps, horizon=14)
    assert overlapping.high - overlapping.low > apart.high - apart.low


@pytest.mark.parametrize("evidence", [Evidence(100_000, 20.0, 24), Evidence(100_000, 6.0, 1)])
def test_a_short_history_gets_the_cold_start(evidence: Evidence) -> None:
    choice = choose(split(panel())[0], evidence)
    assert choice.candidate.chosen == COLD_START
    assert evidence.is_little


def test_a_history_in_which_nothing_was_gained_gets_the_cold_start() -> None:
    silent = replace(panel(), gained=np.zeros(30 * 12))
    assert choose(silent, Evidence(10_000, 40.0, 24)).candidate.chosen == COLD_START


def test_while_little_is_known_and_too_briefly_to_tell_the_cold_start_stays() -> None:
    history, end = community(2, weeks=8, votes_a_week=60)
    row = learn(history, end, 24)
    assert row.evidence["little"]
    assert (row.chosen, row.backtest["why"]) == (COLD_START, "The history is too short to tell the formulas apart.")
    assert COLD_START in {line["key"] for line in row.backtest["lines"]}


def test_the_report_has_every_named_formula_the_best_first() -> None:
    row = judge(panel(40), Evidence(10_000, 40.0, 24))
    lines = row.backtest["lines"]
    assert {"hacker_news", "reddit", "lemmy", "discourse", "decayed_rate", "velocity", row.chosen} <= {
        line["key"] for line in lines
    }
    means = [line["did"]["mean"] for line in lines]
    assert means == sorted(means, reverse=True)
    assert all(line["did"]["low"] <= line["did"]["mean"] <= line["did"]["high"] for line in lines)
    assert row.backtest["times"] == 16


@pytest.mark.parametrize(("name", "wanted"), [("reddit_hourly", 0.855), ("yt_gb_daily", 0.815)])
def test_on_real_engagement_the_choice_reaches_what_is_wanted(shared: Any, name: str, wanted: float) -> None:
    frame = read_series(shared, name)
    row = judge(panel_of(frame), evidence_of(frame))
    used = next(line for line in row.backtest["lines"] if line["key"] == row.chosen)
    assert row.period_hours == PERIOD_HOURS[name]
    assert used["did"]["mean"] >= wanted
    assert used["ahead"]["mean"] > 0


def test_in_small_communities_the_choice_keeps_up_with_the_decayed_rate() -> None:
    ahead = []
    for seed in range(4):
        history, end = community(seed, weeks=10, votes_a_week=60)
        row = learn(history, end, 24)
        assert row.evidence["little"]
        ahead.append(next(line for line in row.backtest["lines"] if line["key"] == row.chosen)["ahead"]["mean"])
    assert np.mean(ahead) > -0.02


def test_the_peer_is_tuned_on_the_past_alone() -> None:
    past, future = split(panel(40))
    assert mean_of(judged(future, decayed_rate(past))) > 0.5
