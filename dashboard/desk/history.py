"""What was done about one piece, out of the audit trail."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from dashboard.community.copies import merges
from dashboard.storage.tables import AuditEntry


def piece_history(
    session: Session, contribution_id: int, edge_ids: Collection[int], limit: int = 30
) -> list[AuditEntry]:
    """The newest entries about a piece, its copies, its links and its places on shortlists, the newest first."""
    alike = merges(session).with_copies([contribution_id])
    about_itself = and_(AuditEntry.subject == "contribution", AuditEntry.subject_id.in_(map(str, alike)))
    edges = [str(edge) for edge in edge_ids]
    about_links = and_(AuditEntry.subject == "lineage", AuditEntry.subject_id.in_(edges))
    about_picks = and_(AuditEntry.subject == "shortlist", AuditEntry.detail["contribution"].as_integer().in_(alike))
    query = select(AuditEntry).where(or_(about_itself, about_links, about_picks)).order_by(AuditEntry.id.desc())
    return list(session.scalars(query.limit(limit)))
