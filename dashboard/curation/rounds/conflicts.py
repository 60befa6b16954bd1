"""Which pieces somebody may not judge because they are their own, and whose names a blind review hides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from dashboard.community.artists import people_of
from dashboard.community.submission_tables import Claim, Submission
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.people.tables import Account

_PERSON = func.coalesce(Contributor.same_as_id, Contributor.id)
_REFUSED = "refused"


def own_pieces(session: Session, account_id: int, among: Collection[int]) -> set[int]:
    """Those of these pieces that this account made, posted, or answers for as a guardian.

    Copies that were merged into a piece count as the piece, and who says to be an artist counts as that artist
    until somebody refuses it.
    """
    account = session.get_one(Account, account_id)
    people = people_of(session, account_id) | _claimed(session, account_id)
    copies = _with_copies(session, among)
    credited = select(Credit.contribution_id).join(Contributor).where(
        _PERSON.in_(people), Credit.contribution_id.in_(copies)
    )  # fmt: skip
    answering = or_(
        Submission.account_id == account_id,
        Submission.guardian_id == account_id,
        Submission.guardian_email == account.email,
    )
    posted = select(Submission.contribution_id).where(answering, Submission.contribution_id.in_(copies))
    return {copies[id_] for query in (credited, posted) for id_ in session.scalars(query)}


def names_behind(session: Session, among: Collection[int]) -> dict[int, set[str]]:
    """Every name that tells whose these pieces are: artists under all their names, and who posted or answers."""
    copies = _with_copies(session, among)
    found: dict[int, set[str]] = defaultdict(set)
    query = select(Credit.contribution_id, Credit.verbatim, _PERSON).join(Contributor)
    credits_ = session.execute(query.where(Credit.contribution_id.in_(copies))).all()
    names = _names_of(session, {person for _, _, person in credits_})
    for id_, verbatim, person in credits_:
        found[copies[id_]] |= {verbatim} | names[person]
    behind = or_(Account.id == Submission.account_id, Account.id == Submission.guardian_id)
    posted = select(Submission.contribution_id, Account.name).join(Account, behind)
    for id_, name in session.execute(posted.where(Submission.contribution_id.in_(copies))):
        found[copies[id_]].add(name)
    return found


def _names_of(session: Session, people: Collection[int]) -> dict[int, set[str]]:
    """What people are called in any of their rows, by the id of the main one."""
    columns = (_PERSON, Contributor.credit_name, Contributor.handle, Contributor.external_key, Account.name)
    rows = select(*columns).join(Account, Contributor.account_id == Account.id, isouter=True)
    found: dict[int, set[str]] = defaultdict(set)
    for person, *names in session.execute(
        rows.where(or_(Contributor.id.in_(people), Contributor.same_as_id.in_(people)))
    ):
        found[person] |= {name for name in names if name}
    return found


def _claimed(session: Session, account_id: int) -> set[int]:
    query = select(_PERSON).join(Claim, Claim.contributor_id == Contributor.id)
    return set(session.scalars(query.where(Claim.account_id == account_id, Claim.state != _REFUSED)))


def _with_copies(session: Session, among: Collection[int]) -> dict[int, int]:
    """The pieces and the copies merged into them, each with the piece that stands for it."""
    copies = session.execute(
        select(Contribution.id, Contribution.merged_into_id).where(Contribution.merged_into_id.in_(among))
    )
    return {id_: id_ for id_ in among} | {row.id: row.merged_into_id for row in copies}
