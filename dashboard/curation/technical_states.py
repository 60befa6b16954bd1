"""Keeps what is stored of the technical state in step with the measurements and the rules, for filters and counts."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select, update

from dashboard.curation.technical import VERSION, Technical, judge
from dashboard.media.checks import Checks
from dashboard.media.facts import MediaFacts
from dashboard.media.measuring import measure_waiting
from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaCheck, MediaFile
from dashboard.storage.engine import Database

BATCH = 500


def technical(media: MediaFile | None) -> Technical:
    """The state of a file whose check is loaded; a piece that is only words is fit."""
    if media is None:
        return Technical()
    check = media.check
    checks = Checks.from_dict(check.measured) if check and check.measured else None
    facts = {"kind": media.kind, "size_bytes": media.size_bytes} | media.facts
    return judge(MediaFacts.from_dict(facts), checks, check.problem if check else "")


def check_waiting(db: Database, store: MediaStore, most: int, stop: Callable[[], bool]) -> int:
    """Measure up to `most` files that wait for it, the newest first, then judge all that changed; how many files.

    For the background. Measuring takes about as long as the files' arrival did; `stop` ends it between and within.
    """
    judged = judge_waiting(db, stop)
    measured = measure_waiting(db, store, most, stop)
    return judged + (judge_waiting(db, stop) if measured else 0)


def judge_waiting(db: Database, stop: Callable[[], bool]) -> int:
    """Write down the state of every file that was measured since, or judged by older rules; how many.

    `MediaCheck.state` then tells it for 100,000 pieces by one indexed join on `Contribution.media_hash`.
    """
    done = 0
    while not stop():
        with db.writing() as session:
            query = select(MediaCheck).where(MediaCheck.judged_by < VERSION).limit(BATCH)
            rows = session.scalars(query).all()
            states = [
                {"content_hash": row.content_hash, "state": technical(row.media).state, "judged_by": VERSION}
                for row in rows
            ]
            if states:
                session.execute(update(MediaCheck), states)
        done += len(states)
        if len(states) < BATCH:
            break
    return done
