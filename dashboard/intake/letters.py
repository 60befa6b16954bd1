"""Keeping dead letters: met again, come right, or new."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.intake.cells import passage
from dashboard.intake.prepare import Letter
from dashboard.intake.tables import DeadLetter

OPEN, IGNORED, RESOLVED = "open", "ignored", "resolved"


def keep_letters(
    session: Session,
    source_id: int,
    letters: Iterable[Letter],
    at: datetime,
    *,
    came_in: Collection[str],
    complete: bool,
) -> None:
    """Bring the dead letters of a source up to a pull.

    One that was met again counts up and opens again, unless a person ignores it. One that was not met is
    resolved: after a complete pull in any case, else only if its row is among those that `came_in`.
    """
    kept = {
        letter.what: letter for letter in session.scalars(select(DeadLetter).where(DeadLetter.source_id == source_id))
    }
    met: set[str] = set()
    for letter in letters:
        if letter.what in met:
            continue
        met.add(letter.what)
        row = kept.get(letter.what)
        if row is None:
            row = DeadLetter(source_id=source_id, what=letter.what, first_at=at, times=0, state=OPEN)
            session.add(row)
        row.stage, row.reason, row.last_at = letter.stage, letter.reason, at
        row.raw = {name: passage(value) for name, value in letter.row.cells.items()}
        row.times += 1
        if row.state == RESOLVED:
            row.state = OPEN
    for what, row in kept.items():
        if what not in met and (complete or what.split(": its link to ")[0] in came_in):
            row.state = RESOLVED
    session.flush()
