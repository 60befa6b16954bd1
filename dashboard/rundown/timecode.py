"""Frames, durations and timecode at a rational rate; nothing here is ever a float.

Drop-frame arithmetic after SMPTE ST 12-1: at 30000/1001 two labels a minute do not exist, except in every
tenth minute; at 60000/1001 four.
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

_DURATION = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)(?:\.(\d{1,3}))?")


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
    """Milliseconds from `1:30`, `:19`, `1:02:03.5` or a bare number of seconds."""
    bare = text.strip()
    found = _DURATION.fullmatch(f"0{bare}" if bare.startswith(":") else bare)
    if found is None:
        raise BadInput(f"“{text}” is not a length; write minutes and seconds as 3:35, or seconds as 35.")
    hours, minutes, seconds, part = found.groups()
    if (minutes is not None and int(seconds) > 59) or (hours is not None and int(minutes) > 59):
        raise BadInput(f"“{text}” is not a length: minutes and seconds stop at 59.")
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))


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


def _drop(rate: Fraction) -> int:
    return {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}.get(rate, 0)


def timecode(frames: int, rate: Fraction) -> str:
    """The label of a frame counted from 00:00:00:00; drop-frame (`;`) at 29.97 and 59.94."""
    nominal, drop = -(-rate.numerator // rate.denominator), _drop(rate)
    if drop:
        per_ten, per_minute = 600 * nominal - 9 * drop, 60 * nominal - drop
        tens, rest = divmod(frames, per_ten)
        frames += 9 * drop * tens + (drop * ((rest - drop) // per_minute) if rest > drop else 0)
    seconds, frame = divmod(frames, nominal)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{';' if drop else ':'}{frame:02}"


def parse_timecode(text: str, rate: Fraction) -> int:
    """The frame of a label; a label that drop-frame counting leaves out is refused."""
    found = re.fullmatch(r"(\d{2,}):([0-5]\d):([0-5]\d)[:;](\d{2})", text.strip())
    nominal, drop = -(-rate.numerator // rate.denominator), _drop(rate)
    if found is None or int(found.group(4)) >= nominal:
        raise BadInput(f"“{text}” is not a timecode at {rate_name(rate)}; write it as 00:01:30:00.")
    hours, minute, second, frame = (int(part) for part in found.groups())
    minutes = 60 * hours + minute
    if drop and second == 0 and frame < drop and minutes % 10:
        raise BadInput(f"{text} does not exist at {rate_name(rate)}: drop-frame counting leaves it out.")
    return (minutes * 60 + second) * nominal + frame - drop * (minutes - minutes // 10)
