"""The pieces over which another is meant to be played: those it uses, and the one that its call is about."""

from __future__ import annotations

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from dashboard.community.copies import merges
from dashboard.community.lineage import REFUSED
from dashboard.community.tables import Call, Contribution, LineageEdge
from dashboard.curation.queries import Card, cards_of


def played_over(session: Session, contribution_id: int) -> list[Card]:
    """Their cards in the order in which they came in; links that a person refused do not count."""
    merged = merges(session)
    alike = merged.with_copies([contribution_id])
    uses = select(LineageEdge.parent_id).where(
        LineageEdge.child_id.in_(alike), LineageEdge.state != REFUSED, LineageEdge.parent_id.is_not(None)
    )
    about = select(Call.about_id).join(Contribution, Contribution.call_id == Call.id)
    about = about.where(Contribution.id.in_(alike), Call.about_id.is_not(None))
    ids = {merged.kept(id_) for id_ in session.scalars(union(uses, about)) if id_ is not None}
    cards = cards_of(session, ids - alike)
    return [cards[id_] for id_ in sorted(cards)]
