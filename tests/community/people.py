"""Accounts and the artists behind them, for tests of what people do here."""

from __future__ import annotations

from sqlalchemy import select

from dashboard.community.tables import Contributor, Credit
from dashboard.people.roles import Actor, Role
from dashboard.people.tables import Account, AccountRole
from dashboard.storage.base import now
from dashboard.storage.engine import Database


def somebody(db: Database, name: str, *roles: Role, email: str = "") -> Actor:
    """An account with these roles, as it acts."""
    address = email or f"{name.split(maxsplit=1)[0].lower()}@example.org"
    with db.writing() as session:
        account = Account(email=address, name=name, created_at=now())
        account.roles = [AccountRole(role=role.value) for role in roles]
        session.add(account)
        session.flush()
        return Actor(account.id, name, frozenset(roles))


def artist_of(db: Database, actor: Actor, piece_id: int) -> int:
    """Make the account the artist behind a piece's first credit; the contributor's id."""
    with db.writing() as session:
        credit = session.scalars(select(Credit).where(Credit.contribution_id == piece_id, Credit.position == 0)).one()
        session.get_one(Contributor, credit.contributor_id).account_id = actor.account_id
        return credit.contributor_id
