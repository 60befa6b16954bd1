"""What a likeness means: a copy of the same work, one work built on the other, or nothing.

In a community that remixes, alike mostly means lineage. So only what is the same from end to end is called a copy;
what is contained in something else, or came with another sound, is a link to be confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.media.prints import PICTURE_BITS, SoundLikeness

SAME_FILE, NEAR_PICTURE, NEAR_SOUND, NEAR_TEXT = "same_file", "near_picture", "near_sound", "near_text"

COPY_BITS = 6
"""Two stills that differ in no more are copies. See `tests/curation/test_duplicates.py` for what was measured."""
FILM_SHARE = 0.8
"""Of the pictures of the shorter film so many must be in the other."""
TELLING_SCENES = 3
"""Pictures tell films apart from so many different ones on. Of one camera that never moves all look alike, whatever
is signed or sung before it; there the sound must be the same too."""
SAME_LENGTH = 0.9
"""The shorter over the longer: copies are cut and coded anew, not shortened."""
WHOLLY, PARTLY = 0.9, 0.5
"""How much of what was heard of the shorter must be in the longer, to be a copy or to be used in it."""


@dataclass(frozen=True)
class Side:
    """One of two pieces that are compared."""

    piece_id: int
    media_kind: str
    """video, audio, image or text."""
    duration_ms: int | None
    created_at: datetime
    has_sound: bool = True
    scenes: int = 0
    """Of a film: how many different pictures it shows, as far as was measured."""


@dataclass(frozen=True)
class Copy:
    """Both are the same work, as far as measuring tells."""

    sort: str
    likeness: float
    measured: str


@dataclass(frozen=True)
class Lineage:
    """One is likely built on the other."""

    child_id: int
    parent_id: int
    relation: str


Finding = Copy | Lineage


def judge_stills(bits: int) -> Copy | None:
    """Two stills whose prints differ in so many bits."""
    if bits > COPY_BITS:
        return None
    words = f"nearly the same picture: {bits} of {PICTURE_BITS} bits differ" if bits else "the same picture, saved anew"
    return Copy(NEAR_PICTURE, 1 - bits / PICTURE_BITS, words)


def judge_films(one: Side, other: Side, share: float, sound: SoundLikeness | None) -> Finding | None:
    """Two films of which one has this share of its pictures in the other, and how they sound over each other."""
    same_sound = sound is not None and sound.same_recording
    tells = min(one.scenes, other.scenes) >= TELLING_SCENES
    if share < FILM_SHARE or not (tells or same_sound):
        return None
    earlier, later = _in_time(one, other)
    if one.has_sound != other.has_sound:
        silent, scored = (other, one) if one.has_sound else (one, other)
        return Lineage(scored.piece_id, silent.piece_id, "remix_of")
    if one.has_sound and not same_sound:
        return Lineage(later.piece_id, earlier.piece_id, "remix_of")
    if _length_ratio(one, other) < SAME_LENGTH:
        return Lineage(later.piece_id, earlier.piece_id, "version_of")
    return Copy(NEAR_PICTURE, share, f"nearly the same film: {share:.0%} of the pictures are alike")


def judge_sounds(one: Side, other: Side, sound: SoundLikeness) -> Finding | None:
    """Two pieces with sound, not both films."""
    if not sound.same_recording or sound.covered < PARTLY:
        return None
    if one.media_kind != other.media_kind:
        film, track = (one, other) if one.media_kind == "video" else (other, one)
        return Lineage(film.piece_id, track.piece_id, "samples")
    if sound.covered < WHOLLY or _length_ratio(one, other) < SAME_LENGTH:
        earlier, later = _in_time(one, other)
        return Lineage(later.piece_id, earlier.piece_id, "version_of" if sound.covered >= WHOLLY else "samples")
    differing = f"{sound.error:.0%} of the bits differ"
    return Copy(NEAR_SOUND, 1 - sound.error, f"the same recording: {differing} over {_clock(sound.overlap_ms)}")


def judge_texts(likeness: float, least: float) -> Copy | None:
    """Two texts that share so much of their words; `least` is what makes them alike."""
    if likeness < least:
        return None
    words = "the same words" if likeness == 1 else f"nearly the same words: {likeness:.0%} of what they say is shared"
    return Copy(NEAR_TEXT, likeness, words)


def _in_time(one: Side, other: Side) -> tuple[Side, Side]:
    """The one that was posted first and the one that came after it; of two at once the shorter first."""
    first, second = sorted((one, other), key=lambda side: (side.created_at, side.duration_ms or 0, side.piece_id))
    return first, second


def _length_ratio(one: Side, other: Side) -> float:
    lengths = sorted((one.duration_ms or 0, other.duration_ms or 0))
    return lengths[0] / lengths[1] if lengths[1] else 0.0


def _clock(duration_ms: int) -> str:
    minutes, seconds = divmod((duration_ms + 500) // 1000, 60)
    return f"{minutes}:{seconds:02}"
