"""Rows of comma-, semicolon- or tab-separated text, so that one broken row never takes others with it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_CELL = 2_000_000
DELIMITERS = ",;\t"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_END = "\x00"  # no cell holds it: it tells a quotation mark that is still open where the text ends


@dataclass(frozen=True)
class TableRow:
    """The cells of one row; `wrong` says why it cannot be used."""

    number: int
    """As a spreadsheet shows it: 1 is the first row, blank ones count."""
    cells: list[str]
    wrong: str = ""


@dataclass(frozen=True)
class _Record:
    cells: list[str]
    start: int
    """Index of its first line."""
    end: int
    """Index after its last line."""
    closed: bool = True


def read_table(text: str, fitness: Callable[[list[str]], int]) -> Iterator[TableRow]:
    """The rows with anything in them, the header first. `text` must hold no NUL.

    The delimiter is the one that gives the header of the highest `fitness`, then of the most cells.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = _LINE.findall(text)
    headers = {delimiter: _first(lines, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda d: (fitness(headers[d]), len(headers[d])))
    width = 0
    for number, record in enumerate(_records(lines, delimiter, len(headers[delimiter])), start=1):
        if any(cell.strip() for cell in record.cells):
            yield TableRow(number, record.cells, _wrong(record, width) if width else "")
            width = width or len(record.cells)


def _first(lines: list[str], delimiter: str) -> list[str]:
    filled = (r.cells for r in _parse(lines, 0, delimiter) if any(cell.strip() for cell in r.cells))
    return next(filled, [])


def _records(lines: list[str], delimiter: str, width: int) -> Iterator[_Record]:
    """Every record. One that swallowed others is cut off after its first line, and reading goes on there."""
    start = 0
    while start < len(lines):
        for record in _parse(lines, start, delimiter):
            start = record.end
            if not record.closed or _swallowed(lines, record, delimiter, width):
                yield _Record([lines[record.start].rstrip("\r\n")], record.start, record.start + 1, closed=False)
                start = record.start + 1
                break
            yield record


def _parse(lines: list[str], start: int, delimiter: str) -> Iterator[_Record]:
    rest = (lines[at] if at < len(lines) else _END for at in range(start, len(lines) + 1))
    reader = csv.reader(rest, delimiter=delimiter)
    begun = start
    while True:
        try:
            cells = next(reader)
        except (csv.Error, StopIteration) as ended:
            if isinstance(ended, csv.Error):
                yield _Record([], begun, start + reader.line_num, closed=False)
            return
        if begun == len(lines):
            return
        yield _Record(cells, begun, start + reader.line_num, closed=not (cells and cells[-1].endswith(_END)))
        begun = start + reader.line_num


def _swallowed(lines: list[str], record: _Record, delimiter: str, width: int) -> bool:
    """Whether the record spans lines because a quotation mark is missing, not because a cell does."""
    inside = lines[record.start + 1 : record.end]
    if not inside:
        return False
    if len(record.cells) == width:
        try:  # a mark that opens the next row's cell closes this one, and more text follows right behind it
            next(csv.reader(lines[record.start : record.end], delimiter=delimiter, strict=True))
        except csv.Error:
            return True
        return False
    return any(len(next(_parse([line], 0, delimiter), record).cells) == width for line in inside)


def _wrong(record: _Record, width: int) -> str:
    found = len(record.cells)
    if not record.closed:
        return "A quotation mark in it is never closed; close it or take it out."
    if found > width:
        return f"It has {found} cells where the header has {width}; put quotation marks round cells with commas."
    if found < width:
        return f"It has only {found} of the {width} cells of the header; add those missing, empty if need be."
    return ""
