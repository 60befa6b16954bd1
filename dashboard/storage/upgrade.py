"""Bringing a database to the tables of this version."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from dashboard.errors import SettingsWrong
from dashboard.storage.engine import Database
from dashboard.storage.full_text import drop_triggers, restore

logging.getLogger("alembic").setLevel(logging.WARNING)  # its remarks are of no use to whoever runs a command

_UPGRADE_LOCK = 4_272_013  # any number that nothing else on the same PostgreSQL locks


def config(connection: Connection) -> Config:
    """Alembic's configuration, bound to a connection that is inside a transaction."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    made.attributes["connection"] = connection
    return made


def upgrade(db: Database) -> bool:
    """Apply the missing migrations in one transaction; says whether there were any.

    Two processes that start together wait for one another: SQLite by its write lock, PostgreSQL by an
    advisory lock.
    """
    if is_current(db):
        return False
    with migrating(db) as connection:
        if not db.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        command.upgrade(config(connection), "head")
    return True


@contextmanager
def migrating(db: Database) -> Iterator[Connection]:
    """One transaction in which tables may be made anew, and at whose end search is filled from them again.

    SQLite changes a table by copying and dropping it, and with foreign keys on, dropping deletes what refers to
    it; they can only be switched off outside a transaction, and are checked before it ends.
    """
    with db.engine.connect() as connection:
        if not db.is_sqlite:
            with connection.begin(), _without_triggers(connection):
                yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - it is open; this is for the type checker
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                with _without_triggers(connection):
                    yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).first()
                if broken is not None:
                    raise SettingsWrong(f"The upgrade would leave rows of {broken[0]} without what they refer to.")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _without_triggers(connection: Connection) -> Iterator[None]:
    """SQLite would rename no table while a trigger names one that is missing for the moment."""
    drop_triggers(connection)
    yield
    restore(connection)


def is_current(db: Database) -> bool:
    """Whether the database has the tables of this version."""
    with db.reading() as session:
        connection = session.connection()
        found = MigrationContext.configure(connection).get_current_revision()
        return found == ScriptDirectory.from_config(config(connection)).get_current_head()
