"""How a remix tree is laid out: what a piece uses to the left of it, what was made of it to the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 150, 52
COLUMN_GAP, ROW_GAP = 34, 14
_SWEEPS = 4


@dataclass(frozen=True)
class Wire:
    """`child` uses `parent`, both among the drawn; `parent` is a key below zero where it is known in words only."""

    child: int
    parent: int
    state: str


@dataclass(frozen=True)
class Box:
    """Where a piece stands: its left upper corner, in pixels."""

    key: int
    steps: int
    """Below zero for what the piece uses, above zero for what was made of it, 0 for the piece itself."""
    x: int
    y: int


@dataclass(frozen=True)
class Layout:
    """A whole drawing."""

    boxes: tuple[Box, ...]
    """By columns from the left, each from the top."""
    width: int
    height: int


def lay_out(steps: Mapping[int, int], wires: Iterable[Wire]) -> Layout:
    """Give each piece its place. `steps` holds every piece once, so that one reached on two ways is drawn once.

    Columns go by steps. Within one, pieces stand near what they are linked to nearer to the middle; the same
    input gives the same drawing, whatever the order in which it comes.
    """
    linked: dict[int, list[int]] = {key: [] for key in steps}
    for wire in sorted(wires, key=lambda wire: (wire.child, wire.parent)):
        linked[wire.child].append(wire.parent)
        linked[wire.parent].append(wire.child)
    columns: dict[int, list[int]] = {}
    for key in sorted(steps):
        columns.setdefault(steps[key], []).append(key)
    for _ in range(_SWEEPS):
        for step in sorted(columns, key=abs):
            _put_in_order(columns[step], linked, columns)
    tallest = max(map(len, columns.values()), default=0)
    height = _span(tallest, BOX_HEIGHT, ROW_GAP)
    boxes = [box for at, step in enumerate(sorted(columns)) for box in _column(at, step, columns[step], height)]
    return Layout(tuple(boxes), _span(len(columns), BOX_WIDTH, COLUMN_GAP), height)


def _put_in_order(column: list[int], linked: Mapping[int, list[int]], columns: Mapping[int, Sequence[int]]) -> None:
    """Order a column by the mean height of what its pieces are linked to in other columns, as these stand now."""
    place = {
        key: (at + 0.5) / len(other)
        for other in columns.values()
        if other is not column
        for at, key in enumerate(other)
    }
    own = {key: (at + 0.5) / len(column) for at, key in enumerate(column)}

    def height(key: int) -> tuple[float, int]:
        others = [place[other] for other in linked[key] if other in place]
        return (sum(others) / len(others) if others else own[key]), key

    column.sort(key=height)


def _column(at: int, step: int, keys: Sequence[int], height: int) -> Iterable[Box]:
    top = (height - _span(len(keys), BOX_HEIGHT, ROW_GAP)) // 2
    for row, key in enumerate(keys):
        yield Box(key, step, at * (BOX_WIDTH + COLUMN_GAP), top + row * (BOX_HEIGHT + ROW_GAP))


def _span(number: int, size: int, gap: int) -> int:
    return max(0, number * (size + gap) - gap)


def indented(start: int, wires: Iterable[Wire], *, up: bool) -> list[tuple[int, Wire]]:
    """The same as a list: depth from 0 and the link, in the order of reading. `up` follows what pieces use.

    A piece that comes up again is listed, with its link, and not followed a second time.
    """
    onward: dict[int, list[Wire]] = {}
    for wire in sorted(wires, key=lambda wire: (wire.child, wire.parent)):
        onward.setdefault(wire.child if up else wire.parent, []).append(wire)
    listed: list[tuple[int, Wire]] = []
    followed = {start}
    waiting = [(0, wire) for wire in reversed(onward.get(start, []))]
    while waiting:
        depth, wire = waiting.pop()
        listed.append((depth, wire))
        there = wire.parent if up else wire.child
        if there not in followed:
            followed.add(there)
            waiting += [(depth + 1, each) for each in reversed(onward.get(there, []))]
    return listed
