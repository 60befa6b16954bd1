"""Reading manifests as people send them: CSV and JSON of any dialect, encoding and state of repair."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from charset_normalizer import from_bytes

from dashboard.errors import BadManifest, MediaRefused
from dashboard.intake.cells import one_line
from dashboard.intake.delimited import read_table
from dashboard.intake.record import Row
from dashboard.media.text import decode_text

LARGEST_BYTES = 64 * 1024 * 1024
NEEDED = ("file", "title")
LISTS = ("contributions", "items", "pieces")

COLUMNS = MappingProxyType({
    **{name: name for name in (
        "id", "file", "kind", "role", "title", "artist", "handle", "country", "licence", "licence_url",
        "origin", "origin_url", "created_at", "call", "credits", "derived_from", "derived_from_artist",
        "relation", "tags", "note", "text", "likes", "views", "comments",
    )},
    "filename": "file", "file_name": "file", "path": "file", "file_path": "file", "name": "title",
    "creator": "artist", "author": "artist", "by": "artist", "type": "kind", "license": "licence",
    "license_url": "licence_url", "source": "origin", "url": "origin_url", "link": "origin_url",
    "date": "created_at", "created": "created_at", "remix_of": "derived_from", "description": "text",
    "keywords": "tags", "notes": "note",
})  # fmt: skip
"""What a column is called in our records, by the names that people give it."""


@dataclass(frozen=True)
class Problem:
    """A row that cannot be used, and why."""

    row: Row
    reason: str


@dataclass(frozen=True)
class Manifest:
    """The rows of a manifest, and those that could not be read."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def read_manifest(path: Path) -> Manifest:
    """Read a .csv, .tsv or .json; BadManifest, in one sentence, where there is nothing to begin with."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadManifest(f"{path.name} is larger than 64 MB; split it into several manifests.")
        content = path.read_bytes()
    except OSError as wrong:
        raise BadManifest(f"{path.name} cannot be read: {wrong.strerror}.") from wrong
    text = _decode(content, path.name)
    if not text.strip():
        raise BadManifest(f"{path.name} is empty; begin it with a row of columns: {', '.join(NEEDED)}.")
    return _read_json(text, path.name) if path.suffix.lower() == ".json" else _read_csv(text, path.name)


def _decode(content: bytes, name: str) -> str:
    content = _marked_as_utf16(content)
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = _western(content.replace(b"\x00", b""), name)
        except MediaRefused as refused:
            raise BadManifest(str(refused)) from refused
    return text.replace("\x00", "")


def _western(content: bytes, name: str) -> str:
    """Text in the encoding that it gives away; in Windows' Western one where that fits as well."""
    text = decode_text(content, name)
    found = from_bytes(content)
    best = found.best()
    for match in found:
        fits_as_well = best and (match.chaos, match.coherence) == (best.chaos, best.coherence)
        if fits_as_well and match.encoding == "cp1252":
            return str(match)
    return text


def _marked_as_utf16(content: bytes) -> bytes:
    """UTF-16 without its mark betrays itself by a zero in every second byte."""
    start = content[:2000]
    for offset, mark in ((1, codecs.BOM_UTF16_LE), (0, codecs.BOM_UTF16_BE)):
        half = start[offset::2]
        if half and half.count(0) > len(half) * 0.7:
            return mark + content
    return content


def _read_csv(text: str, name: str) -> Manifest:
    table = read_table(text, lambda header: sum(_column(cell) in COLUMNS for cell in header))
    header = next(table).cells
    columns = _columns(header, name)
    rows: list[Row] = []
    problems: list[Problem] = []
    for found in table:
        cells = {column: found.cells[at] for column, at in columns.items() if at < len(found.cells)}
        row = Row(f"row {found.number}", cells)
        if found.wrong:
            problems.append(Problem(row, found.wrong))
        else:
            rows.append(row)
    return Manifest(tuple(rows), tuple(problems))


def _column(cell: str) -> str:
    return one_line(cell).casefold().replace(" ", "_").replace("-", "_")


def _columns(header: list[str], name: str) -> dict[str, int]:
    """Where each of our columns stands. Our own name wins over a synonym, and the first over a later one."""
    found: dict[str, int] = {}
    for wanted_exact in (True, False):
        for at, cell in enumerate(header):
            column = COLUMNS.get(_column(cell))
            if column and (column == _column(cell)) is wanted_exact:
                found.setdefault(column, at)
    _need(found, [one_line(cell) for cell in header], name)
    return found


def _need(found: Iterable[str], given: Iterable[str], name: str) -> None:
    missing = [column for column in NEEDED if column not in found]
    if missing:
        named = " and ".join(f"“{column}”" for column in missing)
        there = ", ".join(given)
        there = there if len(there) <= 300 else there[:300] + " …"
        raise BadManifest(f"{name} has no column {named}; the columns found are: {there or 'none'}.")


def _read_json(text: str, name: str) -> Manifest:
    entries = _entries(text, name)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            rows.append(Row(f"entry {number}", _cells(entry)))
        else:
            problems.append(Problem(Row(f"entry {number}", {}), "It has no fields; write it as {…}."))
    given = dict.fromkeys(key for entry in entries if isinstance(entry, dict) for key in entry)
    _need({column for row in rows for column in row.cells}, given, name)
    return Manifest(tuple(rows), tuple(problems))


def _entries(text: str, name: str) -> list[Any]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        raise BadManifest(f"{name} is broken at {where} ({wrong.msg}); mend it and pull again.") from wrong
    except (ValueError, RecursionError) as wrong:
        raise BadManifest(f"{name} cannot be read: {wrong}; write plain lists and numbers.") from wrong
    if isinstance(content, dict):
        content = next((content[key] for key in LISTS if isinstance(content.get(key), list)), None)
    if not isinstance(content, list):
        raise BadManifest(f"{name} holds no list of pieces; write a list, or an object with “{LISTS[0]}”.")
    if not content:
        raise BadManifest(f"{name} lists no pieces; add at least one.")
    return content


def _cells(entry: dict[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for exact in (True, False):
        for key, value in entry.items():
            column = COLUMNS.get(_column(key))
            if column and (column == _column(key)) is exact:
                cells.setdefault(column, _cell(value))
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_cell(part) for part in value)
    if isinstance(value, dict):
        name, role, points = (_cell(value.get(key)) for key in ("name", "role", "points"))
        return f"{name} ({role}) {points}".strip()
    return str(value)
