"""Accounts: signing in, roles, closing, and the trail that each change leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.people.service import accounts, act_as, add_account, change_account, current, sign_in
from dashboard.people.tables import Account, AccountRole
from dashboard.settings import settings
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry

ADMIN = Actor(None, "Ada", frozenset({Role.ADMIN}))


@pytest.fixture
def named_admin(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("GREENROOM_ADMIN", "Sam@Example.org")
    settings.cache_clear()
    yield "sam@example.org"
    settings.cache_clear()


def account(db: Database, account_id: int) -> Account:
    with db.reading() as session:
        return session.get_one(Account, account_id)


def actions(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_first_sign_in_makes_an_account_without_roles(db: Database) -> None:
    actor = sign_in(db, " Ida@Example.org ", "Ida Holm")
    assert (actor.name, actor.roles) == ("Ida Holm", frozenset())
    assert sign_in(db, "ida@example.org", "Ida Holm").account_id == actor.account_id
    assert actions(db) == ["account.created"]


def test_the_named_admin_is_admin_from_the_first_sign_in(db: Database, named_admin: str) -> None:
    assert sign_in(db, named_admin, "Sam").roles == {Role.ADMIN}


def test_the_named_admin_cannot_be_locked_out(db: Database, named_admin: str) -> None:
    sam = sign_in(db, named_admin, "Sam")
    other = add_account(db, ADMIN, "other@example.org", "Other", [Role.ADMIN])
    assert other and sam.account_id
    change_account(db, ADMIN, sam.account_id, version=1, roles=[], active=False)
    assert sign_in(db, named_admin, "Sam").roles == {Role.ADMIN}


def test_roles_change_while_somebody_is_signed_in(db: Database) -> None:
    add_account(db, ADMIN, "boss@example.org", "Boss", [Role.ADMIN])
    actor = sign_in(db, "ida@example.org", "Ida")
    assert actor.account_id
    change_account(db, ADMIN, actor.account_id, version=1, roles=[Role.CURATOR], active=True)
    assert current(db, actor).roles == {Role.CURATOR}


def test_a_closed_account_is_refused_at_once(db: Database) -> None:
    add_account(db, ADMIN, "boss@example.org", "Boss", [Role.ADMIN])
    actor = sign_in(db, "ida@example.org", "Ida")
    assert actor.account_id
    change_account(db, ADMIN, actor.account_id, version=1, roles=[Role.CURATOR], active=False)
    with pytest.raises(NotAllowed, match="closed"):
        current(db, actor)
    with pytest.raises(NotAllowed, match="closed"):
        sign_in(db, "ida@example.org", "Ida")


def test_a_stale_change_of_roles_is_refused(db: Database) -> None:
    made = add_account(db, ADMIN, "boss@example.org", "Boss", [Role.ADMIN])
    change_account(db, ADMIN, made, version=1, roles=[Role.ADMIN, Role.CURATOR], active=True)
    with pytest.raises(Stale, match="Somebody else changed this account"):
        change_account(db, ADMIN, made, version=1, roles=[Role.ADMIN], active=True)
    assert {role.role for role in account(db, made).roles} == {"admin", "curator"}


def test_the_last_admin_stays(db: Database) -> None:
    made = add_account(db, ADMIN, "boss@example.org", "Boss", [Role.ADMIN])
    with pytest.raises(BadInput, match="must stay admin"):
        change_account(db, ADMIN, made, version=1, roles=[Role.CURATOR], active=True)
    assert {role.role for role in account(db, made).roles} == {"admin"}


def test_nobody_but_an_admin_changes_people(db: Database) -> None:
    producer = Actor(None, "Pat", frozenset({Role.PRODUCER}))
    with pytest.raises(NotAllowed, match="Pat may not manage people and roles"):
        add_account(db, producer, "x@example.org", "X", [Role.ADMIN])
    with db.reading() as session:
        assert accounts(session) == []
    assert actions(db) == []


def test_one_address_is_one_account(db: Database) -> None:
    add_account(db, ADMIN, "x@example.org", "X", [])
    with pytest.raises(BadInput, match=r"already an account for x@example\.org"):
        add_account(db, ADMIN, "X@example.org", "Y", [])


@pytest.mark.parametrize("address", ["", "ida", "ida@", "@example.org", "ida@example"])
def test_what_is_no_address_is_refused(db: Database, address: str) -> None:
    with pytest.raises(BadInput, match="is not an e-mail address"):
        sign_in(db, address, "Ida")


def test_one_can_act_as_a_sample_person_only(db: Database) -> None:
    made = add_account(db, ADMIN, "real@example.org", "Real", [Role.CURATOR])
    with pytest.raises(NotFound, match="no such sample person"):
        act_as(db, made)


def test_every_change_of_people_is_in_the_trail_without_the_address(db: Database) -> None:
    made = add_account(db, ADMIN, "boss@example.org", "Boss", [Role.ADMIN])
    change_account(db, ADMIN, made, version=1, roles=[Role.ADMIN, Role.CURATOR], active=True)
    assert actions(db) == ["account.created", "account.changed"]
    with db.reading() as session:
        trail = list(session.scalars(select(AuditEntry)))
        assert trail[1].detail["roles"] == [["admin"], ["admin", "curator"]]
        assert not any("boss@example.org" in str(entry.detail) for entry in trail)


def test_nobody_signs_in_as_a_sample_person(db: Database) -> None:
    with db.writing() as session:
        made = Account(email="rosa@example.org", name="Rosa", sample=True, created_at=now())
        made.roles = [AccountRole(role=Role.CURATOR)]
        session.add(made)
    with pytest.raises(NotAllowed, match="made-up person"):
        sign_in(db, "rosa@example.org", "Whoever")
    assert made.id and act_as(db, made.id).roles == {Role.CURATOR}
