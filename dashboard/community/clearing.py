"""Keeping the clearance columns in step with licences, lineage and media."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from dashboard.community.arrivals import Arrival
from dashboard.community.clearance import Clearance, Holding, clearance
from dashboard.community.copies import Merges, merges
from dashboard.community.directories import in_parts
from dashboard.community.licences import read_licence
from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, SUGGESTED, Uses, by_child
from dashboard.community.tables import Contribution, Credit, LineageEdge, RemoteFile

SAID_CHARACTERS = 120
_SUREST = (CONFIRMED, DECLARED, SUGGESTED, REFUSED)
NOT_FETCHED = "its file has not been fetched yet; fetch it on its page, or wait for the next pull."


def refresh_clearance(session: Session, piece_ids: Collection[int]) -> int:
    """Reckon these pieces anew, and all that was made of them; returns how many clearances changed.

    A copy has the clearance of the piece that it is merged into, which answers for the links of all its copies.
    """
    if not piece_ids:
        return 0
    session.flush()
    merged = merges(session)
    affected = _reach(session, piece_ids, merged, LineageEdge.parent_id, LineageEdge.child_id)
    involved = _reach(session, affected, merged, LineageEdge.child_id, LineageEdge.parent_id)
    pieces = {piece.id: piece for piece in _pieces(session, involved)}
    holdings = {piece.id: _holding(session, piece) for piece in pieces.values()}
    uses = by_child(_uses(_edges(session, LineageEdge.child_id, involved), merged))
    changed = 0
    for piece_id in affected:
        kept_id = merged.kept(piece_id)
        own = holdings if kept_id == piece_id else {**holdings, kept_id: _as_copy(holdings, piece_id, kept_id)}
        piece, found = pieces[piece_id], clearance(kept_id, own, uses)
        if (piece.clearance, piece.clearance_reason) != (found.state, found.reason):
            piece.clearance, piece.clearance_reason = found.state, found.reason
            changed += 1
    session.flush()
    return changed


def clearance_if_merged(session: Session, keep_id: int, other_id: int) -> Clearance:
    """The clearance that a piece would have if the other were merged into it: whatever holds a copy, and whatever it
    is built on, counts for the piece that stands for it."""
    merged = merges(session)
    joined = Merges({**merged.into, **dict.fromkeys(merged.with_copies([other_id]), keep_id)})
    involved = _reach(session, [keep_id], joined, LineageEdge.child_id, LineageEdge.parent_id)
    pieces = {piece.id: piece for piece in _pieces(session, involved)}
    holdings = {piece.id: _holding(session, piece) for piece in pieces.values()}
    own = holdings[keep_id]
    holdings[keep_id] = replace(own, question=own.question or pieces[other_id].hold)
    return clearance(keep_id, holdings, by_child(_uses(_edges(session, LineageEdge.child_id, involved), joined)))


def first_clearance(arrival: Arrival) -> Clearance:
    """The clearance that a piece has by itself, before anything is known of what it is built on."""
    holding = Holding(
        title=arrival.title,
        artist=", ".join(dict.fromkeys(line.name for line in arrival.credits)),
        licence=read_licence(arrival.licence, arrival.licence_url),
        said=(arrival.licence or arrival.licence_url)[:SAID_CHARACTERS],
        media_problem=_media_problem(arrival.kind, arrival.media_hash, arrival.text, arrival.media),
        question=NOT_FETCHED if arrival.media and not arrival.media_hash else "",
    )
    return clearance(0, {0: holding}, {})


def _reach(
    session: Session,
    start: Iterable[int],
    merged: Merges,
    here: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    there: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> set[int]:
    """Every piece reached from `start` by links of any state, itself included, each with its copies."""
    found = merged.with_copies(start)
    level = set(found)
    while level:
        met: set[int] = set()
        for part in in_parts(level):
            met.update(id_ for id_ in session.scalars(select(there).where(here.in_(part))) if id_ is not None)
        level = merged.with_copies(met) - found
        found |= level
    return found


def _pieces(session: Session, piece_ids: Iterable[int]) -> Iterator[Contribution]:
    with_credits = selectinload(Contribution.credits).selectinload(Credit.contributor)
    for part in in_parts(piece_ids):
        yield from session.scalars(select(Contribution).where(Contribution.id.in_(part)).options(with_credits))


def _edges(session: Session, column: InstrumentedAttribute[int], piece_ids: Iterable[int]) -> Iterator[LineageEdge]:
    for part in in_parts(piece_ids):
        chosen: ColumnElement[bool] = column.in_(part)
        yield from session.scalars(select(LineageEdge).where(chosen).order_by(LineageEdge.id))


def _uses(edges: Iterable[LineageEdge], merged: Merges) -> Iterator[Uses]:
    """The links between the pieces that stand for their ends; of those that copies repeat the surest."""
    told: dict[tuple[int, int | None, str], Uses] = {}
    for edge in edges:
        parent_id = None if edge.parent_id is None else merged.kept(edge.parent_id)
        uses = Uses(merged.kept(edge.child_id), parent_id, edge.parent_ref, edge.state, edge.weight)
        same = uses.child_id, parent_id, edge.parent_ref if parent_id is None else ""
        if same not in told or _SUREST.index(uses.state) < _SUREST.index(told[same].state):
            told[same] = uses
    yield from (uses for uses in told.values() if uses.child_id != uses.parent_id)


def _as_copy(holdings: Mapping[int, Holding], copy_id: int, kept_id: int) -> Holding:
    """What is said of the work holds for each copy; only whether there is something to show is the copy's own."""
    copy, kept = holdings[copy_id], holdings[kept_id]
    question = kept.question or copy.question
    return replace(kept, title=copy.title, media_problem=copy.media_problem, question=question)


def _holding(session: Session, piece: Contribution) -> Holding:
    names = dict.fromkeys(credit.contributor.credit_name for credit in piece.credits)
    remote = session.get(RemoteFile, piece.id) if piece.media_state else None
    problem = _media_problem(piece.kind, piece.media_hash, piece.text, remote)
    if remote is not None and remote.state == "refused" and piece.media_hash is None:
        problem = f"its file was refused: {remote.reason}"
    waits = remote is not None and remote.state == "waiting" and piece.media_hash is None
    return Holding(
        title=piece.title,
        artist=", ".join(names),
        licence=read_licence(piece.licence, piece.licence_url),
        said=(piece.licence or piece.licence_url)[:SAID_CHARACTERS],
        media_problem=problem,
        question=piece.hold or (NOT_FETCHED if waits else ""),
    )


def _media_problem(kind: str, media_hash: str | None, text: str, remote: object) -> str:
    if kind == "project":
        return "it is a project file that only its own program opens; ask its artist for a finished file."
    if media_hash is None and remote is None and not (kind == "text" and text):
        return "there is no file and no text to show."
    return ""
