"""What pages read of a shortlist: its pieces with all that is said of them, and its filters."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.standing import listed
from dashboard.curation.queries import Card, cards_of
from dashboard.curation.tables import ShortlistEntry, ShortlistPick


@dataclass(frozen=True)
class Listed:
    """One piece of a shortlist: its entry, its card, and who picked it, the first of them first."""

    entry: ShortlistEntry
    card: Card
    picks: tuple[ShortlistPick, ...]

    @property
    def tags(self) -> tuple[str, ...]:
        """In the order in which they were given."""
        return listed(self.entry.tags)


def pieces_on(session: Session, shortlist_id: int) -> list[Listed]:
    """The pieces of a shortlist in the order in which they came onto it.

    A copy that was merged stands as the piece it was merged into, once, with the picks of both.
    """
    query = (
        select(ShortlistEntry)
        .where(ShortlistEntry.shortlist_id == shortlist_id)
        .order_by(ShortlistEntry.picked_at, ShortlistEntry.id)
        .options(
            selectinload(ShortlistEntry.contribution), selectinload(ShortlistEntry.picks),
            selectinload(ShortlistEntry.owner),
        )
    )  # fmt: skip
    entries = [(entry, entry.contribution.merged_into_id or entry.contribution_id) for entry in session.scalars(query)]
    cards = cards_of(session, [piece_id for _, piece_id in entries])
    found: dict[int, Listed] = {}
    for entry, piece_id in entries:
        if piece_id in found:
            first = found[piece_id]
            found[piece_id] = replace(first, picks=(*first.picks, *entry.picks))
        elif piece_id in cards:
            found[piece_id] = Listed(entry, cards[piece_id], tuple(entry.picks))
    return list(found.values())
