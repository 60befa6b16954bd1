"""Reading tables as people send them: CSV, JSON and spreadsheets of any dialect, encoding and state of repair."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from dashboard.errors import BadManifest, MediaRefused
from dashboard.intake.cells import one_line
from dashboard.intake.columns import COLUMNS, column_key, columns_of
from dashboard.intake.delimited import TableRow, read_table
from dashboard.intake.record import Row
from dashboard.intake.spreadsheet import read_workbook
from dashboard.media.text import decode_text

LARGEST_BYTES = 64 * 1024 * 1024
NEEDED = ("file", "title")
SHOWN = ("file", "media_url", "text", "origin_url")
"""A piece must have one of these to be anything at all; `file` is what a manifest is expected to have."""
LISTS = ("contributions", "items", "pieces")


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


def read_manifest(path: Path, chosen: Mapping[str, str] | None = None) -> Manifest:
    """Read a .csv, .tsv, .json or .xlsx; BadManifest, in one sentence, where there is nothing to begin with.

    `chosen` says for some of our columns how they are headed here.
    """
    content = _content(path)
    if path.suffix.lower() == ".json":
        return _read_json(_text(content, path.name), path.name)
    return _tabular(_rows(content, path), chosen or {}, path.name)


def table_head(path: Path, rows: int = 5) -> tuple[list[str], list[list[str]]]:
    """The header of a .csv, .tsv or .xlsx and its first rows, for a person who says which column is what."""
    table = _rows(_content(path), path)
    header = next(table, TableRow(0, [])).cells
    return header, [found.cells for found in islice(table, rows)]


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadManifest(f"{path.name} is larger than 64 MB; split it into several manifests.")
        return path.read_bytes()
    except OSError as wrong:
        raise BadManifest(f"{path.name} cannot be read: {wrong.strerror}.") from wrong


def _text(content: bytes, name: str) -> str:
    text = table_text(content, name)
    if not text.strip():
        raise BadManifest(f"{name} is empty; begin it with a row of columns: {', '.join(NEEDED)}.")
    return text


def _rows(content: bytes, path: Path) -> Iterator[TableRow]:
    if path.suffix.lower() == ".xlsx":
        return read_workbook(content, path.name)
    return read_table(_text(content, path.name), lambda header: sum(column_key(cell) in COLUMNS for cell in header))


def table_text(content: bytes, name: str) -> str:
    """The text of a .csv or .tsv in whatever encoding it is, without NUL. Raises BadManifest for what is no text."""
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


def _tabular(table: Iterator[TableRow], chosen: Mapping[str, str], name: str) -> Manifest:
    header = next(table, TableRow(0, [])).cells
    columns = columns_of(header, chosen)
    _need(columns, [one_line(cell) for cell in header], name)
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


def _need(found: Iterable[str], given: Iterable[str], name: str) -> None:
    there = set(found)
    missing = [] if there & set(SHOWN) else ["file"]
    missing += [] if "title" in there else ["title"]
    if missing:
        named = " and ".join(f"“{column}”" for column in missing)
        listed = ", ".join(given)
        listed = listed if len(listed) <= 300 else listed[:300] + " …"
        raise BadManifest(f"{name} has no column {named}; the columns found are: {listed or 'none'}.")


def _read_json(text: str, name: str) -> Manifest:
    entries = _entries(text, name)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            rows.append(Row(f"entry {number}", cells_of(entry)))
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


def cells_of(entry: Mapping[str, Any], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """The fields of a JSON object as cells under our own names."""
    keys = tuple(entry)
    places = _places(keys, tuple((chosen or {}).items()))
    return {column: _cell(entry[keys[at]]) for column, at in places.items()}


@lru_cache(maxsize=256)
def _places(keys: tuple[str, ...], chosen: tuple[tuple[str, str], ...]) -> dict[str, int]:
    """Records of one source mostly have the same fields."""
    return columns_of(keys, dict(chosen))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_cell(part) for part in value)
    if isinstance(value, dict):
        name, role, points = (_cell(value.get(key)) for key in ("name", "role", "points"))
        return f"{name} ({role}) {points}".strip()
    return str(value)
