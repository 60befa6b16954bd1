"""From raw records to pieces that may come in: all that needs no transaction, with two files looked at at a time."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput, GreenroomError, MediaRefused
from dashboard.intake.connector import Connector, Page, RawItem, WithFiles
from dashboard.intake.kinds import KINDS, MADE_OF, kind_of
from dashboard.intake.wording import kind_by, medium_of
from dashboard.media.admit import Admitted, content_hash, examine
from dashboard.media.store import MediaStore

AT_A_TIME = 2
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A record, or a link of it, that does not come in."""

    raw: RawItem
    stage: Literal["read", "record", "media", "link"]
    reason: str
    link: str = ""
    """The reference of the link, where the piece itself comes in."""

    @property
    def what(self) -> str:
        """What people call it."""
        return f"{self.raw.where}: its link to “{self.link}”" if self.link else self.raw.where


@dataclass(frozen=True)
class Found:
    """A record in our words, and the file it means where that lies on this machine."""

    raw: RawItem
    arrival: Arrival
    path: Path | None = None


@dataclass(frozen=True)
class Ready:
    """A piece as it is to be written."""

    raw: RawItem
    arrival: Arrival
    admitted: Admitted | None = None


def same_id(external_id: str, first: str, this: str) -> str:
    """What is said of a record whose id an earlier one has; `first` and `this` are their places."""
    first, this = (place.partition(" (")[0] for place in (first, this))
    return f"The id “{external_id}” is that of {first} too, which stays; give {this} an id of its own."


def read_page(connector: Connector, page: Page) -> tuple[list[Found], list[Letter]]:
    """The records of a page that can be used, and the others. An id that comes twice belongs to the first."""
    letters = [Letter(RawItem("", {}, where), "read", reason) for where, reason in page.unusable]
    found: dict[str, Found] = {}
    for raw in page.items:
        if raw.wrong:
            letters.append(Letter(raw, "read", raw.wrong))
            continue
        try:
            arrival = connector.normalise(raw)
            if first := found.get(arrival.external_id):
                raise BadInput(same_id(arrival.external_id, first.raw.where, raw.where))
        except BadInput as wrong:
            letters.append(Letter(raw, "record", str(wrong)))
            continue
        try:
            path = connector.file_of(raw) if isinstance(connector, WithFiles) else None
        except BadInput as wrong:
            letters.append(Letter(raw, "read", str(wrong)))
            continue
        found[arrival.external_id] = Found(raw, arrival, path)
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

    def begin(self, paths: Sequence[Path]) -> list[Callable[[], Admitted]]:
        """For each file a way to wait, which may raise MediaRefused.

        Files of equal content and extension are looked at once; the extension tells texts and projects apart.
        """
        hashes = list(self._pool.map(_hash_or_reason, paths))
        known = self._known([value for value in hashes if isinstance(value, str)])
        under_way: dict[tuple[str, str], tuple[Path, Future[Admitted]]] = {}
        waiting: list[Callable[[], Admitted]] = []
        for path, value in zip(paths, hashes, strict=True):
            if isinstance(value, MediaRefused):
                waiting.append(_refusing(value))
            elif value in known:
                waiting.append(lambda admitted=known[value]: admitted)  # type: ignore[misc]
            else:
                same = (value, path.suffix.lower())
                if same not in under_way:
                    looking = self._pool.submit(_examine, path, value, self._store)
                    under_way[same] = path, looking
                waiting.append(_sharing(*under_way[same], path))
        return waiting


def ready(found: Found, admitted: Admitted | None) -> Ready:
    """The piece as it is to be written: its kind is what its file turned out to be."""
    arrival = found.arrival
    if admitted is None:
        return Ready(found.raw, replace(arrival, kind=_unseen_kind(arrival)))
    facts = admitted.facts
    kind = kind_of(
        facts.kind,
        declared=arrival.kind,
        role=arrival.role,
        title=arrival.title,
        duration_ms=facts.duration_ms,
        is_jpeg=facts.container == "jpeg_pipe",
    )
    note = " ".join(part for part in (arrival.note, _contradiction(arrival.kind, facts.kind)) if part)
    text = facts.text or arrival.text
    seen = replace(arrival, kind=kind, note=note, text=text, media_hash=admitted.content_hash)
    return Ready(found.raw, seen, admitted)


def _unseen_kind(arrival: Arrival) -> str:
    if arrival.kind in KINDS:
        return arrival.kind
    offer = arrival.media
    medium = MADE_OF.get(arrival.kind, "") or (medium_of(offer.mime, offer.url) if offer else "")
    mime = offer.mime if offer else ""
    return kind_by(medium, words=(arrival.role, arrival.kind), title=arrival.title, mime=mime)


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
