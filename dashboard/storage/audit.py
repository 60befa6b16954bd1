"""Writing and reading the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.storage.base import now
from dashboard.storage.tables import AuditEntry


@dataclass(frozen=True)
class Signature:
    """Who signs a change: the account, if any, and the name it goes by."""

    account_id: int | None
    name: str


def record(session: Session, who: Signature, action: str, subject: tuple[str, object], detail: dict[str, Any]) -> None:
    """Add one entry to the session's transaction; `subject` is the thing's kind and id."""
    session.add(
        AuditEntry(
            at=now(),
            account_id=who.account_id,
            actor_name=who.name,
            action=action,
            subject=subject[0],
            subject_id=str(subject[1]),
            detail=detail,
        )
    )


def recent(session: Session, *, limit: int = 50, subject: tuple[str, object] | None = None) -> list[AuditEntry]:
    """The newest entries, newest first; of one thing when `subject` is given."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditEntry.subject == subject[0], AuditEntry.subject_id == str(subject[1]))
    return list(session.scalars(query))
