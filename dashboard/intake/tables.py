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
    gone: Mapped[int] = mapped_column(default=0)
    """Pieces that were there at the last full sweep and are not any more."""
    may_not_air: Mapped[int] = mapped_column(default=0)
    """Of the new and changed ones."""
    full: Mapped[bool] = mapped_column(default=False)
    """Whether it read all of its source."""
    problem: Mapped[str] = mapped_column(default="")
    """Why it ended before its time, in a sentence."""

    source: Mapped[Source] = relationship()


class RawRecord(Base):
    """What a source sent for one piece, as it last came."""

    __tablename__ = "raw_record"

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True, autoincrement=False)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    """Of the JSON before it was compressed."""
    body: Mapped[bytes]
    """JSON, compressed by zlib."""
    place: Mapped[str] = mapped_column(default="")
    """How a person finds it at the source: the row, the file, an id."""
    fetched_at: Mapped[datetime]


class AllowedHost(Base):
    """A host on a local or private network from which an admin lets sources and files be fetched."""

    __tablename__ = "allowed_host"

    host: Mapped[str] = mapped_column(primary_key=True)
    """Lower case, with its port where it is not the usual one."""
    allowed_by: Mapped[str]
    allowed_at: Mapped[datetime]


class DeadLetter(Base):
    """Something that did not come in, kept with the reason until a person has dealt with it."""

    __tablename__ = "dead_letter"
    __table_args__ = (UniqueConstraint("source_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    what: Mapped[str]
    """The row or file, as the person who sent it would call it."""
    stage: Mapped[str]
    """read, record, media or link: how far it came."""
    reason: Mapped[str]
    raw: Mapped[dict[str, Any]]
    """The record as it came."""
    times: Mapped[int] = mapped_column(default=1)
    """How many pulls met it."""
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open", index=True)
    """open, ignored by a person, or resolved by a later pull."""
    pull_id: Mapped[int | None] = mapped_column(ForeignKey("pull.id"), index=True)
    """The last pull that met it."""

    source: Mapped[Source] = relationship()
