"""What is merged into what, by whom, and whether that still fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.merging import MERGED, people_behind
from dashboard.community.tables import Contribution
from dashboard.storage.tables import AuditEntry


@dataclass(frozen=True)
class CopyRow:
    """A copy and the piece that it is merged into."""

    copy_id: int
    copy_title: str
    source: str
    origin: str
    created_at: datetime
    kept_id: int
    kept_title: str
    still_theirs: bool
    """Whether the kept piece still credits everybody whom the copy credits; a later pull may have changed that."""
    merged_by: str = ""
    merged_at: datetime | None = None


def merged_copies(session: Session, *, of: int | None = None, limit: int = 50) -> list[CopyRow]:
    """What is merged, the newest copy first; with `of` only what is merged into that piece, or the piece itself."""
    query = select(Contribution).where(Contribution.merged_into_id.is_not(None))
    if of is not None:
        query = query.where(or_(Contribution.merged_into_id == of, Contribution.id == of))
    query = query.options(selectinload(Contribution.source)).order_by(Contribution.id.desc()).limit(limit)
    copies = {copy.id: copy for copy in session.scalars(query)}
    kept_ids = {copy.merged_into_id for copy in copies.values() if copy.merged_into_id is not None}
    kept = {piece.id: piece for piece in session.scalars(select(Contribution).where(Contribution.id.in_(kept_ids)))}
    people = people_behind(session, [*copies, *kept])
    by = _merged_by(session, list(copies))
    rows = []
    for copy in copies.values():
        into = kept[copy.merged_into_id or 0]
        entry = by.get(copy.id)
        rows.append(
            CopyRow(
                copy.id, copy.title, copy.source.name, copy.origin, copy.created_at, into.id, into.title,
                people[copy.id] <= people[into.id], entry.actor_name if entry else "", entry.at if entry else None,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.merged_at is not None, row.merged_at, row.copy_id), reverse=True)


def _merged_by(session: Session, ids: list[int]) -> dict[int, AuditEntry]:
    query = select(AuditEntry).where(
        AuditEntry.action == MERGED,
        AuditEntry.subject == "contribution",
        AuditEntry.subject_id.in_([str(id_) for id_ in ids]),
    )
    return {int(entry.subject_id): entry for entry in session.scalars(query.order_by(AuditEntry.id))}
