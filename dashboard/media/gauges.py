"""All that is measured while a film or a sound is decoded. Runs in the child; a fault here refuses no file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from dashboard.media.checks import Checks, Measured
from dashboard.media.listening import ClipMeter, silences
from dashboard.media.sound import Sound
from dashboard.media.watching import Watch


class Gauges:
    """Hand them each frame; after the first fault they measure no more and tell why."""

    def __init__(self, *, picture: bool, sound: bool) -> None:
        self._watch = Watch() if picture else None
        self._clips = ClipMeter() if sound else None
        self._problem = ""

    def see(self, small: VideoFrame, start_s: Fraction, duration_s: Fraction) -> None:
        """The next picture, upright and small."""
        if self._watch is not None:
            self._guarded(self._watch.take, small, start_s, duration_s)

    def hear(self, frame: AudioFrame, end_s: Fraction) -> None:
        """The next block of sound as it was decoded."""
        if self._clips is not None:
            self._guarded(self._clips.take, frame, end_s - Fraction(frame.samples, frame.sample_rate))

    def finish(self, hearing: Sound | None) -> Measured:
        """What was measured, once the last frame was handed over and `hearing` is at its end."""
        found: list[Measured] = []
        self._guarded(lambda: found.append(self._measured(hearing)))
        return found[0] if found else Measured(problem=self._problem)

    def _measured(self, hearing: Sound | None) -> Measured:
        checks = self._watch.finish() if self._watch else Checks()
        if self._clips is not None and hearing is not None:
            checks = replace(checks, clipped=self._clips.found, silent=silences(hearing.peaks))
        return Measured(checks, self._watch.prints if self._watch else b"")

    def _guarded(self, measure: Callable[..., None], *given: object) -> None:
        if self._problem:
            return
        try:
            measure(*given)
        except MemoryError:
            raise
        except Exception as fault:
            self._problem = f"It could not be measured ({type(fault).__name__}): our fault, not the file's."
