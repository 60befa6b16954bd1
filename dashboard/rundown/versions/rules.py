"""What a change of the master means for a version of it: what is offered, and whether it fits.

Rows of a version know the master's rows that they came from. What the master changed since the version last took
it over is a delta of the master's rows; each of its items, and each of its acts, is one offer.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dashboard.rundown.edits.delta import Delta, difference
from dashboard.rundown.edits.state import ACT, ITEM, LAYER, Fields, Key, State, kind_of
from dashboard.rundown.versions.rate_change import at_rate

NEW, GONE, MOVED, CHANGED = "new", "gone", "moved", "changed"

WORDS = {
    "slug": "its name", "script": "its text", "length_frames": "its length", "floated": "whether it is floated",
    "note": "its note", "hard_start_frames": "its hard start", "hard_back_frames": "its back-time",
    "title": "its title", "budget_frames": "its budget", "locked": "its lock",
}  # fmt: skip
LAYERS = "what it is made of"


@dataclass(frozen=True)
class Offer:
    """One item or act of the master that changed."""

    key: Key
    """The master's row."""
    kinds: tuple[str, ...]
    """new, gone, moved, changed: what happened to it."""
    sentence: str
    own: bool
    """Whether this version has changed or dropped the same thing itself, so that taking the offer undoes that."""
    delta: Delta
    """The part of the master's change that it is."""


def offers(base: State, now: State, version: State, rate: Fraction, version_rate: Fraction) -> list[Offer]:
    """What the master's change from `base` to `now` offers to a version, in the order of the master's rundown.

    `rate` is the master's, `version_rate` the one that the version counts its frames at.
    """
    delta, origins = difference(base, now), by_origin(version)
    groups: dict[Key, set[Key]] = {}
    for key in delta.touched():
        groups.setdefault(_group(key, base, now), set()).add(key)
    where = {key: at for at, key in enumerate([*base.acts, *base.items, *now.acts, *now.items])}
    found: list[Offer] = []
    for key in sorted(groups, key=lambda group: where.get(group, -1)):
        part = part_of(delta, groups[key])
        kinds = _kinds(key, part)
        if kinds:
            own = _own(key, base, version, origins.get(key), (rate, version_rate))
            found.append(Offer(key, kinds, _sentence(key, kinds, part, base, now), own, part))
    return found


def part_of(delta: Delta, keys: set[Key]) -> Delta:
    """What a delta does to these rows."""
    return Delta(
        {key: pairs for key, pairs in delta.changed.items() if key in keys},
        {key: row for key, row in delta.added.items() if key in keys},
        {key: row for key, row in delta.removed.items() if key in keys},
        {key: places for key, places in delta.moved.items() if key in keys},
    )


def by_origin(version: State) -> dict[Key, Key]:
    """The version's row for each of the master's rows that it has taken over."""
    found: dict[Key, Key] = {}
    for key, fields in version.rows.items():
        if fields.get("origin_id") is not None:
            found.setdefault(f"{kind_of(key)}:{fields['origin_id']}", key)
    return found


def _group(key: Key, base: State, now: State) -> Key:
    """The item that a layer belongs to; an item or act itself."""
    if kind_of(key) != LAYER:
        return key
    return now.parents().get(key) or base.parents()[key]


def _kinds(key: Key, part: Delta) -> tuple[str, ...]:
    if key in part.added:
        return (NEW,)
    if key in part.removed:
        return (GONE,)
    moved = (MOVED,) if key in part.moved else ()
    rest = part.touched() - {key}
    return (*moved, *((CHANGED,) if key in part.changed or rest else ()))


def _sentence(key: Key, kinds: tuple[str, ...], part: Delta, base: State, now: State) -> str:
    name = _name(key, base if GONE in kinds else now)
    if NEW in kinds:
        return f"{name} is new in the master."
    if GONE in kinds:
        return f"{name} is no longer in the master."
    said: list[str] = []
    if MOVED in kinds:
        to = part.moved[key][1].parent
        said.append(f"was moved to {_name(to, now)}" if kind_of(to) == ACT else "was moved")
    if CHANGED in kinds:
        what = [WORDS.get(field, field) for field in part.changed.get(key, ())]
        if part.touched() - {key}:
            what.append(LAYERS)
        said.append(f"changed: {', '.join(what)}")
    return f"{name} {' and '.join(said)}."


def _name(key: Key, state: State) -> str:
    fields = state.rows.get(key, {})
    return f"“{fields.get('slug') or fields.get('title') or key}”"


def _own(key: Key, base: State, version: State, mine: Key | None, rates: tuple[Fraction, Fraction]) -> bool:
    """Whether the version's row, or one of its layers, is not as it was taken over."""
    if key not in base.rows:
        return False
    if mine is None or _compared(version.rows[mine]) != _compared(at_rate(base.rows[key], *rates)):
        return True
    taken = [_compared(at_rate(base.rows[layer], *rates)) for layer in base.children(key)]
    return kind_of(key) == ITEM and [_compared(version.rows[layer]) for layer in version.children(mine)] != taken


def _compared(fields: Fields) -> Fields:
    """Without what every version has of its own."""
    return {name: value for name, value in fields.items() if name not in ("origin_id", "locked")}
