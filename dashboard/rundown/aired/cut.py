"""The rundown that a final cut makes: its lines and layers to the frame, kept under the names they had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any

from dashboard.rundown.aired.lines import Lines, acts_by_lines, acts_by_markers
from dashboard.rundown.aired.regions import Aired, Region, regions
from dashboard.rundown.edits.state import ACT, EPISODE, ITEM, LAYER, Fields, Key, State, key_of, state_of
from dashboard.rundown.interchange.cut_list import CutList
from dashboard.rundown.timing import BREAK, PIECE, SLATE

SHORTEST_BREAK_SECONDS = 10
"""Black of this length or more is a break; less is part of the programme."""


@dataclass
class _Line:
    """A line under way: consecutive regions of one line of the rundown."""

    act: Key
    owner: Key | None
    regions: list[Region]

    @property
    def start(self) -> int:
        return self.regions[0].start

    @property
    def end(self) -> int:
        return self.regions[-1].end

    @property
    def frames(self) -> int:
        return self.end - self.start

    @property
    def is_black(self) -> bool:
        return not any(region.picture or region.sounds for region in self.regions)


@dataclass
class _Writer:
    """Rows under way. New ones count down from −1 until the database gives them an id."""

    base: State
    titles: Mapping[int, str]
    rows: list[tuple[Key, Key, Fields]] = field(default_factory=list)
    new: Iterator[int] = field(default_factory=lambda: count(-1, -1))
    taken: set[Key] = field(default_factory=set)

    def fresh(self, kind: str) -> Key:
        """The key of a row that the rundown did not have."""
        return key_of(kind, next(self.new))

    def add(self, key: Key, parent: Key, fields: Fields) -> None:
        """One row; each key once."""
        self.taken.add(key)
        self.rows.append((key, parent, fields))


def as_aired_state(
    cut: CutList, aired: Sequence[Aired], base: State, titles: Mapping[int, str]
) -> tuple[State, tuple[str, ...]]:
    """The rundown that aired, and what was decided in making it, each in a sentence.

    `base` is the rundown that was locked, `titles` those of the contributions. Lines that the cut still has keep
    their keys; new rows have ids below zero. What a region shows is its uppermost picture.
    """
    found = regions(aired, (marker.at for marker in cut.markers), cut.frames)
    lines = Lines(base)
    owners = [lines.of(region) for region in found]
    acts = _acts(cut, found, owners, base)
    writer = _Writer(base, titles)
    for act in dict.fromkeys(acts):
        writer.add(act, EPISODE, dict(base.rows.get(act, {"title": "Act 1", "budget_frames": 0})))
    ours = [_Line(act, owner, of) for act, owner, of in _runs(found, owners, acts)]
    breaks = [key for key in base.items if base.rows[key]["kind"] == BREAK and not base.rows[key]["floated"]]
    for line in ours:
        _write_line(writer, line, breaks, int(SHORTEST_BREAK_SECONDS * cut.clock.rate))
    if not any(fields.get("kind") == BREAK for _, _, fields in writer.rows):
        _keep_breaks(writer, breaks)
    hidden = sum(region.frames for region in found if region.hidden)
    said = f"Pictures lie over one another for {hidden} frames; the uppermost counts." if hidden else ""
    return state_of(writer.rows), tuple(filter(None, (said,)))


def _acts(cut: CutList, found: Sequence[Region], owners: Sequence[Key | None], base: State) -> list[Key]:
    titles = {key: str(base.rows[key]["title"]) for key in base.acts}
    if not titles:
        return [key_of(ACT, -1)] * len(found)
    by_markers = acts_by_markers(found, cut.markers, titles)
    if by_markers is not None:
        return by_markers
    at, parents = {key: place for place, key in enumerate(base.acts)}, base.parents()
    return acts_by_lines(found, [None if owner is None else at[parents[owner]] for owner in owners], base.acts)


def _runs(
    found: Sequence[Region], owners: Sequence[Key | None], acts: Sequence[Key]
) -> Iterator[tuple[Key, Key | None, list[Region]]]:
    """Regions that make one line: of one act and one line of the rundown, or of one clip that no line has.

    A line shows pieces from beginning to end or not at all, as pictures follow one another in it without a gap.
    """

    def sort(region: Region, owner: Key | None) -> object:
        if owner is not None:
            return owner, region.shows_piece
        first = region.pieces[0].contribution_id if region.pieces else None
        return region.shows_piece, first, region.picture.event.name if region.picture and not first else ""

    rows = list(zip(found, owners, acts, strict=True))
    for (act, _), of in groupby(rows, key=lambda row: (row[2], sort(row[0], row[1]))):
        same = list(of)
        yield act, same[0][1], [row[0] for row in same]


def _write_line(writer: _Writer, line: _Line, breaks: list[Key], shortest_break: int) -> None:
    if line.is_black:
        _write_black(writer, line, breaks, shortest_break)
        return
    layers = [*_pictures(line.regions), *_sounds(line)]
    fields = _fields(writer, line, has_pieces=bool(layers))
    natural = fields["kind"] == PIECE and line.regions[0].shows_piece
    key = line.owner if line.owner and line.owner not in writer.taken else writer.fresh(ITEM)
    writer.add(key, line.act, _fixed(fields, None if natural else line.frames))
    there = list(writer.base.children(line.owner)) if line.owner else []
    for layer in layers:
        writer.add(_layer_key(writer, there, layer), key, layer)


def _write_black(writer: _Writer, line: _Line, breaks: list[Key], shortest_break: int) -> None:
    """Black is a break when it is long, or as long as a break of the rundown that is still to come."""
    free = [key for key in breaks if key not in writer.taken]
    alike = [key for key in free if writer.base.rows[key]["length_frames"] == line.frames]
    if line.frames >= shortest_break or alike:
        key = next(iter(alike or free), None)
        fields = dict(writer.base.rows[key]) if key else {"kind": BREAK, "slug": "Break"}
        writer.add(key or writer.fresh(ITEM), line.act, _fixed(fields, line.frames))
    else:
        writer.add(writer.fresh(ITEM), line.act, _fixed({"kind": SLATE, "slug": "Black"}, line.frames))


def _fields(writer: _Writer, line: _Line, *, has_pieces: bool) -> Fields:
    """What a line of the rundown was, or what a new one is called."""
    if line.owner:
        fields = dict(writer.base.rows[line.owner])
        if line.owner in writer.taken:
            fields["origin_id"] = None
        return fields | ({"kind": PIECE} if has_pieces and fields["kind"] == BREAK else {})
    first = line.regions[0]
    if first.pieces:
        named = first.pieces[0]
        return {"kind": PIECE, "slug": writer.titles.get(named.contribution_id or 0, named.event.name)}
    return {"kind": SLATE, "slug": first.picture.event.name if first.picture else "Black"}


def _fixed(fields: Fields, length_frames: int | None) -> Fields:
    """A line as it aired: no longer afloat or pinned, as long as it was."""
    pinned: Fields = {"hard_start_frames": None, "hard_back_frames": None}
    return fields | pinned | {"floated": False, "length_frames": length_frames}


def _pictures(of: Iterable[Region]) -> Iterator[Fields]:
    for picture, same in groupby((region for region in of if region.shows_piece), key=lambda region: region.picture):
        shown = list(same)
        if picture is not None:
            yield _layer(picture, "text" if picture.is_text else "picture", shown[0].start, shown[-1].end, 0)


def _sounds(line: _Line) -> Iterator[Fields]:
    heard = dict.fromkeys(sound for region in line.regions for sound in region.sounds)
    for sound in heard:
        start, end = max(sound.event.record_in, line.start), min(sound.event.record_out, line.end)
        yield _layer(sound, "sound", start, end, start - line.start)


def _layer(one: Aired, track: str, start: int, end: int, offset: int) -> dict[str, Any]:
    event = one.event
    first = max(0, event.source_in + start - event.record_in)
    return {
        "track": track, "contribution_id": one.contribution_id, "in_frames": first, "out_frames": first + end - start,
        "gain_db": event.gain_db if track == "sound" else 0.0, "offset_frames": offset,
        "fade_in_frames": event.fade_in_frames if start == event.record_in else 0,
        "fade_out_frames": event.fade_out_frames if end == event.record_out else 0,
    }  # fmt: skip


def _layer_key(writer: _Writer, there: Iterable[Key], layer: Fields) -> Key:
    """The layer of the same piece on the same track, as long as there is one; else a new one."""
    for key in there:
        was = writer.base.rows[key]
        same = (was["contribution_id"], was["track"]) == (layer["contribution_id"], layer["track"])
        if same and key not in writer.taken:
            return key
    return writer.fresh(LAYER)


def _keep_breaks(writer: _Writer, breaks: Iterable[Key]) -> None:
    """A cut made without its breaks says nothing of them: they stay at the end of their acts."""
    parents = writer.base.parents()
    for key in breaks:
        if parents[key] in writer.taken:
            writer.add(key, parents[key], dict(writer.base.rows[key]))
