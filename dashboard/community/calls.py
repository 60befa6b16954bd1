"""Calls: opening and changing them, publishing and closing, and who follows them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.artists import is_own_piece
from dashboard.community.call_tables import CallFollow
from dashboard.community.standing import DRAFT, OPEN, STATES, listed
from dashboard.community.tables import Call, Contribution
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

LONGEST_TITLE, LONGEST_BRIEF = 200, 20_000
_GONE = "That call no longer exists; look for another on the Calls page."


@dataclass(frozen=True)
class CallPlan:
    """What a call asks for. Without kind and role it is an open concept."""

    title: str
    brief: str = ""
    kinds: tuple[str, ...] = ()
    """Kinds of piece wanted, as intake names them."""
    roles: tuple[str, ...] = ()
    """Roles wanted, such as vocals or score."""
    deadline: datetime | None = None
    fixed_fee_minor: int | None = None
    currency: str = ""
    about_id: int | None = None
    """The piece that the job is for."""

    def check(self) -> None:
        """Raise BadInput for a call that nobody could answer."""
        if not self.title.strip():
            raise BadInput("A call needs a title; say what you ask for in a few words.")
        if len(self.title) > LONGEST_TITLE or len(self.brief) > LONGEST_BRIEF:
            raise BadInput(f"A title holds {LONGEST_TITLE} characters and a brief {LONGEST_BRIEF:,}; shorten it.")
        if any("," in words for words in (*self.kinds, *self.roles)):
            raise BadInput("Name each role by itself, without a comma in it.")
        if self.fixed_fee_minor is not None and (self.fixed_fee_minor <= 0 or not self.currency):
            raise BadInput("A fixed fee is an amount above zero in a currency; leave it out where there is none.")


def open_call(db: Database, actor: Actor, plan: CallPlan, *, publish: bool = False) -> int:
    """Make a call, as a draft unless it is to be published at once; returns its id.

    Curators and producers open any; an artist only one about a piece of their own, and without a fee.
    """
    plan.check()
    with command(db, actor, permission_for(actor), "call.opened", ("call", "new")) as change:
        session = change.session
        _may_ask(session, actor, plan)
        call = Call(key=f"here-{secrets.token_hex(8)}", created_at=now(), opened_by_id=actor.account_id, version=1)
        _fill(call, plan)
        if publish:
            _in_time(call)
        call.state = OPEN if publish else DRAFT
        session.add(call)
        session.flush()
        change.subject = ("call", call.id)
        change.detail = {"title": call.title, "state": call.state, "about": call.about_id}
        return call.id


def change_call(db: Database, actor: Actor, call_id: int, version: int, plan: CallPlan) -> None:
    """Change what a call asks for. Raises Stale when somebody changed it since `version`."""
    plan.check()
    with changing_call(db, actor, call_id, version, "call.changed") as (change, call):
        _may_ask(change.session, actor, plan, call)
        before = {name: getattr(call, name) for name in ("title", "about_id", "fixed_fee_minor", "currency")}
        _fill(call, plan)
        change.detail = {name: [was, getattr(call, name)] for name, was in before.items() if was != getattr(call, name)}


def set_call_state(db: Database, actor: Actor, call_id: int, version: int, state: str) -> None:
    """Publish a call (open), close it, or take it back into the drafts; one that was answered is never a draft."""
    if state not in STATES:
        raise BadInput(f"A call is {', '.join(STATES[:-1])} or {STATES[-1]}.")
    with changing_call(db, actor, call_id, version, f"call.{state}") as (change, call):
        if state == DRAFT and _answers(change.session, call_id):
            raise BadInput(f"“{call.title}” has been answered; close it instead.")
        if state == OPEN:
            _in_time(call)
        change.detail = {"was": call.state}
        call.state = state


def remove_draft(db: Database, actor: Actor, call_id: int, version: int) -> None:
    """Throw a draft away; a call that was published is closed instead, so that its answers keep it."""
    with changing_call(db, actor, call_id, version, "call.removed") as (change, call):
        if call.state != DRAFT or _answers(change.session, call_id):
            raise BadInput(f"“{call.title}” was published; close it instead.")
        change.detail = {"title": call.title}
        change.session.delete(call)


def follow_call(db: Database, actor: Actor, call_id: int, *, follows: bool) -> None:
    """Follow a call, or stop; repeating it changes nothing."""
    with command(db, actor, Permission.REACT, "call.followed" if follows else "call.left", ("call", call_id)) as change:
        if actor.account_id is None:
            raise BadInput("Only somebody with an account can follow a call; sign in with yours.")
        session = change.session
        if session.get(Call, call_id) is None:
            raise NotFound(_GONE)
        there = session.get(CallFollow, (call_id, actor.account_id))
        if follows and there is None:
            session.add(CallFollow(call_id=call_id, account_id=actor.account_id, since=now()))
        elif not follows and there is not None:
            session.delete(there)


def may_change(session: Session, actor: Actor, call: Call) -> bool:
    """Whether this actor may change a call: who runs calls, and whoever opened it about a piece of their own."""
    if actor.may(Permission.RUN_CALLS):
        return True
    is_opener = actor.account_id is not None and call.opened_by_id == actor.account_id
    own = call.about_id is not None and is_own_piece(session, actor.account_id, call.about_id)
    return actor.may(Permission.CONTRIBUTE) and is_opener and own


@contextmanager
def changing_call(
    db: Database, actor: Actor, call_id: int, version: int, action: str
) -> Iterator[tuple[Command, Call]]:
    """One change of a call, by whoever may and from its present version."""
    with command(db, actor, permission_for(actor), action, ("call", call_id)) as change:
        call = call_at(change.session, call_id, version, for_update=True)
        require_change(change.session, actor, call)
        call.version += 1
        yield change, call


def permission_for(actor: Actor) -> Permission:
    """What opening and changing calls takes: the one that artists hold, where the actor is one and no more."""
    artist_only = actor.may(Permission.CONTRIBUTE) and not actor.may(Permission.RUN_CALLS)
    return Permission.CONTRIBUTE if artist_only else Permission.RUN_CALLS


def call_at(session: Session, call_id: int, version: int, *, for_update: bool = False) -> Call:
    """The call, unless it is gone (NotFound) or somebody changed it since `version` (Stale)."""
    call = session.get(Call, call_id, with_for_update=for_update or None)
    if call is None:
        raise NotFound(_GONE)
    if call.version != version:
        raise Stale(f"Somebody else changed “{call.title}”; look again and repeat your change.")
    return call


def require_change(session: Session, actor: Actor, call: Call) -> None:
    """Raise NotAllowed unless the actor may change this call."""
    if not may_change(session, actor, call):
        raise NotAllowed(f"{actor.name} may not change “{call.title}”; ask a curator, or open a call of your own.")


def _may_ask(session: Session, actor: Actor, plan: CallPlan, before: Call | None = None) -> None:
    if plan.about_id is not None and session.get(Contribution, plan.about_id) is None:
        raise NotFound("The piece that the call is about no longer exists.")
    if actor.may(Permission.RUN_CALLS):
        return
    if plan.about_id is None or not is_own_piece(session, actor.account_id, plan.about_id):
        raise NotAllowed("An artist opens calls about pieces of their own; choose one of yours, or ask a curator.")
    promised = (before.fixed_fee_minor, before.currency) if before else (None, "")
    if plan.fixed_fee_minor is not None and (plan.fixed_fee_minor, plan.currency) != promised:
        raise NotAllowed("Only a curator or producer can promise a fee; leave it out, or ask one of them.")


def _fill(call: Call, plan: CallPlan) -> None:
    call.title, call.brief = plan.title.strip(), plan.brief.strip()
    call.kind, call.role = (", ".join(listed(", ".join(words))) for words in (plan.kinds, plan.roles))
    call.deadline, call.about_id = plan.deadline, plan.about_id
    call.fixed_fee_minor = plan.fixed_fee_minor
    call.currency = plan.currency if plan.fixed_fee_minor is not None else ""


def _in_time(call: Call) -> None:
    if call.deadline is not None and call.deadline < now():
        raise BadInput(f"The deadline of “{call.title}” has passed; set a later one, or none, and publish it then.")


def _answers(session: Session, call_id: int) -> int:
    return session.scalar(select(func.count()).where(Contribution.call_id == call_id)) or 0
