"""Which layers a piece brings into an item, and how long they run of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dashboard.rundown.timecode import ms_to_whole_frames
from dashboard.rundown.timing import TEXT_WORDS_PER_MINUTE, spoken_frames

STILL_SECONDS = 5
SHORTEST_TEXT_SECONDS = 5
PICTURE, SOUND, TEXT = "picture", "sound", "text"


@dataclass(frozen=True)
class Material:
    """What matters of a contribution's media."""

    media_kind: str
    """video, audio, image, text or project."""
    duration_ms: int | None
    has_sound: bool
    words: int

    @property
    def runs(self) -> bool:
        """Whether it has a length of its own, so that in and out points mean something."""
        return self.media_kind in ("video", "audio")


@dataclass(frozen=True)
class Cut:
    """One layer to be: its track and its in and out points in frames."""

    track: str
    in_frames: int
    out_frames: int


def cuts(material: Material, rate: Fraction, words_per_minute: int = TEXT_WORDS_PER_MINUTE) -> tuple[Cut, ...]:
    """The layers of a piece at full length; none for what cannot be shown or heard."""
    frames = natural_length(material, rate, words_per_minute)
    if material.media_kind == "video":
        picture = Cut(PICTURE, 0, frames)
        return (picture, Cut(SOUND, 0, frames)) if material.has_sound else (picture,)
    track = {"audio": SOUND, "image": PICTURE, "text": TEXT}.get(material.media_kind)
    return (Cut(track, 0, frames),) if track else ()


def natural_length(material: Material, rate: Fraction, words_per_minute: int = TEXT_WORDS_PER_MINUTE) -> int:
    """Whole frames: what the media holds, the usual hold of a still, the reading time of a text."""
    if material.runs:
        return ms_to_whole_frames(material.duration_ms or 0, rate)
    if material.media_kind == "text":
        shortest = int(SHORTEST_TEXT_SECONDS * rate)
        return max(spoken_frames(material.words, rate, words_per_minute), shortest)
    return int(STILL_SECONDS * rate)
