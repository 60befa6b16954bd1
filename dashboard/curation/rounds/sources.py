"""Where the pieces of a round come from: the answers to a call, or a shortlist."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Call, Contribution
from dashboard.curation.tables import Shortlist, ShortlistEntry


def answers_to(session: Session, call_id: int) -> list[int]:
    """The pieces that answer a call, without copies."""
    query = select(Contribution.id).where(Contribution.call_id == call_id, Contribution.merged_into_id.is_(None))
    return list(session.scalars(query))


def on_shortlist(session: Session, shortlist_id: int) -> list[int]:
    """The pieces of a shortlist."""
    return list(
        session.scalars(select(ShortlistEntry.contribution_id).where(ShortlistEntry.shortlist_id == shortlist_id))
    )


def filled_shortlists(session: Session) -> dict[int, str]:
    """The shortlists that hold something, by id, the newest first, each with how many pieces it holds."""
    query = (
        select(Shortlist.id, Shortlist.name, func.count(ShortlistEntry.id))
        .join(ShortlistEntry, ShortlistEntry.shortlist_id == Shortlist.id)
        .group_by(Shortlist.id, Shortlist.name)
        .order_by(Shortlist.id.desc())
    )
    return {id_: f"{name} ({count:,})" for id_, name, count in session.execute(query)}


def answered_calls(session: Session) -> dict[int, str]:
    """The calls that somebody answered, by id, the newest first, each with how many answers it has."""
    query = (
        select(Call.id, Call.title, func.count(Contribution.id))
        .join(Contribution, Contribution.call_id == Call.id)
        .where(Contribution.merged_into_id.is_(None))
        .group_by(Call.id, Call.title)
        .order_by(Call.id.desc())
    )
    return {id_: f"{title} ({count:,})" for id_, title, count in session.execute(query)}
