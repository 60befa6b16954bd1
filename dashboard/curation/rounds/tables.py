"""Review rounds, their rubrics and reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Call, Contribution
from dashboard.people.tables import Account
from dashboard.storage.base import Base


class Rubric(Base):
    """What reviewers look at: one a call, and one of the house for what has no call, made with the tables."""

    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), unique=True)
    """None for the house's own."""
    criteria: Mapped[list[Any]]
    """Of `key`, `name`, `words` and `weight`; see rubric.py."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change; a change made from an older one is refused."""


class Round(Base):
    """A set of pieces that reviewers judge by one rubric."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(default="draft", index=True)
    """draft, open or closed."""
    blind: Mapped[bool] = mapped_column(default=True)
    """Whether reviewers judge without knowing whose piece it is."""
    names_after: Mapped[bool] = mapped_column(default=True)
    """Whether a reviewer of a blind round sees the names of what they judged once their own pass is over."""
    reviews_wanted: Mapped[int] = mapped_column(default=3)
    """A piece with so many reviews is offered to nobody else."""
    criteria: Mapped[list[Any]] = mapped_column(default=list)
    """The rubric as it stood when the round was opened; empty before."""
    seed: Mapped[str]
    """Random; gives each reviewer an order of their own that stays the same."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change to the round itself; a change made from an older one is refused."""

    call: Mapped[Call | None] = relationship()


class RoundPiece(Base):
    """One piece in one round."""

    __tablename__ = "round_piece"
    __table_args__ = (UniqueConstraint("round_id", "contribution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Random; what reviewers' addresses and pages call the piece, since its own id tells when it came."""

    contribution: Mapped[Contribution] = relationship()


class RoundReviewer(Base):
    """An account that is to review in a round; a round without any is open to all who may review."""

    __tablename__ = "round_reviewer"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True, index=True)


class Review(Base):
    """What one reviewer says of one piece of a round: scores and words, or that they stand back and why."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("round_piece_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_piece_id: Mapped[int] = mapped_column(ForeignKey("round_piece.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """1 to 5 by the criterion's key; empty for who stands back."""
    words: Mapped[str] = mapped_column(default="")
    recused: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    """Why the reviewer stands back."""
    knew_names: Mapped[bool] = mapped_column(default=False)
    """Whether the reviewer could know whose piece it is when these scores were given."""
    given_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change; a change made from an older one is refused."""


class Unblinding(Base):
    """That somebody looked up whose piece it is while its round was open and blind, and why."""

    __tablename__ = "unblinding"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_piece_id: Mapped[int] = mapped_column(ForeignKey("round_piece.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    looked_by: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
