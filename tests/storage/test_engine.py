"""Transactions: all or nothing, read-only readers, and times that keep their zone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from dashboard.errors import NotAllowed
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, Role
from dashboard.people.tables import Account
from dashboard.storage.audit import recent
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from dashboard.storage.upgrade import is_current, upgrade

ADMIN = Actor(7, "Ada", frozenset({Role.ADMIN}))


def person(email: str, at: datetime | None = None) -> Account:
    return Account(email=email, name="Ida", created_at=at or datetime.now(UTC))


def count(db: Database, table: type[Account] | type[AuditEntry]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_raises_leaves_nothing(db: Database) -> None:
    with pytest.raises(RuntimeError), db.writing() as session:
        session.add(person("a@example.org"))
        session.flush()
        raise RuntimeError
    assert count(db, Account) == 0


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError), db.reading() as session:
        session.add(person("a@example.org"))
        session.flush()
    assert count(db, Account) == 0


def test_a_writer_after_a_reader_can_write(db: Database) -> None:
    count(db, Account)
    with db.writing() as session:
        session.add(person("a@example.org"))
    assert count(db, Account) == 1


def test_ddl_rolls_back_too(db: Database) -> None:
    with pytest.raises(RuntimeError), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
        raise RuntimeError
    with pytest.raises(DBAPIError), db.reading() as session:
        session.execute(text("SELECT * FROM half_done"))


def test_writers_wait_for_one_another(db: Database) -> None:
    def add(number: int) -> None:
        with db.writing() as session:
            seen = session.scalar(select(func.count()).select_from(Account)) or 0
            session.add(person(f"{number}-{seen}@example.org"))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(db, Account) == 8


def test_an_instant_keeps_its_zone(db: Database) -> None:
    at = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=-5)))
    with db.writing() as session:
        session.add(person("a@example.org", at))
    with db.reading() as session:
        found = session.scalars(select(Account.created_at)).one()
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), db.writing() as session:
        session.add(person("a@example.org", datetime(2026, 3, 1, 12, 0)))
        session.flush()


def test_a_command_leaves_one_entry_in_its_own_transaction(db: Database) -> None:
    with command(db, ADMIN, Permission.MANAGE_PEOPLE, "account.created", ("account", "new")) as change:
        change.session.add(person("a@example.org"))
        change.detail = {"n": 1}
    with db.reading() as session:
        (entry,) = recent(session)
        assert (entry.account_id, entry.actor_name, entry.action) == (7, "Ada", "account.created")
        assert entry.detail == {"n": 1}
        assert recent(session, subject=("account", "old")) == []


def test_a_command_that_raises_leaves_neither_change_nor_entry(db: Database) -> None:
    with (
        pytest.raises(RuntimeError),
        command(db, ADMIN, Permission.MANAGE_PEOPLE, "account.created", ("account", "new")) as change,
    ):
        change.session.add(person("a@example.org"))
        change.session.flush()
        raise RuntimeError
    assert (count(db, Account), count(db, AuditEntry)) == (0, 0)


def test_a_command_without_permission_does_not_begin(db: Database) -> None:
    nobody = Actor(8, "Bo", frozenset())
    with (
        pytest.raises(NotAllowed, match="Bo may not manage people"),
        command(db, nobody, Permission.MANAGE_PEOPLE, "account.created", ("account", "new")),
    ):
        pytest.fail("the block must not run")


def test_an_upgrade_is_done_once(db: Database) -> None:
    assert is_current(db)
    assert not upgrade(db)
