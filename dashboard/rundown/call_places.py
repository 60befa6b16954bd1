"""Where calls belong in the programme: their show, episode or act, the answers beside an act, and drafts from gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.call_queries import answers
from dashboard.community.calls import CallPlan, open_call
from dashboard.community.standing import CLOSED, DRAFT, listed
from dashboard.community.tables import Call, Contribution
from dashboard.curation.matches import part_of
from dashboard.curation.matching import LACKS, lacks
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.queries import ActRow, load_episode, rundown
from dashboard.rundown.tables import Act, CallPlace, Episode, Show
from dashboard.rundown.timecode import duration_text, frames_to_ms
from dashboard.storage.engine import Database

SHORTEST_GAP_MS = 5_000
"""Less than this is trimmed or padded, not asked for."""


@dataclass(frozen=True)
class Place:
    """Where a call belongs; act and episode are none where it belongs to the whole show or episode."""

    show_id: int
    show: str
    episode_id: int | None = None
    episode: str = ""
    act_id: int | None = None
    act: str = ""

    @property
    def label(self) -> str:
        """`Small Hours 2: Harbour, Act 1`."""
        return ", ".join(part for part in (self.episode or self.show, self.act) if part)


@dataclass(frozen=True)
class ActCall:
    """A call of an act with what was made for it, the newest first."""

    call: Call
    answers: tuple[Contribution, ...]


def places(session: Session) -> list[Place]:
    """Everything that a call can belong to: each show, its episodes with the newest first, their acts in order."""
    query = (
        select(Show, Episode, Act)
        .outerjoin(Episode, Episode.show_id == Show.id)
        .outerjoin(Act, Act.episode_id == Episode.id)
        .order_by(Show.title, Episode.number.desc(), Act.position)
    )
    found: dict[Place, None] = {}
    for show, episode, act in session.execute(query):
        found[Place(show.id, show.title)] = None
        if episode is not None:
            found[_place(show, episode, None)] = None
        if act is not None:
            found[_place(show, episode, act)] = None
    return list(found)


def place_of(session: Session, call_id: int) -> Place | None:
    """Where a call belongs, if anywhere."""
    query = (
        select(Show, Episode, Act)
        .select_from(CallPlace)
        .join(Show, CallPlace.show_id == Show.id)
        .outerjoin(Episode, CallPlace.episode_id == Episode.id)
        .outerjoin(Act, CallPlace.act_id == Act.id)
        .where(CallPlace.call_id == call_id)
    )
    row = session.execute(query).first()
    return _place(*row) if row else None


def place_call(
    db: Database, actor: Actor, call_id: int, show_id: int, episode_id: int | None = None, act_id: int | None = None
) -> None:
    """Say what a call is for: a show, one of its episodes, or an act of that."""
    with command(db, actor, Permission.RUN_CALLS, "call.placed", ("call", call_id)) as change:
        session = change.session
        if session.get(Call, call_id) is None or session.get(Show, show_id) is None:
            raise NotFound("That call or show no longer exists.")
        episode = session.get(Episode, episode_id) if episode_id is not None else None
        act = session.get(Act, act_id) if act_id is not None else None
        if (episode_id is not None and (episode is None or episode.show_id != show_id)) or (
            act_id is not None and (act is None or act.episode_id != episode_id)
        ):
            raise BadInput("An act belongs to its episode and that to its show; choose the place again.")
        place = session.get(CallPlace, call_id) or CallPlace(call_id=call_id)
        place.show_id, place.episode_id, place.act_id = show_id, episode_id, act_id
        session.add(place)
        change.detail = {"show": show_id, "episode": episode_id, "act": act_id}


def unplace_call(db: Database, actor: Actor, call_id: int) -> None:
    """Let a call belong to nothing in particular."""
    with command(db, actor, Permission.RUN_CALLS, "call.unplaced", ("call", call_id)) as change:
        place = change.session.get(CallPlace, call_id)
        if place is not None:
            change.session.delete(place)


def answers_of_act(session: Session, act_id: int) -> list[ActCall]:
    """The calls of one act with their answers."""
    return answers_by_act(session, [act_id]).get(act_id, [])


def answers_by_act(session: Session, act_ids: Sequence[int]) -> dict[int, list[ActCall]]:
    """The calls of these acts with their answers, drafts included, in a handful of queries."""
    query = select(CallPlace).where(CallPlace.act_id.in_(act_ids)).order_by(CallPlace.call_id)
    rows = list(session.scalars(query.options(selectinload(CallPlace.call))))
    made: dict[int, list[Contribution]] = {}
    for piece in answers(session, [row.call_id for row in rows]):
        made.setdefault(piece.call_id or 0, []).append(piece)
    found: dict[int, list[ActCall]] = {}
    for row in rows:
        found.setdefault(row.act_id or 0, []).append(ActCall(row.call, tuple(made.get(row.call_id, ()))))
    return found


def gap_frames(act: ActRow) -> int:
    """What an act still lacks of its budget; 0 for none, and for an act without a budget."""
    return max(0, -(act.timed.over_frames or 0))


def draft_from_gap(db: Database, actor: Actor, act_id: int, roll_frames: int = 0) -> int:
    """A draft call for what an act lacks of its budget, placed at that act; returns its id.

    A draft that the act has already is given again. `roll_frames` is the length that the credits need.
    """
    with db.reading() as session:
        act = session.get(Act, act_id)
        if act is None:
            raise NotFound("That act no longer exists.")
        episode = load_episode(session, act.episode_id)
        row = next(row for row in rundown(episode, roll_frames).acts if row.act.id == act_id)
        missing = gap_frames(row)
        drafts = [one.call.id for one in answers_of_act(session, act_id) if one.call.state == DRAFT]
    if frames_to_ms(missing, episode.rate) < SHORTEST_GAP_MS:
        raise BadInput(f"“{act.title}” lacks nothing of its budget; give it a larger one, or take something out.")
    if drafts:
        return drafts[0]
    length = duration_text(missing, episode.rate)
    plan = CallPlan(
        f"A piece of about {length} for {act.title} of “{episode.title}”",
        f"We have {length} left in {act.title} of “{episode.title}”. Send us something that fills it.",
    )
    call_id = open_call(db, actor, plan)
    place_call(db, actor, call_id, episode.show_id, episode.id, act_id)
    return call_id


def draft_from_lack(db: Database, actor: Actor, contribution_id: int, lack: str) -> int:
    """A draft call for what a piece lacks, a name in LACKS; one that is under way already is given again."""
    with db.reading() as session:
        part = part_of(session, contribution_id)
        if lack not in LACKS or lack not in lacks(part):
            raise BadInput(f"“{part.title}” lacks that no longer; look at its page again.")
        missing = LACKS[lack]
        there = _calls_about(session, contribution_id, missing.role)
    if there:
        return there[0]
    length = f" It runs {duration_text(part.duration_ms, Fraction(1000))}." if part.duration_ms else ""
    plan = CallPlan(
        f"{missing.name} for “{part.title}”",
        f"“{part.title}” {missing.sentence}.{length} Listen to it, look at it, and make what is missing.",
        missing.kinds[:1], (missing.role,), about_id=contribution_id,
    )  # fmt: skip
    return open_call(db, actor, plan)


def _calls_about(session: Session, contribution_id: int, role: str) -> list[int]:
    query = select(Call).where(Call.about_id == contribution_id, Call.state != CLOSED).order_by(Call.id)
    return [call.id for call in session.scalars(query) if role in listed(call.role)]


def _place(show: Show, episode: Episode | None, act: Act | None) -> Place:
    label = f"{show.title} {episode.number}: {episode.title}" if episode else ""
    return Place(
        show.id, show.title, episode.id if episode else None, label, act.id if act else None, act.title if act else ""
    )
