"""Which contributor an account is, and which account a contributor."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from dashboard.community.submission_tables import Submission
from dashboard.community.tables import Contributor, Credit

_PERSON = func.coalesce(Contributor.same_as_id, Contributor.id)


def people_of(session: Session, account_id: int | None) -> set[int]:
    """The main rows of whom this account may act for; empty for no account."""
    if account_id is None:
        return set()
    return set(session.scalars(select(_PERSON).where(Contributor.account_id == account_id)))


def accounts_of(session: Session, contributor_id: int) -> set[int]:
    """The accounts behind a contributor, by whichever of the person's rows they are known."""
    contributor = session.get_one(Contributor, contributor_id)
    rows = select(Contributor.account_id).where(_is_person(contributor.person_id), Contributor.account_id.is_not(None))
    return {account_id for account_id in session.scalars(rows) if account_id is not None}


def is_own_piece(session: Session, account_id: int | None, contribution_id: int) -> bool:
    """Whether the account is behind one of the contributors of a piece."""
    people = people_of(session, account_id)
    if not people:
        return False
    query = select(Credit.id).join(Contributor).where(Credit.contribution_id == contribution_id, _PERSON.in_(people))
    return session.scalar(query.limit(1)) is not None


def credit_name_of(session: Session, account_id: int | None) -> str:
    """The name that this account is credited under; empty where it has no artist yet."""
    people = sorted(people_of(session, account_id))
    return session.get_one(Contributor, people[0]).credit_name if people else ""


def own_credit(session: Session, submission: Submission) -> Credit | None:
    """The credit of whoever posted the piece."""
    people = people_of(session, submission.account_id)
    query = (
        select(Credit)
        .join(Contributor)
        .where(Credit.contribution_id == submission.contribution_id, _PERSON.in_(people))
        .order_by(Credit.position)
    )
    return session.scalar(query.limit(1))


def _is_person(person_id: int) -> ColumnElement[bool]:
    return or_(Contributor.id == person_id, Contributor.same_as_id == person_id)
