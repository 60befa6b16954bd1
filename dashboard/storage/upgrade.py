"""Bringing a database to the tables of this version."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from dashboard.storage.engine import Database

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
    with db.engine.begin() as connection:
        if not db.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        command.upgrade(config(connection), "head")
    return True


def is_current(db: Database) -> bool:
    """Whether the database has the tables of this version."""
    with db.reading() as session:
        connection = session.connection()
        found = MigrationContext.configure(connection).get_current_revision()
        return found == ScriptDirectory.from_config(config(connection)).get_current_head()
