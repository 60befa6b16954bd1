"""What a version of an episode is made for, and what went to air."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.storage.base import Base


class VersionTerms(Base):
    """Where and when an episode may be shown; versions have them, and a master may."""

    __tablename__ = "version_terms"
    __table_args__ = (
        CheckConstraint(
            "shown_from IS NULL OR shown_until IS NULL OR shown_until >= shown_from", name="from_before_until"
        ),
    )

    episode_id: Mapped[int] = mapped_column(
        ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    territories: Mapped[str] = mapped_column(default="")
    """ISO 3166 codes of two letters, parted by spaces; empty for the whole world."""
    media: Mapped[str] = mapped_column(default="")
    """Where it is shown: broadcast, cable, web and so on, parted by spaces; empty for all."""
    shown_from: Mapped[date | None]
    shown_until: Mapped[date | None]
    """The last day; none for no end."""
    base_id: Mapped[int | None] = mapped_column(ForeignKey("rundown_snapshot.id"))
    """The master as this version last took it over; what has changed since is offered."""

    base: Mapped[RundownSnapshot | None] = relationship()


class AsAired(Base):
    """The rundown that went to air, as it was accepted: the basis of final credits, cue sheets and payments."""

    __tablename__ = "as_aired"

    episode_id: Mapped[int] = mapped_column(
        ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("rundown_snapshot.id"))
    accepted_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    accepted_by: Mapped[str]
    origin: Mapped[str]
    """lock, or the format of the editor's final cut: edl, otio, fcp7xml."""
    file_name: Mapped[str] = mapped_column(default="")
    """The name of that file."""
    file_hash: Mapped[str] = mapped_column(default="")
    """Its SHA-256, to know the same cut again."""

    snapshot: Mapped[RundownSnapshot] = relationship()
