"""Assemblies that were built."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.rundown.tables import Episode
from dashboard.storage.base import Base


class Assembly(Base):
    """One finished programme file of one state of a rundown."""

    __tablename__ = "assembly"

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey(Episode.id, ondelete="CASCADE"), index=True)
    profile: Mapped[str]
    revision: Mapped[int]
    """The episode's revision it shows."""
    key: Mapped[str]
    """Hash of all that it was made of; an equal one is the same programme."""
    media_hash: Mapped[str]
    """The file in the store."""
    frames: Mapped[int]
    built_at: Mapped[datetime]
