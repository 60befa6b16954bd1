"""An account says which contributor it is; somebody who knows the artists confirms or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.artists import accounts_of
from dashboard.community.submission_tables import Claim
from dashboard.community.tables import Contributor
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

ASKED, CONFIRMED, REFUSED = "asked", "confirmed", "refused"
CLAIM_CONFIRMED = "claim.confirmed"
LONGEST_WORDS = 1000


@dataclass(frozen=True)
class ClaimRow:
    """A claim as a list shows it; of the account no more than its name."""

    claim_id: int
    contributor_id: int
    credit_name: str
    handle: str
    claimed_by: str
    words: str
    state: str
    asked_at: datetime
    decided_by: str


def claim(db: Database, actor: Actor, contributor_id: int, words: str) -> int:
    """Say “this is me”, with how one can tell; returns the claim's id. After a refusal one may ask again."""
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"Say it in {LONGEST_WORDS:,} characters; a curator will ask for more.")
    with command(db, actor, Permission.CONTRIBUTE, "claim.asked", ("contributor", contributor_id)) as change:
        session = change.session
        if actor.account_id is None:
            raise BadInput("Only somebody with an account can be an artist here; sign in with yours.")
        contributor = session.get(Contributor, contributor_id, with_for_update={"of": Contributor})
        if contributor is None:
            raise NotFound("That artist is no longer here; look for them on the Artists page.")
        _refuse_taken(session, contributor, actor.account_id)
        made = _claim_of(session, actor.account_id, contributor_id)
        if made is None:
            made = Claim(account_id=actor.account_id, contributor_id=contributor_id)
            session.add(made)
        made.words, made.state, made.asked_at = words, ASKED, now()
        made.decided_by, made.decided_at = "", None
        session.flush()
        return made.id


def decide_claim(db: Database, actor: Actor, claim_id: int, *, confirms: bool) -> None:
    """Confirm a claim, so that the account acts for that person under every handle, or refuse it."""
    action = CLAIM_CONFIRMED if confirms else "claim.refused"
    with command(db, actor, Permission.KNOW_ARTISTS, action, ("claim", claim_id)) as change:
        session = change.session
        asked = session.get(Claim, claim_id, with_for_update=True)
        if asked is None:
            raise NotFound("That claim is no longer here; load the page again.")
        if asked.state != ASKED:
            raise Stale(f"{asked.decided_by} has answered this claim already; load the page again.")
        if asked.account_id == actor.account_id:
            raise NotAllowed("Nobody confirms their own claim; ask another curator, a producer or an admin.")
        asked.state = CONFIRMED if confirms else REFUSED
        asked.decided_by, asked.decided_at = actor.name, now()
        change.detail = {"contributor": asked.contributor_id}
        if confirms:
            change.detail["given"] = _give(session, asked)


def open_claims(session: Session) -> list[ClaimRow]:
    """What waits for an answer, the oldest first."""
    return _rows(session, Claim.state == ASKED)


def claims_by(session: Session, account_id: int) -> list[ClaimRow]:
    """What an account has claimed, the oldest first."""
    return _rows(session, Claim.account_id == account_id)


def claims_on(session: Session, person_id: int) -> list[ClaimRow]:
    """The claims that wait for an answer about a person, by whichever handle."""
    rows = select(Contributor.id).where(or_(Contributor.id == person_id, Contributor.same_as_id == person_id))
    return _rows(session, Claim.contributor_id.in_(rows) & (Claim.state == ASKED))


def _give(session: Session, asked: Claim) -> list[int]:
    """Let the account act for all rows of the person; the ids of those for which it could not before."""
    claimed = session.get_one(Contributor, asked.contributor_id)
    _refuse_taken(session, claimed, asked.account_id)
    person = claimed.person_id
    rows = select(Contributor).where(or_(Contributor.id == person, Contributor.same_as_id == person))
    given = [row for row in session.scalars(rows.with_for_update(of=Contributor)) if row.account_id is None]
    for row in given:
        row.account_id = asked.account_id
    return sorted(row.id for row in given)


def _refuse_taken(session: Session, contributor: Contributor, account_id: int) -> None:
    owners = accounts_of(session, contributor.id)
    if contributor.account_id == account_id:
        raise BadInput(f"You are “{contributor.credit_name}” here already.")
    if owners - {account_id}:
        raise BadInput(
            f"“{contributor.credit_name}” belongs to another account; if that is wrong, write to a curator about it."
        )


def _claim_of(session: Session, account_id: int, contributor_id: int) -> Claim | None:
    query = select(Claim).where(Claim.account_id == account_id, Claim.contributor_id == contributor_id)
    return session.scalar(query)


def _rows(session: Session, chosen: ColumnElement[bool]) -> list[ClaimRow]:
    query = select(Claim).where(chosen).order_by(Claim.asked_at, Claim.id)
    found = session.scalars(query.options(selectinload(Claim.account), selectinload(Claim.contributor)))
    return [
        ClaimRow(
            c.id, c.contributor_id, c.contributor.credit_name, c.contributor.handle, c.account.name, c.words, c.state,
            c.asked_at, c.decided_by,
        )
        for c in found
    ]  # fmt: skip
