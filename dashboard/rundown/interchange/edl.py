"""CMX3600 edit decision lists out: one a picture track, the first with two sound tracks, the rest in pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.errors import BadInput
from dashboard.rundown.interchange.comment_line import comment_of
from dashboard.rundown.interchange.cut_list import CutList, Event, Marker, event_order
from dashboard.rundown.timecode import day_frames

AUXILIARY = "AX"
"""The reel of what comes from no tape and no file."""
SOUND_CHANNELS = ("A", "A2")
"""All the format has."""


def write_edl(cut: CutList) -> dict[str, bytes]:
    """The lists by the end of their file names, `_V1.edl` and so on. Raises BadInput for a cut past midnight."""
    clock = cut.clock
    if clock.first_frames + cut.frames >= day_frames(clock.rate, drop=clock.drops):
        raise BadInput("The programme runs past 24:00:00:00, which an EDL cannot say; set an earlier first timecode.")
    files = _files(cut)
    first = next(iter(files), None)
    return {
        f"_{name}.edl": _list(cut, channels, cut.markers if name == first else ()) for name, channels in files.items()
    }


def reel_of(event: Event) -> str:
    """Eight characters that no other contribution has: `C0000012`."""
    return AUXILIARY if event.contribution_id is None else f"C{event.contribution_id:07}"[-8:]


def _files(cut: CutList) -> dict[str, dict[str, str]]:
    """Which tracks go into which list, and the channel of each."""
    pictures = [track for track in cut.tracks if track.startswith("V")]
    sounds = [track for track in cut.tracks if not track.startswith("V")]
    files = {track: {track: "V"} for track in pictures}
    pairs = [sounds[at : at + len(SOUND_CHANNELS)] for at in range(0, len(sounds), len(SOUND_CHANNELS))]
    if pictures and pairs:
        files[pictures[0]] |= dict(zip(pairs.pop(0), SOUND_CHANNELS, strict=False))
    return files | {pair[0]: dict(zip(pair, SOUND_CHANNELS, strict=False)) for pair in pairs}


def _list(cut: CutList, channels: dict[str, str], markers: Sequence[Marker]) -> bytes:
    events = sorted((event for event in cut.events if event.track in channels), key=event_order)
    lines = [f"TITLE: {cut.title}", f"FCM: {'' if cut.clock.drops else 'NON-'}DROP FRAME", ""]
    waiting = list(markers)
    for number, event in enumerate(events, start=1):
        lines.append(_edit(cut, number, event, channels[event.track]))
        lines += _comments(event)
        # A marker stands with the event that begins at it or next; behind the last one stand the rest.
        while waiting and (waiting[0].at <= event.record_in or number == len(events)):
            lines.append(_locator(cut, waiting.pop(0)))
    return ("\r\n".join(lines) + "\r\n").encode()


def _edit(cut: CutList, number: int, event: Event, channel: str) -> str:
    clock, first = cut.clock, cut.clock.first_frames
    points = (event.source_in, event.source_out, first + event.record_in, first + event.record_out)
    return f"{number:03}  {reel_of(event):<8} {channel:<5} C        {' '.join(map(clock.label, points))}"


def _comments(event: Event) -> Iterator[str]:
    yield f"* FROM CLIP NAME: {event.name}"
    if event.file_name:
        yield f"* SOURCE FILE: {event.file_name}"
    yield f"* COMMENT: {comment_of(event)}"
    yield from (f"* COMMENT: BY {name}" for name in event.contributors)
    yield from (f"* COMMENT: TEXT |{line}" for line in event.words.split("\n") if event.words)


def _locator(cut: CutList, marker: Marker) -> str:
    return f"* LOC: {cut.clock.label(cut.clock.first_frames + marker.at)} RED     {marker.name}"
