"""Frames, durations and timecode at a rational rate; nothing here is ever a float.

A timecode is the label of a frame, not a time. Drop-frame counting after SMPTE ST 12-1: at 30000/1001 two labels
a minute do not exist, except in every tenth minute; at 60000/1001 four. Labels run for 24 hours and start again.
"""

from __future__ import annotations

import re
from fractions import Fraction

from dashboard.errors import BadInput

RATES: dict[str, Fraction] = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "60": Fraction(60),
}
"""The rates that programmes are made at, under the names people use."""

DAY_MS = 24 * 3600 * 1000
"""No typed length is longer, so that a slip of the finger is noticed."""

_DURATION = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9})(?:\.(\d{1,3}))?", re.ASCII)
_LABEL = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;])(\d\d)", re.ASCII)


def parse_rate(text: str) -> Fraction:
    """A rate from `25`, `29.97` or `30000/1001`; only the rates in RATES are taken."""
    text = text.strip()
    if text in RATES:
        return RATES[text]
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate not in RATES.values():
        raise BadInput(f"“{text}” is not a frame rate that programmes are made at; use one of {', '.join(RATES)}.")
    return rate


def rate_text(rate: Fraction) -> str:
    """`30000/1001`, `25/1`: numerator and denominator."""
    return f"{rate.numerator}/{rate.denominator}"


def rate_name(rate: Fraction) -> str:
    """The name people use, such as `29.97`."""
    return next((name for name, value in RATES.items() if value == rate), rate_text(rate))


def parse_duration_ms(text: str) -> int:
    """Milliseconds from `1:30`, `:19`, `1:02:03.5` or a bare number of seconds.

    Raises: `BadInput` for what is no length, is below zero, or is longer than 24 hours.
    """
    bare = text.strip()
    if re.fullmatch(r"[-−–]\s*[\d:.]+", bare):
        raise BadInput(f"“{bare}” is below zero, and a length cannot be; write it without the sign.")
    found = _DURATION.fullmatch(f"0{bare}" if bare.startswith(":") else bare)
    if found is None:
        raise BadInput(f"“{text}” is not a length; write minutes and seconds as 3:35, or seconds as 35.")
    hours, minutes, seconds, part = found.groups()
    if (minutes is not None and int(seconds) > 59) or (hours is not None and int(minutes) > 59):
        raise BadInput(f"“{text}” is not a length: minutes and seconds stop at 59.")
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    ms = whole * 1000 + int((part or "0").ljust(3, "0"))
    if ms > DAY_MS:
        raise BadInput(f"“{bare}” is longer than 24 hours; write minutes and seconds as 3:35, or seconds as 35.")
    return ms


def parse_duration(text: str, rate: Fraction) -> int:
    """Frames from a typed length, rounded to the nearest frame, half up."""
    return ms_to_frames(parse_duration_ms(text), rate)


def ms_to_frames(ms: int, rate: Fraction) -> int:
    """The nearest whole number of frames, half up."""
    return int(ms * rate / 1000 + Fraction(1, 2))


def ms_to_whole_frames(ms: int, rate: Fraction) -> int:
    """The frames that fit into `ms` whole, so that no more is promised than there is; at least one."""
    return max(1, int(ms * rate / 1000))


def frames_to_ms(frames: int, rate: Fraction) -> int:
    """The nearest millisecond, half up."""
    return int(frames * 1000 / rate + Fraction(1, 2))


def duration_text(frames: int, rate: Fraction) -> str:
    """`3:35`, `1:02:03`: real time to the nearest second, half up."""
    seconds = int(abs(frames) / rate + Fraction(1, 2))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "−" if frames < 0 and (hours or minutes or seconds) else ""
    return f"{sign}{hours}:{minutes:02}:{seconds:02}" if hours else f"{sign}{minutes}:{seconds:02}"


def signed_text(frames: int, rate: Fraction) -> str:
    """Over and under, always signed: `+0:50`, `−0:10`, and `±0:00` below half a second."""
    text = duration_text(abs(frames), rate)
    if text == "0:00":
        return "±0:00"
    return f"{'+' if frames > 0 else '−'}{text}"


def drops(rate: Fraction) -> bool:
    """Whether drop-frame counting means something at this rate."""
    return bool(_dropped(rate))


def day_frames(rate: Fraction, *, drop: bool = True) -> int:
    """How many labels there are from 00:00:00:00 to the last before midnight."""
    return 86_400 * _nominal(rate) - (1296 * _dropped(rate) if drop else 0)


def timecode(frames: int, rate: Fraction, *, drop: bool = True) -> str:
    """The label of a frame counted from 00:00:00:00; after 24 hours they start again, and before it they count back.

    With `drop`, drop-frame (`;`) where the rate has it; without, non-drop (`:`) at every rate.
    """
    nominal, dropped = _nominal(rate), _dropped(rate) if drop else 0
    frames %= 86_400 * nominal - 1296 * dropped
    if dropped:
        per_minute = 60 * nominal - dropped
        tens, rest = divmod(frames, 10 * per_minute + dropped)
        # The first minute of ten leaves none out.
        frames += dropped * (9 * tens + max(0, (rest - dropped) // per_minute))
    seconds, frame = divmod(frames, nominal)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{';' if dropped else ':'}{frame:02}"


def parse_timecode(text: str, rate: Fraction, *, drop: bool = True) -> int:
    """The frame of a label, from 0 to `day_frames`.

    Raises: `BadInput` for what is no label, for one that drop-frame counting leaves out, and where labels are
    counted non-drop, for one that is written as drop-frame.
    """
    bare = text.strip()
    found = _LABEL.fullmatch(bare)
    nominal, dropped = _nominal(rate), _dropped(rate) if drop else 0
    if found is None or int(found[5]) >= nominal:
        raise BadInput(f"“{bare}” is not a timecode at {rate_name(rate)}; write it as 00:01:30:00.")
    hour, minute, second, frame = int(found[1]), int(found[2]), int(found[3]), int(found[5])
    if hour > 23:
        raise BadInput(f"“{bare}” does not exist: timecode ends at 23:59:59 and starts again at 00:00:00.")
    minutes = 60 * hour + minute
    if dropped and second == 0 and frame < dropped and minutes % 10:
        raise BadInput(
            f"{bare} does not exist at {rate_name(rate)}: drop-frame counting leaves it out; "
            f"the next is {bare[:9]}{dropped:02}."
        )
    if found[4] == ";" and not dropped and drops(rate):
        raise BadInput(f"“{bare}” is drop-frame, and here timecode is counted non-drop; write it with a colon.")
    return (minutes * 60 + second) * nominal + frame - dropped * (minutes - minutes // 10)


def _nominal(rate: Fraction) -> int:
    """Labels a second."""
    return -(-rate.numerator // rate.denominator)


def _dropped(rate: Fraction) -> int:
    """Labels left out a minute by drop-frame counting."""
    nominal = _nominal(rate)
    return nominal // 15 if rate.denominator == 1001 and nominal % 30 == 0 else 0
