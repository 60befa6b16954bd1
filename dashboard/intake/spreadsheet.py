"""Rows of an Excel workbook, as the cells that a person sees."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from dashboard.errors import BadManifest
from dashboard.intake.delimited import TableRow

LARGEST_UNPACKED_BYTES = 512 * 1024 * 1024
MOST_COLUMNS = 500


def read_workbook(content: bytes, name: str) -> Iterator[TableRow]:
    """The rows with anything in them of the first sheet that has any, the header first."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED_BYTES:
                raise BadManifest(f"{name} unpacks to more than 512 MB; save it as CSV and split it.")
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [list(_rows(sheet)) for sheet in workbook.worksheets]
    except BadManifest:
        raise
    except Exception as wrong:  # it raises whatever its parsers raise, and says so
        raise BadManifest(f"{name} is no workbook that can be read; save it again as .xlsx or .csv.") from wrong
    yield from next((rows for rows in sheets if rows), [])


def _rows(sheet: Any) -> Iterator[TableRow]:
    """Each row as wide as the header: a sheet has no end to the right."""
    width = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
        cells = [cell_text(value) for value in values]
        if any(cell.strip() for cell in cells):
            width = width or max(at for at, cell in enumerate(cells, start=1) if cell.strip())
            yield TableRow(number, cells[:width])


def cell_text(value: Any) -> str:
    """A cell as a person sees it: whole numbers without a point, dates and times in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
