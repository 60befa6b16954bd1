"""What all readers end with: clips found at their labels, laid out from the programme's first frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dashboard.errors import BadInput
from dashboard.rundown.interchange.cut_list import (
    Clock,
    CutList,
    Event,
    Marker,
    Reading,
    in_order,
    track_order,
)

MOST_EVENTS = 20_000
LATEST_START_MINUTES = 30
"""A cut that begins later than this after the episode's first label counts from another label."""


@dataclass(frozen=True)
class Found:
    """A clip as a file has it, its record range counted from 00:00:00:00, and where in the file it stands."""

    event: Event
    where: str
    """`Line 7` or `The clip “Night Ferry”`, to begin a sentence with."""


@dataclass(frozen=True)
class FoundCut:
    """All that was found in a file; markers are counted from 00:00:00:00 like the clips."""

    title: str
    found: Sequence[Found]
    markers: Sequence[Marker] = ()
    drop_frame: bool = False
    remarks: tuple[str, ...] = ()


def laid_out(cut: FoundCut, expected: Clock) -> Reading:
    """The cut from the programme's first frame on; `expected` is how the episode counts.

    What lies before that frame (bars, slate, countdown) is left out and said. Raises BadInput for a cut without
    clips, and for clips that overlap on one track.
    """
    if not cut.found:
        raise BadInput("The file holds no clips; export the sequence of the finished programme.")
    if len(cut.found) > MOST_EVENTS:
        raise BadInput(f"The file holds more than {MOST_EVENTS} clips; export the programme's own sequence.")
    _refuse_overlaps(cut.found)
    clock = Clock(expected.rate, cut.drop_frame, _first_frames(cut.found, expected))
    kept = [one for one in cut.found if one.event.record_in >= clock.first_frames]
    remarks = list(cut.remarks)
    if clock.first_frames != expected.first_frames:
        remarks.append(f"The cut begins at {clock.label(clock.first_frames)}; that was taken as its first frame.")
    if before := len(cut.found) - len(kept):
        remarks.append(f"Clips before the first frame of the programme were left out: {before}.")
    events = in_order(_moved(one.event, -clock.first_frames) for one in kept)
    markers = tuple(
        Marker(marker.name, marker.at - clock.first_frames)
        for marker in sorted(cut.markers, key=lambda marker: marker.at)
        if marker.at >= clock.first_frames
    )
    return Reading(CutList(cut.title, clock, events, markers), tuple(remarks))


def _first_frames(found: Iterable[Found], expected: Clock) -> int:
    starts = [one.event.record_in for one in found]
    latest = expected.first_frames + int(LATEST_START_MINUTES * 60 * expected.rate)
    if any(expected.first_frames <= start <= latest for start in starts):
        return expected.first_frames
    return min(starts)


def _moved(event: Event, frames: int) -> Event:
    return replace(event, record_in=event.record_in + frames, record_out=event.record_out + frames)


def _refuse_overlaps(found: Iterable[Found]) -> None:
    last: dict[str, Found] = {}
    for one in sorted(found, key=lambda one: (track_order(one.event.track), one.event.record_in)):
        before = last.get(one.event.track)
        if before and one.event.record_in < before.event.record_out:
            other = f"{before.where[0].lower()}{before.where[1:]}"
            raise BadInput(
                f"{one.where} starts before {other} has ended, and both are on track {one.event.track}; "
                "export the cut anew."
            )
        last[one.event.track] = one
