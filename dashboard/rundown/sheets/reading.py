"""Reading a sheet that somebody sends: rows of text, and one sentence about the cell that cannot be taken."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl

from dashboard.errors import BadInput, BadManifest
from dashboard.intake.delimited import read_table
from dashboard.intake.manifest import table_text
from dashboard.intake.spreadsheet import cell_text
from dashboard.rundown.sheets.rules import COLUMNS, SheetRow, suggest

LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_COLUMNS = 100


def read_sheet(content: bytes, name: str) -> tuple[tuple[str, ...], list[SheetRow]]:
    """The header and the rows below it of a .xlsx, .csv or .tsv.

    Raises BadInput: for a formula or merged cells by their address, for a broken row by its line, else for the file.
    """
    if len(content) > LARGEST_BYTES:
        raise BadInput(f"{name} is larger than 8 MB, which no rundown is; send the sheet alone.")
    try:
        rows = _workbook(content, name) if name.lower().endswith(".xlsx") else _delimited(content, name)
    except BadManifest as wrong:
        raise BadInput(str(wrong)) from None
    if not rows:
        raise BadInput(f"{name} is empty; begin it with a row of column names.")
    header = tuple(cell.strip() for cell in rows[0].cells)
    if not suggest(header):
        known = ", ".join(names[0] for names in COLUMNS.values())
        raise BadInput(f"The first row of {name} names no column that a rundown has; begin it with {known}.")
    return header, rows[1:]


def _delimited(content: bytes, name: str) -> list[SheetRow]:
    rows: list[SheetRow] = []
    for row in read_table(table_text(content, name), lambda header: len(suggest(header))):
        if row.wrong:
            raise BadInput(f"Line {row.number} of {name}: {row.wrong[0].lower()}{row.wrong[1:]}")
        rows.append(SheetRow(row.number, tuple(map(_unguarded, row.cells))))
    return rows


def _workbook(content: bytes, name: str) -> list[SheetRow]:
    sheet = _first_sheet(content, name)
    for merged in sheet.merged_cells.ranges:
        raise BadInput(f"Cells {merged.coord} of {name} are merged; split them, and write the value into each.")
    rows: list[SheetRow] = []
    width = 0
    for cells in sheet.iter_rows(max_col=MOST_COLUMNS):
        for cell in cells:
            if cell.data_type == "f":
                raise BadInput(f"Cell {cell.coordinate} of {name} holds a formula; paste its value in its place.")
            if cell.data_type == "e":
                raise BadInput(f"Cell {cell.coordinate} of {name} holds the error {cell.value}; mend it first.")
        texts = tuple(_unguarded(cell_text(cell.value)) for cell in cells)
        if any(text.strip() for text in texts):
            width = width or max(at for at, text in enumerate(texts, start=1) if text.strip())
            rows.append(SheetRow(cells[0].row, texts[:width]))
    return rows


def _first_sheet(content: bytes, name: str) -> Any:
    """The first sheet with anything in it. Merged cells are known only of a sheet that is read whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED_BYTES:
                raise BadInput(f"{name} unpacks to more than 64 MB, which no rundown is; save it as CSV.")
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    except BadInput:
        raise
    except Exception as wrong:  # it raises whatever its parsers raise, and says so
        raise BadInput(f"{name} is no workbook that can be read; save it again as .xlsx or .csv.") from wrong
    return next((sheet for sheet in sheets if sheet.max_row > 1 or sheet["A1"].value is not None), sheets[0])


def _unguarded(text: str) -> str:
    """Our own sheets put an apostrophe before what a spreadsheet would take for a formula."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text
