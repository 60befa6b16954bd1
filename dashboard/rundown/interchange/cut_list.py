"""A programme as a list of cuts: what every interchange format is written from and read into."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from dashboard.rundown.timecode import drops, parse_timecode, timecode

VIDEO, AUDIO, IMAGE, TEXT, CARD, BLACK = "video", "audio", "image", "text", "card", "black"
"""Kinds of media. `text` is a contribution that is set as a card; `card` is one of the programme's own."""
FROM_FILE = (VIDEO, AUDIO, IMAGE)
DRAWN = (TEXT, CARD)
PICTURE_TRACK, SOUND_TRACK = "V", "A"


@dataclass(frozen=True)
class Clock:
    """How a cut counts: its rate, whether labels are left out, and the label of its first frame."""

    rate: Fraction
    drop_frame: bool = False
    first_frames: int = 0
    """Frames from 00:00:00:00 to the first frame's label."""

    @property
    def nominal(self) -> int:
        """Labels a second."""
        return -(-self.rate.numerator // self.rate.denominator)

    @property
    def drops(self) -> bool:
        """Whether labels are left out: only at rates where that exists."""
        return self.drop_frame and drops(self.rate)

    def label(self, frames: int) -> str:
        """The timecode of a frame counted from 00:00:00:00."""
        return timecode(frames, self.rate, drop=self.drops)

    def frames(self, label: str) -> int:
        """The frame of a timecode, counted from 00:00:00:00. Raises BadInput for one that does not exist."""
        return parse_timecode(label, self.rate, drop=self.drops)


@dataclass(frozen=True)
class Event:
    """One clip on one track. Ranges are [in, out) in frames at the cut's rate."""

    track: str
    """V1, V2 and so on for pictures, the highest uppermost; A1, A2 for sounds."""
    name: str
    media: str
    record_in: int
    """Counted from the programme's first frame."""
    record_out: int
    source_in: int
    """Counted from the start of the media."""
    source_out: int
    """Stills and cards have a source as long as they are shown. In a cut that was read it may be of another
    length than the record: the clip was retimed."""
    contribution_id: int | None = None
    item_id: int | None = None
    """The line of the rundown that it came from."""
    contributors: tuple[str, ...] = ()
    file_name: str = ""
    """Never a path; empty for what is drawn, and for media that is offline."""
    gain_db: float = 0.0
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    words: str = ""
    """What a card or a text reads."""

    @property
    def record_frames(self) -> int:
        """How long it is on air."""
        return self.record_out - self.record_in

    @property
    def source_frames(self) -> int:
        """How much of the media it takes."""
        return self.source_out - self.source_in

    @property
    def is_picture(self) -> bool:
        """Whether it is seen; else it is heard."""
        return self.track.startswith(PICTURE_TRACK)

    @property
    def offline(self) -> bool:
        """Whether a file belongs to it and is not known."""
        return self.media in FROM_FILE and not self.file_name


@dataclass(frozen=True)
class Marker:
    """The start of an act, in frames from the programme's first."""

    name: str
    at: int


@dataclass(frozen=True)
class CutList:
    """A whole cut. Breaks are gaps: no event covers them."""

    title: str
    clock: Clock
    events: tuple[Event, ...]
    """In the order of `event_order`; no two of one track overlap."""
    markers: tuple[Marker, ...] = ()

    @property
    def frames(self) -> int:
        """From the first frame to the end of the last event."""
        return max((event.record_out for event in self.events), default=0)

    @property
    def tracks(self) -> dict[str, tuple[Event, ...]]:
        """The events of each track in order of time; pictures before sounds."""
        names = sorted({event.track for event in self.events}, key=track_order)
        return {name: tuple(event for event in self.events if event.track == name) for name in names}


@dataclass(frozen=True)
class Reading:
    """A cut that was read, and what was taken tolerantly, each in a sentence."""

    cut: CutList
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SentFile:
    """A file as somebody sent it."""

    name: str
    data: bytes = field(repr=False)


def track_order(track: str) -> tuple[bool, int]:
    """Sorts V1, V2 before A1, A2, A10."""
    return not track.startswith(PICTURE_TRACK), int(track[1:])


def event_order(event: Event) -> tuple[int, bool, int]:
    """Sorts by record time, then by track."""
    return event.record_in, *track_order(event.track)


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events as a cut list has them."""
    return tuple(sorted(events, key=event_order))


def clean_line(text: str) -> str:
    """Text that stands on one line of any of the formats: nothing that breaks a line or that XML refuses."""
    return " ".join("".join(" " if _breaks(letter) else letter for letter in text).split())


def clean_words(text: str) -> str:
    """Like `clean_line` for words of several lines, which keep their lines and indents."""
    lines = ("".join("" if _breaks(letter) else letter for letter in line).rstrip() for line in text.splitlines())
    return "\n".join(lines).strip("\n")


def _breaks(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp", "Cn")
