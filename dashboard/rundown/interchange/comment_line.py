"""The comment that carries what a clip is through an editor's program, in EDL and FCP7 XML alike.

`CONTRIBUTION 12 ITEM 33 TRACK A1 MEDIA AUDIO GAIN -3.0 FADE 12 25`: pairs of a word and its value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.rundown.interchange.cut_list import AUDIO, BLACK, CARD, IMAGE, TEXT, VIDEO, Event

_PAIRS = re.compile(
    r"(?:CONTRIBUTION (?P<contribution>\d{1,9}) )?(?:ITEM (?P<item>\d{1,9}) )?"
    r"TRACK (?P<track>[VA]\d{1,2}) MEDIA (?P<media>[A-Z]+)"
    r"(?: GAIN (?P<gain>-?\d{1,3}\.\d+))?(?: FADE (?P<fade_in>\d{1,9}) (?P<fade_out>\d{1,9}))?"
)


@dataclass(frozen=True)
class Tag:
    """What such a comment says."""

    track: str
    media: str
    contribution_id: int | None = None
    item_id: int | None = None
    gain_db: float = 0.0
    fade_in_frames: int = 0
    fade_out_frames: int = 0


def comment_of(event: Event) -> str:
    """The comment of an event."""
    parts = [] if event.contribution_id is None else [f"CONTRIBUTION {event.contribution_id}"]
    parts += [] if event.item_id is None else [f"ITEM {event.item_id}"]
    parts.append(f"TRACK {event.track} MEDIA {event.media.upper()}")
    if event.gain_db:
        parts.append(f"GAIN {event.gain_db!r}")
    if event.fade_in_frames or event.fade_out_frames:
        parts.append(f"FADE {event.fade_in_frames} {event.fade_out_frames}")
    return " ".join(parts)


def read_comment(text: str) -> Tag | None:
    """What a comment says; none for one that is not of ours."""
    found = _PAIRS.fullmatch(text.strip())
    if found is None or found["media"].lower() not in (VIDEO, AUDIO, IMAGE, TEXT, CARD, BLACK):
        return None
    return Tag(
        found["track"], found["media"].lower(), _id(found["contribution"]), _id(found["item"]),
        float(found["gain"] or 0), int(found["fade_in"] or 0), int(found["fade_out"] or 0),
    )  # fmt: skip


def _id(digits: str | None) -> int | None:
    return None if digits is None else int(digits)
