"""Encodes what browsers can play, in the same pass that checks the original."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dashboard.media.sound import SAMPLE_RATE

CLOCK = Fraction(1, 90_000)
SOUND_BITRATE = 128_000
KEYFRAME_S = 2
X264 = {"preset": "superfast", "crf": "28", "x264-params": "colorprim=bt709:transfer=bt709:colormatrix=bt709"}


class Proxy:
    """An MP4 with H.264 and AAC, or an M4A where `size` is None; use it as a context so that it is closed."""

    def __init__(self, path: Path, *, size: tuple[int, int] | None, rate: Fraction, sound: bool) -> None:
        kind = "mp4" if size else "ipod"
        self._out = av.open(str(path), "w", format=kind, options={"movflags": "+faststart"})
        self._picture = self._add_picture(size, rate) if size else None
        self._sound = self._add_sound() if sound else None
        self._last_tick = -1

    def _add_picture(self, size: tuple[int, int], rate: Fraction) -> VideoStream:
        stream = self._out.add_stream("libx264", rate=rate, options=X264)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = CLOCK
        stream.codec_context.gop_size = max(round(rate * KEYFRAME_S), 1)
        return stream

    def _add_sound(self) -> AudioStream:
        stream = self._out.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        stream.bit_rate = SOUND_BITRATE
        return stream

    def add_picture(self, small: VideoFrame, start_s: Fraction, duration_s: Fraction) -> None:
        """Add a yuv420p frame; one that does not come after the last is left out."""
        tick = round(start_s / CLOCK)
        if self._picture is None or tick <= self._last_tick:
            return
        small.time_base, small.pts, small.duration = CLOCK, tick, round(duration_s / CLOCK)
        self._last_tick = tick
        self._out.mux(self._picture.encode(small))

    def add_sound(self, blocks: list[AudioFrame]) -> None:
        """Add 48 kHz stereo blocks."""
        if self._sound is None:
            return
        for block in blocks:
            self._out.mux(self._sound.encode(block))

    def close(self) -> None:
        """Flush the encoders and write the index in front."""
        for stream in (self._picture, self._sound):
            if stream is not None:
                self._out.mux(stream.encode(None))
        self._out.close()
