"""Folders and tables on this machine: manifests, drop folders with sidecars, exports of forms and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput
from dashboard.intake.columns import OURS
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.folder import Place, file_in, open_place
from dashboard.intake.record import Row, known_handles, read_row
from dashboard.intake.web import Web

WITH_FILES, WITHOUT_FILES = 25, 500
"""Rows of a page: files are decoded, which takes its time."""


class Listing:
    """A folder or a table. Settings: `columns`, our columns to theirs, as a person has corrected them."""

    kind = "folder"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:  # noqa: ARG002 - it needs no network
        self._location = Path(address)
        self._columns = checked_columns(settings)
        self._place: Place | None = None
        self._handles: dict[str, str] = {}

    def check(self) -> str:
        """How many rows there are."""
        listed = self._read().listed
        return f"{len(listed.rows) + len(listed.problems)} rows."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:  # noqa: ARG002 - always all of it
        """All rows, each time: what did not change is recognised by its content."""
        listed = self._read().listed
        items = [_raw(row) for row in listed.rows]
        broken = [_raw(problem.row, problem.reason) for problem in listed.problems]
        size = WITH_FILES if any(item.payload.get("file") for item in items) else WITHOUT_FILES
        for start in range(0, len(items) or 1, size):
            page = items[start : start + size]
            yield Page(tuple([*broken, *page] if start == 0 else page), total=len(items))

    def normalise(self, raw: RawItem) -> Arrival:
        """A row in our words."""
        return read_row(Row(raw.where, raw.payload), self._handles)

    def file_of(self, raw: RawItem) -> Path | None:
        """The file that a row names."""
        written = raw.payload.get("file", "").strip()
        return file_in(self._read().folder, written) if written else None

    def _read(self) -> Place:
        if self._place is None:
            self._place = open_place(self._location, self._columns)
            self._handles = known_handles(self._place.listed.rows)
        return self._place


def checked_columns(settings: Mapping[str, Any]) -> dict[str, str]:
    """Our columns to theirs, as the settings of a source hold them; BadInput where they cannot be that."""
    columns = settings.get("columns") or {}
    if not isinstance(columns, dict) or not all(isinstance(theirs, str) for theirs in columns.values()):
        raise BadInput("The columns of a table are given by name; choose them on the page of sources.")
    if unknown := sorted(set(columns) - set(OURS)):
        raise BadInput(f"“{unknown[0]}” is no column of ours; they are {', '.join(OURS)}.")
    return dict(columns)


def _raw(row: Row, wrong: str = "") -> RawItem:
    return RawItem(row.cells.get("id", "").strip() or row.cells.get("file", "").strip(), row.cells, row.what, wrong)
