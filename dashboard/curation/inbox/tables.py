"""What curators think of pieces, and the queue each works through."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.community.tables import Contribution
from dashboard.people.tables import Account
from dashboard.storage.base import Base


class Verdict(Base):
    """What one account thinks of one piece. Everybody has their own."""

    __tablename__ = "verdict"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True, autoincrement=False)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey(Contribution.id, ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    choice: Mapped[str] = mapped_column(default="")
    """pick, maybe or reject; empty for none."""
    stars: Mapped[int] = mapped_column(default=0)
    """1 to 5; 0 for none."""
    in_ms: Mapped[int | None]
    """Where the part to use begins; none for the beginning."""
    out_ms: Mapped[int | None]
    """Where it ends, exclusive; none for the end."""
    note: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime | None]
    """When the account first judged or passed it; none where all of that was undone."""
    changed_at: Mapped[datetime]


class VerdictStep(Base):
    """What one gesture of an account changed, so that it counts once however often it is sent, and can be undone."""

    __tablename__ = "verdict_step"
    __table_args__ = (
        UniqueConstraint("account_id", "mark"),
        Index("ix_verdict_step_account", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    mark: Mapped[str]
    """The browser's own name for the gesture."""
    changes: Mapped[list[Any]]
    """One entry a piece: its id, the changed fields `before` and `after`, and the shortlist it was put on."""
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("verdict_step.id"))
    """The step that this one took back."""
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When it was undone, or found to stand under somebody else's edit; none while it can be undone."""


class InboxQueue(Base):
    """The pieces that one account works through, in their order, and how far it has come."""

    __tablename__ = "inbox_queue"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True, autoincrement=False)
    piece_ids: Mapped[list[Any]]
    position: Mapped[int] = mapped_column(default=0)
    """Of the piece that is open, counted from 0."""
    narrowed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it was made of: `view`, `kind` and `call_id`."""
    made_at: Mapped[datetime]
    looked_until: Mapped[datetime]
    """When arrivals were last taken into it; later ones are announced."""
    newest_id: Mapped[int] = mapped_column(default=0)
    """The highest id of a piece then."""
