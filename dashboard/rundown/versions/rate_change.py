"""A row's frames counted at another rate."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dashboard.rundown.edits.state import Fields

COUNTED = (
    "budget_frames", "length_frames", "hard_start_frames", "hard_back_frames", "in_frames", "out_frames",
    "offset_frames", "fade_in_frames", "fade_out_frames",
)  # fmt: skip
"""The fields of acts, items and layers that are frames at the episode's rate."""


def at_rate(fields: Mapping[str, Any], rate: Fraction, into_rate: Fraction) -> Fields:
    """The fields with their frames at another rate, to the nearest, half up.

    An out point is rounded down, so that no more is asked for than the media hold, and stays after its in point.
    """
    if rate == into_rate:
        return dict(fields)
    found = {
        name: int(Fraction(value) * into_rate / rate + Fraction(1, 2))
        if name in COUNTED and value is not None
        else value
        for name, value in fields.items()
    }
    if "out_frames" in found:
        found["out_frames"] = max(int(Fraction(fields["out_frames"]) * into_rate / rate), found["in_frames"] + 1)
    return found
