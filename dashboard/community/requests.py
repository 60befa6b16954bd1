"""Requests: a piece was reported, withdrawn, gone or doubted, or its artist asks; raised, read, how they hold it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.copies import itself_and_copies
from dashboard.community.submission_tables import PieceRequest
from dashboard.storage.base import now

REPORTED, WITHDRAWN, GONE, CREDIT, PAYMENT = "reported", "withdrawn", "gone", "credit", "payment"
OWNERSHIP = "ownership"
"""Whose work it is, where another artist has the same."""
DISPUTED = (REPORTED, OWNERSHIP)
"""The kinds that are dismissed or upheld."""
OPEN, UPHELD, DONE = "open", "upheld", "done"
"""Waits for a person; answered, and the piece stays off the air; answered."""
HOLDING = (OPEN, UPHELD)
"""The states in which a report, a withdrawal or an ownership question keeps its piece off the air."""


def raise_request(
    session: Session,
    contribution_id: int,
    kind: str,
    *,
    raised_by: str,
    words: str = "",
    account_id: int | None = None,
    at: datetime | None = None,
) -> PieceRequest:
    """Raise a request in the caller's transaction, or give the one that is open: one a piece, kind and account.

    New words of the same account are added to those that are there.
    """
    query = select(PieceRequest).where(
        PieceRequest.contribution_id == contribution_id, PieceRequest.kind == kind, PieceRequest.state == OPEN,
        PieceRequest.account_id.is_(None) if account_id is None else PieceRequest.account_id == account_id,
    )  # fmt: skip
    request = session.scalar(query.limit(1))
    if request is None:
        request = PieceRequest(
            contribution_id=contribution_id, kind=kind, words=words, account_id=account_id, raised_by=raised_by,
            raised_at=at or now(), state=OPEN,
        )  # fmt: skip
        session.add(request)
    elif words and words not in request.words:
        request.words = "\n".join(filter(None, (request.words, words)))
    session.flush()
    return request


def hold_of_requests(session: Session, contribution_id: int) -> str:
    """Why requests about a piece or a copy of it keep it off the air, in half a sentence about “it”; empty for none."""
    query = select(PieceRequest.kind, PieceRequest.state).where(
        PieceRequest.contribution_id.in_(itself_and_copies(contribution_id)),
        PieceRequest.kind.in_((WITHDRAWN, *DISPUTED)),
        PieceRequest.state.in_(HOLDING),
    )
    standing = {(row.kind, row.state) for row in session.execute(query)}
    if any(kind == WITHDRAWN for kind, _ in standing):
        return "it was withdrawn by its artist; swap it for another piece."
    if (REPORTED, UPHELD) in standing:
        return "it was reported and stays off the air; swap it for another piece."
    if (OWNERSHIP, UPHELD) in standing:
        return "it is somebody else’s work and stays off the air; swap it for another piece."
    if (REPORTED, OPEN) in standing:
        return "it was reported; look at the report and answer it."
    return "it is asked whose work it is; settle that with both artists and answer the question." if standing else ""


def open_requests(session: Session, limit: int = 50) -> list[PieceRequest]:
    """What waits for a person, the oldest first."""
    return _listed(session, limit, PieceRequest.state == OPEN)


def requests_by(session: Session, account_id: int) -> list[PieceRequest]:
    """What an account raised, the newest first, with the answers."""
    return _listed(session, 100, PieceRequest.account_id == account_id)[::-1]


def requests_about(session: Session, contribution_id: int) -> list[PieceRequest]:
    """All requests about a piece and its copies, answered ones too, the oldest first."""
    return _listed(session, 100, PieceRequest.contribution_id.in_(itself_and_copies(contribution_id)))


def _listed(session: Session, limit: int, chosen: ColumnElement[bool]) -> list[PieceRequest]:
    query = select(PieceRequest).where(chosen).options(selectinload(PieceRequest.contribution))
    return list(session.scalars(query.order_by(PieceRequest.raised_at, PieceRequest.id).limit(limit)))
