"""Keeping dead letters: met again, come right, or new."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from dashboard.intake.prepare import Letter
from dashboard.intake.raw import shown
from dashboard.intake.tables import DeadLetter

OPEN, IGNORED, RESOLVED = "open", "ignored", "resolved"
LINK = "link"


def keep_letters(session: Session, source_id: int, pull_id: int, letters: Iterable[Letter], at: datetime) -> None:
    """Note what a pull met: one that was met before counts up and opens again, unless a person ignores it."""
    met = {letter.what: letter for letter in reversed(list(letters))}
    query = select(DeadLetter).where(DeadLetter.source_id == source_id, DeadLetter.what.in_(met))
    kept = {row.what: row for row in session.scalars(query)}
    for what, letter in sorted(met.items()):
        row = kept.get(what)
        if row is None:
            row = DeadLetter(source_id=source_id, what=what, first_at=at, times=0, state=OPEN)
            session.add(row)
        row.stage, row.reason, row.last_at, row.pull_id = letter.stage, letter.reason, at, pull_id
        row.raw = shown(letter.raw.payload)
        row.times += 1
        if row.state == RESOLVED:
            row.state = OPEN
    session.flush()


def came_right(session: Session, source_id: int, whats: Collection[str]) -> None:
    """Resolve the letters about what has come in now."""
    _resolve(session, source_id, DeadLetter.what.in_(whats))


def not_met(session: Session, source_id: int, pull_id: int, *, links_only: bool) -> None:
    """Resolve the letters that a pull of the whole source did not meet; links are looked at in every pull."""
    unmet = or_(DeadLetter.pull_id != pull_id, DeadLetter.pull_id.is_(None))
    _resolve(session, source_id, unmet & (DeadLetter.stage == LINK) if links_only else unmet)


def _resolve(session: Session, source_id: int, chosen: ColumnElement[bool]) -> None:
    some = update(DeadLetter).where(DeadLetter.source_id == source_id, DeadLetter.state != RESOLVED, chosen)
    session.execute(some.values(state=RESOLVED), execution_options={"synchronize_session": "fetch"})
