"""Follows decoded pictures to their end and chooses the one for the poster."""

from __future__ import annotations

from fractions import Fraction

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dashboard.media.picture import PROXY_BOX, Shrinker, displayed_size, fit, is_flat, rotation_of
from dashboard.media.timeline import Timeline

DEFAULT_RATE = Fraction(25)
FASTEST_RATE = 1000
SAMPLE_EVERY_S = Fraction(1, 2)
BROADCAST_RATES = tuple(
    Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60")
)
ROUNDING = Fraction(2, 10_000)
"""Containers round; 24 and 24000/1001 differ by ten of these."""


def frame_rate(stream: VideoStream, timeline: Timeline | None = None) -> Fraction:
    """Frames a second: the stream's average, snapped to a broadcast rate within 0.02 %, else the count."""
    counted = Fraction(timeline.count) / timeline.length if timeline and timeline.length > 0 else None
    for rate in (stream.average_rate, stream.guessed_rate, counted):
        if rate and 0 < rate <= FASTEST_RATE:
            near = next((known for known in BROADCAST_RATES if abs(rate / known - 1) < ROUNDING), None)
            return near or Fraction(rate).limit_denominator(1001)
    return DEFAULT_RATE


class Sight:
    """The picture track, pushed frame by frame."""

    def __init__(self, stream: VideoStream, first: VideoFrame, timeline: Timeline, claimed_s: Fraction | None) -> None:
        self.timeline = timeline
        self.rate = frame_rate(stream)
        self.aspect = stream.sample_aspect_ratio
        self.size = displayed_size(first, self.aspect)
        self.rotation = rotation_of(first)
        self.proxy_size = fit(self.size, PROXY_BOX, even=True)
        self.best = first
        """The picture for the poster: a third in, or as near to that as one that shows something."""
        self._shrinker = Shrinker(self.proxy_size, "yuv420p")
        self._third = (claimed_s or Fraction(0)) / 3
        self._next_sample = Fraction(0)
        self._chosen = False

    def take(self, frame: VideoFrame) -> tuple[VideoFrame, Fraction, Fraction]:
        """Count a decoded frame; the small one for the proxy, its start and its duration in seconds."""
        base = frame.time_base
        duration = frame.duration * base if frame.duration and base else 1 / self.rate
        start = self.timeline.take(frame.pts, base, duration)
        small = self._shrinker.shrink(frame)
        if not self._chosen and (start >= self._third or start >= self._next_sample):
            self._next_sample = start + SAMPLE_EVERY_S
            if not is_flat(small):
                self.best = frame
                self._chosen = start >= self._third
        return small, start, duration
