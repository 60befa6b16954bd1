"""Creating episodes and changing what they aim at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dashboard.curation.tables import Shortlist
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.tables import Act, Episode, Item, Show
from dashboard.rundown.templates import ActSketch, plain_acts
from dashboard.rundown.timecode import DAY_MS, day_frames, ms_to_frames
from dashboard.storage.base import now
from dashboard.storage.engine import Database

SLOWEST_WPM, FASTEST_WPM = 40, 400
ONE_ACT = plain_acts(("Act 1",))


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
    drop_frame: bool = True
    """Whether labels are left out, at 29.97 and 59.94; of no meaning at other rates."""
    first_timecode_frames: int = 0
    """The label of the first frame, as the frames from 00:00:00:00 to it."""
    on_air_ms: int | None = None
    """After midnight; none for a programme without a clock."""
    words_per_minute: int = 150

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
        if self.slot_frames > ms_to_frames(DAY_MS, self.rate):
            raise BadInput("The slot is longer than 24 hours; write it as 30:00.")
        if self.budget_minor < 0:
            raise BadInput("A budget cannot be below zero.")
        self._check_clock()

    def _check_clock(self) -> None:
        if not 0 <= self.first_timecode_frames < day_frames(self.rate, drop=self.drop_frame):
            raise BadInput("The first timecode lies outside the 24 hours that there are; write it as 01:00:00:00.")
        if self.on_air_ms is not None and not 0 <= self.on_air_ms < DAY_MS:
            raise BadInput("The time on air is not a time of day; write it as 20:00:00.")
        if not SLOWEST_WPM <= self.words_per_minute <= FASTEST_WPM:
            raise BadInput(
                f"Nobody reads {self.words_per_minute} words a minute; "
                f"give a number from {SLOWEST_WPM} to {FASTEST_WPM}."
            )


def create_episode(
    db: Database, actor: Actor, show_title: str, plan: EpisodePlan, acts: Sequence[ActSketch] = ONE_ACT
) -> int:
    """Make an episode with its shortlist and the acts that are sketched; returns its id."""
    plan.check()
    with command(db, actor, Permission.EDIT_EPISODE, "episode.created", ("episode", "new")) as change:
        session = change.session
        show = _show(session, show_title.strip() or "Untitled show")
        if number_taken(session, show.id, plan.number):
            raise BadInput(f"“{show.title}” already has an episode {plan.number}; take another number.")
        shortlist = Shortlist(name=f"{show.title} {plan.number}: {plan.title.strip()}", created_at=now())
        episode = Episode(show=show, shortlist=shortlist, created_at=now(), **plan_columns(plan))
        episode.acts = [_act(at, act) for at, act in enumerate(acts)]
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
        if plan.words_per_minute != episode.words_per_minute and (locks := standing(change.session, episode_id)):
            raise BadInput(
                f"The read rate sets lengths, and {locks[0].step} is locked; release the lock first, then change it."
            )
        if plan.rate != episode.rate and any(item.layers for act in episode.acts for item in act.items):
            raise BadInput("The frame rate stays as it is once there are pieces in the rundown.")
        if plan.number != episode.number and number_taken(change.session, episode.show_id, plan.number):
            raise BadInput(f"“{episode.show.title}” already has an episode {plan.number}; take another number.")
        if plan.number != episode.number and episode.master_id is not None:
            raise BadInput("A version has the number of its master; change that one's.")
        for name, value in plan_columns(plan).items():
            if getattr(episode, name) != value:
                change.detail[name] = [getattr(episode, name), value]
                setattr(episode, name, value)
        versions = update(Episode).where(Episode.master_id == episode_id).values(number=plan.number)
        change.session.execute(versions)
        episode.revision += 1


def next_number(session: Session, show_title: str) -> int:
    """The number after the show's last episode."""
    last = session.scalar(select(func.max(Episode.number)).join(Show).where(Show.title == show_title))
    return (last or 0) + 1


def _act(position: int, act: ActSketch) -> Act:
    items = [
        Item(position=at, kind=item.kind, slug=item.slug, length_frames=item.length_frames)
        for at, item in enumerate(act.items)
    ]
    return Act(position=position, title=act.title, budget_frames=act.budget_frames, items=items)


def _show(session: Session, title: str) -> Show:
    show = session.scalar(select(Show).where(Show.title == title))
    if show is None:
        show = Show(title=title)
        session.add(show)
        session.flush()
    return show


def number_taken(session: Session, show_id: int, number: int) -> bool:
    """Whether the show has an episode of this number; its versions count with it."""
    query = select(Episode.id).where(Episode.show_id == show_id, Episode.number == number)
    return session.scalar(query) is not None


def plan_columns(plan: EpisodePlan) -> dict[str, str | int | None]:
    """The plan as an episode's columns have it."""
    return {
        "title": plan.title.strip(),
        "number": plan.number,
        "rate_num": plan.rate.numerator,
        "rate_den": plan.rate.denominator,
        "slot_frames": plan.slot_frames,
        "target_frames": plan.target_frames,
        "budget_minor": plan.budget_minor,
        "currency": plan.currency,
        "drop_frame": plan.drop_frame,
        "first_timecode_frames": plan.first_timecode_frames,
        "on_air_ms": plan.on_air_ms,
        "words_per_minute": plan.words_per_minute,
    }
