"""What hangs on a call: its reference media and those who follow it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Call, Contribution
from dashboard.media.tables import MediaFile
from dashboard.people.tables import Account
from dashboard.storage.base import Base


class CallReference(Base):
    """Something to look at or listen to before answering: a piece that is here, or a file sent with the call."""

    __tablename__ = "call_reference"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    media_hash: Mapped[str | None] = mapped_column(ForeignKey("media_file.content_hash"))
    name: Mapped[str] = mapped_column(default="")
    """What the file was called."""

    call: Mapped[Call] = relationship()
    contribution: Mapped[Contribution | None] = relationship()
    media: Mapped[MediaFile | None] = relationship()


class CallFollow(Base):
    """An account that wants to hear of a call."""

    __tablename__ = "call_follow"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[datetime]
