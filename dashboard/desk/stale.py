"""What a change makes stale of all that was given out, by what its delta touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.rundown.edits.delta import Delta
from dashboard.rundown.edits.state import ACT, LAYER, kind_of
from dashboard.rundown.locks.given import APPROVAL, FILE, MESSAGE, SHEET, Given

_NO_MATTER = frozenset({"note", "locked", "hard_back_frames", "budget_frames", "title", "origin_id"})
"""Fields that nothing on air follows from."""
_NO_FRAMES = frozenset({"gain_db", "fade_in_frames", "fade_out_frames", "slug", "script", "hard_start_frames"})
"""Fields that change what airs and leave each piece its frames."""


@dataclass(frozen=True)
class Effects:
    """What of the programme a change touches."""

    aired: bool
    """What is seen or heard, in which order, how loud."""
    pieces: bool
    """Which pieces are in it, and so whose names."""
    places: bool
    """In which act and order they stand, and what the acts are called: the credit sheet says both."""
    frames: bool
    """How long pieces are on air, and so what they are paid."""


@dataclass(frozen=True)
class Stale:
    """Something given out before a change that it makes untrue."""

    given: Given
    again: Given | None
    """The first time that it was given out anew since; none where nobody has."""


def effects(delta: Delta) -> Effects:
    """What a delta touches, judged by its rows and fields alone: rather too much than too little."""
    named = {name for pairs in delta.changed.values() for name in pairs}
    fields = named - _NO_MATTER
    came_or_went = {*delta.added, *delta.removed}
    pieces = bool(fields & {"contribution_id", "floated"}) or any(kind_of(key) == LAYER for key in came_or_went)
    layers_moved = any(kind_of(key) == LAYER for key in delta.moved)
    frames = pieces or layers_moved or bool(fields - _NO_FRAMES)
    lines = any(kind_of(key) != ACT for key in came_or_went)
    places = bool(delta.moved) or "title" in named
    return Effects(bool(frames or lines or fields or delta.moved), pieces, places, frames)


def made_stale(delta: Delta, revision: int, given: Iterable[Given]) -> list[Stale]:
    """What was given out last before the change that made `revision`, and says something else since.

    Ordered by kind and name. A thing that nobody gives out anew stays stale under each change after it.
    """
    touched = effects(delta)
    before: dict[tuple[str, str], Given] = {}
    after: dict[tuple[str, str], Given] = {}
    for one in sorted(given, key=lambda each: each.given_at):
        if one.revision < revision:
            before[one.kind, one.name] = one
        else:
            after.setdefault((one.kind, one.name), one)
    return [Stale(one, after.get(key)) for key, one in sorted(before.items()) if _follows(one, touched)]


def _follows(given: Given, touched: Effects) -> bool:
    """Whether a thing says anything of what was touched; a sheet that is not known here is taken to."""
    if given.kind == SHEET:
        return {"credits": touched.pieces or touched.places, "payments": touched.frames}.get(given.name, True)
    return {FILE: touched.aired, APPROVAL: touched.aired, MESSAGE: touched.pieces}.get(given.kind, True)
