"""Reporting a problem with a piece, asking about a credit or payment, and answering either."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dashboard.community.artists import is_own_piece
from dashboard.community.consents import settle_hold
from dashboard.community.requests import (
    CREDIT,
    DISPUTED,
    DONE,
    OPEN,
    PAYMENT,
    REPORTED,
    UPHELD,
    WITHDRAWN,
    raise_request,
)
from dashboard.community.submission_tables import PieceRequest
from dashboard.community.tables import Contribution
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

LONGEST_WORDS = 4_000
_GONE = "That piece no longer exists."


def report_problem(db: Database, actor: Actor, contribution_id: int, words: str) -> int:
    """Report a piece; it is held off the air until somebody answers. Returns the request's id."""
    words = said(words, "Say what is wrong with it, so that somebody can look into it.")
    with command(db, actor, Permission.REACT, "piece.reported", ("contribution", contribution_id)) as change:
        if change.session.get(Contribution, contribution_id, with_for_update=True) is None:
            raise NotFound(_GONE)
        made = _raise(change.session, actor, contribution_id, REPORTED, words)
        settle_hold(change.session, contribution_id)
        return made.id


def ask_about(db: Database, actor: Actor, contribution_id: int, kind: str, words: str) -> int:
    """Ask about the credit of any piece, or the payment for one's own; returns the request's id."""
    if kind not in (CREDIT, PAYMENT):
        raise BadInput("One asks about a credit or about a payment.")
    words = said(words, f"Say what you want to know about the {kind}.")
    with command(db, actor, Permission.CONTRIBUTE, f"{kind}.asked", ("contribution", contribution_id)) as change:
        session = change.session
        if session.get(Contribution, contribution_id, with_for_update=True) is None:
            raise NotFound(_GONE)
        if kind == PAYMENT and not is_own_piece(session, actor.account_id, contribution_id):
            raise NotAllowed("Only its artists ask about the payment for a piece; claim the artist if it is you.")
        return _raise(session, actor, contribution_id, kind, words).id


def answer_request(db: Database, actor: Actor, request_id: int, words: str, *, uphold: bool = False) -> None:
    """Answer and close a request. A report or an ownership question is upheld, which keeps its piece off the air, or
    dismissed.

    An upheld one may be dismissed later. A withdrawal stands whatever the answer: only its artist takes it back.
    """
    words = said(words, "Write an answer; whoever raised it reads it.")
    with command(db, actor, Permission.ANSWER, "request.answered", ("piece_request", request_id)) as change:
        session = change.session
        request = session.get(PieceRequest, request_id, with_for_update=True)
        if request is None:
            raise NotFound("That request is no longer here; load the page again.")
        disputed = request.kind in DISPUTED
        reopened = disputed and request.state == UPHELD and not uphold
        if request.state != OPEN and not reopened:
            raise Stale(f"{request.answered_by} has answered this already; load the page again.")
        if disputed and is_own_piece(session, actor.account_id, request.contribution_id):
            what = "a report" if request.kind == REPORTED else "a question"
            raise NotAllowed(f"Nobody answers {what} about their own piece; ask another curator or a producer.")
        stays = request.kind == WITHDRAWN or (disputed and uphold)
        request.state = UPHELD if stays else DONE
        request.answer, request.answered_by, request.answered_at = words, actor.name, now()
        change.detail = {"kind": request.kind, "state": request.state, "contribution": request.contribution_id}
        settle_hold(session, request.contribution_id)


def said(words: str, otherwise: str) -> str:
    """Somebody's words without blanks around them; BadInput with `otherwise` where there are none."""
    words = words.strip()
    if not words:
        raise BadInput(otherwise)
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"Say it in {LONGEST_WORDS:,} characters.")
    return words


def _raise(session: Session, actor: Actor, contribution_id: int, kind: str, words: str) -> PieceRequest:
    return raise_request(session, contribution_id, kind, raised_by=actor.name, words=words, account_id=actor.account_id)
