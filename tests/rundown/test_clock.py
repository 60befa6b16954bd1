from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import BadInput
from dashboard.rundown.clock import clock_text, parse_time_of_day
from dashboard.rundown.timecode import DAY_MS, RATES

PAL, DROP = RATES["25"], RATES["29.97"]
EIGHT = 20 * 3_600_000


@pytest.mark.parametrize(
    ("typed", "ms"),
    [("20:00:00", EIGHT), ("20:00", EIGHT), (" 8:05 ", 29_100_000), ("00:00:00", 0), ("23:59:59", DAY_MS - 1000)],
)
def test_a_time_of_day_is_read_with_and_without_its_seconds(typed: str, ms: int) -> None:
    assert parse_time_of_day(typed) == ms


@pytest.mark.parametrize("typed", ["24:00", "20", "20:60", "8pm", "", "-1:00", "20:00:00:00", "٢٠:٠٠"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="is not a time of day; write it as 20:00:00"):
        parse_time_of_day(typed)


@pytest.mark.parametrize(
    ("frames", "rate", "text"),
    [
        (0, PAL, "20:00:00"),
        (450 * 25, PAL, "20:07:30"),
        (12, PAL, "20:00:00"),
        (13, PAL, "20:00:01"),
        (-250, PAL, "19:59:50"),
        (4 * 90_000, PAL, "00:00:00"),
        (53_946, DROP, "20:30:00"),
    ],
)
def test_a_frame_has_its_time_of_day_to_the_nearest_second(frames: int, rate: Fraction, text: str) -> None:
    assert clock_text(frames, rate, EIGHT) == text


@given(ms=st.integers(0, DAY_MS // 1000 - 1).map(lambda seconds: seconds * 1000), days=st.integers(-2, 2))
def test_a_time_of_day_is_written_as_it_is_read_whatever_the_day(ms: int, days: int) -> None:
    assert parse_time_of_day(clock_text(days * 86_400 * 25, PAL, ms)) == ms
