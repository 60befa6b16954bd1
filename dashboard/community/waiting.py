"""The agreements that wait for an account: its own shares, and pieces of the minors it is named guardian of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.artists import own_credit, people_of
from dashboard.community.holding import ASKED
from dashboard.community.submission_tables import ShareConsent, Submission
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.people.tables import Account

SHARE, GUARDIAN = "share", "guardian"


@dataclass(frozen=True)
class Waiting:
    """An agreement that waits for somebody."""

    what: str
    """share or guardian."""
    contribution_id: int
    consent_id: int | None
    """Of a share."""
    title: str
    posted_by: str
    """The credit name of whoever posted it."""
    role: str
    points: int
    shares: tuple[tuple[str, str, int], ...]
    """Everybody's credit name, role and share points, in the order of the credits."""


def waiting_consents(session: Session, account_id: int) -> list[Waiting]:
    """What waits for this account: shares of the people it is, and pieces of the minors it is named guardian of."""
    return [*_shares_waiting(session, account_id), *_wards_waiting(session, account_id)]


def _shares_waiting(session: Session, account_id: int) -> list[Waiting]:
    people = people_of(session, account_id)
    if not people:
        return []
    person = func.coalesce(Contributor.same_as_id, Contributor.id)
    query = (
        select(ShareConsent)
        .join(Contributor, ShareConsent.contributor_id == Contributor.id)
        .outerjoin(Submission, Submission.contribution_id == ShareConsent.contribution_id)
        .where(ShareConsent.state == ASKED, person.in_(people), Submission.withdrawn_at.is_(None))
        .order_by(ShareConsent.id)
    )
    return [
        _waiting(session, SHARE, consent.contribution, consent.id, consent.role, consent.points)
        for consent in session.scalars(query.options(selectinload(ShareConsent.contribution)))
    ]


def _wards_waiting(session: Session, account_id: int) -> list[Waiting]:
    email = session.scalar(select(Account.email).where(Account.id == account_id, Account.active))
    if not email:
        return []
    query = select(Submission).where(
        Submission.guardian_email == email, Submission.guardian_id.is_(None), Submission.withdrawn_at.is_(None)
    )
    waiting = []
    for submission in session.scalars(query.order_by(Submission.contribution_id)):
        own = own_credit(session, submission)
        role, points = (own.role, own.points) if own else ("", 0)
        waiting.append(_waiting(session, GUARDIAN, submission.contribution, None, role, points))
    return waiting


def _waiting(
    session: Session, what: str, piece: Contribution, consent_id: int | None, role: str, points: int
) -> Waiting:
    submission = session.get(Submission, piece.id)
    own = own_credit(session, submission) if submission else None
    query = select(Credit).where(Credit.contribution_id == piece.id).options(selectinload(Credit.contributor))
    shares = tuple(
        (credit.contributor.credit_name, credit.role, credit.points)
        for credit in session.scalars(query.order_by(Credit.position))
    )
    posted_by = own.contributor.credit_name if own else ""
    return Waiting(what, piece.id, consent_id, piece.title, posted_by, role, points, shares)
