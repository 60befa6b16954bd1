"""From a rundown in the database to what aired: pieces, works and confirmed lineage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.lineage import CONFIRMED
from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge
from dashboard.credits.credit_list import CreditSheet, credit_list
from dashboard.credits.roll import natural_roll_frames, roll_lines
from dashboard.credits.works import AiredPiece, Author, Edge, Work
from dashboard.rundown.on_air import place, union_frames
from dashboard.rundown.queries import Rundown, load_episode, rundown
from dashboard.rundown.timing import PIECE, LayerTime


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


def credited_rundown(session: Session, episode_id: int) -> CreditedRundown:
    """Load an episode and time it. The roll's length follows from the credits, and these from what airs."""
    episode = load_episode(session, episode_id)
    aired = on_air(session, rundown(episode, roll_frames=1))
    label = f"{episode.show.title} {episode.number}: {episode.title}"
    sheet = credit_list(label, aired.pieces, aired.works, aired.edges)
    timed = rundown(episode, natural_roll_frames(len(roll_lines(sheet)), episode.rate))
    return CreditedRundown(timed, aired, sheet)


def on_air(session: Session, timed: Rundown) -> OnAir:
    """The pieces of a timed rundown in the order in which they air, and their confirmed ancestors."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    acts: dict[int, dict[str, None]] = defaultdict(dict)
    titles: dict[int, str] = {}
    for act in timed.acts:
        for row in act.items:
            start = row.timed.start_frames
            if start is None or not row.timed.counted_frames or row.item.kind != PIECE:
                continue
            layers = [LayerTime(layer.track, layer.out_frames - layer.in_frames) for layer in row.item.layers]
            for placed in place(layers, row.timed.counted_frames):
                piece = row.item.layers[placed.layer].contribution
                begins = start + placed.start_frames
                spans[piece.id].append((begins, begins + placed.frames))
                acts[piece.id][act.act.title] = None
                titles[piece.id] = piece.title
    pieces = tuple(
        AiredPiece(piece_id, titles[piece_id], union_frames(of_piece), tuple(acts[piece_id]), min(of_piece)[0])
        for piece_id, of_piece in spans.items()
    )
    return OnAir(pieces, *works_behind(session, set(titles)))


def works_behind(session: Session, pieces: set[int]) -> tuple[tuple[Work, ...], tuple[Edge, ...]]:
    """These pieces and all their confirmed ancestors, and the links between them."""
    edges = _confirmed_above(session, pieces)
    return _works(session, pieces | {edge.parent_id for edge in edges}), edges


def _confirmed_above(session: Session, pieces: set[int]) -> tuple[Edge, ...]:
    """Confirmed edges from the pieces up, one query a level of the tree."""
    found: dict[int, Edge] = {}
    level, seen = pieces, set(pieces)
    while level:
        query = select(LineageEdge).where(
            LineageEdge.child_id.in_(level), LineageEdge.state == CONFIRMED, LineageEdge.parent_id.is_not(None)
        )
        rows = session.scalars(query).all()
        for row in rows:
            assert row.parent_id is not None  # noqa: S101 - the query asks for it; this is for the type checker
            found[row.id] = Edge(row.child_id, row.parent_id, row.weight)
        level = {edge.parent_id for edge in found.values()} - seen
        seen |= level
    return tuple(found[key] for key in sorted(found))


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
