from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import BadInput
from dashboard.rundown.timecode import (
    DAY_MS,
    RATES,
    day_frames,
    drops,
    duration_text,
    frames_to_ms,
    ms_to_frames,
    ms_to_whole_frames,
    parse_duration,
    parse_duration_ms,
    parse_rate,
    parse_timecode,
    rate_name,
    signed_text,
    timecode,
)

FILM, PAL, DROP, NTSC, FAST_DROP = (RATES[name] for name in ("23.976", "25", "29.97", "30", "59.94"))
EVERY_RATE = pytest.mark.parametrize("rate", RATES.values(), ids=RATES.keys())
COUNTINGS = [(rate, drop) for rate in RATES.values() for drop in ((True, False) if drops(rate) else (True,))]
EVERY_COUNTING = pytest.mark.parametrize(
    ("rate", "drop"), COUNTINGS, ids=[f"{rate_name(rate)}{'' if drop else ' non-drop'}" for rate, drop in COUNTINGS]
)


def labels_one_by_one(rate: Fraction, minutes: int, *, drop: bool) -> list[str]:
    """Every label of so many minutes, counted as a clock does and leaving out what drop-frame leaves out."""
    nominal = round(rate)
    dropped = {DROP: 2, FAST_DROP: 4}.get(rate, 0) if drop else 0
    mark = ";" if dropped else ":"
    return [
        f"00:{minute:02}:{second:02}{mark}{frame:02}"
        for minute in range(minutes)
        for second in range(60)
        for frame in range(nominal)
        if second or frame >= dropped or minute % 10 == 0
    ]


@EVERY_COUNTING
def test_labels_follow_one_another_as_a_clock_counts_them_and_lead_back(rate: Fraction, drop: bool) -> None:
    expected = labels_one_by_one(rate, 11, drop=drop)
    assert [timecode(frame, rate, drop=drop) for frame in range(len(expected))] == expected
    assert [parse_timecode(label, rate, drop=drop) for label in expected] == list(range(len(expected)))


@EVERY_COUNTING
def test_the_frames_around_every_minute_of_a_day_come_back_from_their_labels(rate: Fraction, drop: bool) -> None:
    last = day_frames(rate, drop=drop)
    for minute in range(1441):
        middle = minute * last // 1440
        for frame in range(max(0, middle - 3), min(last, middle + 3)):
            assert parse_timecode(timecode(frame, rate, drop=drop), rate, drop=drop) == frame


@EVERY_COUNTING
@given(data=st.data())
def test_any_frame_of_a_day_comes_back_from_its_label(rate: Fraction, drop: bool, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, day_frames(rate, drop=drop) - 1))
    assert parse_timecode(timecode(frame, rate, drop=drop), rate, drop=drop) == frame


@EVERY_COUNTING
@given(frame=st.integers(-10_000_000, 10_000_000))
def test_after_24_hours_the_labels_start_again(rate: Fraction, drop: bool, frame: int) -> None:
    day = day_frames(rate, drop=drop)
    assert timecode(frame, rate, drop=drop) == timecode(frame + day, rate, drop=drop)
    assert timecode(day, rate, drop=drop).startswith("00:00:00") and timecode(-1, rate, drop=drop).startswith(
        "23:59:59"
    )


def test_the_label_before_the_first_is_the_last_of_the_day() -> None:
    assert [timecode(-1, PAL), timecode(-1, DROP), timecode(-1, DROP, drop=False)] == [
        "23:59:59:24",
        "23:59:59;29",
        "23:59:59:29",
    ]


def test_a_day_of_drop_frame_labels_is_shorter_than_one_of_non_drop() -> None:
    assert (day_frames(DROP), day_frames(DROP, drop=False)) == (2_589_408, 2_592_000)
    assert (day_frames(FAST_DROP), day_frames(FAST_DROP, drop=False)) == (5_178_816, 5_184_000)
    assert day_frames(PAL) == day_frames(PAL, drop=False) == 2_160_000


@pytest.mark.parametrize(
    ("label", "rate", "frame"),
    [
        ("00:21:30;00", DROP, 38_662),
        ("00:22:00;02", DROP, 39_562),
        ("00:30:00;00", DROP, 53_946),
        ("00:29:58:06", NTSC, 53_946),
        ("01:00:00;00", DROP, 107_892),
        ("00:10:00;00", FAST_DROP, 35_964),
        ("01:00:00:00", PAL, 90_000),
        ("01:00:00:00", FILM, 86_400),
    ],
)
def test_known_labels(label: str, rate: Fraction, frame: int) -> None:
    assert parse_timecode(label, rate) == frame
    assert timecode(frame, rate) == label


@pytest.mark.parametrize(
    ("label", "rate"),
    [("00:22:00;00", DROP), ("00:01:00;01", DROP), ("00:01:00;03", FAST_DROP), ("00:01:00;00", FAST_DROP)],
)
def test_a_label_that_drop_frame_leaves_out_is_refused(label: str, rate: Fraction) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        parse_timecode(label, rate)
    assert parse_timecode(label.replace(";", ":"), rate, drop=False) > 0


def test_the_refusal_of_a_label_names_the_next_one() -> None:
    with pytest.raises(BadInput) as refusal:
        parse_timecode("00:22:00;00", DROP)
    assert str(refusal.value) == (
        "00:22:00;00 does not exist at 29.97: drop-frame counting leaves it out; the next is 00:22:00;02."
    )


def test_the_same_label_is_another_frame_by_the_other_counting() -> None:
    assert parse_timecode("01:00:00:00", DROP) == 107_892
    assert parse_timecode("01:00:00:00", DROP, drop=False) == 108_000
    assert timecode(53_946, DROP, drop=False) == "00:29:58:06"


def test_a_drop_frame_label_is_refused_where_labels_are_counted_non_drop() -> None:
    with pytest.raises(BadInput, match="counted non-drop"):
        parse_timecode("01:00:00;00", DROP, drop=False)


@pytest.mark.parametrize("label", ["24:00:00:00", "99:59:59:24"])
def test_a_label_after_midnight_is_refused(label: str) -> None:
    with pytest.raises(BadInput, match="does not exist: timecode ends at 23:59:59"):
        parse_timecode(label, PAL)


@pytest.mark.parametrize(
    "text", ["", "1:30", "٠٠:٠٠:٠٠:٠٠", "00:00:00:25", "00:60:00:00", "00:00:61:00", "aa:bb:cc:dd", "-1:00:00:00"]
)
def test_what_is_no_timecode_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not a timecode at 25"):
        parse_timecode(text, PAL)


def test_typed_lengths_are_read_as_other_systems_read_them(shared: Path) -> None:
    cases = json.loads((shared / "cases" / "vendor_examples.json").read_text())["cases"]
    shorthand = next(case["expect"] for case in cases if case["name"] == "duration shorthand")
    for text, seconds in shorthand.items():
        if seconds is None:
            with pytest.raises(BadInput, match="is not a length"):
                parse_duration_ms(text)
        else:
            assert parse_duration_ms(text) == seconds * 1000


@pytest.mark.parametrize(
    ("text", "ms"),
    [("1:02:03.5", 3_723_500), ("0.04", 40), ("90", 90_000), ("1:30", 90_000), (" 3:35 ", 215_000)],
)
def test_lengths_with_hours_and_parts_of_a_second(text: str, ms: int) -> None:
    assert parse_duration_ms(text) == ms


@pytest.mark.parametrize("text", ["1:60", "1:60:00", "1:2:3:4", "1,5", "3m", "", ":", "9" * 5000, "٣"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_duration_ms(text)


@pytest.mark.parametrize("text", ["-1", "−1:30", "- 0:05"])
def test_a_length_below_zero_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="below zero"):
        parse_duration_ms(text)


@pytest.mark.parametrize("text", ["24:00:00.001", "90000", "1441:00", "999999999:59:59"])
def test_a_length_of_more_than_a_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="longer than 24 hours"):
        parse_duration_ms(text)
    assert parse_duration_ms("24:00:00") == DAY_MS


@EVERY_RATE
@given(frames=st.integers(0, 10_000_000))
def test_a_frame_comes_back_from_its_millisecond(rate: Fraction, frames: int) -> None:
    assert ms_to_frames(frames_to_ms(frames, rate), rate) == frames


@EVERY_RATE
@given(ms=st.integers(1, 10_000_000))
def test_no_more_frames_are_promised_than_the_media_hold(rate: Fraction, ms: int) -> None:
    frames = ms_to_whole_frames(ms, rate)
    assert frames == 1 or frames * 1000 / rate <= ms < (frames + 1) * 1000 / rate


@EVERY_RATE
@given(seconds=st.integers(0, 20_000))
def test_whole_seconds_are_written_as_they_were_typed(rate: Fraction, seconds: int) -> None:
    text = duration_text(parse_duration(str(seconds), rate), rate)
    assert parse_duration_ms(text) == seconds * 1000


@pytest.mark.parametrize(
    ("frames", "text"),
    [(0, "±0:00"), (12, "±0:00"), (-12, "±0:00"), (1250, "+0:50"), (-250, "−0:10"), (90_000, "+1:00:00")],
)
def test_over_and_under_are_always_signed(frames: int, text: str) -> None:
    assert signed_text(frames, PAL) == text


@EVERY_RATE
@given(frames=st.integers(-100_000, 100_000))
def test_over_is_the_mirror_of_under(rate: Fraction, frames: int) -> None:
    mirrored = signed_text(-frames, rate).translate(str.maketrans("+−", "−+"))
    assert signed_text(frames, rate) == mirrored


@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_read_by_its_name_and_as_a_fraction(name: str) -> None:
    rate = RATES[name]
    assert parse_rate(name) == parse_rate(f"{rate.numerator}/{rate.denominator}") == rate
    assert rate_name(rate) == name


@pytest.mark.parametrize("text", ["29", "0", "1/0", "fast", "", "-25"])
def test_other_rates_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not a frame rate"):
        parse_rate(text)
