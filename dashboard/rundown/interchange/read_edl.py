"""CMX3600 edit decision lists in: ours with all they carry, others by their clip names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.errors import BadInput
from dashboard.rundown.interchange.comment_line import Tag, read_comment
from dashboard.rundown.interchange.cut_list import (
    AUDIO,
    BLACK,
    VIDEO,
    Clock,
    Event,
    Marker,
    Reading,
    SentFile,
    clean_line,
)
from dashboard.rundown.interchange.edl_lines import CUT, Edit, Lines, notes, take_apart
from dashboard.rundown.interchange.laying import Found, FoundCut, laid_out
from dashboard.rundown.timecode import drops, rate_name

BLACK_REELS = ("BL", "BLACK", "BARS")
NO_REELS = (*BLACK_REELS, "AX")


@dataclass(frozen=True)
class _List:
    """One list under way: its name, its lines, and how it counts."""

    name: str
    lines: Lines
    expected: Clock

    @property
    def drop_frame(self) -> bool:
        """As the first FCM line says, else as the labels are written, else as the episode counts."""
        stated = next((edit.drop for edit in self.lines.edits if edit.drop is not None), None)
        if stated is None:
            return self.lines.has_drop_labels or self.expected.drops
        return stated

    def frames(self, line: int, label: str, *, drop: bool) -> int:
        """The frame of a label. Raises BadInput, naming the line, for one that cannot be."""
        if int(label[-2:]) >= self.expected.nominal:
            rate = rate_name(self.expected.rate)
            raise BadInput(
                f"{self.where(line)} counts to frame {label[-2:]}, and the episode has {rate} frames a second; "
                f"export the cut at {rate}."
            )
        written = f"{label[:8]}{';' if label[8] in ';,' else ':'}{label[9:]}".replace(".", ":").replace(",", ":")
        try:
            return replace(self.expected, drop_frame=drop).frames(written)
        except BadInput as wrong:
            raise BadInput(f"{self.where(line)}: {wrong}") from None

    def where(self, line: int) -> str:
        """To begin a sentence with."""
        return f"Line {line} of “{self.name}”"


def read_edl(files: Sequence[SentFile], expected: Clock) -> Reading:
    """The cut of one list or several together; `expected` is how the episode counts, as a list states no rate.

    Raises: BadInput, naming the line, for what cannot be; nothing else.
    """
    found: list[Found] = []
    markers: list[Marker] = []
    remarks: list[str] = []
    lists = [_List(file.name, take_apart(file.name, file.data), expected) for file in files]
    for one in lists:
        if one.drop_frame and not drops(expected.rate):
            raise BadInput(
                f"“{one.name}” counts drop-frame, which {rate_name(expected.rate)} does not have; "
                f"export the cut at {rate_name(expected.rate)}."
            )
        found += _beside(found, _found(one))
        markers += [marker for marker in _markers(one) if marker not in markers]
        remarks += _remarks(one)
    title = next((clean_line(one.lines.title) for one in lists if one.lines.title), files[0].name)
    drop = any(one.drop_frame for one in lists)
    return laid_out(FoundCut(title, found, tuple(markers), drop, tuple(remarks)), expected)


def _found(one: _List) -> list[Found]:
    edits = one.lines.edits
    found: list[Found] = []
    for at, edit in enumerate(edits):
        following = edits[at + 1] if at + 1 < len(edits) else None
        if edit.labels[2] == edit.labels[3] and following is not None and following.follows:
            continue  # what a transition comes from, named once more without length
        event = _event(one, edit, following)
        tracks = edit.tracks + tuple(f"A{number}" for number in _more_sounds(edit))
        tag = _tag(edit)
        tracks = (tag.track,) if tag and len(tracks) == 1 else tracks
        found += [Found(_on_track(event, track), one.where(edit.line)) for track in tracks]
    return found


def _event(one: _List, edit: Edit, following: Edit | None) -> Event:
    source_in, source_out, record_in, record_out = _points(one, edit)
    tag, name = _tag(edit), _name(edit, following)
    if record_out <= record_in:
        raise BadInput(f"{one.where(edit.line)}: “{name}” ends before it begins; export the list anew.")
    if source_out - source_in != record_out - record_in and _speed(edit) is None:
        raise BadInput(
            f"{one.where(edit.line)}: “{name}” takes {source_out - source_in} frames of its source and is "
            f"{record_out - record_in} long in the programme; export it with its speed, or mend the line."
        )
    told = tag or Tag("V1", BLACK if edit.reel.upper() in BLACK_REELS else VIDEO, _id_in_reel(edit.reel))
    return Event(
        "V1", name, told.media, record_in, record_out, source_in, source_out, told.contribution_id, told.item_id,
        tuple(line[3:] for line in notes(edit, "COMMENT") if line.startswith("BY ")), _file_name(edit, tag),
        told.gain_db, told.fade_in_frames, told.fade_out_frames, _words(edit),
    )  # fmt: skip


def _points(one: _List, edit: Edit) -> list[int]:
    by_mark = one.lines.has_drop_labels
    drop = edit.drop if edit.drop is not None else one.drop_frame
    return [one.frames(edit.line, label, drop=label[8] in ";," if by_mark else drop) for label in edit.labels]


def _on_track(event: Event, track: str) -> Event:
    heard = track.startswith("A") and event.media == VIDEO
    return replace(event, track=track, media=AUDIO if heard else event.media)


def _name(edit: Edit, following: Edit | None) -> str:
    ours, theirs = list(notes(edit, "FROM CLIP NAME")), list(notes(edit, "TO CLIP NAME"))
    if edit.follows:
        ours = theirs or ours
    elif following is not None and following.follows:
        ours = ours or list(notes(following, "FROM CLIP NAME"))
    return clean_line(next((name for name in ours if name), edit.reel)) or "Clip without a name"


def _file_name(edit: Edit, tag: Tag | None) -> str:
    for heading in ("SOURCE FILE", "FROM FILE", "FROM CLIP", "SOURCE CLIP"):
        for path in notes(edit, heading):
            return clean_line(re.split(r"[/\\]", path)[-1])
    return "" if tag or edit.reel.upper() in NO_REELS or _id_in_reel(edit.reel) is not None else clean_line(edit.reel)


def _tag(edit: Edit) -> Tag | None:
    return next((tag for tag in map(read_comment, notes(edit, "COMMENT")) if tag), None)


def _words(edit: Edit) -> str:
    mark = re.compile(r"\*\s*COMMENT: TEXT \|(.*)")
    return "\n".join(found[1] for _, line in edit.notes if (found := mark.match(line)))


def _id_in_reel(reel: str) -> int | None:
    found = re.fullmatch(r"C(\d{7})", reel, re.ASCII)
    return int(found[1]) if found else None


def _speed(edit: Edit) -> str | None:
    return next((line for _, line in edit.notes if line.startswith("M2")), None)


def _more_sounds(edit: Edit) -> list[str]:
    """The sound tracks that an `AUD 3 4` line adds."""
    line = next((line for _, line in edit.notes if line.startswith("AUD ")), "")
    return re.findall(r"\b\d{1,2}\b", line)


def _markers(one: _List) -> Iterator[Marker]:
    for edit in one.lines.edits:
        for line, note in edit.notes:
            found = re.match(r"\*\s*LOC:\s*(\d\d[:;]\d\d[:;]\d\d[:;]\d\d)\s+\w+\s*(.*)", note, re.ASCII)
            if found:
                drop = found[1][8] == ";" if one.lines.has_drop_labels else one.drop_frame
                yield Marker(clean_line(found[2]) or "Marker", one.frames(line, found[1], drop=drop))


def _beside(there: Iterable[Found], added: list[Found]) -> list[Found]:
    """A further list of somebody else's counts its tracks from 1 again; they are laid beside those there are."""
    used = {found.event.track for found in there}
    if not used & {found.event.track for found in added}:
        return added
    most = {kind: max((int(track[1:]) for track in used if track[0] == kind), default=0) for kind in "VA"}
    return [
        replace(one, event=replace(one.event, track=f"{kind}{int(number) + most[kind]}"))
        for one in added
        for kind, number in ((one.event.track[0], one.event.track[1:]),)
    ]


def _remarks(one: _List) -> Iterator[str]:
    if mixed := sum(edit.kind != CUT for edit in one.lines.edits):
        yield f"Dissolves and wipes are read as cuts at the frame where they begin: {mixed}."
    if retimed := sum(_speed(edit) is not None for edit in one.lines.edits):
        yield f"Clips at another speed count for as long as they are on air: {retimed}."
