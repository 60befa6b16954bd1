"""Tiny media with known pictures and sounds, made once by ffmpeg."""

from __future__ import annotations

import subprocess
import wave
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dashboard.assembly.conform import Conforming
from dashboard.assembly.encoder import Encoder
from dashboard.assembly.recipes import Profile
from dashboard.media.child import ffmpeg_path

TINY = Profile("tiny", 128, 72, crf=23, preset="ultrafast", audio_kbps=128)
RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)]
BITS = 8
COUNTING = f"geq=lum='if(mod(floor(N/pow(2,floor(X*{BITS}/W))),2),235,16)':cb=128:cr=128"
"""Each frame shows its number in binary, the lowest bit in the leftmost of eight columns."""


def ffmpeg(*options: str) -> None:
    """Run ffmpeg, which must succeed."""
    subprocess.run([ffmpeg_path(), "-nostdin", "-v", "error", "-y", *options], check=True, timeout=60)


@dataclass(frozen=True)
class Media:
    """A folder of files, found by their names as the store finds them by their hashes."""

    folder: Path

    def locate(self, name: str) -> Path:
        return self.folder / name

    def counting(self, rate: Fraction, frames: int, *, size: str = "128x72", extra: tuple[str, ...] = ()) -> str:
        """A video without sound whose frames show their numbers."""
        name = f"counting-{rate.numerator}-{rate.denominator}-{frames}-{size}-{len(extra)}"
        if not self.locate(name).exists():
            source = f"color=s={size}:r={rate},format=yuv420p,{COUNTING},trim=end_frame={frames}"
            coded = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-g", "12", "-bf", "2", *extra)
            ffmpeg("-f", "lavfi", "-i", source, *coded, "-f", "mp4", str(self.locate(name)))
        return name

    def tone(self, name: str, seconds: float, *, rate: int = 48_000, coded: tuple[str, ...], level: float = 0.5) -> str:
        """A 440 Hz tone of a level, in any format."""
        if not self.locate(name).exists():
            source = f"aevalsrc={level}*sin(2*PI*440*t):s={rate}:d={seconds}"
            ffmpeg("-f", "lavfi", "-i", source, *coded, str(self.locate(name)))
        return name


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    return Media(tmp_path_factory.mktemp("media"))


@pytest.fixture
def conforming(media: Media, tmp_path: Path) -> Conforming:
    return Conforming(tmp_path / "segments", Encoder(media.locate))


def frame_numbers(path: Path) -> list[int]:
    """The numbers that the frames of a file show."""
    numbers = []
    with av.open(str(path)) as source:
        for frame in source.decode(video=0):
            luma = frame.to_ndarray(format="gray")
            row = luma[luma.shape[0] // 2]
            bits = [row[int((n + 0.5) * len(row) / BITS)] > 126 for n in range(BITS)]
            numbers.append(sum(1 << n for n, bit in enumerate(bits) if bit))
    return numbers


def samples_of(path: Path) -> NDArray[np.float64]:
    """The left and right samples of a WAV, from -1 to 1."""
    with wave.open(str(path), "rb") as source:
        assert (source.getframerate(), source.getnchannels(), source.getsampwidth()) == (48_000, 2, 2)
        data = source.readframes(source.getnframes())
    return np.frombuffer(data, np.int16).reshape(-1, 2) / 32768


def decoded_sound(path: Path) -> NDArray[np.float64]:
    """The sound of any file as ffmpeg plays it."""
    out = path.with_suffix(".decoded.wav")
    ffmpeg("-i", str(path), "-map", "0:a:0", "-c:a", "pcm_s16le", str(out))
    return samples_of(out)
