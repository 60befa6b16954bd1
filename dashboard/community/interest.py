"""Our own evidence of interest: who opened a piece here and who likes it. The counters of sources are kept apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased

from dashboard.community.copies import kept_id, merges
from dashboard.community.submission_tables import Submission
from dashboard.community.tables import Contribution, Contributor, Credit, InterestEvent
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.storage.base import now
from dashboard.storage.engine import Database

OPENED, LIKED, UNLIKED = "opened", "liked", "unliked"


@dataclass(frozen=True)
class Interest:
    """How many accounts here opened a piece and how many like it now; its own people do not count."""

    opened: int = 0
    likes: int = 0


def note_opened(db: Database, actor: Actor, contribution_id: int, at: datetime | None = None) -> bool:
    """Note that an account opened a piece, at most once a day (UTC); returns whether it was the first time that day.

    The event is its own record, so it leaves no audit entry.
    """
    require(actor, Permission.SEE_PIECES)
    at = at or now()
    if actor.account_id is None:
        return False
    with db.reading() as session:
        if _opened_that_day(session, actor.account_id, contribution_id, at):
            return False
    try:
        with db.writing() as session:
            # Locked, so that two tabs of one person count once.
            piece = session.get(Contribution, contribution_id, with_for_update=True)
            if piece is None or _opened_that_day(session, actor.account_id, contribution_id, at):
                return False
            session.add(_event(actor.account_id, contribution_id, OPENED, at))
    except OperationalError:  # the database is busy; the page that somebody opened matters more than the count
        return False
    return True


def like(db: Database, actor: Actor, contribution_id: int, *, likes: bool) -> None:
    """Like a piece, or take it back; repeating it changes nothing."""
    action = "piece.liked" if likes else "piece.unliked"
    with command(db, actor, Permission.REACT, action, ("contribution", contribution_id)) as change:
        if actor.account_id is None:
            raise BadInput("Only somebody with an account can like a piece; sign in with yours.")
        if change.session.get(Contribution, contribution_id, with_for_update=True) is None:
            raise NotFound("That piece no longer exists.")
        if likes_now(change.session, actor.account_id, contribution_id) != likes:
            kind = LIKED if likes else UNLIKED
            shown_id = merges(change.session).kept(contribution_id)
            change.session.add(_event(actor.account_id, shown_id, kind, now()))


def likes_now(session: Session, account_id: int | None, contribution_id: int) -> bool:
    """Whether this account likes a piece, by whichever of its copies, at present."""
    last = (
        select(InterestEvent.kind)
        .where(
            InterestEvent.account_id == account_id,
            InterestEvent.contribution_id.in_(merges(session).with_copies([contribution_id])),
            InterestEvent.kind.in_((LIKED, UNLIKED)),
        )
        .order_by(InterestEvent.id.desc())
    )
    return session.scalar(last.limit(1)) == LIKED


def interest_in(session: Session, contribution_ids: Collection[int]) -> dict[int, Interest]:
    """The interest in each of these pieces and its copies together; at most a few thousand at once."""
    merged = merges(session)
    alike = merged.with_copies(contribution_ids)
    opened, liked = (_accounts(session, alike, kind) for kind in (OPENED, LIKED))
    return {id_: Interest(opened.get(merged.kept(id_), 0), liked.get(merged.kept(id_), 0)) for id_ in contribution_ids}


def _accounts(session: Session, ids: Collection[int], kind: str) -> dict[int, int]:
    """How many accounts but the owners' did this, by the piece that stands for each; a like taken back is none."""
    piece, account = InterestEvent.contribution_id, InterestEvent.account_id
    kept = kept_id()
    query = (
        select(kept, func.count(account.distinct()))
        .join(Contribution, Contribution.id == piece)
        .where(piece.in_(ids), InterestEvent.kind == kind)
    )
    if kind == LIKED:
        later, of_later = aliased(InterestEvent), aliased(Contribution)
        taken_back = (
            select(later.id)
            .join(of_later, of_later.id == later.contribution_id)
            .where(
                func.coalesce(of_later.merged_into_id, of_later.id) == kept, later.account_id == account,
                later.kind == UNLIKED, later.id > InterestEvent.id, later.contribution_id.in_(ids),
            )
        )  # fmt: skip
        query = query.where(~taken_back.exists())
    credited, known_as = aliased(Contributor), aliased(Contributor)
    same_person = func.coalesce(known_as.same_as_id, known_as.id) == func.coalesce(credited.same_as_id, credited.id)
    is_artist = (
        select(Credit.id)
        .join(credited, Credit.contributor_id == credited.id)
        .join(known_as, same_person)
        .where(Credit.contribution_id == piece, known_as.account_id == account)
    )
    posted_it = select(Submission.contribution_id).where(
        Submission.contribution_id == piece,
        or_(Submission.account_id == account, Submission.guardian_id == account),
    )
    query = query.where(~is_artist.exists(), ~posted_it.exists())
    return {row[0]: row[1] for row in session.execute(query.group_by(kept))}


def _opened_that_day(session: Session, account_id: int, contribution_id: int, at: datetime) -> bool:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(InterestEvent.id).where(
        InterestEvent.account_id == account_id,
        InterestEvent.contribution_id == contribution_id,
        InterestEvent.kind == OPENED,
        InterestEvent.at >= day,
    )
    return session.scalar(query.limit(1)) is not None


def _event(account_id: int, contribution_id: int, kind: str, at: datetime) -> InterestEvent:
    return InterestEvent(account_id=account_id, contribution_id=contribution_id, kind=kind, at=at)
