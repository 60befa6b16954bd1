"""Who must agree before a piece airs: its co-authors to role and share points, a minor's guardian to all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.artists import accounts_of, own_credit
from dashboard.community.clearing import refresh_clearance
from dashboard.community.copies import itself_and_copies
from dashboard.community.holding import ACCEPTED, ASKED, DECLINED, Said, Share, hold_sentence
from dashboard.community.requests import hold_of_requests
from dashboard.community.submission_tables import ShareConsent, Submission
from dashboard.community.tables import Contribution
from dashboard.community.terms import require_current
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission, Role
from dashboard.people.tables import Account
from dashboard.storage.base import now
from dashboard.storage.engine import Database

_ANSWERED = "This was answered already; load the page again."


@dataclass(frozen=True)
class Declared:
    """What those who clear a piece may know of its submission; nothing of its artist's age."""

    terms_version: int
    accepted_at: datetime
    people: str
    brands: str
    third_party: str
    machine_made: str


def ask_consents(session: Session, piece: Contribution, own_contributor_id: int) -> None:
    """Ask every co-author but the one who posted it, in the caller's transaction."""
    asked: dict[int, ShareConsent] = {}
    for credit in piece.credits:
        if credit.contributor_id != own_contributor_id and credit.contributor_id not in asked:
            asked[credit.contributor_id] = ShareConsent(
                contribution_id=piece.id, contributor_id=credit.contributor_id, role=credit.role,
                points=credit.points, state=ASKED, account_id=None, answered_at=None,
            )  # fmt: skip
    session.add_all(asked.values())
    session.flush()


def consents_of(session: Session, contribution_id: int) -> list[ShareConsent]:
    """What each co-author said, in the order they were asked."""
    query = select(ShareConsent).where(ShareConsent.contribution_id == contribution_id).order_by(ShareConsent.id)
    return list(session.scalars(query.options(selectinload(ShareConsent.contributor))))


def declared_with(session: Session, contribution_id: int) -> Declared | None:
    """What the artist declared with a piece posted here; none for pieces from elsewhere."""
    said = session.get(Submission, contribution_id)
    if said is None:
        return None
    return Declared(said.terms_version, said.accepted_at, said.people, said.brands, said.third_party, said.machine_made)


def answer_share(db: Database, actor: Actor, consent_id: int, *, accepts: bool) -> None:
    """Accept or decline one's own role and share points; until all have accepted, the piece may not air."""
    with db.reading() as session:
        consent = _consent(session, consent_id)
        if actor.account_id not in accounts_of(session, consent.contributor_id):
            raise NotAllowed(f"Only {consent.contributor.credit_name} answers this; it is their share.")
    with _entitled(db, actor, "share.accepted" if accepts else "share.declined", consent.contribution_id) as change:
        consent = _consent(change.session, consent_id, for_update=True)
        _settle_share(consent, ACCEPTED if accepts else DECLINED, actor)
        change.detail = {"contributor": consent.contributor_id}
        settle_hold(change.session, consent.contribution_id)


def agree_outside(db: Database, actor: Actor, consent_id: int, note: str) -> None:
    """Note that a co-author without an account here has agreed by other ways; the note says how one knows."""
    note = note.strip()
    if not note or "@" in note:
        raise BadInput("Say how you know that they agreed, without any address, such as “signed sheet of 3 May”.")
    with command(db, actor, Permission.JUDGE, "share.agreed_outside", ("share_consent", consent_id)) as change:
        consent = _consent(change.session, consent_id, for_update=True)
        if accounts_of(change.session, consent.contributor_id):
            raise BadInput(f"{consent.contributor.credit_name} has an account here and answers for themselves.")
        _settle_share(consent, ACCEPTED, actor)
        change.subject = ("contribution", consent.contribution_id)
        change.detail = {"contributor": consent.contributor_id, "note": note}
        settle_hold(change.session, consent.contribution_id)


def answer_as_guardian(
    db: Database, actor: Actor, contribution_id: int, *, accepts: bool, terms_version: int = 0, credit_name: str = ""
) -> None:
    """Accept terms, splits and credit name for a minor, or decline all of it, which keeps the piece off the air.

    Only for whoever signed in with the address that the artist gave. `credit_name` becomes the artist's.
    """
    with db.reading() as session:
        _ward(session, actor, contribution_id)
    # The trail says that an agreement was given and not of which kind: that would tell the artist's age.
    with _entitled(db, actor, "consent.given" if accepts else "consent.refused", contribution_id) as change:
        session = change.session
        submission = _ward(session, actor, contribution_id, for_update=True)
        submission.guardian_id = actor.account_id
        if accepts:
            submission.guardian_terms_version = require_current(session, terms_version)
            submission.guardian_accepted_at = now()
            _name_artist(session, submission, credit_name)
        settle_hold(session, contribution_id)


def settle_hold(session: Session, contribution_id: int) -> str:
    """Reckon anew whether its people let a piece air; returns the sentence that holds it, empty for none.

    Follows submission, shares, withdrawal and requests, those of its copies too. Clearance is brought in step, and so
    is the piece that this one is merged into.
    """
    piece = session.get_one(Contribution, contribution_id)
    session.flush()
    alike = itself_and_copies(contribution_id)
    submissions = list(session.scalars(select(Submission).where(Submission.contribution_id.in_(alike))))
    guarded = [said for said in submissions if said.guardian_email]
    shares = session.scalars(
        select(ShareConsent)
        .where(ShareConsent.contribution_id.in_(alike))
        .order_by(ShareConsent.id)
        .options(selectinload(ShareConsent.contributor))
    )
    piece.hold = hold_sentence(
        Said(
            withdrawn=any(said.withdrawn_at is not None for said in submissions),
            requests=hold_of_requests(session, contribution_id),
            guardian_asked=any(said.guardian_id is None for said in guarded),
            guardian_declined=any(said.guardian_id and said.guardian_accepted_at is None for said in guarded),
            shares=tuple(Share(consent.contributor.credit_name, consent.state) for consent in shares),
        )
    )
    session.flush()
    if piece.merged_into_id is not None:
        settle_hold(session, piece.merged_into_id)
    else:
        refresh_clearance(session, [contribution_id])
    return piece.hold


@contextmanager
def _entitled(db: Database, actor: Actor, action: str, contribution_id: int) -> Iterator[Command]:
    """A change that somebody may make because of who they are, whatever roles they hold."""
    named = Actor(actor.account_id, actor.name, frozenset({*actor.roles, Role.ARTIST}))
    with command(db, named, Permission.REACT, action, ("contribution", contribution_id)) as change:
        yield change


def _consent(session: Session, consent_id: int, *, for_update: bool = False) -> ShareConsent:
    consent = session.get(ShareConsent, consent_id, with_for_update=for_update or None)
    if consent is None:
        raise NotFound("That share is no longer asked about; load the page again.")
    return consent


def _settle_share(consent: ShareConsent, state: str, actor: Actor) -> None:
    if consent.state != ASKED:
        raise BadInput(_ANSWERED)
    consent.state, consent.account_id, consent.answered_at = state, actor.account_id, now()


def _ward(session: Session, actor: Actor, contribution_id: int, *, for_update: bool = False) -> Submission:
    submission = session.get(Submission, contribution_id, with_for_update=for_update or None)
    account = session.get(Account, actor.account_id) if actor.account_id is not None else None
    if submission is None or account is None or not account.active or submission.guardian_email != account.email:
        raise NotAllowed("Nothing waits for you here; sign in with the address that the artist gave.")
    if submission.guardian_id is not None:
        raise BadInput(_ANSWERED)
    return submission


def _name_artist(session: Session, submission: Submission, credit_name: str) -> None:
    own, name = own_credit(session, submission), " ".join(credit_name.split())
    if own is None or not name:
        raise BadInput("Say under which name the artist is to be credited.")
    if own.contributor.credit_name != name:
        own.contributor.credit_name = name
        own.contributor.version += 1
