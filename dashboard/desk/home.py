"""What waits for whom: the open questions of the house, and one episode's state."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.lineage import DECLARED, SUGGESTED
from dashboard.community.tables import LineageEdge
from dashboard.credits.queries import working_rundown
from dashboard.curation.queries import Card, shortlist
from dashboard.intake.tables import DeadLetter
from dashboard.rundown.queries import Rundown
from dashboard.rundown.timecode import duration_text
from dashboard.work.queue import OPEN
from dashboard.work.tables import Job


@dataclass(frozen=True)
class Standing:
    """How an episode stands: its running time against the target, and what is wrong with it."""

    rate: Fraction
    trt_frames: int
    target_frames: int
    over_frames: int
    problems: tuple[str, ...]
    """One sentence each."""


def standing(session: Session, episode_id: int) -> Standing:
    """How the rundown stands at this moment."""
    rundown = working_rundown(session, episode_id).rundown
    timing, episode = rundown.timing, rundown.episode
    return Standing(
        episode.rate, timing.trt_frames, episode.target_frames, timing.over_frames, tuple(_problems(rundown))
    )


def _problems(rundown: Rundown) -> list[str]:
    found: dict[str, None] = {}
    for row in rundown.items:
        if row.item.floated:
            continue
        if row.timed.problem:
            found[f"“{row.item.slug}” has {row.timed.problem}."] = None
        found.update(dict.fromkeys(piece.clearance_reason for piece in row.blocked))
    over = rundown.timing.slot_over_frames
    if over > 0:
        longer = duration_text(over, rundown.episode.rate)
        found[f"Programme and breaks are {longer} longer than the slot; cut, or ask for more."] = None
    return list(found)


def not_airing(session: Session, shortlist_id: int) -> list[Card]:
    """The shortlisted pieces that may not air as they stand."""
    return [piece for _, piece in shortlist(session, shortlist_id) if piece.clearance != "cleared"]


def open_link_count(session: Session) -> int:
    """How many links of lineage wait for a person."""
    waiting = LineageEdge.state.in_((DECLARED, SUGGESTED))
    return session.scalar(select(func.count()).select_from(LineageEdge).where(waiting)) or 0


def open_dead_letter_count(session: Session) -> int:
    """How many things did not come in and were neither ignored nor resolved."""
    return session.scalar(select(func.count()).select_from(DeadLetter).where(DeadLetter.state == "open")) or 0


def open_jobs(session: Session) -> list[Job]:
    """The long work that waits or runs, the oldest first."""
    return list(session.scalars(select(Job).where(Job.state.in_(OPEN)).order_by(Job.id)))


def recent_jobs(session: Session, kind: str, limit: int = 5) -> list[Job]:
    """The newest jobs of one kind, the newest first."""
    return list(session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(limit)))
