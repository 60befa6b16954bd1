"""The whole content of a database and of a store, to see that nothing was written."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from dashboard.storage.base import Base
from dashboard.storage.engine import Database

Rows = list[tuple[object, ...]]


def rows_of(db: Database, *, without: tuple[str, ...] = ()) -> dict[str, Rows]:
    """Every row of every table; `without` names tables, or columns as table.column, that are left out."""
    with db.reading() as session:
        return {
            table.name: sorted(
                (
                    tuple(
                        str(value) for column, value in row._mapping.items() if f"{table.name}.{column}" not in without
                    )
                    for row in session.execute(select(table))
                ),
                key=repr,
            )
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def files_under(root: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
