"""Pieces that are no longer at their source."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dashboard.community.requests import GONE, raise_request
from dashboard.community.tables import Contribution

PROGRAM = "Greenroom"


def note_gone(session: Session, source_id: int, at: datetime) -> int:
    """Mark the pieces that a pull of all of the source did not meet, and ask what to do about each; how many."""
    missed = select(Contribution.id).where(
        Contribution.source_id == source_id, Contribution.last_seen_at < at, Contribution.gone_at.is_(None)
    )
    ids = list(session.scalars(missed))
    if ids:
        session.execute(update(Contribution).where(Contribution.id.in_(ids)).values(gone_at=at))
    for id_ in ids:
        raise_request(session, id_, GONE, raised_by=PROGRAM, words="Its source does not list it any more.", at=at)
    return len(ids)
