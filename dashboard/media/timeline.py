"""Keeps the clock of one track honest while it is decoded."""

from __future__ import annotations

from fractions import Fraction

MAX_GAP_S = Fraction(120)
"""A jump in the clock, or a single picture, longer than this is damage rather than art."""
MAX_LENGTH_S = Fraction(4 * 3600)


class ClockDamaged(Exception):
    """The clock jumped by `seconds` (may be negative) after `after_s` of decoded material."""

    def __init__(self, seconds: Fraction, after_s: Fraction) -> None:
        super().__init__(f"{float(seconds):.1f} s after {float(after_s):.1f} s")
        self.seconds = seconds
        self.after_s = after_s


class TooLong(Exception):
    """More than four hours were decoded."""


class Timeline:
    """Where each frame of a track begins, counted from the start of the file, and how far it has got."""

    def __init__(self, start_s: Fraction) -> None:
        self._start_s = start_s
        self.count = 0
        self.end = Fraction(0)
        """Seconds from the start of the file to the end of the last frame."""
        self._first: Fraction | None = None

    @property
    def length(self) -> Fraction:
        """Seconds from the first frame to the end of the last."""
        return self.end - (self._first or 0)

    def take(self, pts: int | None, base: Fraction | None, duration_s: Fraction, *, counted: bool = False) -> Fraction:
        """The start of the next frame in seconds; where the file gives none, frames follow each other.

        `counted` durations were counted in samples and are true; others come from headers and may lie.
        """
        start = self.end if pts is None or base is None else pts * base - self._start_s
        jump = start - self.end
        if abs(jump) > MAX_GAP_S:
            raise ClockDamaged(jump, self.end)
        if not counted and duration_s > MAX_GAP_S:
            raise ClockDamaged(duration_s, self.end)
        self.count += 1
        self._first = start if self._first is None else min(start, self._first)
        self.end = max(self.end, start + duration_s)
        if self.end > MAX_LENGTH_S:
            raise TooLong
        return start
