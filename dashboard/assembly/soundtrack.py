"""The programme's sound as AAC: coded in stretches that are kept, and that meet without a seam.

AAC codes blocks of 1024 samples, each overlapping the one before. A stretch is coded with the blocks around
it, so that its own packets come out as they would in one pass; what was coded only for that is thrown away.
After a change only the stretches that sound different are coded again.
"""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dashboard.assembly.recipes import ENGINE_VERSION, SAMPLE_RATE, sample_position
from dashboard.errors import RenderFailed

BLOCK = 1024
STRETCH_BLOCKS = 940
"""About 20 s."""
LEAD_BLOCKS, TAIL_BLOCKS = 12, 2
REMEDY = "empty the segments folder and assemble again"

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Packets `first` to `end` (not among them) of the programme, coded with `lead` packets before them."""

    first: int
    end: int
    lead: int
    read: Callable[[int, int], Pcm]

    def samples(self) -> Pcm:
        """What to code: from the first sample of the lead to where the last packet no longer looks."""
        return self.read((self.first - self.lead) * BLOCK, (self.end + TAIL_BLOCKS) * BLOCK)

    def own_packets(self, coded: bytes) -> list[bytes]:
        """Its packets out of what the coder made of its samples, as an ADTS stream."""
        packets = list(_adts(coded))[self.lead : self.lead + self.end - self.first]
        if len(packets) != self.end - self.first:
            raise RenderFailed(f"A stretch of the programme's sound is incomplete; {REMEDY}.")
        return packets


def stretches(sounds: Sequence[tuple[Path | None, int]], rate: Fraction) -> Iterator[Stretch]:
    """Cut the sounds (None is silence), each with its length in frames, into stretches.

    Packet 0 only fills the coder's overlap, so there is one packet more than there are blocks.
    """
    window = _window(sounds, rate)
    packets = 1 - (-sample_position(sum(frames for _, frames in sounds), rate) // BLOCK)
    for first in range(0, packets, STRETCH_BLOCKS):
        yield Stretch(first, min(packets, first + STRETCH_BLOCKS), min(first, LEAD_BLOCKS), window)


def stretch_key(samples: Pcm, lead: int, kbps: int) -> str:
    """The name of everything that a coded stretch depends on."""
    digest = hashlib.blake2b(f"aac {ENGINE_VERSION} {kbps} {lead} ".encode(), digest_size=20)
    digest.update(samples.tobytes())
    return digest.hexdigest()


def _window(sounds: Sequence[tuple[Path | None, int]], rate: Fraction) -> Callable[[int, int], Pcm]:
    """A reader of any samples of the programme, silent after its end."""
    edges, frame = [0], 0
    for _, frames in sounds:
        frame += frames
        edges.append(sample_position(frame, rate))

    def read(start: int, end: int) -> Pcm:
        out = np.zeros((end - start, 2), np.int16)
        for (path, _), begins, ends in zip(sounds, edges, edges[1:], strict=False):
            since, until = max(start, begins), min(end, ends)
            if path is not None and since < until:
                piece = _read(path, since - begins, until - since)
                # By rounding a sound may be one sample shorter than its place, never more.
                if len(piece) < until - since - 1:
                    raise RenderFailed(f"A part of the programme lacks some of its sound; {REMEDY}.")
                out[since - start : since - start + len(piece)] = piece
        return out

    return read


def _read(path: Path, at: int, samples: int) -> Pcm:
    with wave.open(str(path), "rb") as source:
        source.setpos(min(at, source.getnframes()))
        return np.frombuffer(source.readframes(samples), np.int16).reshape(-1, 2)


def _adts(coded: bytes) -> Iterator[bytes]:
    """The packets of an ADTS stream without their headers (ISO/IEC 13818-7, 6.2)."""
    at = 0
    while at + 7 <= len(coded):
        header = 7 if coded[at + 1] & 1 else 9
        length = (coded[at + 3] & 3) << 11 | coded[at + 4] << 3 | coded[at + 5] >> 5
        if coded[at] != 0xFF or length <= header:
            raise RenderFailed(f"A stretch of the programme's sound is damaged; {REMEDY}.")
        yield coded[at + header : at + length]
        at += length


def coder_options(kbps: int) -> list[str]:
    """How ffmpeg codes a stretch. From 128 kbit/s up its fast method is also its better one."""
    return ["-c:a", "aac", "-aac_coder", "fast", "-b:a", f"{kbps}k", "-ar", str(SAMPLE_RATE), "-f", "adts"]
