"""Pulls and dead letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Source
from dashboard.storage.base import Base


class Pull(Base):
    """One pull of one source and what came of it."""

    __tablename__ = "pull"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[str]

    source: Mapped[Source] = relationship()


class DeadLetter(Base):
    """Something that did not come in, kept with the reason until a person has dealt with it."""

    __tablename__ = "dead_letter"
    __table_args__ = (UniqueConstraint("source_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    what: Mapped[str]
    """The row or file, as the person who sent it would call it."""
    stage: Mapped[str]
    """read, record or media: how far it came."""
    reason: Mapped[str]
    raw: Mapped[dict[str, Any]]
    """The record as it came."""
    times: Mapped[int] = mapped_column(default=1)
    """How many pulls met it."""
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open", index=True)
    """open, ignored by a person, or resolved by a later pull."""

    source: Mapped[Source] = relationship()
