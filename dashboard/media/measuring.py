"""Measures what was admitted before it could be, or by an older measure."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from dashboard.errors import GreenroomError
from dashboard.media.checks import VERSION, Measured
from dashboard.media.facts import NOTHING_TO_MEASURE
from dashboard.media.inspect import inspect
from dashboard.media.prints import sketch
from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaCheck, MediaFile
from dashboard.storage.base import now
from dashboard.storage.engine import Database

log = logging.getLogger(__name__)

DECODED_KINDS = frozenset({"video", "audio", "image"})


def checked(row: MediaCheck, measured: Measured, at: datetime) -> MediaCheck:
    """The row, holding what was measured; it waits to be judged anew."""
    row.version = VERSION
    row.measured = measured.checks.to_dict() if measured.checks else {}
    row.problem = measured.problem
    row.picture_prints, row.sound_print = measured.picture_prints, measured.sound_print
    row.sound_sketch = sketch(measured.sound_print)
    row.measured_at = at
    row.judged_by = 0
    return row


def measure_waiting(db: Database, store: MediaStore, most: int, stop: Callable[[], bool]) -> int:
    """Measure up to `most` files, the newest first; how many were done. Interrupted, it leaves the rest waiting.

    Each is decoded whole in the guarded child, as on arrival. One that cannot be is noted with the reason and not
    tried again until the measure changes.
    """
    with db.reading() as session:
        due = session.execute(
            select(MediaFile.content_hash, MediaFile.kind)
            .join(MediaFile.check)
            .where(MediaCheck.version < VERSION)
            .order_by(MediaFile.admitted_at.desc(), MediaFile.content_hash)
            .limit(most)
        ).all()
    done = 0
    for content_hash, kind in due:
        measured = None if stop() else _measured(store, content_hash, kind, stop)
        if measured is None:
            break
        with db.writing() as session:
            row = session.get(MediaCheck, content_hash)
            if row is not None:
                checked(row, measured, now())
        done += 1
    return done


def _measured(store: MediaStore, content_hash: str, kind: str, stop: Callable[[], bool]) -> Measured | None:
    """None where `stop` ended it."""
    if kind not in DECODED_KINDS:
        return NOTHING_TO_MEASURE
    try:
        with tempfile.TemporaryDirectory(prefix="greenroom-") as work:
            found = inspect(store.local_path(content_hash), name="The file", workdir=Path(work), stop=stop)
        return found.measured
    except GreenroomError as refused:
        return None if stop() else Measured(problem=str(refused))
    except Exception as fault:
        log.exception("measuring %s failed", content_hash)
        return Measured(problem=f"It could not be measured ({type(fault).__name__}): our fault, not the file's.")
