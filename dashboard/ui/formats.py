"""How pages write lengths, over and under, money and dates, and how they read a point that somebody typed."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from dashboard.payments.money import format_amount, grouped_amount
from dashboard.rundown.timecode import (
    duration_text,
    parse_duration,
    parse_timecode,
    signed_text,
    timecode,
)

NOTHING = "–"
"""Stands where there is nothing to show."""

__all__ = ["duration_text", "format_amount", "grouped_amount", "signed_text"]


def length_text(duration_ms: int | None) -> str:
    """`3:35` from milliseconds, to the nearest second; `0:00.4` below one; a dash for what has no length."""
    if duration_ms is None:
        return NOTHING
    if 0 < duration_ms < 1000:
        return f"0:00.{max(1, duration_ms // 100)}"
    return duration_text(duration_ms, Fraction(1000))


def point_text(frames: int | None, rate: Fraction, *, drop: bool = True) -> str:
    """A place in the programme as timecode, `−` before zero; a dash for none."""
    if frames is None:
        return NOTHING
    return f"{'−' if frames < 0 else ''}{timecode(abs(frames), rate, drop=drop)}"


def read_point(text: str, rate: Fraction, *, drop: bool = True) -> int:
    """Frames from a typed in or out point: a timecode such as 00:01:30:00, or a length such as 1:30.

    Raises: `BadInput`.
    """
    if text.count(":") + text.count(";") > 2:
        return parse_timecode(text, rate, drop=drop)
    return parse_duration(text, rate)


def over_word(frames: int, rate: Fraction) -> str:
    """`over`, `under` or `on time`, as the signed length beside it rounds."""
    return {"+": "over", "−": "under", "±": "on time"}[signed_text(frames, rate)[0]]


def over_colour(frames: int, rate: Fraction) -> Literal["red", "green"]:
    """The colour that goes with `over_word`; it never stands without the word."""
    return "red" if over_word(frames, rate) == "over" else "green"


def date_text(instant: date) -> str:
    """`3 Nov 2026`."""
    return f"{instant.day} {instant:%b %Y}"


def instant_text(instant: datetime) -> str:
    """`3 Nov 2026, 14:05 UTC`."""
    return f"{date_text(instant)}, {instant:%H:%M} UTC"


def counted(number: int, noun: str) -> str:
    """`1 piece`, `1,204 pieces`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def ago_text(instant: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: `just now`, `5 minutes ago`, `2 days ago`."""
    seconds = max(0, int((now - instant).total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if count := seconds // size:
            return f"{count} {unit}{'s' * (count > 1)} ago"
    return "just now"
