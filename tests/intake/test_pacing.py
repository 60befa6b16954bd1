"""How long to wait before asking again, by the clock that the test gives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.pacing import Turns, pause_s, retry_after_s

AT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0), ("120", 120), (" 5 ", 5), ("Sun, 01 Mar 2026 12:00:30 GMT", 30), ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("", None), ("soon", None), ("-5", None), ("1.5", None), ("٣", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_a_date(said: str, seconds: float | None) -> None:
    assert retry_after_s({"retry-after": said}, AT) == seconds


def test_a_header_that_is_not_there_asks_for_nothing() -> None:
    assert retry_after_s({}, AT) is None


@given(st.integers(1, 10), st.floats(0, 1))
def test_pauses_double_and_are_shortened_by_half_at_most(tries: int, chance: float) -> None:
    assert 2 ** (tries - 1) / 2 <= pause_s(tries, chance) <= 2 ** (tries - 1)


def test_a_burst_goes_at_once_and_the_rest_in_turn() -> None:
    turns = Turns(per_second=2, burst=3)
    assert [turns.wait_s("a", 0) for _ in range(5)] == [0, 0, 0, 0.5, 1]
    assert turns.wait_s("b", 0) == 0
    assert turns.wait_s("a", 100) == 0


@given(st.lists(st.floats(0, 5), min_size=1, max_size=40))
def test_no_more_than_the_burst_and_the_rate_ever_go(gaps: list[float]) -> None:
    turns, now, went = Turns(per_second=1, burst=5), 0.0, []
    for gap in gaps:
        now += gap
        went.append(now + turns.wait_s("a", now))
    for first in range(len(went)):
        for last in range(first, len(went)):
            assert last - first + 1 <= 5 + (went[last] - went[first]) + 1e-6
