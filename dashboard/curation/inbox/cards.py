"""What the inbox shows of a few pieces at a time: their cards, their words, and what one thinks of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Call, Contribution
from dashboard.curation.inbox.batch import opinion_of
from dashboard.curation.inbox.tables import Verdict
from dashboard.curation.inbox.verdicts import Opinion
from dashboard.curation.queries import Card, cards_of
from dashboard.curation.tables import ShortlistEntry, ShortlistPick
from dashboard.media.tables import MediaFile

LONGEST_TEXT = 6_000
"""Characters of a text that are shown at once."""


@dataclass(frozen=True)
class Shown:
    """A piece in the inbox."""

    card: Card
    call: str
    """The title of the call that it answers, or nothing."""
    text: str
    """What a text says, from its beginning; empty for all other kinds."""
    raster_hash: str | None
    opinion: Opinion
    picked: bool
    """Whether the account has picked it for the shortlist."""


@dataclass(frozen=True)
class JudgedRow:
    """A verdict in a list."""

    contribution_id: int
    title: str
    opinion: Opinion
    changed_at: datetime


def shown(session: Session, account_id: int, ids: Collection[int], shortlist_id: int | None) -> dict[int, Shown]:
    """These pieces by id, at most a few dozen; those that are gone are left out."""
    cards = cards_of(session, ids)
    own = select(Verdict).where(Verdict.account_id == account_id, Verdict.contribution_id.in_(ids))
    opinions = {row.contribution_id: opinion_of(row) for row in session.scalars(own)}
    picked = _picked(session, account_id, ids, shortlist_id) if shortlist_id is not None else set()
    more = (
        select(
            Contribution.id, Call.title, func.substr(Contribution.text, 1, LONGEST_TEXT).label("text"),
            Contribution.kind, MediaFile.kind.label("media_kind"), MediaFile.raster_hash,
        )
        .outerjoin(Call, Contribution.call_id == Call.id)
        .outerjoin(MediaFile, Contribution.media_hash == MediaFile.content_hash)
        .where(Contribution.id.in_(ids))
    )  # fmt: skip
    return {
        row.id: Shown(
            cards[row.id], row.title or "", row.text if _is_text(row.kind, row.media_kind) else "", row.raster_hash,
            opinions.get(row.id, Opinion()), row.id in picked,
        )
        for row in session.execute(more)
        if row.id in cards
    }  # fmt: skip


def latest_verdicts(session: Session, account_id: int, limit: int = 100) -> list[JudgedRow]:
    """What an account last judged, the latest first; passed pieces are not among them."""
    query = (
        select(Verdict, Contribution.title)
        .join(Contribution, Verdict.contribution_id == Contribution.id)
        .where(Verdict.account_id == account_id, Contribution.merged_into_id.is_(None))
        .where(or_(Verdict.choice != "", Verdict.stars > 0, Verdict.note != "", Verdict.in_ms.is_not(None),
                   Verdict.out_ms.is_not(None)))
        .order_by(Verdict.changed_at.desc(), Verdict.contribution_id.desc())
    )  # fmt: skip
    return [
        JudgedRow(verdict.contribution_id, title, opinion_of(verdict), verdict.changed_at)
        for verdict, title in session.execute(query.limit(limit))
    ]


def _is_text(kind: str, media_kind: str | None) -> bool:
    return kind == "text" or media_kind in (None, "text")


def _picked(session: Session, account_id: int, ids: Collection[int], shortlist_id: int) -> set[int]:
    own = and_(ShortlistPick.entry_id == ShortlistEntry.id, ShortlistPick.account_id == account_id)
    query = select(ShortlistEntry.contribution_id).join(ShortlistPick, own)
    return set(session.scalars(query.where(
        ShortlistEntry.shortlist_id == shortlist_id, ShortlistEntry.contribution_id.in_(ids)
    )))  # fmt: skip
