"""What is kept in step between jobs: interest folded in, files measured, duplicates looked for, words learnt."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from dashboard.curation.duplicates.finding import find_new
from dashboard.curation.search.vocabulary import refresh_vocabulary
from dashboard.curation.technical_states import check_waiting, judge_waiting
from dashboard.curation.trends.fold import fold_new
from dashboard.curation.trends.rebuild import rebuild
from dashboard.curation.trends.tables import TrendModel
from dashboard.curation.trends.training import refit
from dashboard.media.store import MediaStore
from dashboard.storage.audit import Signature
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.work.queue import enqueue
from dashboard.work.tables import Job

NIGHTLY = "nightly"
EVERY = timedelta(hours=24)
RETRY_AFTER = timedelta(hours=1)
FILES_AT_ONCE = 2
"""Files measured between two looks at the queue, so that nobody's job waits long."""
SEARCH_S = 3.0
"""How long duplicates are looked for between two looks at the queue."""


def keep_up(db: Database, store: MediaStore, stop: Callable[[], bool] = lambda: False) -> None:
    """Do a little of what waits; called every few seconds between jobs, and costs next to nothing when all is done."""
    fold_new(db)
    check_waiting(db, store, FILES_AT_ONCE, stop)
    began = time.monotonic()
    while find_new(db) and time.monotonic() - began < SEARCH_S and not stop():
        pass
    refresh_vocabulary(db)


def settle(db: Database) -> None:
    """Bring all that follows from newly arrived pieces in step at once."""
    fold_new(db)
    judge_waiting(db, lambda: False)
    while find_new(db):
        pass
    refresh_vocabulary(db)


def enqueue_nightly(db: Database, at: datetime | None = None) -> bool:
    """Ask for the nightly round where the last is a day old; says whether it did."""
    at = at or now()
    with db.reading() as session:
        last = session.scalar(select(TrendModel.fitted_at).order_by(TrendModel.id.desc()).limit(1))
        tried = session.scalar(select(Job.created_at).where(Job.kind == NIGHTLY).order_by(Job.id.desc()).limit(1))
    if (last and at - last < EVERY) or (tried and at - tried < RETRY_AFTER):
        return False
    with db.writing() as session:
        enqueue(session, NIGHTLY, NIGHTLY, {}, Signature(None, NIGHTLY))
    return True


def nightly(db: Database, at: datetime | None = None) -> dict[str, object]:
    """Measure what is usual, make every key anew, and fit the formulas to what happened since."""
    at = at or now()
    pieces = rebuild(db, at)
    return {"pieces": pieces, "chosen": refit(db, at).chosen}
