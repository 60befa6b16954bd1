"""The database: one engine a process, read-only sessions for pages, one transaction for a command.

On SQLite every writing transaction opens with BEGIN IMMEDIATE, emitted by us: a deferred one that reads and
then writes fails at once when somebody else writes, and DDL would not roll back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from dashboard.errors import SettingsWrong
from dashboard.settings import settings

BUSY_TIMEOUT_MS = 15_000


class Database:
    """An engine and the two ways to use it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._reader = self.engine.execution_options(greenroom_readonly=True, **self._readonly_options())

    def _readonly_options(self) -> dict[str, Any]:
        return {} if self.is_sqlite else {"postgresql_readonly": True}

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; the other one we run on is PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that cannot write; what it loaded stays readable after it closes."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


def make_engine(url: str) -> Engine:
    """An engine set up for `url`; makes the folder of a SQLite file. SettingsWrong where there can be none."""
    if not url.startswith("sqlite"):
        try:
            return create_engine(url, pool_pre_ping=True)
        except (ArgumentError, ImportError) as wrong:
            raise SettingsWrong(
                "DATABASE_URL names no database that can be used; write it as postgresql://…, or leave it out."
            ) from wrong
    file = make_url(url).database
    if file and file != ":memory:":
        _make_folder(Path(file).parent)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise SettingsWrong(
            f"{folder} cannot be made into a folder for the data ({wrong.strerror}); set GREENROOM_HOME to another."
        ) from wrong


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("greenroom_readonly", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if readonly else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


@cache
def database() -> Database:
    """The database of this process, as the settings name it."""
    return Database(settings().database_url)
