"""The parts of a command as a browser sends it; what is not of the right kind is refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.errors import BadInput

MOST_ITEMS = 500
LONGEST_NAME = 300
LONGEST_NOTE = 5_000
LONGEST_TIME = 40
LARGEST_ID = 2**31 - 1
NOT_UNDERSTOOD = "This change was not understood; reload the page and make it again."


def id_in(sent: Mapping[str, Any], name: str) -> int:
    """The id under this name."""
    value = sent.get(name)
    if not _is_id(value):
        raise BadInput(NOT_UNDERSTOOD)
    return int(value)  # type: ignore[arg-type]


def ids_in(sent: Mapping[str, Any]) -> list[int]:
    """The ids that it is about, in their order, each once."""
    ids = sent.get("ids")
    if not isinstance(ids, list) or not 0 < len(ids) <= MOST_ITEMS or not all(map(_is_id, ids)):
        raise BadInput(NOT_UNDERSTOOD)
    if len(set(ids)) != len(ids):
        raise BadInput(NOT_UNDERSTOOD)
    return ids


def switch_in(sent: Mapping[str, Any]) -> bool:
    """Whether something is turned on or off."""
    on = sent.get("on")
    if not isinstance(on, bool):
        raise BadInput(NOT_UNDERSTOOD)
    return on


def text_in(sent: Mapping[str, Any], name: str, longest: int) -> str:
    """The text under this name, without the blanks around it."""
    value = sent.get(name)
    if not isinstance(value, str):
        raise BadInput(NOT_UNDERSTOOD)
    if len(value) > longest:
        raise BadInput(f"That is {len(value):,} characters long; {longest:,} are the most, so shorten it.")
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise BadInput("The text holds characters that cannot be stored; type it again.")
    return value.strip()


def seen_in(sent: Mapping[str, Any], name: str) -> dict[str, object] | None:
    """What the field showed when it was changed; none where other changes of one's own were on their way."""
    if "seen" not in sent:
        return None
    value = sent["seen"]
    if value is not None and not isinstance(value, (str, int)):
        raise BadInput(NOT_UNDERSTOOD)
    return {name: value}


def seen_points_in(sent: Mapping[str, Any]) -> dict[str, object] | None:
    """The in and out point, in frames, that were shown when they were changed; none as for `seen_in`."""
    if "seen" not in sent:
        return None
    points = sent["seen"]
    if not isinstance(points, list) or len(points) != 2 or not all(type(point) is int for point in points):
        raise BadInput(NOT_UNDERSTOOD)
    return {"in_frames": points[0], "out_frames": points[1]}


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID
