"""The remix tree of a piece as far as it is drawn: its nearest relatives, the links among them, how many more."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.ancestry import related_ids
from dashboard.community.copies import Merges, merges
from dashboard.community.lineage import CONFIRMED, REFUSED
from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge
from dashboard.community.tree import Wire
from dashboard.errors import NotFound

LEVELS, BREADTH = 4, 8
"""Steps each way, and pieces at each step, that are drawn."""
NOT_NAMED = "Artist not named"


@dataclass(frozen=True)
class Node:
    """A piece in the tree, or a work that is only known in words."""

    key: int
    """The piece's id; below zero for a work that is not here."""
    title: str
    artists: str
    kind: str
    clearance: str
    version: int | None

    @property
    def is_here(self) -> bool:
        """Whether it has a page."""
        return self.key > 0


@dataclass(frozen=True)
class Link:
    """One link of the tree, with what the drawing does not say."""

    wire: Wire
    relation: str
    pinned: int | None
    """The parent's version that it is pinned to."""
    looped: bool = False
    """Whether the work is here, and linking it would close a loop."""


@dataclass(frozen=True)
class RemixTree:
    """What is drawn of the tree of one piece."""

    piece_id: int
    steps: dict[int, int]
    """Of each node: below zero for what the piece uses, above zero for what was made of it."""
    nodes: dict[int, Node]
    links: tuple[Link, ...]
    more_above: int
    """Ancestors that are not drawn."""
    more_below: int

    @property
    def wires(self) -> list[Wire]:
        """The links as the drawing needs them."""
        return [link.wire for link in self.links]


def remix_tree(session: Session, piece_id: int, levels: int = LEVELS, breadth: int = BREADTH) -> RemixTree:
    """The nearest relatives of a piece by every link that nobody refused, at most `breadth` of them at each step.

    A copy stands in it as the piece that it is merged into.
    """
    if session.get(Contribution, piece_id) is None:
        raise NotFound("There is no such piece; open one from Trending.")
    merged = merges(session)
    piece_id = merged.kept(piece_id)
    above, below = related_ids(session, piece_id)
    steps = {piece_id: 0}
    for sign, distances in ((-1, above), (1, below)):
        level = [piece_id]
        for distance in range(1, levels + 1):
            met = {id_ for id_ in _beside(session, level, merged, up=sign < 0) if distances.get(id_) == distance}
            level = sorted(met - steps.keys())[:breadth]
            steps |= dict.fromkeys(level, sign * distance)
    nodes, links, undrawn = _pieces(session, list(steps)), [], 0
    for edge in _edges(session, list(steps), merged):
        child = merged.kept(edge.child_id)
        if edge.parent_id is not None:
            links.append(_link(edge, child, merged.kept(edge.parent_id)))
            continue
        step = steps[child] - 1
        if not -levels <= step < 0:
            continue
        if sum(each == step for each in steps.values()) >= breadth:
            undrawn += 1
            continue
        nodes[-edge.id] = Node(-edge.id, edge.parent_ref, edge.parent_author, "", "", None)
        steps[-edge.id] = step
        links.append(_link(edge, child, -edge.id))
    more_above = len(above.keys() - steps.keys()) + undrawn
    return RemixTree(piece_id, steps, nodes, tuple(links), more_above, len(below.keys() - steps.keys()))


def _beside(session: Session, ids: list[int], merged: Merges, *, up: bool) -> set[int]:
    here, there = (LineageEdge.child_id, LineageEdge.parent_id) if up else (LineageEdge.parent_id, LineageEdge.child_id)
    query = select(there).where(here.in_(merged.with_copies(ids)), LineageEdge.state != REFUSED)
    return {merged.kept(id_) for id_ in session.scalars(query) if id_ is not None}


def _edges(session: Session, ids: list[int], merged: Merges) -> list[LineageEdge]:
    """The links among these pieces, and those of theirs that lead to a work in words; of a pair the surest link."""
    here = merged.with_copies(ids)
    inside = or_(LineageEdge.parent_id.is_(None), LineageEdge.parent_id.in_(here))
    query = select(LineageEdge).where(LineageEdge.child_id.in_(here), inside, LineageEdge.state != REFUSED)
    of_pair: dict[tuple[int, int], LineageEdge] = {}
    for edge in sorted(session.scalars(query), key=lambda edge: (edge.state != CONFIRMED, edge.id)):
        parent = -edge.id if edge.parent_id is None else merged.kept(edge.parent_id)
        of_pair.setdefault((merged.kept(edge.child_id), parent), edge)
    return sorted(of_pair.values(), key=lambda edge: edge.id)


def _link(edge: LineageEdge, child: int, parent: int) -> Link:
    wire = Wire(child, parent, edge.state)
    return Link(wire, edge.relation, edge.parent_version, edge.looped_parent_id is not None)


def _pieces(session: Session, ids: list[int]) -> dict[int, Node]:
    with_artists = selectinload(Contribution.credits).selectinload(Credit.contributor)
    query = select(Contribution).where(Contribution.id.in_(ids)).order_by(Contribution.id)
    found = session.scalars(query.options(with_artists.selectinload(Contributor.same_as)))
    return {piece.id: _node(piece) for piece in found}


def _node(piece: Contribution) -> Node:
    people = (credit.contributor.same_as or credit.contributor for credit in piece.credits)
    artists = ", ".join(dict.fromkeys(each.credit_name for each in people)) or NOT_NAMED
    return Node(piece.id, piece.title, artists, piece.kind, piece.clearance, piece.version)
