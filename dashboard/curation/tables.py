"""Shortlists: the pieces considered for an episode, and who picked each and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Contribution
from dashboard.people.tables import Account
from dashboard.storage.base import Base


class Shortlist(Base):
    """Pieces considered for something, usually an episode."""

    __tablename__ = "shortlist"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class ShortlistEntry(Base):
    """One piece on a shortlist, with at least one pick."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (UniqueConstraint("shortlist_id", "contribution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey("shortlist.id", ondelete="CASCADE"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(default="")
    """What everybody should know of it here: where to trim, whom to ask."""
    tags: Mapped[str] = mapped_column(default="")
    """Divided by commas."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    """Who sees to it: asks the artist, gets it cleared."""
    picked_at: Mapped[datetime]
    """When it came onto the list."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change of note, tags or owner; a change made from an older one is refused."""

    contribution: Mapped[Contribution] = relationship()
    owner: Mapped[Account | None] = relationship()
    picks: Mapped[list[ShortlistPick]] = relationship(
        back_populates="entry", cascade="all, delete-orphan", order_by="ShortlistPick.id"
    )


class ShortlistPick(Base):
    """That one person picked a piece for a shortlist: where they came upon it, and why."""

    __tablename__ = "shortlist_pick"
    __table_args__ = (UniqueConstraint("entry_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("shortlist_entry.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    """None for who acts without an account, such as the command line."""
    picked_by: Mapped[str]
    """The name as it was then."""
    picked_at: Mapped[datetime] = mapped_column(index=True)
    picked_from: Mapped[str] = mapped_column(default="")
    """trending, search, inbox, round, piece or shortlist; empty where it is not known."""
    why: Mapped[str] = mapped_column(default="")
    trend_place: Mapped[int | None]
    """Its place by score when it was picked, 1 for the highest; none where it had no score yet. Counted as far as
    shortlists.PLACES; what stood lower has PLACES + 1."""

    entry: Mapped[ShortlistEntry] = relationship(back_populates="picks")
