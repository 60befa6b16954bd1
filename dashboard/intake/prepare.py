"""From rows to pieces that may come in: all that needs no transaction, with two files looked at at a time."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput, GreenroomError, MediaRefused
from dashboard.intake.folder import Place, file_in
from dashboard.intake.kinds import MADE_OF, kind_of
from dashboard.intake.record import Record, Row, known_handles, read_row
from dashboard.media.admit import Admitted, content_hash, examine
from dashboard.media.store import MediaStore

AT_A_TIME = 2
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A row, or a link of it, that does not come in."""

    row: Row
    stage: Literal["read", "record", "media"]
    reason: str
    link: str = ""
    """The reference of the link, where the piece itself comes in."""

    @property
    def what(self) -> str:
        """What people call it."""
        return f"{self.row.what}: its link to “{self.link}”" if self.link else self.row.what


@dataclass(frozen=True)
class Found:
    """A record and the file it means."""

    record: Record
    path: Path


@dataclass(frozen=True)
class Ready:
    """A piece whose file has been admitted."""

    record: Record
    admitted: Admitted
    arrival: Arrival


def read_place(place: Place) -> tuple[list[Found], list[Letter]]:
    """The records of a source whose files are there, and the rows that yield none."""
    handles = known_handles(place.listed.rows)
    letters = [Letter(problem.row, "read", problem.reason) for problem in place.listed.problems]
    found: dict[str, Found] = {}
    for row in place.listed.rows:
        try:
            record = read_row(row, handles)
            first = found.get(record.external_id)
            if first:
                raise BadInput(
                    f"The id “{record.external_id}” is that of {first.record.row.where} too, which stays; "
                    f"give {row.where} an id of its own."
                )
        except BadInput as wrong:
            letters.append(Letter(row, "record", str(wrong)))
            continue
        try:
            found[record.external_id] = Found(record, file_in(place.folder, record.file))
        except BadInput as wrong:
            letters.append(Letter(row, "read", str(wrong)))
    return list(found.values()), letters


class Examiner:
    """Looks at the files of a batch, as a context: what still waits when it ends is not begun."""

    def __init__(self, store: MediaStore | None, known: Callable[[Sequence[str]], dict[str, Admitted]]) -> None:
        self._store = store
        self._known = known
        self._pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="examine")

    def __enter__(self) -> Examiner:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, batch: Sequence[Found]) -> list[Callable[[], Admitted]]:
        """For each file a way to wait, which may raise MediaRefused.

        Files of equal content and extension are looked at once; the extension tells texts and projects apart.
        """
        hashes = list(self._pool.map(_hash_or_reason, [found.path for found in batch]))
        known = self._known([value for value in hashes if isinstance(value, str)])
        under_way: dict[tuple[str, str], tuple[Path, Future[Admitted]]] = {}
        waiting: list[Callable[[], Admitted]] = []
        for found, value in zip(batch, hashes, strict=True):
            if isinstance(value, MediaRefused):
                waiting.append(_refusing(value))
            elif value in known:
                waiting.append(lambda admitted=known[value]: admitted)  # type: ignore[misc]
            else:
                same = (value, found.path.suffix.lower())
                if same not in under_way:
                    looking = self._pool.submit(_examine, found.path, value, self._store)
                    under_way[same] = found.path, looking
                waiting.append(_sharing(*under_way[same], found.path))
        return waiting


def ready(record: Record, admitted: Admitted) -> Ready:
    """The piece as it is to be written."""
    facts = admitted.facts
    kind = kind_of(
        facts.kind,
        declared=record.declared_kind,
        role=record.role,
        title=record.title,
        duration_ms=facts.duration_ms,
        is_jpeg=facts.container == "jpeg_pipe",
    )
    arrival = Arrival(
        external_id=record.external_id,
        kind=kind,
        title=record.title,
        digest=record.digest(admitted.content_hash),
        role=record.role,
        text=facts.text or record.text,
        tags=record.tags,
        note=" ".join(part for part in (record.note, _contradiction(record.declared_kind, facts.kind)) if part),
        call_key=record.call_key,
        licence=record.licence,
        licence_url=record.licence_url,
        origin=record.origin,
        media_hash=admitted.content_hash,
        created_at=record.created_at,
        credits=record.credits,
        metrics=record.metrics,
    )
    return Ready(record, admitted, arrival)


def _contradiction(declared: str, medium: str) -> str:
    expected = MADE_OF.get(declared, medium)
    # Sources that know no word for project files declare them as text.
    if expected == medium or (expected, medium) == ("text", "project"):
        return ""
    return f"Declared as {declared}, but the file is {medium}."


def _hash_or_reason(path: Path) -> str | MediaRefused:
    try:
        return content_hash(path)
    except OSError as wrong:
        return MediaRefused(f"{path.name} cannot be read ({wrong.strerror}); check that you may open it.")


def _sharing(looked_at: Path, looking: Future[Admitted], path: Path) -> Callable[[], Admitted]:
    """The outcome of looking at an equal file, told by this file's own name."""

    def result() -> Admitted:
        try:
            return looking.result()
        except MediaRefused as refused:
            raise MediaRefused(str(refused).replace(looked_at.name, path.name)) from refused

    return result


def _refusing(refusal: MediaRefused) -> Callable[[], Admitted]:
    def refuse() -> Admitted:
        raise refusal

    return refuse


def _examine(path: Path, expected_hash: str, store: MediaStore | None) -> Admitted:
    try:
        return examine(path, expected_hash, name=path.name, store=store)
    except MediaRefused:
        raise
    except OSError as wrong:
        if wrong.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise GreenroomError("The disk of the media store is full; make room and pull again.") from wrong
        raise MediaRefused(f"{path.name} could not be read or kept ({wrong.strerror}); pull again.") from wrong
    except Exception as fault:
        # One file that we are not up to must not keep the others out.
        log.exception("examining %s failed", path.name)
        raise MediaRefused(
            f"{path.name} could not be examined ({type(fault).__name__}): our fault, and the log says more."
        ) from fault
