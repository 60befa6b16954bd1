"""Everything a piece is built on, and everything that was made of it, out of the database in one query each.

A copy counts as the piece that it is merged into: links to and from either are links of that piece.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dashboard.community.copies import Merges, merges
from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, Uses, by_child, loop
from dashboard.community.tables import Contribution, LineageEdge

_Column = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


def ancestor_ids(session: Session, piece_id: int, *, confirmed_only: bool) -> dict[int, int]:
    """Of every piece that `piece_id` is built on the fewest steps up to it, nearest first, itself not included.

    Confirmed links only, or the declared ones too; the same pieces as `lineage.ancestors` gives.
    """
    return _steps(session, piece_id, _counting(confirmed_only=confirmed_only), *_UP)


def descendant_ids(session: Session, piece_id: int, *, confirmed_only: bool) -> dict[int, int]:
    """Of every piece that was made of `piece_id` the fewest steps down to it, nearest first, itself not included."""
    return _steps(session, piece_id, _counting(confirmed_only=confirmed_only), *_DOWN)


def made_of(session: Session, piece_ids: Collection[int]) -> set[int]:
    """Every piece that was made of any of these by confirmed links, and its copies; at most a few thousand at once."""
    merged = merges(session)
    links = _links(session, piece_ids, merged, _counting(confirmed_only=True), *_DOWN)
    return merged.with_copies(child for _, child in links)


def related_ids(session: Session, piece_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """Ancestors and descendants with their steps, by every link that nobody refused, suggestions included."""
    not_refused = LineageEdge.state != REFUSED
    return _steps(session, piece_id, not_refused, *_UP), _steps(session, piece_id, not_refused, *_DOWN)


def loop_closed_by(session: Session, child_id: int, parent_id: int, *, but: int | None = None) -> list[int] | None:
    """The way from `parent_id` up to `child_id` that `child uses parent` would close, by links that nobody refused.

    `but` is the id of a link that is left out of account.
    """
    merged = merges(session)
    counts = LineageEdge.state != REFUSED
    if but is not None:
        counts &= LineageEdge.id != but
    links = _links(session, [parent_id], merged, counts, *_UP)
    pairs = {(merged.kept(child), merged.kept(parent)) for child, parent in links}
    uses = by_child(Uses(child, parent, "", DECLARED) for child, parent in pairs if child != parent)
    return loop(merged.kept(child_id), merged.kept(parent_id), uses)


_UP: tuple[_Column, _Column] = (LineageEdge.child_id, LineageEdge.parent_id)
_DOWN: tuple[_Column, _Column] = (LineageEdge.parent_id, LineageEdge.child_id)


def _counting(*, confirmed_only: bool) -> ColumnElement[bool]:
    return LineageEdge.state.in_((CONFIRMED,) if confirmed_only else (CONFIRMED, DECLARED))


def _steps(session: Session, start: int, counts: ColumnElement[bool], here: _Column, there: _Column) -> dict[int, int]:
    merged = merges(session)
    onward: dict[int, list[int]] = {}
    for one, other in _links(session, [start], merged, counts, here, there):
        onward.setdefault(merged.kept(one), []).append(merged.kept(other))
    return _distances(merged.kept(start), onward)


def _links(
    session: Session,
    start: Iterable[int],
    merged: Merges,
    counts: ColumnElement[bool],
    here: _Column,
    there: _Column,
) -> list[tuple[int, int]]:
    """Every link that is met on the way from these pieces and their copies, both ends as they stand in the row."""
    linked = (counts, LineageEdge.parent_id.is_not(None))
    starts = merged.with_copies(start)
    while True:
        # The walk in the database holds each piece once and no distance: with one in it, a piece that is reached on
        # many ways would be walked on from once for every length they have.
        reached = select(Contribution.id.label("id")).where(Contribution.id.in_(starts)).cte("reached", recursive=True)
        reached = reached.union(select(there).join(reached, here == reached.c.id).where(*linked))
        rows = session.execute(select(here, there).where(here.in_(select(reached.c.id)), *linked))
        # The query asks for both ends; the check is for the type checker.
        links = [(one, other) for one, other in rows if one is not None and other is not None]
        met = starts.union(other for _, other in links)
        if not (more := merged.with_copies(met) - met):
            return links
        starts |= more  # what is merged with a piece on the way is walked on from, too


def _distances(start: int, onward: Mapping[int, list[int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    level, steps = [start], 0
    while level:
        steps += 1
        met = dict.fromkeys(other for one in level for other in onward.get(one, ()))
        level = [each for each in met if each not in found and each != start]
        found.update(dict.fromkeys(level, steps))
    return found
