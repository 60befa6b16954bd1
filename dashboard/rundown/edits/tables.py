"""What is kept of the edits of a rundown, and its snapshots."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.storage.base import Base


class RundownEdit(Base):
    """One edit that was applied: by whom, what it changed, and whether it still stands."""

    __tablename__ = "rundown_edit"
    __table_args__ = (
        UniqueConstraint("episode_id", "key"),
        Index("ix_rundown_edit_episode", "episode_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    revision: Mapped[int]
    """The revision that it made."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    """Who made it; none for the command line."""
    made_by: Mapped[str]
    """The name as it was then."""
    made_at: Mapped[datetime]
    action: Mapped[str]
    """Thing and verb, such as `item.moved`."""
    said: Mapped[str]
    """What it did, in a few words, as the history shows it."""
    delta: Mapped[dict[str, Any]]
    """What it changed, as `delta.py` writes it."""
    key: Mapped[str | None]
    """What the list gave it, so that the same edit sent twice is applied once."""
    of_id: Mapped[int | None] = mapped_column(ForeignKey("rundown_edit.id", ondelete="CASCADE"))
    """The edit that it takes back or makes again; none for an edit of its own."""
    undone: Mapped[bool] = mapped_column(default=False)
    """Whether it has been taken back and not made again."""
    change_number: Mapped[int | None]
    """Its number among the changes after a lock; none for an edit that needed none."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it was made after a lock."""


class RundownSnapshot(Base):
    """A rundown as it was at one moment."""

    __tablename__ = "rundown_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    purpose: Mapped[str]
    """named, lock, as_aired or master (what a version has taken over)."""
    revision: Mapped[int]
    taken_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_by: Mapped[str]
    schema: Mapped[int] = mapped_column(default=1)
    """How `state` is written; a reader of later versions converts."""
    state: Mapped[dict[str, Any]]
    """Acts, items and layers, as `state.py` writes them."""
