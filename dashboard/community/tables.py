"""Sources, calls, contributors, contributions, credits, lineage and metric readings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.media.tables import MediaFile
from dashboard.people.tables import Account
from dashboard.storage.base import Base, Minor

HERE = "here"
"""The kind of the source of what artists post themselves."""


class Source(Base):
    """Where contributions come from."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """Which connector reads it, such as `folder`, `feed` or `cchost`; `here` for what artists post themselves."""
    location: Mapped[str] = mapped_column(unique=True)
    """A path on this machine or an address; never holds a key."""
    created_at: Mapped[datetime]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What its connector was told: a query, the column mapping. No secrets: those are read from the environment."""
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What its connector remembers from page to page: ETag, cursor, watermark."""
    every_minutes: Mapped[int | None]
    """How often it is pulled in the background; none for only when somebody asks."""
    next_pull_at: Mapped[datetime | None] = mapped_column(index=True)
    swept_at: Mapped[datetime | None]
    """When all of it was last read from end to end; see intake/engine.py."""
    fetches_media: Mapped[bool] = mapped_column(default=True)
    """Whether the files that its pieces name are fetched after each pull."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change that a person makes; a change made from an older one is refused."""


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
    """Role wanted, such as vocals or score; several are divided by commas."""
    deadline: Mapped[datetime | None]
    fixed_fee_minor: Mapped[int | None] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open", index=True)
    """draft, open or closed."""
    about_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id", use_alter=True), index=True)
    """The piece that the job is for, such as the track that wants vocals."""
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    """The account that opened it; none for calls that came with a manifest."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change; a change made from an older one is refused."""

    about: Mapped[Contribution | None] = relationship(foreign_keys=[about_id])


class Contributor(Base):
    """Somebody whose work came in, as one source knows them. Not an account: most never sign in.

    One person behind several handles has one row a handle; `same_as_id` of all but one names the main one. No
    chains: a main row is never itself merged into another.
    """

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
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    """Who may act as this artist here."""
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("contributor.id"), index=True)
    """The main row of the same person, where a person has merged them."""
    pronouns: Mapped[str] = mapped_column(default="")
    links: Mapped[list[Any]] = mapped_column(default=list)
    """Public addresses, such as a site of their own."""
    takes_no_credit: Mapped[bool] = mapped_column(default=False)
    """Asked not to be named; paid all the same."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change that a person makes."""

    same_as: Mapped[Contributor | None] = relationship(remote_side="Contributor.id", lazy="joined", join_depth=1)

    @property
    def person_id(self) -> int:
        """The row that stands for the person: its own, or the main one it is merged into."""
        return self.same_as_id or self.id

    @property
    def shown_name(self) -> str:
        """The credit name of the person."""
        return (self.same_as or self).credit_name


class Contribution(Base):
    """One piece: what was made, under which licence, from where."""

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        Index("ix_contribution_title_key", "source_id", "title_key"),
        # What came in since when, by kind and by call, is counted from this alone.
        Index("ix_contribution_arrival", "merged_into_id", "first_seen_at", "kind", "call_id"),
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
    origin: Mapped[str] = mapped_column(default="", index=True)
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
    found: Mapped[str] = mapped_column(default="")
    """Folded title, text, tags and credits, what search looks in; where its words differ, they are a second line."""
    title_key: Mapped[str] = mapped_column(default="")
    """Folded title, for links that name a piece in words."""
    language: Mapped[str] = mapped_column(default="")
    media_state: Mapped[str] = mapped_column(default="")
    """Where a remote file stands: empty for none, else waiting, here or refused."""
    hold: Mapped[str] = mapped_column(default="")
    """Why the community keeps it off the air, in a sentence: a guardian or co-author has not agreed, it was
    withdrawn or is disputed. Empty where nothing does."""
    gone_at: Mapped[datetime | None]
    """When a full sweep first missed it at its source; the piece stays."""
    overlay_conflict: Mapped[bool] = mapped_column(default=False)
    """Whether the source has changed what a person corrected here."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    """The piece of which this is another copy, where a person merged them; it keeps its own links and counters and
    is shown nowhere by itself. No chains: the piece it names is never itself merged into another."""

    source: Mapped[Source] = relationship()
    call: Mapped[Call | None] = relationship(foreign_keys=[call_id])
    media: Mapped[MediaFile | None] = relationship()
    credits: Mapped[list[Credit]] = relationship(
        back_populates="contribution", cascade="all, delete-orphan", order_by="Credit.position"
    )


class Credit(Base):
    """One person's part in one piece."""

    __tablename__ = "credit"
    __table_args__ = (
        UniqueConstraint("contribution_id", "position"),
        # The first piece of each artist, who is a newcomer with it.
        Index("ix_credit_first_piece", "contributor_id", "contribution_id"),
    )

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
    parent_ref: Mapped[str] = mapped_column(index=True)
    """What the source calls the parent: an id, a file, a link, or a title in words."""
    ref_key: Mapped[str] = mapped_column(default="", index=True)
    """The reference folded, to meet the titles of pieces that come later."""
    looped_parent_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    """The piece that the reference means where using it would close a loop; `parent_id` is none then."""
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


class AwaitedChild(Base):
    """That a source says of a parent what was made of it: kept, so that the child is linked whenever it comes."""

    __tablename__ = "awaited_child"
    __table_args__ = (UniqueConstraint("source_id", "child_key", "parent_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    child_key: Mapped[str]
    parent_key: Mapped[str] = mapped_column(index=True)
    """External ids."""


class OtherName(Base):
    """A further name under which links may mean a piece, such as the path of its file."""

    __tablename__ = "other_name"
    __table_args__ = (UniqueConstraint("source_id", "name", "contribution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    name: Mapped[str]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)


class RemoteFile(Base):
    """Where a piece's file lies at its source, and how far fetching it has come."""

    __tablename__ = "remote_file"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    url: Mapped[str]
    mime: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """As the source says."""
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    """waiting, here or refused."""
    reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    etag: Mapped[str] = mapped_column(default="")
    """Of the file as it was fetched, so that fetching it again is asked only for what changed."""
    wanted_first: Mapped[bool] = mapped_column(default=False)
    """Whether somebody waits for this one."""

    contribution: Mapped[Contribution] = relationship()


class Overlay(Base):
    """What a person here says of one field of a piece; it stands whatever the source says."""

    __tablename__ = "overlay"
    __table_args__ = (UniqueConstraint("contribution_id", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    field: Mapped[str]
    value: Mapped[str]
    source_value: Mapped[str]
    """What the source said when the person wrote."""
    source_now: Mapped[str]
    """What the source says now; a difference to `source_value` is a conflict until a person settles it."""
    account_id: Mapped[int | None]
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class InterestEvent(Base):
    """One thing that one account did about a piece here. Kept apart from the counters of sources."""

    __tablename__ = "interest_event"
    __table_args__ = (
        Index("ix_interest_event_piece", "contribution_id", "kind", "at"),
        Index("ix_interest_event_account", "account_id", "contribution_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """opened, liked or unliked."""
    at: Mapped[datetime]


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
