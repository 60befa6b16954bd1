"""Times of day: when a programme goes on air, and what its frames are on the clock on the wall."""

from __future__ import annotations

import re
from fractions import Fraction

from dashboard.errors import BadInput

_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


def parse_time_of_day(text: str) -> int:
    """Milliseconds after midnight from `20:00:00` or `20:00`. Raises: `BadInput`."""
    found = _TIME_OF_DAY.fullmatch(text.strip())
    if found is None:
        raise BadInput(f"“{text.strip()}” is not a time of day; write it as 20:00:00.")
    hour, minute, second = (int(part or 0) for part in found.groups())
    return ((hour * 60 + minute) * 60 + second) * 1000


def clock_text(frames: int, rate: Fraction, on_air_ms: int) -> str:
    """The time of day of a frame counted on the clock from the programme's first: `20:07:30`.

    To the nearest second, half up; after midnight the day starts again.
    """
    seconds = (on_air_ms * rate + frames * 1000) / (1000 * rate) + Fraction(1, 2)
    minutes, second = divmod(int(seconds // 1) % 86_400, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}"
