"""The audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.storage.base import Base


class AuditEntry(Base):
    """One change: who did what to which thing. Written in the transaction of the change itself."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    """The account that acted; none for the program itself. No key, so that the trail outlives the account."""
    actor_name: Mapped[str]
    """The name as it was then."""
    action: Mapped[str] = mapped_column(index=True)
    """Thing and verb, such as `item.moved`."""
    subject: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]]
    """What changed, in a few words; never personal data."""
