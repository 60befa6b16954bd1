"""Everything a piece is built on, and everything that was made of it, out of the database in one query each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED
from dashboard.community.tables import LineageEdge

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
    """Every piece that was made of any of these by confirmed links; at most a few thousand at once."""
    here, there = _DOWN
    linked = (_counting(confirmed_only=True), LineageEdge.parent_id.is_not(None))
    reached = select(there.label("id")).where(here.in_(piece_ids), *linked).cte("reached", recursive=True)
    reached = reached.union(select(there).join(reached, here == reached.c.id).where(*linked))
    return set(session.scalars(select(reached.c.id)))


def related_ids(session: Session, piece_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """Ancestors and descendants with their steps, by every link that nobody refused, suggestions included."""
    not_refused = LineageEdge.state != REFUSED
    return _steps(session, piece_id, not_refused, *_UP), _steps(session, piece_id, not_refused, *_DOWN)


_UP: tuple[_Column, _Column] = (LineageEdge.child_id, LineageEdge.parent_id)
_DOWN: tuple[_Column, _Column] = (LineageEdge.parent_id, LineageEdge.child_id)


def _counting(*, confirmed_only: bool) -> ColumnElement[bool]:
    return LineageEdge.state.in_((CONFIRMED,) if confirmed_only else (CONFIRMED, DECLARED))


def _steps(session: Session, start: int, counts: ColumnElement[bool], here: _Column, there: _Column) -> dict[int, int]:
    # The walk in the database holds each piece once and no distance: with one in it, a piece that is reached on
    # many ways would be walked on from once for every length they have.
    linked = (counts, LineageEdge.parent_id.is_not(None))
    reached = select(literal(start).label("id")).cte("reached", recursive=True)
    reached = reached.union(select(there).join(reached, here == reached.c.id).where(*linked))
    links = select(here, there).where(here.in_(select(reached.c.id)), *linked)
    onward: dict[int, list[int]] = {}
    for one, other in session.execute(links):
        if one is not None and other is not None:  # the query asks for it; this is for the type checker
            onward.setdefault(one, []).append(other)
    return _distances(start, onward)


def _distances(start: int, onward: Mapping[int, list[int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    level, steps = [start], 0
    while level:
        steps += 1
        met = dict.fromkeys(other for one in level for other in onward.get(one, ()))
        level = [each for each in met if each not in found and each != start]
        found.update(dict.fromkeys(level, steps))
    return found
