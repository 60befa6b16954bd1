from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.errors import BadInput
from dashboard.rundown.timecode import RATES
from dashboard.ui.formats import (
    ago_text,
    date_text,
    instant_text,
    length_text,
    over_colour,
    over_word,
    point_text,
    read_point,
)
from dashboard.ui.payment_tables import share_text

PAL, DROP = RATES["25"], RATES["29.97"]
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(None, "–"), (0, "0:00"), (40, "0:00.1"), (400, "0:00.4"), (999, "0:00.9"), (1000, "0:01"),
     (215_400, "3:35"), (3_723_000, "1:02:03")],
)  # fmt: skip
def test_a_length_is_written_to_the_second(ms: int | None, text: str) -> None:
    assert length_text(ms) == text


@pytest.mark.parametrize(
    ("frames", "word", "colour"), [(25, "over", "red"), (-25, "under", "green"), (3, "on time", "green")]
)
def test_over_and_under_have_a_word_beside_their_colour(frames: int, word: str, colour: str) -> None:
    assert (over_word(frames, PAL), over_colour(frames, PAL)) == (word, colour)


def test_a_point_is_written_as_timecode_and_may_lie_before_the_start() -> None:
    assert point_text(39_562, DROP) == "00:22:00;02"
    assert point_text(-250, PAL) == "−00:00:10:00"
    assert point_text(39_562, DROP, drop=False) == "00:21:58:22"
    assert read_point("00:21:58:22", DROP, drop=False) == 39_562
    assert point_text(None, PAL) == "–"


@pytest.mark.parametrize("frames", [0, 1, 749, 1800, 39_562])
def test_a_point_is_read_back_as_it_was_written(frames: int) -> None:
    assert read_point(point_text(frames, DROP), DROP) == frames


def test_a_point_may_be_typed_as_a_length() -> None:
    assert read_point("1:30", PAL) == 2250
    assert read_point(":10", PAL) == 250
    with pytest.raises(BadInput, match="does not exist"):
        read_point("00:22:00;00", DROP)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "just now"), (59, "just now"), (60, "1 minute ago"), (7300, "2 hours ago"), (200_000, "2 days ago")],
)
def test_how_long_ago(seconds: int, text: str) -> None:
    assert ago_text(NOON - timedelta(seconds=seconds), NOON) == text


def test_dates_and_instants() -> None:
    assert date_text(NOON) == "4 May 2026"
    assert instant_text(NOON) == "4 May 2026, 12:00 UTC"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.3 %"), (2, 3, "66.7 %"), (0, 5, "0.0 %"), (1, 10_000, "<0.1 %"), (5, 5, "100.0 %"), (0, 0, "0.0 %")],
)
def test_shares_have_one_decimal(part: int, whole: int, text: str) -> None:
    assert share_text(part, whole) == text
