"""Creating episodes and changing what they aim at."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.curation.tables import Shortlist
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.tables import Act, Episode, Item, Show
from dashboard.storage.base import now
from dashboard.storage.engine import Database


@dataclass(frozen=True)
class EpisodePlan:
    """What an episode is meant to be. Frames at `rate`; budget in minor units."""

    title: str
    number: int
    rate: Fraction
    slot_frames: int
    target_frames: int
    budget_minor: int
    currency: str

    def check(self) -> None:
        """Raise BadInput for a plan that no programme could meet."""
        if not self.title.strip():
            raise BadInput("An episode needs a title.")
        if self.number < 1:
            raise BadInput("An episode's number starts at 1.")
        if self.target_frames <= 0:
            raise BadInput("The target running time must be longer than nothing; write it as 5:00.")
        if self.slot_frames < self.target_frames:
            raise BadInput("The slot is shorter than the target running time; make the slot longer.")
        if self.budget_minor < 0:
            raise BadInput("A budget cannot be below zero.")


def create_episode(
    db: Database, actor: Actor, show_title: str, plan: EpisodePlan, act_titles: tuple[str, ...] = ("Act 1",)
) -> int:
    """Make an episode with its shortlist, its acts, and the credits roll at the end of the last; returns its id."""
    plan.check()
    with command(db, actor, Permission.EDIT_EPISODE, "episode.created", ("episode", "new")) as change:
        session = change.session
        show = _show(session, show_title.strip() or "Untitled show")
        if _number_taken(session, show.id, plan.number):
            raise BadInput(f"“{show.title}” already has an episode {plan.number}; take another number.")
        shortlist = Shortlist(name=f"{show.title} {plan.number}: {plan.title.strip()}", created_at=now())
        episode = Episode(show=show, shortlist=shortlist, created_at=now(), **_columns(plan))
        episode.acts = [Act(position=at, title=title) for at, title in enumerate(act_titles)]
        if episode.acts:
            episode.acts[-1].items = [Item(position=0, kind="roll", slug="Credits")]
        session.add(episode)
        session.flush()
        change.subject = ("episode", episode.id)
        change.detail = {"number": plan.number, "title": plan.title.strip()}
        return episode.id


def change_episode(db: Database, actor: Actor, episode_id: int, revision: int, plan: EpisodePlan) -> None:
    """Change an episode's plan. The rate stays once there are layers: their frames are counted in it."""
    plan.check()
    with command(db, actor, Permission.EDIT_EPISODE, "episode.changed", ("episode", episode_id)) as change:
        episode = change.session.get(Episode, episode_id, with_for_update=True)
        if episode is None:
            raise NotFound("That episode no longer exists.")
        if episode.revision != revision:
            raise Stale("Somebody else changed this episode; look again and repeat your change.")
        if plan.rate != episode.rate and any(item.layers for act in episode.acts for item in act.items):
            raise BadInput("The frame rate stays as it is once there are pieces in the rundown.")
        if plan.number != episode.number and _number_taken(change.session, episode.show_id, plan.number):
            raise BadInput(f"“{episode.show.title}” already has an episode {plan.number}; take another number.")
        for name, value in _columns(plan).items():
            if getattr(episode, name) != value:
                change.detail[name] = [getattr(episode, name), value]
                setattr(episode, name, value)
        episode.revision += 1


def next_number(session: Session, show_title: str) -> int:
    """The number after the show's last episode."""
    last = session.scalar(select(func.max(Episode.number)).join(Show).where(Show.title == show_title))
    return (last or 0) + 1


def _show(session: Session, title: str) -> Show:
    show = session.scalar(select(Show).where(Show.title == title))
    if show is None:
        show = Show(title=title)
        session.add(show)
        session.flush()
    return show


def _number_taken(session: Session, show_id: int, number: int) -> bool:
    query = select(Episode.id).where(Episode.show_id == show_id, Episode.number == number)
    return session.scalar(query) is not None


def _columns(plan: EpisodePlan) -> dict[str, str | int]:
    return {
        "title": plan.title.strip(),
        "number": plan.number,
        "rate_num": plan.rate.numerator,
        "rate_den": plan.rate.denominator,
        "slot_frames": plan.slot_frames,
        "target_frames": plan.target_frames,
        "budget_minor": plan.budget_minor,
        "currency": plan.currency,
    }
