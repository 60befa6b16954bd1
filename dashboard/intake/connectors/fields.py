"""Fields of JSON records read whatever stands in them: the wrong type counts as nothing there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from dashboard.errors import BadInput
from dashboard.intake.cells import LARGEST_COUNT, count, instant, one_line, web_address
from dashboard.intake.record import LONGEST

LONGEST_ADDRESS = 2000
LONGEST_TAGS = 10_000
_ISO_DURATION = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?")
_CLOCK = re.compile(r"(?:(\d{1,6}):)?(\d{1,6}):(\d{1,2}(?:\.\d{1,9})?)")


def at(value: object, *path: str) -> Any:
    """What lies at the end of a path through objects; None where it breaks off."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def text(value: object, *path: str) -> str:
    """Text or a number as text; empty for everything else."""
    value = at(value, *path)
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return f"{value}" if abs(value) < LARGEST_COUNT else ""


def line(value: object, *path: str) -> str:
    """Text on one line."""
    return one_line(text(value, *path))


def lines(value: object, *path: str) -> list[str]:
    """One text or a list of them, the empty ones left out."""
    value = at(value, *path)
    return [found for each in (value if isinstance(value, list) else [value]) if (found := line(each))]


def address(value: object, *path: str) -> str:
    """A web address; empty where it is none or too long to be one."""
    found = web_address(text(value, *path))
    return found if len(found) <= LONGEST_ADDRESS else ""


def number(value: object, *path: str) -> int | None:
    """A count; None for anything else, and where there is none."""
    value = at(value, *path)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return min(value, LARGEST_COUNT) if value >= 0 else None
    return count(value.strip()) if isinstance(value, str) else None


def counters(**values: int | None) -> tuple[tuple[str, int], ...]:
    """The counters that a source gives; an absent one stays absent."""
    return tuple((name, value) for name, value in values.items() if value is not None)


def moment(value: object, *path: str) -> datetime | None:
    """A date in UTC; None where there is none that can be read."""
    return instant(line(value, *path))[0]


def milliseconds(value: object, *path: str) -> int | None:
    """A length given in seconds, as `PT1H2M3S` (ISO 8601) or as a clock shows it; None for anything else."""
    said = line(value, *path)
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,30})?", said, re.ASCII):
        return round(float(said) * 1000)
    if found := _CLOCK.fullmatch(said):
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return round((hours * 3600 + minutes * 60 + seconds) * 1000)
    found = _ISO_DURATION.fullmatch(said) if len(said) > 2 else None
    if not found:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)


def identity(value: object, *path: str) -> str:
    """What the source calls a piece; BadInput where it calls it nothing."""
    found = line(value, *path)
    if not found or len(found) > LONGEST["id"]:
        raise BadInput("It has no id by which it could be known again.")
    return found


def titled(title: str, otherwise: str) -> str:
    """A title of a length that a list can show; another name where there is none."""
    return one_line(title)[: LONGEST["title"]] or otherwise


def tagged(tags: Iterable[str]) -> str:
    """Tags in the order of the source, each once, and no more of them than can be kept."""
    kept, room = [], LONGEST_TAGS
    for tag in dict.fromkeys(one_line(tag.replace(",", " ")) for tag in tags):
        room -= len(tag) + 2
        if room < 0:
            break
        if tag:
            kept.append(tag)
    return ", ".join(kept)


def noted(*notes: str) -> str:
    """Sentences for whoever looks at the piece, the empty ones left out."""
    return " ".join(filter(None, notes))
