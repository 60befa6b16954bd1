"""Follows decoded sound to its end: stereo at 48 kHz, its loudness, its peak, its shape."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph
from av.filter.context import FilterContext

from dashboard.media.timeline import Timeline

SAMPLE_RATE = 48_000
BLOCK = 1024
"""Samples a frame of AAC; also one step of the waveform."""
SILENT_PEAK = 10 ** (-60 / 20)
GATE_S = Fraction(4, 10)
"""EBU R 128 measures blocks of 400 ms; less sound has no loudness."""
GATED_OUT_LUFS = -70.0


class Sound:
    """One track, pushed frame by frame; hands back the same sound ready to encode."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.peaks: list[float] = []
        self._made_for: tuple[str, str, int] | None = None
        self._graph: Graph | None = None
        self._source: FilterContext
        self._sinks: tuple[FilterContext, FilterContext]
        self._integrated = GATED_OUT_LUFS
        self._written = 0

    def take(self, frame: AudioFrame) -> list[AudioFrame]:
        """Count a decoded frame; the stereo frames that are complete by now, gaps filled with silence."""
        start = self.timeline.take(frame.pts, frame.time_base, Fraction(frame.samples, frame.sample_rate), counted=True)
        made_for = (frame.format.name, frame.layout.name, frame.sample_rate)
        ready: list[AudioFrame] = []
        if made_for != self._made_for:
            ready += self.finish()
            self._build(frame, made_for)
        frame.time_base = Fraction(1, frame.sample_rate)
        frame.pts = round(start * frame.sample_rate)
        self._source.push(frame)
        return ready + self._drain()

    def finish(self) -> list[AudioFrame]:
        """What is left in the filters; call it once after the last frame."""
        if self._graph is None:
            return []
        self._source.push(None)
        rest = self._drain()
        self._graph = None
        return rest

    @property
    def peak(self) -> float:
        """Linear, 1.0 is full scale."""
        return max(self.peaks, default=0.0)

    @property
    def is_silent(self) -> bool:
        """Whether nothing rises above -60 dBFS."""
        return self.peak < SILENT_PEAK

    @property
    def peak_db(self) -> float | None:
        """dBFS, to a hundredth; None for digital silence."""
        return round(20 * math.log10(self.peak), 2) if self.peak > 0 else None

    @property
    def loudness_lufs(self) -> float | None:
        """Integrated, to a hundredth; None where the gate lets nothing through."""
        if self.timeline.length < GATE_S or self._integrated <= GATED_OUT_LUFS:
            return None
        return round(self._integrated, 2)

    def _build(self, frame: AudioFrame, made_for: tuple[str, str, int]) -> None:
        graph = Graph()
        graph.threads = 1
        self._source = graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format.name,
            layout=frame.layout.name,
            time_base=Fraction(1, frame.sample_rate),
        )
        resample = graph.add("aresample", f"{SAMPLE_RATE}:async=1:first_pts={self._written}")
        stereo = graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo")
        split, blocks = graph.add("asplit", "2"), graph.add("asetnsamples", f"n={BLOCK}:p=0")
        meter = graph.add("ebur128", "metadata=1")
        self._sinks = graph.add("abuffersink"), graph.add("abuffersink")
        for before, after in ((self._source, resample), (resample, stereo), (stereo, split)):
            before.link_to(after)
        for output, (middle, sink) in enumerate(zip((blocks, meter), self._sinks, strict=True)):
            split.link_to(middle, output, 0)
            middle.link_to(sink)
        graph.configure()
        self._graph, self._made_for = graph, made_for

    def _drain(self) -> list[AudioFrame]:
        for metered in _pull(self._sinks[1]):
            loudness = float(metered.metadata.get("lavfi.r128.I", "nan"))
            if math.isfinite(loudness):  # the last, incomplete tenth of a second carries none
                self._integrated = loudness
        ready = list(_pull(self._sinks[0]))
        for block in ready:
            self.peaks.append(float(np.abs(block.to_ndarray()).max(initial=0.0)))
            block.time_base = Fraction(1, SAMPLE_RATE)
            block.pts = self._written
            self._written += block.samples
        return ready


def _pull(sink: FilterContext) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        assert isinstance(frame, AudioFrame)  # noqa: S101
        yield frame
