"""The clock of a track."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.media.refusals import clock, falls_short
from dashboard.media.timeline import MAX_GAP_S, MAX_LENGTH_S, ClockDamaged, Timeline, TooLong

BASE = Fraction(1, 1000)


@given(durations=st.lists(st.integers(1, 5000), min_size=1, max_size=50))
def test_frames_without_time_stamps_follow_each_other(durations: list[int]) -> None:
    timeline = Timeline(Fraction(0))
    starts = [timeline.take(None, None, length * BASE) for length in durations]
    assert starts == [sum(durations[:n]) * BASE for n in range(len(durations))]
    assert timeline.length == timeline.end == sum(durations) * BASE
    assert timeline.count == len(durations)


@given(start_ms=st.integers(-(10**9), 10**9), late_ms=st.integers(0, 100_000))
def test_the_length_does_not_depend_on_where_the_clock_starts(start_ms: int, late_ms: int) -> None:
    timeline = Timeline(start_ms * BASE)
    timeline.take(start_ms + late_ms, BASE, Fraction(1))
    timeline.take(start_ms + late_ms + 1000, BASE, Fraction(1))
    assert timeline.length == 2
    assert timeline.end == 2 + late_ms * BASE


@pytest.mark.parametrize("pts", [10**9, -(10**9)])
def test_a_jump_of_the_clock_is_damage(pts: int) -> None:
    timeline = Timeline(Fraction(0))
    timeline.take(0, BASE, Fraction(1))
    with pytest.raises(ClockDamaged) as jump:
        timeline.take(pts, BASE, Fraction(1))
    assert jump.value.after_s == 1


def test_a_single_picture_that_claims_hours_is_damage() -> None:
    with pytest.raises(ClockDamaged):
        Timeline(Fraction(0)).take(0, BASE, MAX_GAP_S + 1)


def test_four_hours_are_the_end() -> None:
    timeline = Timeline(Fraction(0))
    with pytest.raises(TooLong):
        for _ in range(int(MAX_LENGTH_S) + 1):
            timeline.take(None, None, Fraction(1), counted=True)
    assert timeline.count == MAX_LENGTH_S + 1


def test_lengths_are_told_as_people_say_them() -> None:
    told = [clock(Fraction(seconds)) for seconds in ("0", "2.04", "59", "61", "169200", "-1")]
    assert told == ["0.0 s", "2.0 s", "0:59", "1:01", "47:00:00", "0.0 s"]


@given(decoded_ms=st.integers(0, 10**8))
def test_nothing_falls_short_of_itself_or_of_no_claim(decoded_ms: int) -> None:
    decoded = decoded_ms * BASE
    assert not falls_short(decoded, decoded)
    assert not falls_short(decoded, None)
    assert falls_short(decoded, decoded * 2 + 1)
