"""What was known at many past instants and what came of it: what ranking is fitted to and judged by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.curation.trends.signals import Column, Signals

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Rows of pieces at instants, in the order of time; `signals` hold only what was known then."""

    time: Whole
    """In periods, never falling."""
    signals: Signals
    gained: Column
    """What the piece gained within `horizon` periods after."""
    horizon: int = 1

    def __len__(self) -> int:
        return len(self.time)

    def times(self) -> Whole:
        """The instants, each once."""
        return np.unique(self.time)

    def between(self, start: int, end: int) -> Panel:
        """The rows from `start` (with it) to `end` (without it)."""
        first, last = np.searchsorted(self.time, [start, end])
        chosen = slice(int(first), int(last))
        return Panel(self.time[chosen], take(self.signals, chosen), self.gained[chosen], self.horizon)

    def instants(self) -> Iterator[slice]:
        """The rows of each instant."""
        starts = [] if not len(self) else np.flatnonzero(np.diff(self.time, prepend=self.time[0] - 1)).tolist()
        for start, end in zip(starts, [*starts[1:], len(self)], strict=True):
            yield slice(start, end)


def take(signals: Signals, rows: slice | Whole | Mask) -> Signals:
    """These rows of the signals."""

    def part(value: Any) -> Any:
        return tuple(column[rows] for column in value) if isinstance(value, tuple) else value[rows]

    return Signals(**{field.name: part(getattr(signals, field.name)) for field in fields(Signals)})


def joined(parts: Sequence[Signals]) -> Signals:
    """The rows of all, one after another; `parts` are not empty."""

    def together(name: str) -> Any:
        values = [getattr(part, name) for part in parts]
        if isinstance(values[0], tuple):
            return tuple(np.concatenate(columns) for columns in zip(*values, strict=True))
        return np.concatenate(values)

    return Signals(**{field.name: together(field.name) for field in fields(Signals)})
