"""Keeping the clearance columns in step with licences, lineage and media."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from dashboard.community.clearance import Holding, clearance
from dashboard.community.licences import read_licence
from dashboard.community.lineage import Uses, by_child
from dashboard.community.tables import Contribution, Credit, LineageEdge

SAID_CHARACTERS = 120
AT_ONCE = 5000  # ids in one query; SQLite takes 32,766 parameters


def refresh_clearance(session: Session, piece_ids: Collection[int]) -> int:
    """Reckon these pieces anew, and all that was made of them; returns how many clearances changed."""
    affected = _reach(session, set(piece_ids), LineageEdge.parent_id, LineageEdge.child_id)
    involved = _reach(session, affected, LineageEdge.child_id, LineageEdge.parent_id)
    pieces = {piece.id: piece for piece in _pieces(session, involved)}
    holdings = {piece.id: _holding(piece) for piece in pieces.values()}
    uses = by_child(_uses(edge) for edge in _edges(session, LineageEdge.child_id, involved))
    changed = 0
    for piece_id in affected:
        piece, found = pieces[piece_id], clearance(piece_id, holdings, uses)
        if (piece.clearance, piece.clearance_reason) != (found.state, found.reason):
            piece.clearance, piece.clearance_reason = found.state, found.reason
            changed += 1
    session.flush()
    return changed


def refresh_source(session: Session, source_id: int) -> int:
    """Reckon all pieces of a source anew, and what other sources made of them."""
    of_source = select(Contribution.id).where(Contribution.source_id == source_id)
    return refresh_clearance(session, list(session.scalars(of_source)))


def _reach(
    session: Session,
    start: set[int],
    here: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    there: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> set[int]:
    """Every piece reached from `start` by links of any state, itself included."""
    found, level = set(start), set(start)
    while level:
        met: set[int] = set()
        for part in _in_parts(level):
            met.update(id_ for id_ in session.scalars(select(there).where(here.in_(part))) if id_ is not None)
        level = met - found
        found |= level
    return found


def _pieces(session: Session, piece_ids: Iterable[int]) -> Iterator[Contribution]:
    with_credits = selectinload(Contribution.credits).selectinload(Credit.contributor)
    for part in _in_parts(piece_ids):
        yield from session.scalars(select(Contribution).where(Contribution.id.in_(part)).options(with_credits))


def _edges(session: Session, column: InstrumentedAttribute[int], piece_ids: Iterable[int]) -> Iterator[LineageEdge]:
    for part in _in_parts(piece_ids):
        chosen: ColumnElement[bool] = column.in_(part)
        yield from session.scalars(select(LineageEdge).where(chosen).order_by(LineageEdge.id))


def _in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _uses(edge: LineageEdge) -> Uses:
    return Uses(edge.child_id, edge.parent_id, edge.parent_ref, edge.state, edge.weight)


def _holding(piece: Contribution) -> Holding:
    names = dict.fromkeys(credit.contributor.credit_name for credit in piece.credits)
    return Holding(
        title=piece.title,
        artist=", ".join(names),
        licence=read_licence(piece.licence, piece.licence_url),
        said=(piece.licence or piece.licence_url)[:SAID_CHARACTERS],
        media_problem=_media_problem(piece),
    )


def _media_problem(piece: Contribution) -> str:
    if piece.kind == "project":
        return "it is a project file that only its own program opens; ask its artist for a finished file."
    if piece.media_hash is None and not piece.text:
        return "there is no file and no text to show."
    return ""
