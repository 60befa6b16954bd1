"""The remix graph: ancestors of a piece, and the loop that a new edge would close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

DECLARED, SUGGESTED, CONFIRMED, REFUSED = "declared", "suggested", "confirmed", "refused"
STATES = (DECLARED, SUGGESTED, CONFIRMED, REFUSED)


@dataclass(frozen=True)
class Uses:
    """`child` uses `parent`; the parent is none while it is only known by a reference."""

    child_id: int
    parent_id: int | None
    parent_ref: str
    state: str
    weight: int = 1

    @property
    def counts(self) -> bool:
        """Whether the edge must be reckoned with: all but the refused ones and mere suggestions."""
        return self.state in (DECLARED, CONFIRMED)


def by_child(edges: Iterable[Uses]) -> dict[int, list[Uses]]:
    """Edges grouped under the piece that uses something."""
    grouped: dict[int, list[Uses]] = {}
    for edge in edges:
        grouped.setdefault(edge.child_id, []).append(edge)
    return grouped


def ancestors(piece_id: int, uses: Mapping[int, list[Uses]], *, confirmed_only: bool) -> list[int]:
    """Every piece that `piece_id` is built on, nearest first, each once, itself not included."""
    found: dict[int, None] = {}
    level = [piece_id]
    while level:
        parents = [
            edge.parent_id
            for child in level
            for edge in uses.get(child, ())
            if edge.parent_id is not None and (edge.state == CONFIRMED if confirmed_only else edge.counts)
        ]
        level = [parent for parent in dict.fromkeys(parents) if parent not in found and parent != piece_id]
        found.update(dict.fromkeys(level))
    return list(found)


def loop(child_id: int, parent_id: int, uses: Mapping[int, list[Uses]]) -> list[int] | None:
    """The way from `parent_id` up to `child_id`, if there is one: `child uses parent` would close it.

    Every edge counts but a refused one, so that confirming a suggestion can never close a loop.
    """
    came_from: dict[int, int | None] = {parent_id: None}
    waiting = [parent_id]
    while waiting:
        here = waiting.pop()
        if here == child_id:
            way: list[int] = []
            step: int | None = here
            while step is not None:
                way.append(step)
                step = came_from[step]
            return way[::-1]
        for edge in uses.get(here, ()):
            if edge.parent_id is not None and edge.state != REFUSED and edge.parent_id not in came_from:
                came_from[edge.parent_id] = here
                waiting.append(edge.parent_id)
    return None


def has_loop(pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether following `child, parent` pairs upward ever comes back to where it began; one pass over all."""
    graph: dict[int, list[int]] = {}
    for child, parent in pairs:
        graph.setdefault(child, []).append(parent)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False
