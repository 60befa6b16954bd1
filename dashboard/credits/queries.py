"""From a rundown in the database to what aired: pieces, works and confirmed lineage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.copies import Merges, merges
from dashboard.community.lineage import CONFIRMED
from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge
from dashboard.credits.credit_list import CreditSheet, credit_list
from dashboard.credits.roll import natural_roll_frames, roll_lines
from dashboard.credits.works import AiredPiece, Author, Edge, Work
from dashboard.rundown.cuts.frozen import frozen_episode
from dashboard.rundown.on_air import place, union_frames
from dashboard.rundown.queries import Rundown, episode_row, layer_times, load_episode, rundown
from dashboard.rundown.tables import Episode
from dashboard.rundown.timing import PIECE
from dashboard.rundown.versions.tables import AsAired


@dataclass(frozen=True)
class OnAir:
    """What aired and everything it is built on."""

    pieces: tuple[AiredPiece, ...]
    works: tuple[Work, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class CreditedRundown:
    """A rundown timed with its own credits in it."""

    rundown: Rundown
    on_air: OnAir
    credits: CreditSheet
    final: bool = False
    """Whether it is the rundown that went to air, as it was accepted."""


def credited_rundown(session: Session, episode_id: int) -> CreditedRundown:
    """What credits, cue sheets and payments follow: the accepted as-aired cut, and until then the working rundown."""
    aired = session.get(AsAired, episode_id, populate_existing=True)
    if aired is None:
        return working_rundown(session, episode_id)
    frozen = frozen_episode(session, aired.snapshot, load_episode(session, episode_id))
    return credited(session, frozen, final=True)


def working_rundown(session: Session, episode_id: int) -> CreditedRundown:
    """The rundown as it stands now, whatever went to air: what the people who work on it see."""
    return credited(session, load_episode(session, episode_id))


def credited(session: Session, episode: Episode, *, final: bool = False) -> CreditedRundown:
    """Time a loaded or frozen episode. The roll's length follows from the credits, and these from what airs."""
    aired = on_air(session, rundown(episode, roll_frames=1))
    sheet = credit_list(episode_row(episode).label, aired.pieces, aired.works, aired.edges)
    timed = rundown(episode, natural_roll_frames(len(roll_lines(sheet)), episode.rate))
    return CreditedRundown(timed, aired, sheet, final)


def on_air(session: Session, timed: Rundown) -> OnAir:
    """The pieces of a timed rundown in the order in which they air, and their confirmed ancestors.

    A copy airs as the piece that it is merged into, so that a work is credited and paid once.
    """
    merged = merges(session)
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    acts: dict[int, dict[str, None]] = defaultdict(dict)
    for act in timed.acts:
        for row in act.items:
            start = row.timed.start_frames
            if start is None or not row.timed.counted_frames or row.item.kind != PIECE:
                continue
            for placed in place(layer_times(row.item), row.timed.counted_frames):
                piece_id = merged.kept(row.item.layers[placed.layer].contribution_id)
                begins = start + placed.start_frames
                spans[piece_id].append((begins, begins + placed.frames))
                acts[piece_id][act.act.title] = None
    works, edges = works_behind(session, set(spans))
    titles = {work.work_id: work.title for work in works}
    pieces = tuple(
        AiredPiece(piece_id, titles[piece_id], union_frames(of_piece), tuple(acts[piece_id]), min(of_piece)[0])
        for piece_id, of_piece in spans.items()
    )
    return OnAir(pieces, works, edges)


def works_behind(session: Session, pieces: set[int]) -> tuple[tuple[Work, ...], tuple[Edge, ...]]:
    """These pieces and all their confirmed ancestors, and the links between them; a copy as what it is merged into."""
    merged = merges(session)
    kept = {merged.kept(id_) for id_ in pieces}
    edges = _confirmed_above(session, kept, merged)
    return _works(session, kept | {edge.parent_id for edge in edges}), edges


def _confirmed_above(session: Session, pieces: set[int], merged: Merges) -> tuple[Edge, ...]:
    """Confirmed edges from the pieces up, one query a level of the tree."""
    found: dict[int, LineageEdge] = {}
    level, seen = pieces, set(pieces)
    while level:
        query = select(LineageEdge).where(
            LineageEdge.child_id.in_(merged.with_copies(level)),
            LineageEdge.state == CONFIRMED,
            LineageEdge.parent_id.is_not(None),
        )
        rows = session.scalars(query).all()
        found |= {row.id: row for row in rows}
        level = {merged.kept(row.parent_id) for row in rows if row.parent_id is not None} - seen
        seen |= level
    return _once((found[key] for key in sorted(found)), merged)


def _once(links: Iterable[LineageEdge], merged: Merges) -> tuple[Edge, ...]:
    """Each link as an edge between the pieces that stand for its ends; one that copies repeat counts once."""
    weights: dict[tuple[int, int], int] = {}
    for link in links:
        assert link.parent_id is not None  # noqa: S101 - the query asks for it; this is for the type checker
        pair = merged.kept(link.child_id), merged.kept(link.parent_id)
        weights[pair] = max(link.weight, weights.get(pair, link.weight))
    return tuple(Edge(child, parent, weight) for (child, parent), weight in weights.items() if child != parent)


def _works(session: Session, ids: set[int]) -> tuple[Work, ...]:
    query = (
        select(Contribution)
        .where(Contribution.id.in_(ids))
        .order_by(Contribution.id)
        .options(selectinload(Contribution.credits).selectinload(Credit.contributor).selectinload(Contributor.same_as))
    )
    return tuple(_work(piece) for piece in session.scalars(query))


def _work(piece: Contribution) -> Work:
    """Whatever handle a credit came in under, it is the person who is credited and paid."""
    people = [(credit, credit.contributor.same_as or credit.contributor) for credit in piece.credits]
    authors = tuple(
        Author(person.id, person.credit_name, credit.role, credit.points, not person.takes_no_credit)
        for credit, person in people
    )
    stated = dict.fromkeys(credit.verbatim for credit, person in people if not person.takes_no_credit)
    return Work(
        piece.id, piece.title, authors, piece.kind, piece.licence, piece.licence_url, piece.origin,
        "; ".join(filter(None, stated)),
    )  # fmt: skip
