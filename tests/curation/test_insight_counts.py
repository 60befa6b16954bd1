"""Counting over time: steps of a period, groups, percentiles and limits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.insight_counts import (
    DAY,
    MONTH,
    PERIODS,
    WEEK,
    grouped,
    percentile,
    steps,
    within,
)

TODAY = date(2026, 11, 25)  # a Wednesday
DATES = st.dates(min_value=date(2015, 1, 1), max_value=TODAY)


@pytest.mark.parametrize(
    ("period", "first", "grain", "begins", "count"),
    [
        ("4 weeks", None, DAY, date(2026, 10, 29), 28),
        ("12 weeks", None, WEEK, date(2026, 9, 7), 12),
        ("Year", None, WEEK, date(2025, 12, 1), 52),
        ("All", None, DAY, TODAY, 1),
        ("All", date(2026, 11, 1), DAY, date(2026, 11, 1), 25),
        ("All", date(2026, 8, 12), WEEK, date(2026, 8, 10), 16),
        ("All", date(2024, 2, 29), MONTH, date(2024, 2, 1), 34),
    ],
)
def test_a_period_is_cut_into_days_weeks_or_months(
    period: str, first: date | None, grain: str, begins: date, count: int
) -> None:
    cut = steps(period, TODAY, first)
    assert (cut.grain, cut.starts[0], len(cut.starts)) == (grain, begins, count)
    assert cut.since == datetime(begins.year, begins.month, begins.day, tzinfo=UTC)


@given(st.sampled_from(list(PERIODS)), DATES)
def test_steps_follow_one_another_and_reach_today(period: str, first: date) -> None:
    cut = steps(period, TODAY, first)
    assert list(cut.starts) == sorted(set(cut.starts)) and cut.starts[-1] <= TODAY
    assert (TODAY - cut.starts[-1]).days < {DAY: 1, WEEK: 7, MONTH: 31}[cut.grain]
    if period == "All":
        assert cut.starts[0] <= first
    if cut.grain == WEEK:
        assert {start.weekday() for start in cut.starts} == {0}


def test_groups_are_ordered_by_size_and_the_small_ones_added_up() -> None:
    cut = steps("12 weeks", TODAY, None)
    first, last = cut.starts[0], cut.starts[-1]
    rows = [(first, "music", 2), (last, "music", 1), (last, "video", 5), (first, "text", 1), (last, "photo", 1)]
    groups = grouped(cut, [*rows, (date(2020, 1, 1), "music", 99)], most=2)
    assert [(group.name, group.total) for group in groups] == [("video", 5), ("music", 3), ("Others (2)", 2)]
    assert groups[1].counts[0] == 2 and groups[1].counts[-1] == 1 and groups[2].counts[0] == 1
    assert grouped(cut, []) == ()


@given(st.lists(st.integers(0, 50), max_size=60), st.integers(1, 10))
def test_a_percentile_is_the_nearest_rank(values: list[int], tenths: int) -> None:
    counted = {value: values.count(value) for value in values}
    found = percentile(counted, Fraction(tenths, 10))
    if not values:
        assert found is None
        return
    rank = -(-len(values) * tenths // 10)
    assert found == sorted(values)[rank - 1]


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 9)))
def test_everything_lies_within_one_limit_or_beyond_all(counted: dict[int, int]) -> None:
    parts = within(counted, (1, 24, 72, 168))
    assert len(parts) == 5 and sum(parts) == sum(counted.values())
    assert parts[0] == counted.get(0, 0)
    assert parts[-1] == sum(times for value, times in counted.items() if value >= 168)
