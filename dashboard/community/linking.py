"""Writing what sources say of lineage into the edges, page by page; what people decided stays decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from dashboard.community.arrivals import Said
from dashboard.community.directories import directory_for, in_parts
from dashboard.community.folding import fold
from dashboard.community.lineage import DECLARED, REFUSED, SUGGESTED, Uses, has_loop
from dashboard.community.parents import Link, Loop, resolve, settle
from dashboard.community.tables import HERE, Contribution, LineageEdge, OtherName, Source

_OPEN = (DECLARED, SUGGESTED)


@dataclass
class Linked:
    """What linking did: the links refused because they close a loop, and the pieces whose links changed."""

    loops: list[Loop] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


def link(
    session: Session,
    said: Mapping[int, Iterable[Said]],
    changed: Collection[int] = (),
    besides: Mapping[int, Iterable[Said]] | None = None,
) -> Linked:
    """Make the edges say what sources say now; the outcome never depends on the order in which it was said.

    `said` holds, by piece, all links that its source names: what it no longer declares goes. `besides` are links
    that others say of a piece; they take nothing away. `changed` are pieces that came or changed: open links of
    others that mean them, or no longer do, are looked up anew.
    """
    asked = [edge for edge in _edges_of(session, said) if _source_may_take_back(edge)]
    waiting = {edge.id: edge for edge in _waiting(session, changed) if edge.child_id not in said}
    waiting = _but_chosen_here(session, waiting)
    besides = besides or {}
    keys = _keys(session, {*said, *besides, *(edge.child_id for edge in waiting.values())})
    links = [
        Link(id_, keys[id_][1], *word)
        for words in (said, besides)
        for id_ in words
        if id_ in keys
        for word in words[id_]
    ]
    links += [_looked_up_again(edge, keys[edge.child_id][1]) for edge in waiting.values()]
    links += [_as_it_stands(edge, keys[edge.child_id][1]) for edge in asked if edge.state == SUGGESTED]
    open_edges = waiting | {edge.id: edge for edge in asked}
    if not links and not open_edges:
        return Linked()
    return _settle(session, _resolved(session, links, keys), open_edges)


def split_waiting(session: Session, source_id: int) -> Linked:
    """Look up the open references of a source that may hold several: the last part may have come only now."""
    several = or_(LineageEdge.parent_ref.contains(";"), LineageEdge.parent_ref.contains(" | "))
    waiting = {edge.id: edge for edge in _open_edges(session, several & LineageEdge.parent_id.is_(None), source_id)}
    keys = _keys(session, {edge.child_id for edge in waiting.values()})
    links = [_looked_up_again(edge, keys[edge.child_id][1]) for edge in waiting.values()]
    return _settle(session, _resolved(session, links, keys), waiting) if links else Linked()


def edges_above(session: Session, piece_ids: Iterable[int]) -> dict[int, LineageEdge]:
    """Every edge from these pieces up that nobody refused, by id; one query a level of the tree."""
    found: dict[int, LineageEdge] = {}
    level = set(piece_ids)
    seen = set(level)
    while level:
        edges = [edge for edge in _edges_of(session, level) if edge.state != REFUSED]
        found |= {edge.id: edge for edge in edges}
        level = {parent for edge in edges if (parent := _meant(edge)) is not None} - seen
        seen |= level
    return found


def uses_of(edge: LineageEdge) -> Uses:
    """The edge as the rules see it."""
    return Uses(edge.child_id, edge.parent_id, edge.parent_ref, edge.state, edge.weight)


def _settle(session: Session, links: list[Link], open_edges: dict[int, LineageEdge]) -> Linked:
    """Judge links whose parents are looked up, and write them in the place of `open_edges`."""
    children = {each.child_id for each in links}
    standing = edges_above(session, children | {each.parent_id for each in links if each.parent_id is not None})
    standing |= {edge.id: edge for edge in _edges_of(session, children)}
    standing = {id_: edge for id_, edge in standing.items() if id_ not in open_edges}
    pairs = [(edge.child_id, _meant(edge)) for edge in standing.values() if edge.state != REFUSED]
    pairs += [(each.child_id, each.parent_id) for each in links]
    loops = has_loop((child, parent) for child, parent in pairs if parent is not None)
    if loops:
        # Which link gives way depends on the whole loop, so every open one in reach is judged again.
        again = {id_: edge for id_, edge in standing.items() if edge.state in _OPEN}
        keys = _keys(session, {edge.child_id for edge in again.values()})
        links = links + [_as_it_stands(edge, keys[edge.child_id][1]) for edge in again.values()]
        open_edges = open_edges | again
    fixed = [uses_of(edge) for id_, edge in standing.items() if id_ not in open_edges]
    settled = settle(links, fixed, check_loops=loops)
    return Linked(list(settled.loops), _write(session, open_edges, settled.links))


def _write(session: Session, open_edges: Mapping[int, LineageEdge], links: Iterable[Link]) -> set[int]:
    here = {(edge.child_id, edge.parent_ref): edge for edge in open_edges.values()}
    parents = {each.parent_id for each in links if each.parent_id is not None}
    versions: dict[int, int] = {}
    for part in in_parts(parents):
        rows = session.execute(select(Contribution.id, Contribution.version).where(Contribution.id.in_(part)))
        versions |= {row.id: row.version for row in rows}
    touched: set[int] = set()
    for each in links:
        edge = here.pop((each.child_id, each.ref), None)
        if edge is None:
            edge = LineageEdge(child_id=each.child_id, parent_ref=each.ref, ref_key=fold(each.ref))
            session.add(edge)
            touched.add(each.child_id)
        if edge.parent_id != each.parent_id or (each.parent_id is not None and edge.parent_version is None):
            edge.parent_id, edge.parent_version = each.parent_id, versions.get(each.parent_id or 0)
            touched.add(each.child_id)
        if edge.state != each.state:
            touched.add(each.child_id)
        edge.looped_parent_id = each.looped_id
        edge.parent_author, edge.relation, edge.state = each.author, each.relation, each.state
    for edge in here.values():
        touched.add(edge.child_id)
        session.delete(edge)
    session.flush()
    return touched


def _resolved(session: Session, links: list[Link], keys: Mapping[int, tuple[int, str]]) -> list[Link]:
    """The links with their parents looked up among the pieces of the child's source; addresses mean any piece."""
    by_source: dict[int, list[Link]] = defaultdict(list)
    for each in links:
        by_source[keys[each.child_id][0]].append(each)
    return [
        found
        for source_id, of_source in by_source.items()
        for found in resolve(of_source, directory_for(session, source_id, of_source))
    ]


def _waiting(session: Session, changed: Collection[int]) -> Iterator[LineageEdge]:
    """The open links whose reference may mean one of these pieces, or has done so until now."""
    for part in in_parts(changed):
        found = LineageEdge.parent_id.in_(part) & (LineageEdge.state == DECLARED)
        yield from session.scalars(select(LineageEdge).where(found))
        columns = (Contribution.source_id, Contribution.external_id, Contribution.origin, Contribution.title_key)
        rows = session.execute(select(*columns).where(Contribution.id.in_(part))).all()
        exact: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            exact[row.source_id] |= {row.external_id, f"./{row.external_id}"}
        others = select(OtherName.source_id, OtherName.name).where(OtherName.contribution_id.in_(part))
        for source_id, name in session.execute(others):
            exact[source_id] |= {name, f"./{name}"}
        for source_id, names in exact.items():
            yield from _open_edges(session, LineageEdge.parent_ref.in_(names), source_id)
            titles = {row.title_key for row in rows if row.source_id == source_id and row.title_key}
            yield from _open_edges(session, LineageEdge.ref_key.in_(titles), source_id)
        yield from _open_edges(session, LineageEdge.parent_ref.in_({row.origin for row in rows if row.origin}))


def _but_chosen_here(session: Session, edges: dict[int, LineageEdge]) -> dict[int, LineageEdge]:
    """Without the links of pieces posted here to what is here: their artists chose the piece itself, not its name."""
    known = {edge.child_id for edge in edges.values() if edge.parent_id is not None}
    if not known:
        return edges
    posted = select(Contribution.id).join(Contribution.source).where(Contribution.id.in_(known), Source.kind == HERE)
    here = set(session.scalars(posted))
    return {id_: edge for id_, edge in edges.items() if edge.parent_id is None or edge.child_id not in here}


def _open_edges(session: Session, chosen: ColumnElement[bool], source_id: int | None = None) -> list[LineageEdge]:
    """Open links, of the children of one source or of all. The source is looked at afterwards: joined to it, SQLite
    would begin with all pieces of the source."""
    edges = list(session.scalars(select(LineageEdge).where(chosen, LineageEdge.state.in_(_OPEN))))
    if source_id is None or not edges:
        return edges
    keys = _keys(session, {edge.child_id for edge in edges})
    return [edge for edge in edges if keys[edge.child_id][0] == source_id]


def _edges_of(session: Session, children: Iterable[int]) -> Iterator[LineageEdge]:
    for part in in_parts(children):
        yield from session.scalars(select(LineageEdge).where(LineageEdge.child_id.in_(part)).order_by(LineageEdge.id))


def _keys(session: Session, ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Source and external id of pieces."""
    query = select(Contribution.id, Contribution.source_id, Contribution.external_id)
    rows = [row for part in in_parts(ids) for row in session.execute(query.where(Contribution.id.in_(part)))]
    return {row.id: (row.source_id, row.external_id) for row in rows}


def _source_may_take_back(edge: LineageEdge) -> bool:
    """Open links, and those of a piece to itself, which the program refused."""
    return edge.state in _OPEN or edge.looped_parent_id == edge.child_id


def _meant(edge: LineageEdge) -> int | None:
    return edge.parent_id if edge.parent_id is not None else edge.looped_parent_id


def _looked_up_again(edge: LineageEdge, child_key: str) -> Link:
    # A suggestion knows its parent; what a source declared is looked up by its words.
    known = edge.parent_id if edge.state == SUGGESTED else None
    return Link(edge.child_id, child_key, edge.parent_ref, edge.parent_author, edge.relation, edge.state, known)


def _as_it_stands(edge: LineageEdge, child_key: str) -> Link:
    return Link(edge.child_id, child_key, edge.parent_ref, edge.parent_author, edge.relation, edge.state, _meant(edge))
