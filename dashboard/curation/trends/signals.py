"""What ranking knows of many pieces at one instant, a column a signal; time is counted in periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float64]

HALF_LIVES = (1.0, 4.0, 16.0)
"""Of the decayed sums, in periods."""


@dataclass(frozen=True)
class Signals:
    """Columns of equal length, a row a piece; nothing in them was learnt after the instant they stand for.

    Gains count interest in the units of the piece's own source: 1 is what a piece there gains in a usual period.
    """

    age: Column
    """Periods since the piece was posted, not below 0."""
    last_gain: Column
    """What it gained in the period that ended last."""
    before_gain: Column
    """What it gained in the period before that."""
    decayed: tuple[Column, Column, Column]
    """Decayed sums of gains, one for each of HALF_LIVES."""
    observed: tuple[Column, Column, Column]
    """The periods observed, decayed alike: what `decayed` is divided by for a rate."""
    total: Column
    """All it ever gained."""
    likes: Column
    comments: Column
    negatives: Column
    """Dislikes and likes taken back."""
    views: Column

    def __len__(self) -> int:
        return len(self.age)
