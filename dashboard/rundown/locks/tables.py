"""Locks of a rundown, the conditions they carry, and what was given out of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.storage.base import Base


class RundownLock(Base):
    """A step at which a rundown was locked. It holds until it is released."""

    __tablename__ = "rundown_lock"

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    step: Mapped[str]
    """picture (order and lengths), sound (levels and music) or delivery."""
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("rundown_snapshot.id"))
    """The rundown as it was locked."""
    locked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    locked_by: Mapped[str]
    released_at: Mapped[datetime | None]
    released_by: Mapped[str] = mapped_column(default="")
    released_why: Mapped[str] = mapped_column(default="")

    conditions: Mapped[list[LockCondition]] = relationship(
        back_populates="lock", cascade="all, delete-orphan", order_by="LockCondition.id"
    )


class LockCondition(Base):
    """What is still to be settled after a picture lock: what, by whom, until when."""

    __tablename__ = "lock_condition"

    id: Mapped[int] = mapped_column(primary_key=True)
    lock_id: Mapped[int] = mapped_column(ForeignKey("rundown_lock.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None]
    """The item that it is about; none for the whole programme. No key: that one may be gone."""
    what: Mapped[str]
    owner: Mapped[str]
    """A person or a department."""
    due_on: Mapped[date]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")
    settled_how: Mapped[str] = mapped_column(default="")

    lock: Mapped[RundownLock] = relationship(back_populates="conditions")


class GivenOut(Base):
    """A sheet, file, approval or message that was made from a rundown at one of its revisions."""

    __tablename__ = "given_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    """sheet, file, approval or message."""
    name: Mapped[str]
    revision: Mapped[int]
    given_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    given_by: Mapped[str]
