"""Accounts: signing in, roles, and who may be shut out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, Role
from dashboard.people.tables import Account, AccountRole
from dashboard.settings import settings
from dashboard.storage.audit import Signature, record
from dashboard.storage.base import now
from dashboard.storage.engine import Database

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def sign_in(db: Database, email: str, name: str) -> Actor:
    """The actor behind a proven e-mail address; a first sign-in makes an account without roles.

    The address in GREENROOM_ADMIN is made an admin each time, so that the house cannot lock itself out.
    Raises NotAllowed for an account that was shut.
    """
    email = _clean_email(email)
    with db.reading() as session:
        account = _by_email(session, email)
        if account is not None and account.sample:
            raise NotAllowed("This address belongs to a made-up person of the sample show; sign in with your own.")
        if account is not None and not _lacks_admin(account):
            return _actor(account)
    with db.writing() as session:
        account = _by_email(session, email)
        if account is None:
            account = Account(email=email, name=name.strip() or email.split("@")[0], created_at=now())
            session.add(account)
            session.flush()
            record(session, Signature(account.id, account.name), "account.created", ("account", account.id), {})
        if _lacks_admin(account):
            account.active = True
            account.roles.append(AccountRole(role=Role.ADMIN.value))
            session.flush()
            record(session, Signature(None, "settings"), "account.made_admin", ("account", account.id), {})
        return _actor(account)


def act_as(db: Database, account_id: int) -> Actor:
    """The actor behind one of the sample people; for the local mode only."""
    with db.reading() as session:
        account = session.get(Account, account_id)
        if account is None or not account.sample:
            raise NotFound("There is no such sample person; load the sample show first.")
        return _actor(account)


def current(db: Database, actor: Actor) -> Actor:
    """The actor as the database knows it now: roles change while somebody is signed in."""
    if actor.account_id is None:
        return actor
    with db.reading() as session:
        account = session.get(Account, actor.account_id)
        if account is None:
            raise NotAllowed("This account no longer exists; ask an admin.")
        return _actor(account)


def add_account(db: Database, actor: Actor, email: str, name: str, roles: Iterable[Role]) -> int:
    """Make an account before its person first signs in; returns its id."""
    email = _clean_email(email)
    with command(db, actor, Permission.MANAGE_PEOPLE, "account.created", ("account", "new")) as change:
        if _by_email(change.session, email) is not None:
            raise BadInput(f"There is already an account for {email}; change its roles instead.")
        account = Account(email=email, name=name.strip() or email.split("@")[0], created_at=now())
        account.roles = [AccountRole(role=role.value) for role in sorted(set(roles))]
        change.session.add(account)
        change.session.flush()
        change.subject = ("account", account.id)
        change.detail = {"roles": [role.role for role in account.roles]}
        return account.id


def change_account(
    db: Database, actor: Actor, account_id: int, *, version: int, roles: Iterable[Role], active: bool
) -> None:
    """Set the roles and whether the account is open.

    Raises Stale when somebody changed it since `version`, BadInput when no open admin would be left.
    """
    wanted = sorted({Role(role) for role in roles})
    with command(db, actor, Permission.MANAGE_PEOPLE, "account.changed", ("account", account_id)) as change:
        account = change.session.get(Account, account_id, with_for_update=True)
        if account is None:
            raise NotFound("That account no longer exists.")
        if account.version != version:
            raise Stale("Somebody else changed this account; look again and repeat your change.")
        before = sorted(role.role for role in account.roles)
        account.roles = [r for r in account.roles if r.role in wanted] + [
            AccountRole(role=role.value) for role in wanted if role.value not in before
        ]
        account.active = active
        account.version += 1
        change.session.flush()
        _keep_an_admin(change.session)
        change.detail = {"roles": [before, [role.value for role in wanted]], "active": active}


def accounts(session: Session) -> list[Account]:
    """All accounts, by name."""
    return list(session.scalars(select(Account).order_by(Account.name, Account.id)))


def sample_people(session: Session) -> list[Account]:
    """The named people of the sample show, in the order they were made."""
    return list(session.scalars(select(Account).where(Account.sample, Account.active).order_by(Account.id)))


def _by_email(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == email))


def _clean_email(email: str) -> str:
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise BadInput(f"“{email}” is not an e-mail address; write it as name@example.org.")
    return email


def _lacks_admin(account: Account) -> bool:
    is_named = account.email == settings().admin_email
    return is_named and not (account.active and any(r.role == Role.ADMIN for r in account.roles))


def _keep_an_admin(session: Session) -> None:
    admins = select(Account.id).join(AccountRole).where(Account.active, AccountRole.role == Role.ADMIN)
    if session.scalar(admins.limit(1)) is None:
        raise BadInput("At least one open account must stay admin; make somebody else admin first.")


def _actor(account: Account) -> Actor:
    if not account.active:
        raise NotAllowed("This account has been closed; ask an admin to open it again.")
    return Actor(account.id, account.name, frozenset(Role(role.role) for role in account.roles))
