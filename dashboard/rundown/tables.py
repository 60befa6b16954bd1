"""Shows, episodes, acts, items and layers. Time is whole frames at the episode's rate."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Call, Contribution
from dashboard.curation.tables import Shortlist, ShortlistEntry
from dashboard.storage.base import Base, Minor

MASTER = "master"
"""What an episode is that is no version of another."""

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""An id that was taken out is not given to another row: an undone edit brings it back."""


class Show(Base):
    """A programme with episodes."""

    __tablename__ = "show"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)


class Episode(Base):
    """One episode: its rate, slot, target and budget, and the shortlist it draws on."""

    __tablename__ = "episode"
    __table_args__ = (
        UniqueConstraint("show_id", "number", "version"),
        CheckConstraint("rate_num > 0 AND rate_den > 0", name="rate_positive"),
        CheckConstraint("target_frames > 0", name="target_positive"),
        CheckConstraint("budget_minor >= 0", name="budget_not_negative"),
        CheckConstraint("words_per_minute > 0", name="read_rate_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id"), index=True)
    number: Mapped[int]
    version: Mapped[str] = mapped_column(default=MASTER)
    """`master`, or what it was derived for: broadcast, international, web, promo; see version_tables.py."""
    title: Mapped[str]
    rate_num: Mapped[int]
    rate_den: Mapped[int]
    drop_frame: Mapped[bool] = mapped_column(default=True)
    """Whether its timecode leaves labels out, at 29.97 and 59.94; of no meaning at other rates."""
    first_timecode_frames: Mapped[int] = mapped_column(default=0)
    """The label of the programme's first frame, as the frames from 00:00:00:00 to it."""
    on_air_ms: Mapped[int | None]
    """Milliseconds after midnight at which it goes on air; none for a programme without a clock."""
    words_per_minute: Mapped[int] = mapped_column(default=150)
    """How fast scripts and texts are read."""
    slot_frames: Mapped[int]
    """The place in the schedule, breaks included."""
    target_frames: Mapped[int]
    """The TRT to hit, breaks not included."""
    budget_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str]
    shortlist_id: Mapped[int] = mapped_column(ForeignKey("shortlist.id"))
    revision: Mapped[int] = mapped_column(default=1)
    """Raised by each rundown edit."""
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    """When the producer let the artists see that they are in it; none while that is kept quiet."""
    aired_at: Mapped[datetime | None]
    """When it went to air."""
    master_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"), index=True)
    """The episode that it is a version of."""

    show: Mapped[Show] = relationship()
    shortlist: Mapped[Shortlist] = relationship()
    acts: Mapped[list[Act]] = relationship(
        back_populates="episode", cascade="all, delete-orphan", order_by="Act.position"
    )

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return Fraction(self.rate_num, self.rate_den)


class Act(Base):
    """A part of an episode between breaks."""

    __tablename__ = "act"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    budget_frames: Mapped[int] = mapped_column(default=0)
    """What the act should run; 0 for no budget."""
    origin_id: Mapped[int | None]
    """In a version the master's act that it came from. No key: that one may be gone."""

    episode: Mapped[Episode] = relationship(back_populates="acts")
    items: Mapped[list[Item]] = relationship(
        back_populates="act", cascade="all, delete-orphan", order_by="Item.position"
    )


class Item(Base):
    """One line of the rundown."""

    __tablename__ = "item"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    """piece, slate, host, roll or break."""
    slug: Mapped[str]
    floated: Mapped[bool] = mapped_column(default=False)
    """Kept in its place without time, credit or pay."""
    length_frames: Mapped[int | None]
    """Set by a producer; none means that it follows from the layers, the script or the kind."""
    script: Mapped[str] = mapped_column(default="")
    """For a host link what is said, for a slate what it reads."""
    note: Mapped[str] = mapped_column(default="")
    """For the team; neither seen nor read on air."""
    hard_start_frames: Mapped[int | None]
    """Where it must start on the clock, breaks included, from the programme's first frame; none to follow on."""
    hard_back_frames: Mapped[int | None]
    """A fixed back-time in programme time, from which the lines above count back; none to count from the target."""
    locked: Mapped[bool] = mapped_column(default=False)
    """Held as it is until somebody unlocks it."""
    origin_id: Mapped[int | None]
    """In a version the master's item that it came from. No key: that one may be gone."""

    act: Mapped[Act] = relationship(back_populates="items")
    layers: Mapped[list[Layer]] = relationship(
        back_populates="item", cascade="all, delete-orphan", order_by="Layer.position"
    )


class Layer(Base):
    """A contribution used in an item, from its in point to its out point."""

    __tablename__ = "layer"
    __table_args__ = (
        CheckConstraint("in_frames >= 0 AND out_frames > in_frames", name="in_before_out"),
        CheckConstraint("offset_frames >= 0 AND fade_in_frames >= 0 AND fade_out_frames >= 0", name="not_before"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    track: Mapped[str]
    """picture, sound or text. Pictures and texts follow one another; sounds lie on top of one another."""
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    in_frames: Mapped[int]
    """First frame used, counted from the start of the media at the episode's rate; 0 for stills and text."""
    out_frames: Mapped[int]
    """The frame after the last one used."""
    gain_db: Mapped[float] = mapped_column(default=0.0)
    """For sound; 0 leaves it as it is."""
    offset_frames: Mapped[int] = mapped_column(default=0)
    """For sound how long after its item it starts; pictures and texts follow one another, so theirs is 0."""
    fade_in_frames: Mapped[int] = mapped_column(default=0)
    fade_out_frames: Mapped[int] = mapped_column(default=0)
    origin_id: Mapped[int | None]
    """In a version the master's layer that it came from. No key: that one may be gone."""

    item: Mapped[Item] = relationship(back_populates="layers")
    contribution: Mapped[Contribution] = relationship()


class CallPlace(Base):
    """What a call is for: a show, one of its episodes, or an act of it."""

    __tablename__ = "call_place"

    call_id: Mapped[int] = mapped_column(
        ForeignKey("call.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id", ondelete="SET NULL"), index=True)

    call: Mapped[Call] = relationship()


class ShortlistPlace(Base):
    """The act that a shortlisted piece is meant for; a piece without one has no row."""

    __tablename__ = "shortlist_place"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("shortlist_entry.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id", ondelete="CASCADE"), index=True)

    entry: Mapped[ShortlistEntry] = relationship()
