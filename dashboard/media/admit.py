"""Admitting a file: looked at in the guarded child, put into the store, and noted as a row. In that order."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.errors import MediaRefused
from dashboard.media.checks import Measured
from dashboard.media.facts import NOTHING_TO_MEASURE, Inspection, MediaFacts
from dashboard.media.inspect import inspect
from dashboard.media.measuring import checked
from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaCheck, MediaFile


@dataclass(frozen=True)
class Admitted:
    """A file that passed, with what was made of it."""

    content_hash: str
    facts: MediaFacts
    poster_hash: str | None = None
    proxy_hash: str | None = None
    raster_hash: str | None = None
    measured: Measured = field(default=NOTHING_TO_MEASURE, compare=False, repr=False)
    """Of one admitted just now; the row of one known before has it."""


def content_hash(path: Path) -> str:
    """SHA-256 of the file, the name it has or will have in the store."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def examine(path: Path, expected_hash: str, *, name: str, store: MediaStore | None) -> Admitted:
    """Look at a file and keep it with its derivatives; MediaRefused where it is not admitted.

    Without a store nothing is kept. Touches no database, so that several may run at once.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as work:
        inspection = inspect(path, name=name, workdir=Path(work))
        found = store.put_file(path).content_hash if store else content_hash(path)
        if found != expected_hash:
            raise MediaRefused(f"{name} changed while it was read; pull again once it has arrived whole.")
        return _kept(found, inspection, store)


def known(session: Session, store: MediaStore, hashes: Collection[str]) -> dict[str, Admitted]:
    """Those of the files that were admitted before and still lie in the store, by hash."""
    rows = session.scalars(select(MediaFile).where(MediaFile.content_hash.in_(hashes)))
    return {row.content_hash: _admitted(row) for row in rows if store.has(row.content_hash)}


def note_admitted(session: Session, files: Iterable[Admitted], at: datetime) -> None:
    """Add a row for each file that has none yet. Call it only for what the store holds."""
    by_hash = {admitted.content_hash: admitted for admitted in files}
    noted = set(session.scalars(select(MediaFile.content_hash).where(MediaFile.content_hash.in_(by_hash))))
    for admitted in (by_hash[missing] for missing in sorted(by_hash.keys() - noted)):
        # Another pull may note the same file at this moment.
        with contextlib.suppress(IntegrityError), session.begin_nested():
            session.add(_row(admitted, at))


def _row(admitted: Admitted, at: datetime) -> MediaFile:
    facts = admitted.facts
    return MediaFile(
        content_hash=admitted.content_hash,
        size_bytes=facts.size_bytes,
        kind=facts.kind,
        duration_ms=facts.duration_ms,
        facts=facts.to_dict(),
        poster_hash=admitted.poster_hash,
        proxy_hash=admitted.proxy_hash,
        raster_hash=admitted.raster_hash,
        admitted_at=at,
        check=checked(MediaCheck(content_hash=admitted.content_hash), admitted.measured, at),
    )


def _kept(found: str, inspection: Inspection, store: MediaStore | None) -> Admitted:
    poster, proxy, raster = (
        store.put_file(made).content_hash if store and made else None
        for made in (inspection.poster, inspection.proxy, inspection.raster)
    )
    return Admitted(found, inspection.facts, poster, proxy, raster, inspection.measured)


def _admitted(row: MediaFile) -> Admitted:
    facts = MediaFacts.from_dict(row.facts)
    return Admitted(row.content_hash, facts, row.poster_hash, row.proxy_hash, row.raster_hash)
