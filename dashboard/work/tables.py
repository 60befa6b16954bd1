"""Jobs: long work that outlives the page that asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.storage.base import Base


class Job(Base):
    """One piece of work; the row is all that the page, the worker and a restart know of it."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_waiting", "state", "id"),
        Index(
            "uq_job_key_open",
            "key",
            unique=True,
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """Which handler does it: `pull`, `assemble`."""
    key: Mapped[str]
    """What it is about; while one job with a key is open, asking again gives that one."""
    args: Mapped[dict[str, Any]]
    state: Mapped[str]
    """queued, running, done, failed, cancelled."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Steps done of steps in all; 0 of 0 while that is not known."""
    message: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    account_id: Mapped[int | None]
    asked_by: Mapped[str]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    """A running job whose lease has passed lost its worker and is taken up again."""
    attempts: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
