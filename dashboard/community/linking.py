"""Writing what sources say of lineage into the edges, and what people decided stays decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, SUGGESTED, Uses
from dashboard.community.parents import Directory, Known, Link, Loop, Said, settle
from dashboard.community.tables import Contribution, Credit, LineageEdge


def relink(
    session: Session, source_id: int, said: Mapping[str, Iterable[Said]], files: Mapping[str, str]
) -> list[Loop]:
    """Find the parents of all pieces of a source anew and make the edges say so; returns the loops refused.

    `said` holds, by external id, the links that the source names now for the pieces it was asked about: what
    it no longer declares goes. Other pieces keep what they have. `files` gives the external id for a file's
    path. The outcome depends on what was said, never on the order in which it arrived.
    """
    pieces = {piece.id: piece for piece in _pieces(session, source_id)}
    ids = {piece.external_id: piece.id for piece in pieces.values()}
    edges = list(session.scalars(select(LineageEdge)))
    open_edges = [edge for edge in edges if edge.child_id in pieces and edge.state in (DECLARED, SUGGESTED)]
    decided = [edge for edge in edges if edge.child_id not in pieces or edge.state in (CONFIRMED, REFUSED)]
    asked = {ids[key] for key in said if key in ids}
    links = [Link(ids[key], key, *word) for key, words in said.items() if key in ids for word in words]
    links += [
        _kept(edge, pieces[edge.child_id])
        for edge in open_edges
        if edge.state == SUGGESTED or edge.child_id not in asked
    ]
    directory = Directory.of((_known(piece) for piece in pieces.values()), files)
    settled = settle(links, directory, (_uses(edge) for edge in decided))
    _write(session, open_edges, settled.links, pieces)
    return list(settled.loops)


def _pieces(session: Session, source_id: int) -> Iterable[Contribution]:
    with_credits = selectinload(Contribution.credits).selectinload(Credit.contributor)
    return session.scalars(select(Contribution).where(Contribution.source_id == source_id).options(with_credits))


def _known(piece: Contribution) -> Known:
    names = [name for credit in piece.credits for name in (credit.contributor.credit_name, credit.verbatim)]
    return Known(piece.id, piece.external_id, piece.title, piece.origin, tuple(dict.fromkeys(names)))


def _kept(edge: LineageEdge, child: Contribution) -> Link:
    # A suggestion of ours knows its parent; what a source declared is looked up again.
    parent_id = edge.parent_id if edge.state == SUGGESTED else None
    return Link(child.id, child.external_id, edge.parent_ref, edge.parent_author, edge.relation, edge.state, parent_id)


def _uses(edge: LineageEdge) -> Uses:
    return Uses(edge.child_id, edge.parent_id, edge.parent_ref, edge.state, edge.weight)


def _write(
    session: Session, open_edges: list[LineageEdge], links: Iterable[Link], pieces: Mapping[int, Contribution]
) -> None:
    here = {(edge.child_id, edge.parent_ref): edge for edge in open_edges}
    for link in links:
        edge = here.pop((link.child_id, link.ref), None)
        if edge is None:
            edge = LineageEdge(child_id=link.child_id, parent_ref=link.ref, parent_id=None, parent_version=None)
            session.add(edge)
        if edge.parent_id != link.parent_id or edge.parent_version is None:
            edge.parent_id = link.parent_id
            parent = pieces.get(link.parent_id) if link.parent_id is not None else None
            edge.parent_version = parent.version if parent else None
        edge.parent_author, edge.relation, edge.state = link.author, link.relation, link.state
    for edge in here.values():
        session.delete(edge)
    session.flush()
