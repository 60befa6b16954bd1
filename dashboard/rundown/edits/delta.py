"""What an edit changed, and taking it back or making it again where it still can be.

A delta names only what the edit itself touched. A row's place is kept as its parent and the rows that stood before
it, so that its neighbours may come and go without standing in the way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.rundown.edits.state import EPISODE, Fields, Key, State


@dataclass(frozen=True)
class Place:
    """Where a row stands: under a parent, after the nearest of `after` that is still there, else first."""

    parent: Key
    after: tuple[Key, ...]
    """Its elder siblings, the nearest first."""


@dataclass(frozen=True)
class Delta:
    """One edit. Values and places come in pairs, as they were and as they are then."""

    changed: Mapping[Key, Mapping[str, tuple[Any, Any]]]
    added: Mapping[Key, tuple[Fields, Place]]
    removed: Mapping[Key, tuple[Fields, Place]]
    moved: Mapping[Key, tuple[Place, Place]]

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.changed or self.added or self.removed or self.moved)

    def touched(self) -> set[Key]:
        """Every row that it names."""
        return {*self.changed, *self.added, *self.removed, *self.moved}

    def new_places(self) -> dict[Key, Place]:
        """Where each row comes to stand that it puts somewhere."""
        return {key: place for key, (_, place) in (*self.added.items(), *self.moved.items())}

    def turned(self) -> Delta:
        """The delta that takes this one back."""
        changed = {key: {name: (new, old) for name, (old, new) in pairs.items()} for key, pairs in self.changed.items()}
        return Delta(changed, self.removed, self.added, {key: (new, old) for key, (old, new) in self.moved.items()})

    def to_json(self) -> dict[str, Any]:
        """As `delta_from_json` reads it."""
        return {
            "changed": {key: {name: list(pair) for name, pair in pairs.items()} for key, pairs in self.changed.items()},
            "added": {key: [fields, _place_json(place)] for key, (fields, place) in self.added.items()},
            "removed": {key: [fields, _place_json(place)] for key, (fields, place) in self.removed.items()},
            "moved": {key: [_place_json(old), _place_json(new)] for key, (old, new) in self.moved.items()},
        }


class StandsInTheWay(Exception):
    """A row is no longer as the delta needs it. `key` names it, `gone` says that it is not there at all."""

    def __init__(self, key: Key, *, gone: bool = False) -> None:
        super().__init__(key)
        self.key = key
        self.gone = gone


def delta_from_json(found: Mapping[str, Any]) -> Delta:
    """A delta as `to_json` wrote it."""
    return Delta(
        {key: {name: (old, new) for name, (old, new) in pairs.items()} for key, pairs in found["changed"].items()},
        {key: (fields, _place(place)) for key, (fields, place) in found["added"].items()},
        {key: (fields, _place(place)) for key, (fields, place) in found["removed"].items()},
        {key: (_place(old), _place(new)) for key, (old, new) in found["moved"].items()},
    )


def difference(before: State, after: State, moved: Collection[Key] = ()) -> Delta:
    """What lies between two states. `moved` names the rows that were moved on purpose: of two that changed places
    either could be said to have passed the other.
    """
    changed = {
        key: pairs
        for key, fields in after.rows.items()
        if before.rows.get(key, fields) != fields and (pairs := _pairs(before.rows[key], fields))
    }
    added = {key: (fields, place_of(after, key)) for key, fields in after.rows.items() if key not in before.rows}
    removed = {key: (fields, place_of(before, key)) for key, fields in before.rows.items() if key not in after.rows}
    passed = {key: (place_of(before, key), place_of(after, key)) for key in _moved(before, after, set(moved))}
    return Delta(changed, added, removed, passed)


def apply(delta: Delta, state: State, moved_since: Collection[Key] = ()) -> State:
    """The state with the delta in it. Raises StandsInTheWay where a row is no longer as the delta found it.

    `moved_since` names the rows that somebody has moved since: where they belong is no longer for this delta to say.
    """
    _check(delta, state, moved_since)
    rows = {key: dict(fields) for key, fields in state.rows.items() if key not in delta.removed}
    for key, pairs in delta.changed.items():
        rows[key] |= {name: new for name, (_, new) in pairs.items()}
    rows |= {key: dict(fields) for key, (fields, _) in delta.added.items()}
    lifted = {*delta.removed, *delta.moved}
    order = {
        parent: [child for child in children if child not in lifted]
        for parent, children in state.order.items()
        if parent == EPISODE or parent not in delta.removed
    }
    for key, place in sorted(delta.new_places().items(), key=lambda entry: len(entry[1].after)):
        _insert(order.setdefault(place.parent, []), key, place.after)
    return State(rows, {parent: tuple(children) for parent, children in order.items()})


def place_of(state: State, key: Key) -> Place:
    """Where a row of the state stands."""
    for parent, children in state.order.items():
        if key in children:
            return Place(parent, tuple(reversed(children[: children.index(key)])))
    raise KeyError(key)


def _check(delta: Delta, state: State, moved_since: Collection[Key]) -> None:
    parents = state.parents()
    for key, pairs in delta.changed.items():
        _there(state, key)
        if any(state.rows[key].get(name) != old for name, (old, _) in pairs.items()):
            raise StandsInTheWay(key)
    for key, (fields, place) in delta.removed.items():
        _there(state, key)
        if state.rows[key] != fields:
            raise StandsInTheWay(key)
        _childless(delta, state, key)
        _in_place(key, place, parents, moved_since)
    for key, (old, _) in delta.moved.items():
        _there(state, key)
        _in_place(key, old, parents, moved_since)
    _check_targets(delta, state)


def _check_targets(delta: Delta, state: State) -> None:
    """What comes back is not there yet, and everything has a parent to go to."""
    for key in delta.added:
        if key in state.rows:
            raise StandsInTheWay(key)
    for place in delta.new_places().values():
        if place.parent != EPISODE and place.parent not in delta.added:
            _there(state, place.parent)


def _in_place(key: Key, place: Place, parents: Mapping[Key, Key], moved_since: Collection[Key]) -> None:
    if parents[key] != place.parent or key in moved_since:
        raise StandsInTheWay(key)


def _childless(delta: Delta, state: State, key: Key) -> None:
    """Nothing hangs on a row that goes but what goes or moves with it."""
    for child in state.children(key):
        if child not in delta.removed and child not in delta.moved:
            raise StandsInTheWay(child)


def _there(state: State, key: Key) -> None:
    if key not in state.rows:
        raise StandsInTheWay(key, gone=True)


def _insert(siblings: list[Key], key: Key, after: Sequence[Key]) -> None:
    elder = next((other for other in after if other in siblings), None)
    siblings.insert(0 if elder is None else siblings.index(elder) + 1, key)


def _pairs(old: Fields, new: Fields) -> dict[str, tuple[Any, Any]]:
    return {name: (old.get(name), value) for name, value in new.items() if old.get(name) != value}


def _moved(before: State, after: State, named: set[Key]) -> list[Key]:
    """The rows in both states that changed their parent or their order, as few as explain it."""
    old_parents, new_parents = before.parents(), after.parents()
    found = [key for key, parent in new_parents.items() if key in old_parents and old_parents[key] != parent]
    for parent, children in after.order.items():
        stayed = [key for key in before.children(parent) if new_parents.get(key) == parent]
        now = [key for key in children if old_parents.get(key) == parent]
        if stayed == now:
            continue
        rest = [key for key in now if key not in named]
        places = {key: at for at, key in enumerate(stayed)}
        kept = set(_longest_rising(rest, places))
        found += [key for key in now if key in named or key not in kept]
    return found


def _longest_rising(keys: Sequence[Key], places: Mapping[Key, int]) -> list[Key]:
    """The most keys whose places rise in this order (patience sorting)."""
    ends: list[int] = []
    best: list[list[Key]] = []
    for key in keys:
        at = bisect_left(ends, places[key])
        chain = [*(best[at - 1] if at else []), key]
        if at == len(ends):
            ends.append(places[key])
            best.append(chain)
        else:
            ends[at], best[at] = places[key], chain
    return best[-1] if best else []


def _place_json(place: Place) -> list[Any]:
    return [place.parent, list(place.after)]


def _place(found: Sequence[Any]) -> Place:
    return Place(found[0], tuple(found[1]))
