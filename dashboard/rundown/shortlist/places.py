"""The act that each shortlisted piece is meant for, and how the acts would fill."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.tables import Contribution
from dashboard.curation.shortlists import changing, entries_on
from dashboard.errors import BadInput
from dashboard.people.roles import Actor
from dashboard.rundown.layers import natural_length
from dashboard.rundown.material import material_of
from dashboard.rundown.queries import Rundown
from dashboard.rundown.tables import Act, Episode, ShortlistPlace
from dashboard.storage.engine import Database


@dataclass(frozen=True)
class ActRoom:
    """An act, what it holds, and what is meant for it besides. Frames at the episode's rate."""

    act_id: int
    title: str
    budget_frames: int
    """0 for no budget."""
    filled_frames: int
    """What its rundown runs now."""
    meant_frames: int
    """What the pieces meant for it would add: those that are not in the rundown yet."""

    @property
    def over_frames(self) -> int | None:
        """How far both together lie over the budget, below zero for under; none without a budget."""
        return self.filled_frames + self.meant_frames - self.budget_frames if self.budget_frames else None


def set_target(db: Database, actor: Actor, shortlist_id: int, entry_ids: Collection[int], act_id: int | None) -> None:
    """Say for which act of the shortlist's episode these pieces are meant; none for no act in particular."""
    with changing(db, actor, shortlist_id, "shortlist.act_set") as change:
        session = change.session
        entries = entries_on(session, shortlist_id, entry_ids)
        if act_id is not None and act_id not in set(session.scalars(_acts_for(shortlist_id))):
            raise BadInput("That act is not in this shortlist's episode any more; choose another.")
        ids = [entry.id for entry in entries]
        session.execute(delete(ShortlistPlace).where(ShortlistPlace.entry_id.in_(ids)))
        if act_id is not None:
            session.add_all(ShortlistPlace(entry_id=entry_id, act_id=act_id) for entry_id in ids)
        change.detail = {"contributions": [entry.contribution_id for entry in entries], "act": act_id}


def targets(session: Session, shortlist_id: int) -> dict[int, int]:
    """The act of each entry of a shortlist that is meant for one."""
    query = select(ShortlistPlace).where(ShortlistPlace.act_id.in_(_acts_for(shortlist_id)))
    return {place.entry_id: place.act_id for place in session.scalars(query)}


def full_lengths(
    session: Session, contribution_ids: Collection[int], rate: Fraction, words_per_minute: int
) -> dict[int, int]:
    """How many frames each piece takes at full length: its media, the hold of a still, the reading of a text."""
    query = select(Contribution).where(Contribution.id.in_(contribution_ids))
    pieces = session.scalars(query.options(selectinload(Contribution.media)))
    return {
        piece.id: natural_length(material_of(piece), rate, words_per_minute) if piece.media else 0 for piece in pieces
    }


def room_in_acts(rundown: Rundown, meant_frames: Mapping[int, int]) -> list[ActRoom]:
    """The acts of a timed rundown in order, with what is meant for each by the act's id."""
    return [
        ActRoom(
            row.act.id, row.act.title, row.act.budget_frames, row.timed.filled_frames, meant_frames.get(row.act.id, 0)
        )
        for row in rundown.acts
    ]


def _acts_for(shortlist_id: int) -> Select[int]:
    return select(Act.id).join(Episode).where(Episode.shortlist_id == shortlist_id, Episode.master_id.is_(None))
