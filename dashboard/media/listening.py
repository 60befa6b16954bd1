"""Listens to the sound of a file go by: where the original clips, and where nothing is heard."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from dashboard.media.checks import Stretch, Stretches, stretches
from dashboard.media.sound import BLOCK, SAMPLE_RATE, SILENT_PEAK

CLIPPED_RUN = 3
"""Samples in a row at full scale; one or two are what a sound that was made as loud as it may be has."""
ONE_PLACE_MS = 500
SHORTEST_SILENCE_MS = 2000

_FULL_SCALE: dict[str, tuple[float, float]] = {
    "u8": (255, 0),
    "s16": (2**15 - 1, -(2**15) + 1),
    "s32": ((2**15 - 1) * 2**16, (-(2**15) + 1) * 2**16),
    "s64": ((2**15 - 1) * 2**48, (-(2**15) + 1) * 2**48),
    "flt": (1 - 2**-15, -1 + 2**-15),
    "dbl": (1 - 2**-15, -1 + 2**-15),
}
"""By libav's sample formats, to 16 bits; planar ones end in p."""


class ClipMeter:
    """Takes the frames of a sound as they were decoded, before anything is made of them."""

    def __init__(self) -> None:
        self._places: list[Stretch] = []
        self._clipped_s = Fraction(0)

    def take(self, frame: AudioFrame, start_s: Fraction) -> None:
        """One frame and where it begins. A run over the border of two frames counts as the two parts it has."""
        top, bottom = _FULL_SCALE[frame.format.name.removesuffix("p")]
        samples = frame.to_ndarray()
        if samples.max() < top and samples.min() > bottom:
            return
        full = (samples >= top) | (samples <= bottom)
        each = full if frame.format.is_planar else full.reshape(-1, frame.layout.nb_channels).T
        for first, last in _runs(np.logical_or.reduce([_long_runs(channel) for channel in each])):
            self._clipped_s += Fraction(last - first, frame.sample_rate)
            self._note(start_s + Fraction(first, frame.sample_rate), start_s + Fraction(last, frame.sample_rate))

    @property
    def found(self) -> Stretches:
        """Places, each at least a millisecond long, and how long the clipped samples last together."""
        return stretches(self._places, ceil(self._clipped_s * 1000))

    def _note(self, start_s: Fraction, end_s: Fraction) -> None:
        start_ms, end_ms = int(start_s * 1000), int(end_s * 1000) + 1
        if self._places and start_ms - self._places[-1].end_ms < ONE_PLACE_MS:
            start_ms = self._places.pop().start_ms
        self._places.append(Stretch(start_ms, end_ms))


def silences(peaks: Sequence[float]) -> Stretches:
    """Where nothing rises above -60 dBFS for two seconds, by the peaks of `Sound`, each of a block."""
    step_ms = Fraction(BLOCK * 1000, SAMPLE_RATE)
    runs = _runs(np.asarray(peaks, dtype=np.float64) < SILENT_PEAK)
    found = [Stretch(round(first * step_ms), round(last * step_ms)) for first, last in runs]
    return stretches([each for each in found if each.length_ms >= SHORTEST_SILENCE_MS])


def _runs(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one past the last of each row of true values."""
    edges = np.flatnonzero(np.diff(true.astype(np.int8), prepend=0, append=0))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _long_runs(full: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Only what stands in a row of at least CLIPPED_RUN."""
    kept = np.zeros_like(full)
    for first, last in _runs(full):
        if last - first >= CLIPPED_RUN:
            kept[first:last] = True
    return kept
