"""Tables as CSV and XLSX files that are safe to open: no live formula, no half-written file."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import xlsxwriter

from dashboard.errors import BadInput

Cell = str | int | Decimal | None
"""Text, a whole number, a number with fixed decimals, or nothing. Ids are text: spreadsheets maim them."""

_BIDI_AND_BOM = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
_LONGEST_CELL = 16_000  # Excel takes 32,767 UTF-16 units; an emoji is two
_EXACT_IN_EXCEL = 10**15


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def clean(text: str) -> str:
    """Text on one line, in NFC, without controls that hide, reorder or break it."""
    text = _LONE_SURROGATE.sub("\ufffd", text.translate(_BIDI_AND_BOM))
    text = _UNPRINTABLE.sub("", text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def guarded(text: str) -> str:
    """Clean text that no spreadsheet takes for a formula: an apostrophe goes before one that looks like it.

    Source: OWASP on CSV injection. A first character that cannot be seen does not hide the second.
    """
    text = clean(text)
    first = next((c for c in text if not c.isspace() and unicodedata.category(c) != "Cf"), "")
    return "'" + text if first in _FORMULA_STARTS else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file after RFC 4180 in UTF-8 with BOM: text quoted and guarded, numbers bare."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> Cell:
    return guarded(cell or "") if cell is None or isinstance(cell, str) else cell


def xlsx_bytes(tables: Iterable[Table], created: datetime) -> bytes:
    """A workbook of one sheet a table; equal tables and `created` give equal bytes.

    Text is never taken for a formula, a link or a number. A cell longer than Excel holds is cut, and says so.
    """
    out = io.BytesIO()
    options = {"in_memory": True} | dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
    formats = _Formats(book)
    for table in tables:
        _fill(book.add_worksheet(table.name), table, formats)
    book.close()
    return out.getvalue()


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._by_pattern: dict[str, Any] = {}
        self.heading = book.add_format({"bold": True, "bottom": 1})

    def number(self, pattern: str) -> Any:
        """A cell format for this number format."""
        if pattern not in self._by_pattern:
            self._by_pattern[pattern] = self._book.add_format({"num_format": pattern})
        return self._by_pattern[pattern]


def _fill(sheet: Any, table: Table, formats: _Formats) -> None:
    widths = [len(title) for title in table.header]
    for column, title in enumerate(table.header):
        sheet.write_string(0, column, title, formats.heading)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            _put(sheet, number, column, cell, formats)
            widths[column] = max(widths[column], len(str(cell or "")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, 8), 60))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.header) - 1)


def _put(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, Decimal):
        decimals = -int(cell.as_tuple().exponent)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        sheet.write_number(row, column, float(cell), formats.number(pattern))
    elif isinstance(cell, int) and abs(cell) < _EXACT_IN_EXCEL:
        sheet.write_number(row, column, cell, formats.number("0"))
    elif cell:
        text = clean(str(cell))
        if len(text) > _LONGEST_CELL:
            text = text[:_LONGEST_CELL] + " … (whole in the CSV file)"
        # The text format keeps "=1+1" text even when somebody edits the cell.
        sheet.write_string(row, column, text, formats.number("@"))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write `csv_bytes` whole or not at all."""
    write_file(path, csv_bytes(header, rows))


def write_xlsx(path: Path, tables: Iterable[Table], created: datetime) -> None:
    """Write `xlsx_bytes` whole or not at all."""
    write_file(path, xlsx_bytes(tables, created))


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, whole or not at all; an older file there stays until then.

    Raises: `BadInput` when the folder does not take it.
    """
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise BadInput(f"{path} could not be written ({error.strerror}); choose another folder.") from error
    finally:
        with suppress(OSError):
            part.unlink()  # gone already when it was put in place
