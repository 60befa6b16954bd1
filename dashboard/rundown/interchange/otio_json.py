"""Reading values out of OTIO's JSON, where nothing need be what it should be."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from dashboard.errors import BadInput
from dashboard.rundown.timecode import RATES

MOST_FRAMES = 10**9
_STRING_OR_BARE = re.compile(r'"(?:[^"\\]|\\.)*"|-?\b(?:Infinity|Inf|NaN)\b|-?\binf\b|\bnan\b', re.DOTALL)
RATE_TOLERANCE = Fraction(5, 1000)
"""Programs write 23.976, 23.98 and 23.976023976 for the same rate; 23.976 and 24 are further apart than this."""


def parse(name: str, data: bytes) -> Mapping[str, Any]:
    """The object that a file holds; bare Inf and NaN, which OTIO writes and JSON has not, become none."""
    try:
        text = _STRING_OR_BARE.sub(lambda met: met[0] if met[0].startswith('"') else "null", data.decode("utf-8-sig"))
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput(f"“{name}” is not an OTIO file, or is cut short; export the timeline anew.") from None
    if not isinstance(found, dict):
        raise BadInput(f"“{name}” is not an OTIO file: it holds no timeline; export the timeline anew.")
    return found


def schema(value: object) -> str:
    """The name of an object's schema without its version; empty for what is no object."""
    return str(value.get("OTIO_SCHEMA", "")).partition(".")[0] if isinstance(value, dict) else ""


def children(value: Mapping[str, Any], where: str, name: str) -> Iterable[dict[str, Any]]:
    """The objects in a composition. Raises BadInput where there is something else."""
    held = value.get("children") or []
    if not isinstance(held, list) or not all(isinstance(child, dict) for child in held):
        raise BadInput(f"{where} of “{name}” holds something that is no clip; export the timeline anew.")
    return held


def rate_of(value: object) -> Fraction | None:
    """The rate of a RationalTime: a rate of ours where it is near one, else as it is written; none without one."""
    number = _number(value.get("rate")) if isinstance(value, dict) else None
    if number is None or not 1 <= number <= 1_000_000:
        return None
    return next((rate for rate in RATES.values() if abs(rate - number) < RATE_TOLERANCE), number)


def frames(value: object, rate: Fraction) -> Fraction | None:
    """A RationalTime in frames at `rate`, exact; none for what is no time."""
    own = rate_of(value)
    number = _number(value.get("value")) if isinstance(value, dict) else None
    if own is None or number is None or abs(number) > MOST_FRAMES:
        return None
    return number if own == rate else number * rate / own


def text(value: object) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def whole(value: object) -> int:
    """A whole number of at least 0; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_FRAMES else 0


def listed(value: object) -> list[Any]:
    """A list; empty for anything else."""
    return value if isinstance(value, list) else []


def gain(value: object) -> float:
    """A gain in dB; 0 for what is no finite number."""
    number = _number(value)
    return 0.0 if number is None or abs(number) > 100 else float(number)


def _number(value: object) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return Fraction(value) if math.isfinite(value) else None
