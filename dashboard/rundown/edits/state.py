"""A rundown as plain values: what edits are compared by, and what snapshots keep.

Rows are named by kind and id, as `item:12`, so that a saved state outlives the rows it was read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Key = str
Fields = dict[str, Any]

EPISODE, ACT, ITEM, LAYER = "episode", "act", "item", "layer"
"""The parent of all acts, and the kinds of row below it."""
CHILD_OF = {EPISODE: ACT, ACT: ITEM, ITEM: LAYER}


def key_of(kind: str, row_id: int) -> Key:
    """The name of a row."""
    return f"{kind}:{row_id}"


def kind_of(key: Key) -> str:
    """act, item or layer; `episode` for the top."""
    return key.partition(":")[0]


def id_of(key: Key) -> int:
    """The id that a key holds."""
    return int(key.partition(":")[2])


@dataclass(frozen=True)
class State:
    """Rows with their fields, and the order of the children of each parent; treat both as read only."""

    rows: Mapping[Key, Fields]
    order: Mapping[Key, tuple[Key, ...]]

    def children(self, parent: Key) -> tuple[Key, ...]:
        """The rows under a parent in order; none for a parent without any."""
        return self.order.get(parent, ())

    def parents(self) -> dict[Key, Key]:
        """The parent of each row."""
        return {child: parent for parent, children in self.order.items() for child in children}

    @property
    def acts(self) -> tuple[Key, ...]:
        """The acts in order."""
        return self.children(EPISODE)

    @property
    def items(self) -> list[Key]:
        """All items in order, floated ones included."""
        return [item for act in self.acts for item in self.children(act)]

    def to_json(self) -> dict[str, Any]:
        """As `from_json` reads it."""
        return {"rows": dict(self.rows), "order": {parent: list(children) for parent, children in self.order.items()}}


def from_json(found: Mapping[str, Any]) -> State:
    """A state as `to_json` wrote it."""
    return State(found["rows"], {parent: tuple(children) for parent, children in found["order"].items()})


def state_of(rows: Iterable[tuple[Key, Key, Fields]]) -> State:
    """A state from each row's key, its parent's and its fields, siblings in order."""
    fields: dict[Key, Fields] = {}
    order: dict[Key, list[Key]] = {}
    for key, parent, values in rows:
        fields[key] = values
        order.setdefault(parent, []).append(key)
    return State(fields, {parent: tuple(children) for parent, children in order.items()})
