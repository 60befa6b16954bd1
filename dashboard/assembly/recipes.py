"""What an item of the programme is made of, and the keys under which its picture and sound are kept."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, field, fields, is_dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from dashboard.errors import RenderFailed

ENGINE_VERSION = 1
"""Raised whenever the same recipe would come out looking or sounding different."""

SAMPLE_RATE = 48_000


@dataclass(frozen=True, slots=True)
class Profile:
    """How a programme is coded; only size, quality and preset touch the picture."""

    name: str
    width: int
    height: int
    crf: int
    preset: str
    audio_kbps: int


@dataclass(frozen=True, slots=True)
class VideoShot:
    """A stretch of moving picture; `in_frames` and `frames` count the episode's frames.

    `rotation_degrees` is the clockwise turn that makes the stored picture upright (0, 90, 180 or 270);
    the display size is the size after that turn, with square pixels.
    """

    media_hash: str
    in_frames: int
    frames: int
    rotation_degrees: int
    display_width: int
    display_height: int
    held_frames: int = 0
    """So many of `frames` at its end hold the picture before them, whatever the media show after it."""
    fade_in_frames: int = 0
    """From black; so in the other shots."""
    fade_out_frames: int = 0


@dataclass(frozen=True, slots=True)
class StillShot:
    """A photograph or drawing (PNG, JPEG, WebP, the first frame of a GIF), held."""

    media_hash: str
    frames: int
    fade_in_frames: int = 0
    fade_out_frames: int = 0


@dataclass(frozen=True, slots=True)
class CardShot:
    """One page of a text piece. `lines` are already broken to fit at `size`, in 1080ths of the height."""

    heading: str
    lines: tuple[str, ...]
    size: int
    byline: str
    page: int
    pages: int
    frames: int
    fade_in_frames: int = 0
    fade_out_frames: int = 0


@dataclass(frozen=True, slots=True)
class SlateShot:
    """A title on the dark ground."""

    title: str
    subtitle: str
    frames: int


@dataclass(frozen=True, slots=True)
class WaveShot:
    """The picture of a piece that is only heard: its waveform, filling as it plays."""

    media_hash: str
    in_frames: int
    title: str
    byline: str
    frames: int


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of the credits. A role stands under the name it follows, before any name under the heading."""

    kind: Literal["heading", "role", "name"]
    text: str


@dataclass(frozen=True, slots=True)
class RollShot:
    """The credits, rising through the picture in exactly `frames`."""

    lines: tuple[RollLine, ...]
    frames: int


LayerShot: TypeAlias = VideoShot | StillShot | CardShot
"""What a layer of the rundown is shown as; these can fade."""
Shot: TypeAlias = LayerShot | SlateShot | WaveShot | RollShot


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of sound, heard `offset_frames` into its item; what overhangs the item is cut."""

    media_hash: str
    in_frames: int
    frames: int
    offset_frames: int
    gain_db: float
    fade_in_frames: int = 0
    fade_out_frames: int = 0


@dataclass(frozen=True, slots=True)
class LowerThird:
    """Title and artists over the picture, on from `in_frames` for `frames`, then off."""

    title: str
    byline: str
    in_frames: int
    frames: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One item of the programme. Its name is for people and is part of no key."""

    frames: int
    rate: Fraction
    shots: tuple[Shot, ...]
    sounds: tuple[Sound, ...] = ()
    lower_third: LowerThird | None = None
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        shown = sum(shot.frames for shot in self.shots)
        if shown != self.frames or any(shot.frames <= 0 for shot in self.shots):
            raise RenderFailed(
                f"“{self.name}” lasts {self.frames} frames but its pictures add up to {shown}; "
                "set its length again or trim its pictures."
            )
        if any(s.frames <= 0 or s.in_frames < 0 or not 0 <= s.offset_frames < self.frames for s in self.sounds):
            raise RenderFailed(
                f"“{self.name}” has a sound that starts after it or has no length; set its in and out again."
            )


def sample_position(frame: int, rate: Fraction) -> int:
    """Samples at 48 kHz before the start of a frame, a half rounded up."""
    return math.floor(Fraction(frame * SAMPLE_RATE) / rate + Fraction(1, 2))


def picture_key(segment: Segment, profile: Profile) -> str:
    """The name of everything that the picture depends on; its sound and its neighbours are not among it."""
    return _digest(
        {
            "what": "picture",
            "frames": segment.frames,
            "rate": segment.rate,
            "shots": segment.shots,
            "lower_third": segment.lower_third,
            "coding": (profile.width, profile.height, profile.crf, profile.preset),
        }
    )


def sound_key(segment: Segment) -> str:
    """The name of everything that the sound depends on; no picture and no profile is among it."""
    what = {"what": "sound", "frames": segment.frames, "rate": segment.rate, "sounds": segment.sounds}
    return _digest(what)


def reading_frames(text: str, rate: Fraction, wpm: int = 150, minimum_s: int = 4) -> int:
    """Frames a text needs on the screen, rounded up; a Chinese or Japanese sign counts as half a word."""
    spaced = "".join(" " if "\u3040" <= char <= "\u9fff" else char for char in text)
    signs = sum(1 for char in text if "\u3040" <= char <= "\u9fff")
    words = len(spaced.split()) + Fraction(signs, 2)
    return math.ceil(max(words * 60 / wpm, Fraction(minimum_s)) * rate)


def lower_third(title: str, byline: str, frames: int, rate: Fraction) -> LowerThird:
    """A lower third for an item of `frames`: from one second in, for five; in a short item, all of it.

    It stays at least two seconds unless the item itself is shorter.
    """
    second = math.ceil(rate)
    start = min(second, max(0, frames - 2 * second))
    return LowerThird(title, byline, start, min(5 * second, frames - start))


def _digest(value: object) -> str:
    text = json.dumps([ENGINE_VERSION, _plain(value)], sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def _plain(value: object) -> Any:
    """A value as JSON knows it; a dataclass carries its own name, a fraction both its terms.

    A field that says no more than its default is left out, so that a new one leaves the keys of all others alone.
    """
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        told = [f for f in fields(value) if f.compare and getattr(value, f.name) != f.default]
        named = {f.name: _plain(getattr(value, f.name)) for f in told}
        return {"is": type(value).__name__, **named}
    return value
