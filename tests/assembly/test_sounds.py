"""Conformed sounds: to the sample, from whatever comes in, without clicks and without clipping."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dashboard.assembly.conform import Conforming
from dashboard.assembly.recipes import Segment, SlateShot, Sound, sample_position
from dashboard.errors import RenderFailed
from tests.assembly.conftest import RATES, Media, ffmpeg, samples_of

RATE = Fraction(30000, 1001)
WAV = ("-c:a", "pcm_s16le", "-f", "wav")


def _heard(conforming: Conforming, frames: int, *sounds: Sound, rate: Fraction = RATE) -> NDArray[np.float64]:
    made = conforming.make_sound(Segment(frames, rate, (SlateShot("", "", frames),), sounds, name="Loop"))
    assert made is not None
    return samples_of(made)


def _level(samples: NDArray[np.float64]) -> float:
    return float(np.sqrt((samples**2).mean()))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("frames", [1, 37, 100])
def test_a_sound_has_exactly_the_samples_of_its_frames(
    media: Media, conforming: Conforming, rate: Fraction, frames: int
) -> None:
    tone = media.tone("tone", 2, coded=WAV)
    wanted = sample_position(frames, rate)
    assert len(_heard(conforming, frames, Sound(tone, 3, frames, 0, 0.0), rate=rate)) == wanted


@pytest.mark.parametrize(
    ("name", "rate", "coded"),
    [
        ("mono", 48_000, ("-ac", "1", *WAV)),
        ("stereo44", 44_100, ("-ac", "2", *WAV)),
        ("eight-bit", 8_000, ("-ac", "2", "-c:a", "pcm_u8", "-f", "wav")),
        ("surround", 48_000, ("-ac", "6", "-c:a", "ac3", "-b:a", "448k", "-f", "matroska")),
        ("ogg", 44_100, ("-ac", "2", "-c:a", "libvorbis", "-q:a", "6", "-f", "ogg")),
        ("mp3", 44_100, ("-ac", "2", "-c:a", "libmp3lame", "-b:a", "192k", "-f", "mp3")),
        ("flac", 96_000, ("-ac", "1", "-c:a", "flac", "-f", "flac")),
    ],
)
def test_any_kind_of_sound_comes_out_as_the_same_tone(
    media: Media, conforming: Conforming, name: str, rate: int, coded: tuple[str, ...]
) -> None:
    media.tone(name, 2, rate=rate, coded=coded)
    heard = _heard(conforming, 45, Sound(name, 0, 45, 0, 0.0))[4800:-4800]
    spectrum = np.abs(np.fft.rfft(heard[:, 0] * np.hanning(len(heard))))
    assert np.argmax(spectrum) * 48_000 / len(heard) == pytest.approx(440, abs=2)
    assert np.allclose(heard[:, 0], heard[:, 1], atol=0.01)
    assert _level(heard) > 0.1


def test_a_source_that_is_too_short_ends_in_silence(media: Media, conforming: Conforming) -> None:
    media.tone("short", 0.5, coded=WAV)
    heard = _heard(conforming, 60, Sound("short", 0, 60, 0, 0.0))
    assert _level(heard[: 48_000 // 2]) > 0.2
    assert np.abs(heard[48_000 // 2 + 100 :]).max() == 0


def test_a_sound_stands_at_its_offset_to_the_sample(media: Media, conforming: Conforming) -> None:
    _click(media.folder / "click", at=10_000)
    heard = _heard(conforming, 60, Sound("click", 0, 30, 17, 0.0))
    assert int(np.argmax(np.abs(heard[:, 0]))) == 10_000 + sample_position(17, RATE)


def test_an_in_point_is_met_to_the_sample(media: Media, conforming: Conforming) -> None:
    _click(media.folder / "click2", at=70_000)
    heard = _heard(conforming, 30, Sound("click2", 31, 30, 0, 0.0))
    assert int(np.argmax(np.abs(heard[:, 0]))) == 70_000 - sample_position(31, RATE)


def _click(path: Path, at: int) -> None:
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        f"aevalsrc=if(eq(n\\,{at})\\,0.8\\,0)|if(eq(n\\,{at})\\,0.8\\,0):s=48000:d=2",
        *WAV,
        str(path),
    )


def test_gain_is_in_decibels(media: Media, conforming: Conforming) -> None:
    tone = media.tone("tone", 2, coded=WAV)
    levels = [_level(_heard(conforming, 30, Sound(tone, 0, 30, 0, gain))[2000:-2000]) for gain in (0.0, -6.0206)]
    assert levels[1] / levels[0] == pytest.approx(0.5, abs=0.005)


def test_cuts_into_a_tone_do_not_click(media: Media, conforming: Conforming) -> None:
    """A bare cut would step by up to half the scale; faded, it moves no faster than the tone does."""
    tone = media.tone("tone", 2, coded=WAV)
    heard = _heard(conforming, 40, Sound(tone, 7, 20, 10, 0.0))[:, 0]
    assert np.abs(np.diff(heard)).max() < 0.5 * 2 * np.pi * 440 / 48_000 * 1.3
    begins = sample_position(10, RATE)
    assert np.abs(heard[: begins + 1]).max() < 0.01
    assert np.abs(heard[begins + 300 : begins + 4000]).max() > 0.33


def test_many_loud_layers_are_mixed_and_do_not_clip(media: Media, conforming: Conforming) -> None:
    media.tone("loud", 2, coded=WAV, level=0.95)
    layers = [Sound("loud", n, 30, 0, 6.0) for n in range(4)]
    heard = _heard(conforming, 30, *layers)
    assert np.abs(heard).max() <= 0.9
    one = _heard(conforming, 30, Sound("loud", 0, 30, 0, -12.0))
    two = _heard(conforming, 30, Sound("loud", 0, 30, 0, -12.0), Sound("loud", 0, 30, 0, -12.0))
    assert _level(two) / _level(one) == pytest.approx(2, abs=0.02)


def test_what_overhangs_the_item_is_cut(media: Media, conforming: Conforming) -> None:
    tone = media.tone("tone", 2, coded=WAV)
    heard = _heard(conforming, 20, Sound(tone, 0, 50, 5, 0.0))
    assert len(heard) == sample_position(20, RATE)
    assert abs(heard[-1, 0]) < 0.02


def test_media_without_sound_are_refused_by_the_item_s_name(media: Media, conforming: Conforming) -> None:
    with pytest.raises(RenderFailed, match=r"^The sound of “Loop” failed"):
        _heard(conforming, 20, Sound(media.counting(RATE, 60), 0, 20, 0, 0.0))
