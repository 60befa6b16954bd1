"""What pages read of calls: lists of them, and one with its references and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.artists import people_of
from dashboard.community.call_tables import CallFollow, CallReference
from dashboard.community.calls import may_change
from dashboard.community.copies import kept_id
from dashboard.community.folding import fold
from dashboard.community.standing import CLOSED, DRAFT, OPEN, call_standing, listed
from dashboard.community.tables import Call, Contribution, Contributor, Credit
from dashboard.errors import NotFound
from dashboard.people.roles import Actor, Permission
from dashboard.people.tables import Account

PER_PAGE = 24
MINE, FOLLOWED, UNANSWERED = "mine", "followed", "unanswered"
VIEWS = (OPEN, UNANSWERED, FOLLOWED, MINE, DRAFT, CLOSED)
"""What a list of calls may be narrowed to."""
_WITH_CREDITS = selectinload(Contribution.credits).selectinload(Credit.contributor)


@dataclass(frozen=True)
class CallRow:
    """A call in a list."""

    call_id: int
    title: str
    brief: str
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    deadline: datetime | None
    fixed_fee_minor: int | None
    currency: str
    standing: str
    """draft, open or closed at the instant that was asked for."""
    created_at: datetime
    opened_by: str
    """The name of the account; empty for calls that came with a manifest."""
    about_id: int | None
    about_title: str
    answers: int
    followers: int
    follows: bool
    version: int

    @property
    def wanted(self) -> str:
        """What is asked for in a few words, such as `vocals or music: lead, harmony`."""
        kinds, roles = " or ".join(self.kinds), ", ".join(self.roles)
        return ": ".join(part for part in (kinds, roles) if part) or "open concept"


@dataclass(frozen=True)
class CallPage:
    """Everything that the page of one call shows."""

    row: CallRow
    call: Call
    references: tuple[CallReference, ...]
    answers: tuple[Contribution, ...]
    """The newest first, with credits and media loaded."""
    about: Contribution | None
    may_change: bool


def calls(
    session: Session, actor: Actor, at: datetime, view: str = OPEN, words: str = "", page: int = 1
) -> list[CallRow]:
    """One page (1 is the first) of the calls of a view; those that end first come first, then the newest.

    Drafts are seen by those who run calls, and by whoever opened them.
    """
    query = (
        select(Call)
        .where(*_in_view(actor, at, view), *_said(words))
        .options(selectinload(Call.about))
        .order_by(*_order(view))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return _rows(session, list(session.scalars(query)), actor.account_id, at)


def call_count(session: Session, actor: Actor, at: datetime, view: str = OPEN, words: str = "") -> int:
    """How many calls a view holds."""
    wanted = (*_in_view(actor, at, view), *_said(words))
    return session.scalar(select(func.count()).select_from(Call).where(*wanted)) or 0


def call_page(session: Session, actor: Actor, call_id: int, at: datetime, *, most_answers: int = 100) -> CallPage:
    """One call. Raises NotFound where there is none, or a draft of somebody else's."""
    about = selectinload(Call.about)
    query = select(Call).where(Call.id == call_id)
    call = session.scalar(query.options(about.selectinload(Contribution.media), about.options(_WITH_CREDITS)))
    changes = call is not None and may_change(session, actor, call)
    if call is None or (call.state == DRAFT and not changes):
        raise NotFound("There is no such call; choose one on the Calls page.")
    piece = selectinload(CallReference.contribution)
    references = session.scalars(
        select(CallReference)
        .where(CallReference.call_id == call_id)
        .order_by(CallReference.position)
        .options(
            selectinload(CallReference.media), piece.selectinload(Contribution.media), piece.options(_WITH_CREDITS)
        )
    )
    found = answers(session, [call_id], most=most_answers)
    (row,) = _rows(session, [call], actor.account_id, at)
    return CallPage(row, call, tuple(references), tuple(found), call.about, changes)


def answers(session: Session, call_ids: Collection[int], *, most: int = 100) -> list[Contribution]:
    """What was made for these calls, the newest first; for a copy the piece that it is merged into."""
    query = (
        select(Contribution)
        .where(Contribution.id.in_(select(kept_id()).where(Contribution.call_id.in_(call_ids))))
        .order_by(Contribution.created_at.desc(), Contribution.id.desc())
        .limit(most)
    )
    return list(session.scalars(query.options(_WITH_CREDITS, selectinload(Contribution.media))))


def open_calls(session: Session, at: datetime, *, most: int = 200) -> list[Call]:
    """The calls that can be answered now, those that end first before the others."""
    query = select(Call).where(*_is_open(at)).order_by(*_order(OPEN)).limit(most)
    return list(session.scalars(query.options(selectinload(Call.about))))


def own_pieces_of(session: Session, account_id: int | None, *, most: int = 200) -> dict[int, str]:
    """Titles by id of the pieces whose artist this account is, the newest first."""
    people = people_of(session, account_id)
    if not people:
        return {}
    person = func.coalesce(Contributor.same_as_id, Contributor.id)
    query = (
        select(Contribution.id, Contribution.title)
        .where(
            Contribution.id.in_(select(Credit.contribution_id).join(Contributor).where(person.in_(people))),
            Contribution.merged_into_id.is_(None),
        )
        .order_by(Contribution.created_at.desc(), Contribution.id.desc())
        .limit(most)
    )
    return {row.id: row.title for row in session.execute(query)}


def _is_open(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return Call.state == OPEN, or_(Call.deadline.is_(None), Call.deadline >= at)


def _in_view(actor: Actor, at: datetime, view: str) -> tuple[ColumnElement[bool], ...]:
    answered = select(Contribution.id).where(Contribution.call_id == Call.id).exists()
    mine = Call.opened_by_id == actor.account_id if actor.account_id is not None else Call.id < 0
    match view:
        case "open":
            return _is_open(at)
        case "unanswered":
            return (*_is_open(at), ~answered)
        case "followed":
            followed = select(CallFollow.call_id).where(CallFollow.account_id == (actor.account_id or 0))
            return Call.id.in_(followed), Call.state != DRAFT
        case "mine":
            return (mine,)
        case "draft":
            return (Call.state == DRAFT,) if actor.may(Permission.RUN_CALLS) else (Call.state == DRAFT, mine)
        case _:
            return (or_(Call.state == CLOSED, (Call.state == OPEN) & (Call.deadline < at)),)


def _said(words: str) -> Iterable[ColumnElement[bool]]:
    text = func.lower(Call.title + " " + Call.brief + " " + Call.kind + " " + Call.role)
    return (text.contains(word, autoescape=True) for word in fold(words).split())


def _order(view: str) -> tuple[ColumnElement[Any], ...]:
    newest: tuple[ColumnElement[Any], ...] = (Call.created_at.desc(), Call.id.desc())
    if view == UNANSWERED:
        return Call.created_at.asc(), Call.id.asc()
    return (Call.deadline.is_(None), Call.deadline.asc(), *newest) if view == OPEN else newest


def _rows(session: Session, found: list[Call], account_id: int | None, at: datetime) -> list[CallRow]:
    ids = [call.id for call in found]
    answering = select(Contribution.call_id, func.count(kept_id().distinct())).where(Contribution.call_id.in_(ids))
    answered = {row[0]: row[1] for row in session.execute(answering.group_by(Contribution.call_id))}
    follows = select(CallFollow.call_id, func.count()).where(CallFollow.call_id.in_(ids))
    followers = {row[0]: row[1] for row in session.execute(follows.group_by(CallFollow.call_id))}
    own = select(CallFollow.call_id).where(CallFollow.call_id.in_(ids), CallFollow.account_id == (account_id or 0))
    followed = set(session.scalars(own))
    openers = select(Account.id, Account.name).where(Account.id.in_({call.opened_by_id for call in found}))
    names = {row.id: row.name for row in session.execute(openers)}
    return [
        CallRow(
            call.id, call.title, call.brief, listed(call.kind), listed(call.role), call.deadline,
            call.fixed_fee_minor, call.currency, call_standing(call.state, call.deadline, at), call.created_at,
            names.get(call.opened_by_id or 0, ""), call.about_id, call.about.title if call.about else "",
            answered.get(call.id, 0), followers.get(call.id, 0), call.id in followed, call.version,
        )
        for call in found
    ]  # fmt: skip
