"""What pages read of contributions: cards, one piece, and shortlists."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.copies import merges
from dashboard.community.tables import Contribution, Credit, LineageEdge, MetricReading, Source
from dashboard.curation.tables import ShortlistEntry
from dashboard.curation.technical import Technical
from dashboard.curation.technical_states import technical
from dashboard.errors import NotFound

PER_PAGE = 24
NOT_NAMED = "Artist not named"


@dataclass(frozen=True)
class Card:
    """What a card shows of a piece, in the order it shows it."""

    contribution_id: int
    title: str
    artists: str
    kind: str
    duration_ms: int | None
    clearance: str
    clearance_reason: str
    licence: str
    first_line: str
    media_kind: str
    poster_hash: str | None
    proxy_hash: str | None
    technical: Technical
    created_at: datetime


def latest_cards(session: Session, most: int) -> list[Card]:
    """The cards of what came in last, the newest first."""
    query = select(Contribution).where(Contribution.merged_into_id.is_(None))
    newest = query.order_by(Contribution.created_at.desc(), Contribution.id.desc()).limit(most)
    return [card(piece) for piece in session.scalars(_with_credits(newest))]


def cards_of(session: Session, ids: Iterable[int]) -> dict[int, Card]:
    """The cards of these pieces by id; those that are gone are left out."""
    pieces = session.scalars(_with_credits(select(Contribution).where(Contribution.id.in_(set(ids)))))
    return {piece.id: card(piece) for piece in pieces}


def card(piece: Contribution) -> Card:
    """The card of a piece whose credits and media are loaded."""
    media = piece.media
    return Card(
        contribution_id=piece.id,
        title=piece.title,
        artists=artists(piece),
        kind=piece.kind,
        duration_ms=media.duration_ms if media else None,
        clearance=piece.clearance,
        clearance_reason=piece.clearance_reason,
        licence=piece.licence,
        first_line=first_line(piece.text),
        media_kind=media.kind if media else "none",
        poster_hash=media.poster_hash if media else None,
        proxy_hash=media.proxy_hash if media else None,
        technical=technical(media),
        created_at=piece.created_at,
    )


def artists(piece: Contribution) -> str:
    """The artists as one line, or that none is named."""
    names = dict.fromkeys(credit.contributor.shown_name for credit in piece.credits)
    return ", ".join(names) or NOT_NAMED


def first_line(text: str, longest: int = 90) -> str:
    """The first line that says something, shortened at a word."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True)
class Counted:
    """What one source counted of a piece; each copy keeps its own."""

    source: str
    title: str
    readings: tuple[MetricReading, ...]
    """In the order of time."""


@dataclass(frozen=True)
class Piece:
    """One contribution with what it uses and what was made of it."""

    contribution: Contribution
    uses: tuple[LineageEdge, ...]
    used_by: tuple[LineageEdge, ...]
    counted: tuple[Counted, ...]
    """The piece itself first, then its copies; without those of which nothing was counted."""


def piece(session: Session, contribution_id: int) -> Piece:
    """Everything a piece's own page shows; the links of its copies are its own, and so are their counters."""
    query = select(Contribution).where(Contribution.id == contribution_id)
    found = session.scalar(_with_credits(query).options(selectinload(Contribution.call)))
    if found is None:
        raise NotFound("There is no such piece; open one from Trending.")
    parent = selectinload(LineageEdge.parent).selectinload(Contribution.credits).selectinload(Credit.contributor)
    child = selectinload(LineageEdge.child).selectinload(Contribution.credits).selectinload(Credit.contributor)
    alike = merges(session).with_copies([contribution_id])
    uses = session.scalars(
        select(LineageEdge).where(LineageEdge.child_id.in_(alike)).options(parent).order_by(LineageEdge.id)
    )
    used_by = session.scalars(
        select(LineageEdge).where(LineageEdge.parent_id.in_(alike)).options(child).order_by(LineageEdge.id)
    )
    return Piece(found, tuple(uses), tuple(used_by), _counted(session, contribution_id, alike))


def _counted(session: Session, shown_id: int, alike: Collection[int]) -> tuple[Counted, ...]:
    query = (
        select(MetricReading, Contribution.id, Source.name, Contribution.title)
        .join(Contribution, MetricReading.contribution_id == Contribution.id)
        .join(Source, Contribution.source_id == Source.id)
        .where(Contribution.id.in_(alike))
        .order_by(Contribution.id != shown_id, Contribution.id, MetricReading.observed_at)
    )
    rows = session.execute(query).all()
    groups = (list(group) for _, group in groupby(rows, key=lambda row: row[1]))
    return tuple(Counted(group[0][2], group[0][3], tuple(row[0] for row in group)) for group in groups)


def shortlist(session: Session, shortlist_id: int) -> list[tuple[ShortlistEntry, Card]]:
    """A shortlist's entries with their cards, in the order they were picked."""
    query = (
        select(ShortlistEntry)
        .where(ShortlistEntry.shortlist_id == shortlist_id)
        .order_by(ShortlistEntry.picked_at, ShortlistEntry.id)
        .options(
            selectinload(ShortlistEntry.contribution)
            .selectinload(Contribution.credits)
            .selectinload(Credit.contributor),
            selectinload(ShortlistEntry.contribution).selectinload(Contribution.media),
        )
    )
    return [(entry, card(entry.contribution)) for entry in session.scalars(query)]


def shortlisted_ids(session: Session, shortlist_id: int, among: Iterable[int]) -> set[int]:
    """Which of these pieces are on the shortlist."""
    query = select(ShortlistEntry.contribution_id).where(
        ShortlistEntry.shortlist_id == shortlist_id, ShortlistEntry.contribution_id.in_(list(among))
    )
    return set(session.scalars(query))


def open_links(session: Session, limit: int = 20) -> list[LineageEdge]:
    """Lineage that a person should confirm or refuse, of pieces that are on a shortlist first."""
    listed = select(ShortlistEntry.contribution_id)
    query = (
        select(LineageEdge)
        .where(LineageEdge.state.in_(("declared", "suggested")))
        .order_by(LineageEdge.child_id.in_(listed).desc(), LineageEdge.id)
        .limit(limit)
        .options(selectinload(LineageEdge.child), selectinload(LineageEdge.parent))
    )
    return list(session.scalars(query))


def _with_credits(query: Select[Any]) -> Select[Any]:
    return query.options(
        selectinload(Contribution.credits).selectinload(Credit.contributor), selectinload(Contribution.media)
    )
