"""JSON Lines: one object a line, plain or gzipped, of this machine or an address; Singer's RECORD lines too."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from dashboard.community.arrivals import Arrival
from dashboard.errors import NotFound, SourceFailed
from dashboard.intake.cells import one_line
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.documents import CONDITIONS, UNCHANGED, validators
from dashboard.intake.connectors.listing import checked_columns
from dashboard.intake.manifest import cells_of
from dashboard.intake.record import Row, read_row
from dashboard.intake.web import Answer, Web

PAGE = 1000
LONGEST_LINE_BYTES = 4 * 1024 * 1024
_GZIP = b"\x1f\x8b"


class JsonLines:
    """A file or an address of JSON Lines. Settings: `columns`, our columns to their fields."""

    kind = "jsonl"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        self._address = address
        self._columns = checked_columns(settings)
        self._web = web

    def check(self) -> str:
        """Whether the first line can be read."""
        with self._open() as lines:
            first = next(self._items(lines), None)
        return "It is empty." if first is None else f"The first line has {len(first.payload)} fields."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """All lines, unless an address says that it still has the same: else it is told by each line's content."""
        kept = {} if full else {name: str(state[name]) for name in CONDITIONS if state.get(name)}
        answer = self._ask({CONDITIONS[name]: value for name, value in kept.items()})
        if answer is not None and answer.status == 304:
            yield Page((), state=dict(state), remark=UNCHANGED)
            return
        with self._open() if answer is None else _unpacked(io.BytesIO(answer.body)) as lines:
            items = self._items(lines)
            while page := tuple(islice(items, PAGE)):
                yield Page(page)
        if answer is not None:
            yield Page((), state=validators(answer))

    def normalise(self, raw: RawItem) -> Arrival:
        """An object in our words; its fields are called what columns of tables are called."""
        return read_row(Row(raw.where, cells_of(raw.payload, self._columns)), {})

    def _ask(self, headers: Mapping[str, str]) -> Answer | None:
        """What an address sends; none for a file of this machine."""
        is_address = self._address.startswith(("http://", "https://"))
        return self._web.get(self._address, headers=headers) if is_address else None

    def _open(self) -> BinaryIO:
        if answer := self._ask({}):
            return _unpacked(io.BytesIO(answer.body))
        try:
            return _unpacked(Path(self._address).open("rb"))
        except OSError as wrong:
            raise NotFound(f"{self._address} cannot be read ({wrong.strerror}); check the path.") from wrong

    def _items(self, lines: BinaryIO) -> Iterator[RawItem]:
        number = 0
        try:
            while line := lines.readline(LONGEST_LINE_BYTES + 1):
                number += 1
                if len(line) > LONGEST_LINE_BYTES:
                    yield RawItem("", {}, f"line {number}", "It is longer than 4 MB; split it into several records.")
                    while line and not line.endswith(b"\n"):
                        line = lines.readline(LONGEST_LINE_BYTES)
                elif line.strip():
                    item = _item(line, number)
                    if item is not None:
                        yield item
        except (OSError, EOFError, zlib.error) as wrong:
            raise SourceFailed(
                f"{self._address} breaks off after line {number}; send it again, whole. What came before is kept."
            ) from wrong


def fields_of(path: Path, records: int = 5) -> tuple[list[str], list[list[str]]]:
    """The fields of the first records of a file, and what stands in them; nothing where it cannot be read."""
    try:
        with _unpacked(path.open("rb")) as lines:
            found = [item.payload for line in islice(lines, records) if (item := _item(line, 0)) and not item.wrong]
    except (OSError, EOFError, zlib.error):
        return [], []
    fields = list(dict.fromkeys(str(name) for record in found for name in record))
    return fields, [[one_line(str(record.get(name, ""))) for name in fields] for record in found]


def _unpacked(lines: BinaryIO) -> BinaryIO:
    start = lines.read(2)
    lines.seek(0)
    return gzip.GzipFile(fileobj=lines) if start == _GZIP else lines  # type: ignore[return-value]


def _item(line: bytes, number: int) -> RawItem | None:
    where = f"line {number}"
    try:
        record = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        told = wrong.msg if isinstance(wrong, json.JSONDecodeError) else str(wrong)
        shown = {"line": one_line(line[:500].decode("utf-8", "replace"))}
        return RawItem("", shown, where, f"It is no JSON that can be read ({told[:120]}); write one object a line.")
    if isinstance(record, dict) and record.get("type") in {"SCHEMA", "STATE", "ACTIVATE_VERSION"}:
        return None  # what Singer writes between its records
    if isinstance(record, dict) and record.get("type") == "RECORD" and isinstance(record.get("record"), dict):
        record = record["record"]
    if not isinstance(record, dict):
        return RawItem("", {"line": str(record)[:500]}, where, "It has no fields; write it as {…}.")
    named = next((str(record[key]) for key in ("external_id", "id", "title") if record.get(key)), "")
    return RawItem("", record, f"{where} ({one_line(named)[:120]})" if named else where)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
