"""What pages and exports read of episodes and rundowns."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.copies import merges
from dashboard.community.tables import Contribution, Credit
from dashboard.errors import NotFound
from dashboard.rundown.tables import Act, Episode, Item, Layer, Show
from dashboard.rundown.timing import ActTime, ItemTime, LayerTime, TimedAct, TimedItem, Timing, time_rundown


@dataclass(frozen=True)
class EpisodeRow:
    """An episode in a list."""

    episode_id: int
    show: str
    number: int
    title: str
    rate: Fraction
    target_frames: int
    slot_frames: int
    budget_minor: int
    currency: str
    revision: int
    shortlist_id: int
    drop_frame: bool
    first_timecode_frames: int
    on_air_ms: int | None
    words_per_minute: int
    version: str
    master_id: int | None

    @property
    def label(self) -> str:
        """Show, number and title, as a picker shows it; a version with what it is for."""
        version = "" if self.master_id is None else f" ({self.version})"
        return f"{self.show} {self.number}: {self.title}{version}"


@dataclass(frozen=True)
class ItemRow:
    """One line of the rundown with its timing."""

    item: Item
    timed: TimedItem

    @property
    def blocked(self) -> list[Contribution]:
        """Pieces in it that are not cleared."""
        seen = {layer.contribution.id: layer.contribution for layer in self.item.layers}
        return [piece for piece in seen.values() if piece.clearance != "cleared"]


@dataclass(frozen=True)
class ActRow:
    """One act with its lines and its timing."""

    act: Act
    timed: TimedAct
    items: tuple[ItemRow, ...]


@dataclass(frozen=True)
class Rundown:
    """A whole rundown as loaded and timed."""

    episode: Episode
    timing: Timing
    acts: tuple[ActRow, ...]

    @property
    def items(self) -> list[ItemRow]:
        """All lines in order, floated ones included."""
        return [row for act in self.acts for row in act.items]

    @property
    def airing(self) -> list[ItemRow]:
        """The lines that take time in the programme."""
        return [row for row in self.items if row.timed.counted_frames > 0]


def episodes(session: Session) -> list[EpisodeRow]:
    """All episodes, the newest first."""
    query = select(Episode).options(selectinload(Episode.show)).order_by(Episode.created_at.desc(), Episode.id.desc())
    return [episode_row(episode) for episode in session.scalars(query)]


def episode_row(episode: Episode) -> EpisodeRow:
    """An episode as a list shows it."""
    return EpisodeRow(
        episode.id, episode.show.title, episode.number, episode.title, episode.rate, episode.target_frames,
        episode.slot_frames, episode.budget_minor, episode.currency, episode.revision, episode.shortlist_id,
        episode.drop_frame, episode.first_timecode_frames, episode.on_air_ms, episode.words_per_minute,
        episode.version, episode.master_id,
    )  # fmt: skip


def load_episode(session: Session, episode_id: int) -> Episode:
    """An episode with everything its rundown holds, in seven queries however long it is."""
    pieces = (
        selectinload(Episode.acts).selectinload(Act.items).selectinload(Item.layers).selectinload(Layer.contribution)
    )
    query = (
        select(Episode)
        .where(Episode.id == episode_id)
        .options(
            selectinload(Episode.show),
            pieces.selectinload(Contribution.media),
            pieces.selectinload(Contribution.credits).selectinload(Credit.contributor),
        )
        .execution_options(populate_existing=True)
    )
    episode = session.scalar(query)
    if episode is None:
        raise NotFound("There is no such episode; pick one from the list.")
    return episode


def rundown(episode: Episode, roll_frames: int) -> Rundown:
    """The loaded episode, timed. `roll_frames` is the length its credits need."""
    acts = tuple(ActTime(act.id, act.budget_frames, tuple(map(_item_time, act.items))) for act in episode.acts)
    timing = time_rundown(
        acts,
        rate=episode.rate,
        target_frames=episode.target_frames,
        slot_frames=episode.slot_frames,
        roll_frames=roll_frames,
        words_per_minute=episode.words_per_minute,
    )
    rows = tuple(
        ActRow(act, timed, tuple(ItemRow(item, row) for item, row in zip(act.items, timed.items, strict=True)))
        for act, timed in zip(episode.acts, timing.acts, strict=True)
    )
    return Rundown(episode, timing, rows)


def episodes_using(session: Session, contribution_id: int) -> list[EpisodeRow]:
    """The episodes whose rundown holds a piece or a copy of it."""
    query = (
        select(Episode)
        .join(Act)
        .join(Item)
        .join(Layer)
        .where(Layer.contribution_id.in_(merges(session).with_copies([contribution_id])))
        .options(selectinload(Episode.show))
        .distinct()
    )
    return [episode_row(episode) for episode in session.scalars(query)]


def used_ids(session: Session) -> set[int]:
    """The pieces that any rundown holds, floated or not, and their copies."""
    return merges(session).with_copies(session.scalars(select(Layer.contribution_id).distinct()))


def acts_holding(session: Session, episode_id: int) -> dict[int, str]:
    """For each piece in the rundown, floated or not, and its copies the title of the first act that holds it."""
    query = (
        select(Layer.contribution_id, Act.title)
        .join(Item, Layer.item_id == Item.id)
        .join(Act, Item.act_id == Act.id)
        .where(Act.episode_id == episode_id)
        .order_by(Act.position.desc(), Item.position.desc())
    )
    merged = merges(session)
    return {id_: row.title for row in session.execute(query) for id_ in merged.with_copies([row.contribution_id])}


def shows(session: Session) -> list[str]:
    """The titles of all shows."""
    return list(session.scalars(select(Show.title).order_by(Show.title)))


def layer_times(item: Item) -> tuple[LayerTime, ...]:
    """The layers of an item as `time_rundown` and `place` take them."""
    return tuple(
        LayerTime(layer.track, layer.out_frames - layer.in_frames, layer.offset_frames) for layer in item.layers
    )


def _item_time(item: Item) -> ItemTime:
    return ItemTime(
        item.id, item.kind, item.floated, item.length_frames, layer_times(item), item.script,
        item.hard_start_frames, item.hard_back_frames,
    )  # fmt: skip
