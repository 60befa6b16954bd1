"""Episodes for tests, and what became of them."""

from __future__ import annotations

from sqlalchemy import select

from dashboard.curation.shortlists import shortlist_piece
from dashboard.people.roles import Actor
from dashboard.rundown.episodes import EpisodePlan, create_episode
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.rundown.templates import plain_acts
from dashboard.rundown.timecode import RATES, parse_duration
from dashboard.storage.engine import Database


def plan(
    title: str = "Harbour", number: int = 1, *, rate: str = "25", target: str = "22:00", slot: str = "30:00",
    budget_minor: int = 5_000_000,
) -> EpisodePlan:  # fmt: skip
    """What an episode aims at."""
    fps = RATES[rate]
    return EpisodePlan(title, number, fps, parse_duration(slot, fps), parse_duration(target, fps), budget_minor, "USD")


def add_episode(db: Database, actor: Actor, made: EpisodePlan | None = None, acts: tuple[str, ...] = ("Act 1",)) -> int:
    """An episode of the show Night Shift; returns its id."""
    return create_episode(db, actor, "Night Shift", made or plan(), plain_acts(acts))


def shortlist_for(db: Database, actor: Actor, episode_id: int, *contribution_ids: int) -> None:
    """Put pieces on the episode's shortlist."""
    shortlist_id = episode(db, episode_id).shortlist_id
    for contribution_id in contribution_ids:
        shortlist_piece(db, actor, shortlist_id, contribution_id)


def episode(db: Database, episode_id: int) -> Episode:
    """The episode as it is now."""
    with db.reading() as session:
        return session.get_one(Episode, episode_id)


def act_ids(db: Database, episode_id: int) -> list[int]:
    """The acts of an episode in order."""
    with db.reading() as session:
        return list(session.scalars(select(Act.id).where(Act.episode_id == episode_id).order_by(Act.position)))


def slugs(db: Database, act_id: int) -> list[str]:
    """The slugs of an act's items in order, after checking that their places count from zero."""
    with db.reading() as session:
        rows = session.scalars(select(Item).where(Item.act_id == act_id).order_by(Item.position)).all()
        assert [row.position for row in rows] == list(range(len(rows)))
        return [row.slug for row in rows]


def item(db: Database, item_id: int) -> Item:
    """An item as it is now."""
    with db.reading() as session:
        return session.get_one(Item, item_id)


def layers(db: Database, item_id: int) -> list[Layer]:
    """The layers of an item in order."""
    with db.reading() as session:
        return list(session.scalars(select(Layer).where(Layer.item_id == item_id).order_by(Layer.position)))
