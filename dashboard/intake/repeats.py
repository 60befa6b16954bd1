"""Records that come twice in one pull: the first stays, so that a second pull changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.intake.prepare import Letter, Ready, same_id
from dashboard.intake.tables import RawRecord


def once_a_pull(
    session: Session, source_id: int, pieces: Sequence[Ready], at: datetime
) -> tuple[list[Ready], list[Letter]]:
    """The pieces of a page that no earlier page of the pull of `at` had, and a letter for each other one.

    One that came before word for word, as where a list moves on while it is read, is passed over in silence.
    """
    keys = [piece.arrival.external_id for piece in pieces]
    query = select(Contribution.external_id, Contribution.digest, RawRecord.place).join(
        RawRecord,
        (RawRecord.source_id == Contribution.source_id) & (RawRecord.external_id == Contribution.external_id),
    )
    met = (Contribution.source_id == source_id) & (Contribution.last_seen_at == at)
    before = {row.external_id: row for row in session.execute(query.where(met, Contribution.external_id.in_(keys)))}
    letters = [
        Letter(piece.raw, "record", same_id(piece.arrival.external_id, first.place, piece.raw.where))
        for piece in pieces
        if (first := before.get(piece.arrival.external_id)) and first.digest != piece.arrival.digest
    ]
    return [piece for piece in pieces if piece.arrival.external_id not in before], letters
