"""Shortlists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Contribution
from dashboard.storage.base import Base


class Shortlist(Base):
    """Pieces considered for something, usually an episode."""

    __tablename__ = "shortlist"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class ShortlistEntry(Base):
    """One piece on a shortlist: who picked it, and why."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (UniqueConstraint("shortlist_id", "contribution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey("shortlist.id", ondelete="CASCADE"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None]
    picked_by: Mapped[str]
    picked_at: Mapped[datetime]

    contribution: Mapped[Contribution] = relationship()
