"""Shortlisting, judging lineage, and keeping the trending scores fresh."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution, MetricReading
from dashboard.curation.ranking import Reading, trending
from dashboard.curation.tables import Shortlist, ShortlistEntry
from dashboard.errors import NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

DAY_S = 86_400


def shortlist_piece(db: Database, actor: Actor, shortlist_id: int, contribution_id: int, note: str = "") -> None:
    """Put a piece on a shortlist, or change the note of one that is there."""
    subject = ("shortlist", shortlist_id)
    with command(db, actor, Permission.SHORTLIST, "piece.shortlisted", subject) as change:
        session = change.session
        if session.get(Shortlist, shortlist_id) is None or session.get(Contribution, contribution_id) is None:
            raise NotFound("That shortlist or piece no longer exists.")
        entry = _entry(session, shortlist_id, contribution_id)
        if entry is None:
            entry = ShortlistEntry(shortlist_id=shortlist_id, contribution_id=contribution_id)
            entry.picked_by, entry.account_id, entry.picked_at = actor.name, actor.account_id, now()
            session.add(entry)
        entry.note = note.strip()
        change.detail = {"contribution": contribution_id}


def drop_from_shortlist(db: Database, actor: Actor, shortlist_id: int, contribution_id: int) -> None:
    """Take a piece off a shortlist; the audit trail remembers that it was there."""
    subject = ("shortlist", shortlist_id)
    with command(db, actor, Permission.SHORTLIST, "piece.dropped", subject) as change:
        entry = _entry(change.session, shortlist_id, contribution_id)
        if entry is None:
            raise NotFound("That piece is not on this shortlist any more.")
        change.detail = {"contribution": contribution_id, "note": entry.note, "picked_by": entry.picked_by}
        change.session.delete(entry)


def refresh_scores(db: Database, instant: datetime | None = None) -> int:
    """Score every piece anew; returns how many changed. Derived from readings, so it leaves no audit entry."""
    instant = instant or now()
    with db.writing() as session:
        readings: dict[int, list[Reading]] = defaultdict(list)
        for row in session.execute(
            select(
                MetricReading.contribution_id, MetricReading.name, MetricReading.value, MetricReading.observed_at
            ).where(MetricReading.observed_at <= instant)
        ):
            ago = (instant - row.observed_at).total_seconds() / DAY_S
            readings[row.contribution_id].append(Reading(row.name, row.value, ago))
        changed = 0
        for piece in session.scalars(select(Contribution)):
            age = (instant - piece.created_at).total_seconds() / DAY_S
            score = trending(age, readings.get(piece.id, []))
            if (piece.score, piece.score_reason) != (score.value, score.reason):
                piece.score, piece.score_reason = score.value, score.reason
                changed += 1
        return changed


def _entry(session: Session, shortlist_id: int, contribution_id: int) -> ShortlistEntry | None:
    return session.scalar(
        select(ShortlistEntry).where(
            ShortlistEntry.shortlist_id == shortlist_id, ShortlistEntry.contribution_id == contribution_id
        )
    )
