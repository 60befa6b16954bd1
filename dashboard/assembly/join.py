"""The programme from its parts: coded packets copied onto an exact grid of frames and of sound blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from dashboard.assembly.profiles import timescale
from dashboard.assembly.recipes import SAMPLE_RATE, sample_position
from dashboard.assembly.soundtrack import BLOCK, REMEDY
from dashboard.errors import RenderFailed

STOPPED = "The assembly was stopped; what was finished is kept for the next time."


def join(
    pictures: Sequence[tuple[Path, int]],
    rate: Fraction,
    out: Path,
    *,
    sound: Sequence[bytes] = (),
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Write an MP4 of picture parts, each with its frames, and of AAC packets; returns the frames.

    Frame n stands at n/rate exactly. Packet 0 of the sound fills the coder's overlap and is hidden by an edit
    list. The index stands first, so that a browser starts at once. RenderFailed where parts were coded
    differently or do not hold their frames. `out` is written in place: give a temporary name.
    """
    options = {"movflags": "+faststart", "video_track_timescale": str(timescale(rate)), "fflags": "+bitexact"}
    with av.open(str(out), "w", format="mp4", options=options) as target:
        picture = _PictureTrack(target, rate, pictures[0][0])
        length = sample_position(sum(frames for _, frames in pictures), rate)
        heard = _SoundTrack(target, sound, length) if sound else None
        for path, frames in pictures:
            if stop():
                raise RenderFailed(STOPPED)
            for _ in picture.copied(path, frames):
                if heard:
                    heard.catch_up(sample_position(picture.frames, rate))
        if heard:
            heard.catch_up(heard.end)
    return picture.frames


class _PictureTrack:
    """Copies packets, numbering them anew."""

    def __init__(self, target: Any, rate: Fraction, pattern: Path) -> None:
        self.frames = 0
        self.target = target
        self.ticks = int(timescale(rate) / rate)
        with av.open(str(pattern)) as source:
            self.header = source.streams.video[0].codec_context.extradata
            self.stream = target.add_stream_from_template(source.streams.video[0])
            self.stream.time_base = Fraction(1, timescale(rate))

    def copied(self, path: Path, frames: int) -> Iterator[None]:
        """Copy one part, pausing after each frame."""
        before = self.frames
        with av.open(str(path)) as source:
            stream = source.streams.video[0]
            if stream.codec_context.extradata != self.header:
                raise RenderFailed(f"Parts of the programme were coded differently; {REMEDY}.")
            for packet in source.demux(stream):
                if packet.size == 0:
                    continue
                packet.stream = self.stream
                packet.time_base = self.stream.time_base
                packet.pts = packet.dts = self.frames * self.ticks
                packet.duration = self.ticks
                self.frames += 1
                self.target.mux(packet)
                yield
        if self.frames - before != frames:
            held = self.frames - before
            raise RenderFailed(f"A part of the programme holds {held} frames, not its {frames}; {REMEDY}.")


class _SoundTrack:
    """Lays packets on a grid of 1024 samples, keeping step with the picture in the file."""

    def __init__(self, target: Any, packets: Sequence[bytes], end: int) -> None:
        self.target = target
        self.packets = packets
        self.end = end
        self.written = 0
        self.stream = target.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")

    def catch_up(self, sample: int) -> None:
        """Write all packets that begin before a sample, the last of them cut to the programme's end."""
        while self.written < len(self.packets) and (self.written - 1) * BLOCK < sample:
            packet = av.Packet(self.packets[self.written])
            packet.stream = self.stream
            packet.time_base = Fraction(1, SAMPLE_RATE)
            packet.pts = packet.dts = (self.written - 1) * BLOCK
            packet.duration = min(BLOCK, self.end - packet.pts)
            packet.is_keyframe = True
            self.target.mux(packet)
            self.written += 1
