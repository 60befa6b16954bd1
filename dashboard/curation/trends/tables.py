"""How pieces are rising: keys, gains, what is usual at each source, and the models fitted to them.

Interest is counted in hours since 1970 (UTC), never in days of somebody's calendar.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.storage.base import Base

_IS_COPY = text("given_to_id IS NOT NULL")


class TrendKey(Base):
    """Where one piece stands: three forward-decayed sums that keep their order as time goes by, and its totals.

    With h the half-life and t the time in periods, a key is log2 of the sum of gain * 2 ** (t / h); the sum holds
    the prior, at the hour the piece was posted, besides the gains.
    """

    __tablename__ = "trend_key"
    __table_args__ = (
        Index("ix_trend_key_key_1", "key_1", "contribution_id"),
        Index("ix_trend_key_key_4", "key_4", "contribution_id"),
        Index("ix_trend_key_key_16", "key_16", "contribution_id"),
        Index("ix_trend_key_posted_hour", "posted_hour", "contribution_id"),
        Index("ix_trend_key_given_to_id", "given_to_id", sqlite_where=_IS_COPY, postgresql_where=_IS_COPY),
    )

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key_1: Mapped[float]
    """For a half-life of one period."""
    key_4: Mapped[float]
    """For a half-life of four; lists of pieces are ordered by it, see order.py."""
    key_16: Mapped[float]
    posted_hour: Mapped[int]
    """When its artist posted it; never later than when it was first seen."""
    period: Mapped[int]
    """The period (hours since 1970, divided by the hours of a period, rounded down) that `newest_gain` belongs to."""
    newest_gain: Mapped[float] = mapped_column(default=0.0)
    last_gain: Mapped[float] = mapped_column(default=0.0)
    """Of the period before that one."""
    before_gain: Mapped[float] = mapped_column(default=0.0)
    """Of the period before that again."""
    total: Mapped[float] = mapped_column(default=0.0)
    """All gains, not decayed."""
    likes: Mapped[int] = mapped_column(BigInteger, default=0)
    comments: Mapped[int] = mapped_column(BigInteger, default=0)
    views: Mapped[int] = mapped_column(BigInteger, default=0)
    negatives: Mapped[int] = mapped_column(BigInteger, default=0)
    """Dislikes, and likes taken back."""
    acts_here: Mapped[int] = mapped_column(default=0)
    """How many of all these are acts of distinct accounts here; the rest are totals that its source told."""
    given_to_id: Mapped[int | None]
    """For a merged copy the piece that its evidence goes to; its own keys are then the lowest there are."""


class TrendGain(Base):
    """What one piece gained in one hour, from accounts here or by the counters of its source.

    No foreign key, and no index but the primary key: either costs folding time with each row, while pieces are never
    deleted, and what asks for hours alone runs at night.
    """

    __tablename__ = "trend_gain"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it

    contribution_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The piece it was said of, also where that is a merged copy."""
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    here: Mapped[bool] = mapped_column(primary_key=True, autoincrement=False)
    """Whether accounts here did it; else its source counted it."""
    gain: Mapped[float]
    """In the units of its source, or of this community: 1 is a usual gain there; 0 where nobody knows when it came."""
    hours: Mapped[int] = mapped_column(default=1)
    """Over how many hours up to this one it came about; more than a period where a counter was seldom read."""
    likes: Mapped[int] = mapped_column(BigInteger, default=0)
    comments: Mapped[int] = mapped_column(BigInteger, default=0)
    views: Mapped[int] = mapped_column(BigInteger, default=0)
    negatives: Mapped[int] = mapped_column(BigInteger, default=0)


class TrendCounter(Base):
    """Where one counter of one piece stood when it was last folded."""

    __tablename__ = "trend_counter"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    hour: Mapped[int]


class SourceBaseline(Base):
    """What is usual at one source."""

    __tablename__ = "source_baseline"

    source_id: Mapped[int] = mapped_column(
        ForeignKey("source.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    usual: Mapped[float]
    """The weighed interest that a piece there gains in a period in which it gains any."""
    cap: Mapped[float]
    """The most that one period may count, in the same measure."""
    measured_at: Mapped[datetime]


class TrendState(Base):
    """How far the folding has come; one row."""

    __tablename__ = "trend_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(default=0)
    """The last interest event that was folded."""
    reading_id: Mapped[int] = mapped_column(default=0)
    """The last metric reading that was folded."""
    period_hours: Mapped[int] = mapped_column(default=24)
    """1 or 24; see curation/trends/folding.py."""
    usual_here: Mapped[float] = mapped_column(default=1.0)
    """What SourceBaseline.usual is for a source, for the accounts here."""
    folded_at: Mapped[datetime | None]
    rebuilt_at: Mapped[datetime | None]


class RefusedEvidence(Base):
    """An event or reading that counts for nothing, with the reason; the same of one piece stands once."""

    __tablename__ = "refused_evidence"
    __table_args__ = (UniqueConstraint("what", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    """When it was last met."""
    what: Mapped[str]
    """Such as `likes of piece 12`; names no account."""
    reason: Mapped[str]
    times: Mapped[int] = mapped_column(default=1)


class TrendModel(Base):
    """One fit of the model with how it did against the other formulas; the newest is used."""

    __tablename__ = "trend_model"

    id: Mapped[int] = mapped_column(primary_key=True)
    fitted_at: Mapped[datetime]
    period_hours: Mapped[int]
    chosen: Mapped[str]
    """The name of the formula that is used."""
    parameters: Mapped[dict[str, Any]]
    backtest: Mapped[dict[str, Any]]
    evidence: Mapped[dict[str, Any]]
    """How much there was to fit on."""
