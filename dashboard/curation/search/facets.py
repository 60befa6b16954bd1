"""Facets: what pieces are narrowed by, and how many each choice would leave. Arrays in, numbers out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.storage.full_text_sql import FIELDS, MARK_NEWCOMER, MARK_REMIXED

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LENGTHS = ("up to 0:30", "0:30 to 1:00", "1:00 to 3:00", "3:00 to 10:00", "over 10:00", "no length")
"""Each from its beginning, which it does not hold, to its end, which it holds."""
_LENGTH_ENDS_MS = (30_000, 60_000, 180_000, 600_000)
_NO_LENGTH = len(LENGTHS) - 1
USED = ("unused", "used")
NEWCOMER = ("known here", "newcomer")
REMIXED = ("never", "remixed")
FIXED: Mapping[str, tuple[str, ...]] = {"length": LENGTHS, "used": USED, "newcomer": NEWCOMER, "remixed": REMIXED}
"""The values of the facets that have the same ones everywhere; a number is the place in its row."""
WORDED = ("kind", "licence", "clearance", "technical", "country", "language")
"""Those whose numbers stand for words in `search_value`."""
NAMED = ("call", "source")
"""Those whose numbers are ids; 0 for none."""
FACETS = (
    "kind", "call", "length", "clearance", "licence", "technical", "used", "newcomer", "remixed", "country",
    "language", "source",
)  # fmt: skip
"""All, in the order in which a page shows them."""

GAP_FILLED_PERCENT = 80
"""A piece fits a gap when it is no longer than it and fills at least this much of it."""


@dataclass(frozen=True)
class Pieces:
    """So many pieces with the numbers of their facets, one array a field."""

    fields: Mapping[str, Numbers]

    @property
    def ids(self) -> Numbers:
        """Their ids."""
        return self.fields["piece"]

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, which: Flags) -> Pieces:
        """Those of them that are flagged."""
        return Pieces({name: numbers[which] for name, numbers in self.fields.items()})


@dataclass(frozen=True)
class Narrowed:
    """Which pieces are left, and for each facet how many every number in it would leave."""

    left: Flags
    counts: Mapping[str, Mapping[int, int]]


def unpack(packed: str) -> Pieces:
    """Pieces from their packed facets, put end to end."""
    table = np.frombuffer(bytes.fromhex(packed), ">u4").reshape(-1, len(FIELDS)).T.astype(np.int64)
    return Pieces(dict(zip(FIELDS, table, strict=True)))


def facet_numbers(pieces: Pieces, used: Collection[int] | None) -> dict[str, Numbers]:
    """The number of every piece in each facet. `used` are the ids in a rundown; without it there is no such facet."""
    fields = pieces.fields
    numbers = {name: fields[name] for name in (*WORDED, *NAMED)}
    lengths = fields["length_ms"] - 1
    numbers["length"] = np.where(lengths < 0, _NO_LENGTH, np.searchsorted(_LENGTH_ENDS_MS, lengths))
    numbers["remixed"] = (fields["marks"] & MARK_REMIXED > 0).astype(np.int64)
    numbers["newcomer"] = (fields["marks"] & MARK_NEWCOMER > 0).astype(np.int64)
    if used is not None:
        numbers["used"] = np.isin(pieces.ids, np.fromiter(used, np.int64, len(used))).astype(np.int64)
    return numbers


def fits_gap(pieces: Pieces, gap_ms: int) -> Flags:
    """Which pieces fill a gap: no longer than it, and at least GAP_FILLED_PERCENT of it."""
    lengths = pieces.fields["length_ms"] - 1
    return (lengths <= gap_ms) & (lengths * 100 >= gap_ms * GAP_FILLED_PERCENT) & (lengths > 0)


def narrow(numbers: Mapping[str, Numbers], chosen: Mapping[str, Collection[int]], also: Flags) -> Narrowed:
    """Leave the pieces that have one of the chosen numbers in every facet with a choice, and are flagged in `also`.

    The counts of a facet leave its own choice aside, so that they say what choosing otherwise would bring.
    """
    fits = {name: np.isin(numbers[name], list(values)) for name, values in chosen.items() if name in numbers}
    failed = np.zeros(len(also), np.int64) + ~also * (len(fits) + 1)
    for fit in fits.values():
        failed += ~fit
    left = failed == 0
    counts = {}
    for name, column in numbers.items():
        counted = column[left | ((failed == 1) & ~fits[name])] if name in fits else column[left]
        found = np.bincount(counted)
        counts[name] = {int(at): int(found[at]) for at in np.flatnonzero(found)}
    return Narrowed(left, counts)
