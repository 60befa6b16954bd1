"""Pairs of pieces that are the same or nearly, and how far the search for them has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Contribution
from dashboard.storage.base import Base


class DuplicatePair(Base):
    """Two pieces that look or sound alike, and what a person decided about them. A pair is proposed once.

    That two pieces are merged is told by `Contribution.merged_into_id` alone, so that parting them brings an open
    pair back by itself.
    """

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    sort: Mapped[str]
    """same_file, near_picture, near_sound or near_text."""
    likeness: Mapped[float]
    """0 to 1, which is equal; compared within one sort only."""
    measured: Mapped[str]
    """The likeness in words, such as “nearly the same picture: 4 of 64 bits differ”."""
    state: Mapped[str] = mapped_column(default="open", index=True)
    """open; linked by lineage; questioned, whose work it is; apart, two works that are not the same."""
    found_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why, in the words of whoever decided."""

    first: Mapped[Contribution] = relationship(foreign_keys=[first_id])
    second: Mapped[Contribution] = relationship(foreign_keys=[second_id])


class SearchedPiece(Base):
    """That a piece was compared with all others, and by what; it is compared again when that changes."""

    __tablename__ = "searched_piece"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
    """Of the piece, as its source raises it."""
    media_hash: Mapped[str] = mapped_column(default="")
    """The file that was compared; empty for none."""
    text_print: Mapped[int | None] = mapped_column(BigInteger)
    """For text pieces the print of their words, 64 bits as a signed number."""
