"""A rundown that comes back as a sheet: what its columns mean, what it would change, and what it leaves alone.

What the sheet lacks is kept: fields without a column, and lines that it does not list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from dashboard.errors import BadInput
from dashboard.rundown.edits.state import Key, State, key_of
from dashboard.rundown.timecode import parse_duration
from dashboard.rundown.timing import KINDS, PIECE, ROLL

ID, ACT, KIND, SLUG, LENGTH, FLOAT, NOTE, SCRIPT = "id", "act", "kind", "slug", "length", "float", "note", "script"
ROW = "row"
COLUMNS: dict[str, tuple[str, ...]] = {
    ID: ("id", "item id", "line id", "item_id"),
    ACT: ("act", "segment", "part", "block"),
    SLUG: ("slug", "title", "story slug", "item", "name", "cue", "what"),
    KIND: ("kind", "type", "row type"),
    LENGTH: ("length", "duration", "trt", "time", "estimated duration", "est", "runs"),
    FLOAT: ("float", "floated", "state", "skip", "skipped"),
    NOTE: ("note", "notes", "remark", "remarks", "comment", "comments"),
    SCRIPT: ("script", "text", "spoken", "reads"),
    ROW: ("row",),
}
"""Our columns, each with the headers that people give it. `row` says in our own sheets what a row stands for."""

YES = {"yes", "y", "x", "1", "true", "float", "floated", "skip", "✓"}
NO = {"", "no", "n", "0", "false", "-"}
LONGEST_TEXT = 10_000
MOST_LINES = 2_000


@dataclass(frozen=True)
class SheetRow:
    """A row of the sheet as its reader gives it."""

    number: int
    """As the spreadsheet shows it."""
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SheetLine:
    """A row that stands for an item: the fields that have a column, and nothing else."""

    number: int
    item_id: int | None
    act: str | None
    """Its act's title; none where the sheet has no such column."""
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """What a sheet would do to a rundown."""

    lines: tuple[tuple[SheetLine, Key | None], ...]
    """Each line with the item that it is; none for a new one."""
    changes: tuple[tuple[Key, Mapping[str, tuple[Any, Any]]], ...]
    """Items with the fields that would change, as they are and as they would be."""
    new_acts: tuple[str, ...]
    kept: tuple[Key, ...]
    """Items that the sheet does not list."""
    order: Mapping[str, tuple[Key | int, ...]] = field(default_factory=dict)
    """For each act's title its items as they would stand; a number is the place of a new line among `lines`."""

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(key is None for _, key in self.lines)


def suggest(header: Sequence[str]) -> dict[str, str]:
    """Our column for each header that is known; the first of several."""
    found: dict[str, str] = {}
    for ours, names in COLUMNS.items():
        known = {name: cell for cell in reversed(header) for name in [_plain(cell)]}
        hit = next((known[name] for name in names if name in known and known[name] not in found.values()), None)
        if hit is not None:
            found[ours] = hit
    return found


def read_lines(
    header: Sequence[str], rows: Sequence[SheetRow], mapping: Mapping[str, str], rate: Fraction
) -> list[SheetLine]:
    """The lines that stand for items. Raises BadInput that names the line and column of what cannot be read."""
    columns = {ours: list(header).index(theirs) for ours, theirs in mapping.items() if theirs in header}
    if SLUG not in columns:
        raise BadInput("No column was chosen for the slug; say which one names the lines.")
    if len(rows) > MOST_LINES:
        raise BadInput(f"The sheet has {len(rows)} lines; a rundown takes {MOST_LINES} at most, so split it.")
    lines = [_line(row, columns, header, rate) for row in rows if _stands_for_item(row, columns)]
    if not lines:
        raise BadInput(f"No line has anything in “{header[columns[SLUG]]}”; choose the column that names the lines.")
    _refuse_twice(lines)
    return lines


def merge(state: State, lines: Sequence[SheetLine], shown_lengths: Mapping[Key, int]) -> Merged:
    """What the lines would change. `shown_lengths` are the planned frames as a sheet of ours would show them.

    A line is the item of its id, else the next one of its slug. A length that says what the item runs anyway is no
    change, so that a sheet sent back untouched changes nothing.
    """
    open_items = list(state.items)
    for line in lines:
        key = None if line.item_id is None else key_of("item", line.item_id)
        if key is not None and key not in open_items:
            raise BadInput(f"Line {line.number} has the id {line.item_id}, which is no line of this rundown; clear it.")
    matched = _matched(state, lines, open_items)
    titles = {str(state.rows[act]["title"]): act for act in state.acts}
    last_act = str(state.rows[state.acts[-1]]["title"]) if state.acts else "Act 1"
    placed = _acts_of(state, lines, matched, last_act)
    new_acts = tuple(dict.fromkeys(act for act in placed if act.casefold() not in {t.casefold() for t in titles}))
    changes = tuple(
        (key, pairs)
        for line, key in zip(lines, matched, strict=True)
        if key is not None and (pairs := _pairs(state.rows[key], line.fields, shown_lengths.get(key, 0)))
    )
    kept = tuple(key for key in state.items if key not in matched)
    order = _order(state, matched, placed, kept)
    return Merged(tuple(zip(lines, matched, strict=True)), changes, new_acts, kept, order)


def _matched(state: State, lines: Sequence[SheetLine], items: Sequence[Key]) -> list[Key | None]:
    """The item of each line: those with ids first, so that no slug takes one from them."""
    by_id = {at: key_of("item", line.item_id) for at, line in enumerate(lines) if line.item_id is not None}
    free = [key for key in items if key not in by_id.values()]
    found: list[Key | None] = []
    for at, line in enumerate(lines):
        key = by_id.get(at)
        if key is None and line.item_id is None:
            slug = str(line.fields[SLUG]).casefold()
            key = next((other for other in free if str(state.rows[other]["slug"]).casefold() == slug), None)
            if key is not None:
                free.remove(key)
        found.append(key)
    return found


def _acts_of(state: State, lines: Sequence[SheetLine], matched: Sequence[Key | None], last: str) -> list[str]:
    """The act of each line: as the sheet says, else where the item is, else the one of the line above."""
    titles = {str(state.rows[act]["title"]).casefold(): str(state.rows[act]["title"]) for act in state.acts}
    parents = state.parents()
    placed: list[str] = []
    for line, key in zip(lines, matched, strict=True):
        above = placed[-1] if placed else last
        if line.act:
            placed.append(titles.get(line.act.casefold(), line.act))
        elif key is not None:
            placed.append(str(state.rows[parents[key]]["title"]))
        else:
            placed.append(above)
    return placed


def _order(
    state: State, matched: Sequence[Key | None], placed: Sequence[str], kept: Sequence[Key]
) -> dict[str, tuple[Key | int, ...]]:
    order: dict[str, list[Key | int]] = {str(state.rows[act]["title"]): [] for act in state.acts}
    for at, (key, act) in enumerate(zip(matched, placed, strict=True)):
        order.setdefault(act, []).append(at if key is None else key)
    for act in state.acts:
        siblings, now = state.children(act), order[str(state.rows[act]["title"])]
        for key in siblings:
            if key in kept:
                elders = [other for other in siblings[: siblings.index(key)] if other in now]
                now.insert(now.index(elders[-1]) + 1 if elders else 0, key)
        if siblings and siblings[-1] in kept and state.rows[siblings[-1]]["kind"] == ROLL:
            now.remove(siblings[-1])
            now.append(siblings[-1])  # credits that close an act go on closing it
    return {act: tuple(keys) for act, keys in order.items()}


def _pairs(fields: Mapping[str, Any], wanted: Mapping[str, Any], shown_frames: int) -> dict[str, tuple[Any, Any]]:
    names = {SLUG: "slug", KIND: "kind", LENGTH: "length_frames", FLOAT: "floated", NOTE: "note", SCRIPT: "script"}
    found: dict[str, tuple[Any, Any]] = {}
    for column, value in wanted.items():
        name = names[column]
        if column == KIND or (column == LENGTH and value == shown_frames):
            continue  # a kind is not changed by a sheet: pieces have layers, rolls their names
        if fields[name] != value and not _same_text(fields[name], value):
            found[name] = (fields[name], value)
    return found


def _same_text(kept: Any, sent: Any) -> bool:
    """Whether a text is the one that we have: a sheet holds it on one line."""
    if not isinstance(kept, str) or not isinstance(sent, str):
        return False
    return _one_line(kept) == _one_line(sent)


def _one_line(text: str) -> str:
    shown = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFC", " ".join(shown.split()))


def _line(row: SheetRow, columns: Mapping[str, int], header: Sequence[str], rate: Fraction) -> SheetLine:
    fields: dict[str, Any] = {}
    for ours, at in columns.items():
        text = _cell(row, at)
        if len(text) > LONGEST_TEXT:
            raise BadInput(
                f"Line {row.number}, “{header[at]}”: the text is longer than {LONGEST_TEXT} characters; shorten it."
            )
        if ours not in (ID, ACT, ROW):
            fields[ours] = _value(ours, text, f"Line {row.number}, “{header[at]}”", rate)
    act = _cell(row, columns[ACT]) or None if ACT in columns else None
    return SheetLine(row.number, _id(row, columns, header), act, fields)


def _stands_for_item(row: SheetRow, columns: Mapping[str, int]) -> bool:
    return bool(_cell(row, columns[SLUG])) and (ROW not in columns or _cell(row, columns[ROW]) in ("", "item"))


def _id(row: SheetRow, columns: Mapping[str, int], header: Sequence[str]) -> int | None:
    text = _cell(row, columns[ID]) if ID in columns else ""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise BadInput(
            f"Line {row.number}, “{header[columns[ID]]}”: “{text[:40]}” is no line's id; clear it for a new line."
        )
    return int(text)


def _value(column: str, text: str, where: str, rate: Fraction) -> Any:
    if column == LENGTH:
        return _length(text, where, rate)
    if column == FLOAT:
        if text.casefold() not in YES | NO:
            raise BadInput(f"{where}: “{text[:40]}” is neither yes nor no; write one of them.")
        return text.casefold() in YES
    if column == KIND:
        kind = text.casefold() or PIECE
        if kind not in KINDS:
            raise BadInput(f"{where}: “{text[:40]}” is no kind of line; use one of {', '.join(KINDS)}.")
        return kind
    return text


def _length(text: str, where: str, rate: Fraction) -> int | None:
    if not text:
        return None
    try:
        frames = parse_duration(text, rate)
    except BadInput as wrong:
        raise BadInput(f"{where}: {wrong}") from None
    if frames <= 0:
        raise BadInput(f"{where}: a length must be longer than nothing; clear it, or float the line.")
    return frames


def _cell(row: SheetRow, at: int) -> str:
    return row.cells[at].strip() if at < len(row.cells) else ""


def _refuse_twice(lines: Sequence[SheetLine]) -> None:
    seen: dict[int, int] = {}
    for line in lines:
        if line.item_id is None:
            continue
        if line.item_id in seen:
            raise BadInput(
                f"Lines {seen[line.item_id]} and {line.number} have the same id {line.item_id}; keep one of them."
            )
        seen[line.item_id] = line.number


def _plain(header: str) -> str:
    return re.sub(r"[\s_-]+", " ", header.strip().casefold())
