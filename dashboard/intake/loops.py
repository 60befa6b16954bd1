"""Dead letters for links that would make a piece its own ancestor."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.lineage import by_child, loop
from dashboard.community.linking import edges_above, uses_of
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.intake.connector import RawItem
from dashboard.intake.prepare import Letter
from dashboard.intake.raw import raw_items


def loop_letters(session: Session, source_id: int) -> list[Letter]:
    """One for each link of a source that a loop refused, naming the way round."""
    query = select(LineageEdge).join(LineageEdge.child).where(LineageEdge.looped_parent_id.is_not(None))
    edges = list(session.scalars(query.where(Contribution.source_id == source_id).order_by(LineageEdge.id)))
    if not edges:
        return []
    above = edges_above(session, {edge.looped_parent_id for edge in edges if edge.looped_parent_id is not None})
    uses = by_child(uses_of(edge) for edge in above.values())
    raw = raw_items(session, source_id, {edge.child.external_id for edge in edges})
    letters = []
    for edge in edges:
        way = loop(edge.child_id, edge.looped_parent_id or 0, uses)
        if way is None:
            continue  # somebody has refused another link of it since
        titles = [f"“{session.get_one(Contribution, id_).title}”" for id_ in (edge.child_id, *way)]
        reason = f"It would close a loop: {' uses '.join(titles)}; correct one of the links."
        item = raw.get(edge.child.external_id) or RawItem(edge.child.external_id, {}, edge.child.external_id)
        letters.append(Letter(item, "link", reason, link=edge.parent_ref))
    return letters
