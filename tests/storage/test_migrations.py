"""Migrations: what they make is what the tables say, up and down, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect

from dashboard.storage.engine import Database
from dashboard.storage.upgrade import config, is_current, migrating, upgrade


def test_the_upgraded_database_is_what_the_tables_say(db: Database) -> None:
    with db.engine.begin() as connection:
        command.check(config(connection))


def test_down_and_up_again(db: Database) -> None:
    with migrating(db) as connection:
        command.downgrade(config(connection), "base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    assert not is_current(db)
    assert upgrade(db)
    assert is_current(db)


def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = Database(f"sqlite:///{tmp_path / 'new.db'}")
    done = command.upgrade

    def fails(*args: object, **options: object) -> None:
        done(*args, **options)  # type: ignore[arg-type]
        raise RuntimeError

    monkeypatch.setattr(command, "upgrade", fails)
    with pytest.raises(RuntimeError):
        upgrade(db)
    assert inspect(db.engine).get_table_names() == []
