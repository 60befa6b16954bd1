"""What a gesture says of a piece, how it changes what one thinks of it, and when it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NotRequired, TypedDict

from dashboard.errors import BadInput

PICK, MAYBE, REJECT = "pick", "maybe", "reject"
CHOICES = ("", PICK, MAYBE, REJECT)
MOST_STARS = 5
LAST = "last"
"""Stands for the mark of the last gesture that can be undone."""

LONGEST_NOTE, LONGEST_MARK, MOST_PIECES = 2_000, 64, 500
_UNREADABLE = "That verdict could not be read; load the page again."


@dataclass(frozen=True)
class Opinion:
    """What somebody thinks of a piece. The part to use runs from `in_ms` to before `out_ms`; none for its ends."""

    choice: str = ""
    stars: int = 0
    in_ms: int | None = None
    out_ms: int | None = None
    note: str = ""
    seen: bool = False


@dataclass(frozen=True)
class Gesture:
    """One key press: what it sets of one or several pieces, or which gesture it takes back."""

    mark: str
    """The browser's own name for it."""
    piece_ids: tuple[int, ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `Opinion` with their new values."""
    shortlist_id: int | None = None
    """The shortlist that the pieces go onto."""
    undoes: str = ""
    """A mark, or LAST."""


class Change(TypedDict):
    """What a gesture changed about one piece; only the fields that differ."""

    piece: int
    before: dict[str, Any]
    after: dict[str, Any]
    shortlist: NotRequired[int]
    """The shortlist that it was put on by the gesture."""


def read_gesture(raw: object) -> Gesture:
    """A gesture from what a browser sent; BadInput where it is none.

    It has a `mark`, and either `undo` (a mark, or `last`), or `piece` or `pieces` with any of `choice`, `stars`,
    `range` (in and out in milliseconds, each may be none), `note`, `seen` and `shortlist` (its id).
    """
    if not isinstance(raw, Mapping):
        raise BadInput(_UNREADABLE)
    mark = _text(raw.get("mark"), LONGEST_MARK)
    if "undo" in raw:
        return Gesture(_some(mark), undoes=_some(_text(raw["undo"], LONGEST_MARK)))
    ids = raw["pieces"] if "pieces" in raw else [raw.get("piece")]
    if not isinstance(ids, list) or not 0 < len(ids) <= MOST_PIECES:
        raise BadInput(f"One verdict is for 1 to {MOST_PIECES} pieces; choose fewer.")
    shortlist_id = None if raw.get("shortlist") is None else _whole(raw["shortlist"])
    return Gesture(_some(mark), tuple(dict.fromkeys(map(_whole, ids))), _sets(raw), shortlist_id)


def judged(before: Opinion, gesture: Gesture, duration_ms: int | None) -> Opinion:
    """What one thinks of a piece after a gesture: any makes it seen. BadInput for a part that it does not have."""
    after = replace(before, **dict(gesture.sets), seen=True)
    if "in_ms" in gesture.sets or "out_ms" in gesture.sets:
        begins, ends = after.in_ms or 0, after.out_ms
        if duration_ms is None and (after.in_ms, ends) != (None, None):
            raise BadInput("It has no length, so no part of it can be chosen.")
        if begins < 0 or begins >= (duration_ms or 1) or (ends is not None and not begins < ends <= (duration_ms or 0)):
            raise BadInput("The part to use must begin before it ends, and lie within the piece.")
    return after


def change_of(piece_id: int, before: Opinion, after: Opinion) -> Change:
    """The fields that differ."""
    old, new = asdict(before), asdict(after)
    differ = [name for name in old if old[name] != new[name]]
    return {"piece": piece_id, "before": {name: old[name] for name in differ},
            "after": {name: new[name] for name in differ}}  # fmt: skip


def restored(opinion: Opinion, change: Change) -> Opinion:
    """The opinion without that change. A piece of which something is still said stays seen."""
    before = replace(opinion, **change["before"])
    return replace(before, seen=before.seen or before != Opinion())


def says_something(change: Change) -> bool:
    """Whether it is worth undoing: more than that the piece was passed."""
    return "shortlist" in change or bool(change["after"].keys() - {"seen"})


def stood_on(changes: Iterable[Change], later: Iterable[Change]) -> int | None:
    """The first piece of which a later change edits the same field; those changes cannot be taken back yet."""
    edited = {(change["piece"], name) for change in later for name in change["after"].keys() - {"seen"}}
    for change in changes:
        if any((change["piece"], name) in edited for name in change["after"]):
            return change["piece"]
    return None


def _sets(raw: Mapping[str, Any]) -> dict[str, Any]:
    sets: dict[str, Any] = {}
    if "choice" in raw:
        if raw["choice"] not in CHOICES:
            raise BadInput("A piece is picked, rejected, or maybe; nothing else is known here.")
        sets["choice"] = raw["choice"]
    if "stars" in raw:
        sets["stars"] = _whole(raw["stars"])
        if not 0 <= sets["stars"] <= MOST_STARS:
            raise BadInput(f"A piece gets 1 to {MOST_STARS} stars, or none.")
    if "range" in raw:
        part = raw["range"]
        if not isinstance(part, list) or len(part) != 2:
            raise BadInput(_UNREADABLE)
        sets["in_ms"], sets["out_ms"] = (None if point is None else _whole(point) for point in part)
    if "note" in raw:
        sets["note"] = _text(raw["note"], LONGEST_NOTE)
    return sets


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise BadInput(_UNREADABLE)
    return value


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str):
        raise BadInput(_UNREADABLE)
    if len(value) > longest:
        raise BadInput(f"A note has at most {longest:,} characters; shorten it.")
    return value.replace("\x00", "").strip()


def _some(text: str) -> str:
    if not text:
        raise BadInput(_UNREADABLE)
    return text
