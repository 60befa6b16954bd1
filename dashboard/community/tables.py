"""Sources, calls, contributors, contributions, credits, lineage and metric readings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.media.tables import MediaFile
from dashboard.people.tables import Account
from dashboard.storage.base import Base, Minor


class Source(Base):
    """Where contributions come from."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """folder: a folder or a manifest on this machine."""
    location: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Call(Base):
    """What the community is asked for: an open concept, or a specific job."""

    __tablename__ = "call"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """How manifests name it."""
    title: Mapped[str]
    brief: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    """Kind wanted; empty for an open concept."""
    role: Mapped[str] = mapped_column(default="")
    deadline: Mapped[datetime | None]
    fixed_fee_minor: Mapped[int | None] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Contributor(Base):
    """Somebody whose work came in, as one source knows them. Not an account: most never sign in."""

    __tablename__ = "contributor"
    __table_args__ = (UniqueConstraint("source_id", "external_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    external_key: Mapped[str]
    """The handle, or the folded name where the source has no handles."""
    credit_name: Mapped[str] = mapped_column(index=True)
    """As it is to stand in the roll."""
    handle: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    """Who may act as this artist here."""


class Contribution(Base):
    """One piece: what was made, under which licence, from where."""

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        Index("ix_contribution_kind_score", "kind", "score", "id"),
        Index("ix_contribution_score", "score", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    external_id: Mapped[str]
    kind: Mapped[str]
    """video, music, vocals, sound, illustration, photo, text or project."""
    role: Mapped[str] = mapped_column(default="")
    """The source's own word for it."""
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    """For text pieces what it says, else a description."""
    tags: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)
    licence: Mapped[str] = mapped_column(default="")
    """As the source writes it; `licences.py` reads it."""
    licence_url: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    """Where the source has it: a link or a precise name, for the attribution."""
    media_hash: Mapped[str | None] = mapped_column(ForeignKey("media_file.content_hash"), index=True)
    created_at: Mapped[datetime]
    """When the artist posted it, as far as the source says; else when it was first seen."""
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    digest: Mapped[str]
    """Hash of the record as it came; an equal one means nothing changed."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised when the source changes it; lineage is pinned to it."""
    clearance: Mapped[str] = mapped_column(default="pending", index=True)
    """cleared, pending or blocked, kept in step by the clearance service so that pages can filter in SQL."""
    clearance_reason: Mapped[str] = mapped_column(default="")
    score: Mapped[float] = mapped_column(default=0.0)
    """The trending score, refreshed after each pull; see curation/ranking.py."""
    score_reason: Mapped[str] = mapped_column(default="")
    found: Mapped[str] = mapped_column(default="")
    """Folded title, text, tags and credits, what search looks in."""

    source: Mapped[Source] = relationship()
    call: Mapped[Call | None] = relationship()
    media: Mapped[MediaFile | None] = relationship()
    credits: Mapped[list[Credit]] = relationship(
        back_populates="contribution", cascade="all, delete-orphan", order_by="Credit.position"
    )


class Credit(Base):
    """One person's part in one piece."""

    __tablename__ = "credit"
    __table_args__ = (UniqueConstraint("contribution_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id"), index=True)
    position: Mapped[int]
    role: Mapped[str] = mapped_column(default="")
    points: Mapped[int] = mapped_column(default=1)
    """Share points among the co-authors of the piece."""
    verbatim: Mapped[str] = mapped_column(default="")
    """The credit as the source wrote it."""

    contribution: Mapped[Contribution] = relationship(back_populates="credits")
    contributor: Mapped[Contributor] = relationship()


class LineageEdge(Base):
    """`child uses parent`. A parent that is not here yet keeps its reference and resolves when it comes."""

    __tablename__ = "lineage_edge"
    __table_args__ = (UniqueConstraint("child_id", "parent_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    parent_ref: Mapped[str]
    """What the source calls the parent: an id, a file, a link, or a title in words."""
    parent_author: Mapped[str] = mapped_column(default="")
    relation: Mapped[str] = mapped_column(default="remix_of")
    """remix_of, samples, version_of, translation_of or answers."""
    state: Mapped[str] = mapped_column(default="declared")
    """declared by the source, suggested by the program, confirmed or refused by a person."""
    weight: Mapped[int] = mapped_column(default=1)
    """Against the other parents of the same child."""
    parent_version: Mapped[int | None]

    child: Mapped[Contribution] = relationship(foreign_keys=[child_id])
    parent: Mapped[Contribution | None] = relationship(foreign_keys=[parent_id])


class MetricReading(Base):
    """A source's counter as it stood at one instant; never overwritten."""

    __tablename__ = "metric_reading"
    __table_args__ = (UniqueConstraint("contribution_id", "name", "observed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    name: Mapped[str]
    """likes, views or comments."""
    value: Mapped[int] = mapped_column(BigInteger)
    observed_at: Mapped[datetime]
