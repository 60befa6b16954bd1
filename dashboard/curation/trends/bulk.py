"""Many rows at once, on SQLite and PostgreSQL: reading those of some ids, and writing them over what is there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Column, ColumnElement, Executable, Integer, Row, String, bindparam, cast, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from dashboard.curation.trends.arrays import array_of
from dashboard.storage.base import Base

Values = npt.NDArray[Any] | Sequence[Any]
CACHE_KIB = 65_536
_READ_AT_ONCE = 1000


def is_sqlite(session: Session) -> bool:
    """Whether the session's database is SQLite; else it is PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def widen_cache(session: Session) -> None:
    """Let SQLite keep more of the database at hand: with its 2 MB the pages of the indexes are read time and again."""
    if is_sqlite(session):
        session.connection().exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")


def among(
    session: Session, column: ColumnElement[Any] | InstrumentedAttribute[Any], ids: Collection[int]
) -> ColumnElement[bool]:
    """That a column holds one of any number of ids; as one parameter, since SQLite takes 32,766 at most."""
    if is_sqlite(session):
        return column.in_(select(func.json_each(literal(json.dumps(list(ids)), String)).table_valued("value").c.value))
    return column == func.any(array_of(np.fromiter(ids, np.int64, len(ids)), Integer()))


def rows_of(session: Session, query: Executable) -> Iterator[Row[Any]]:
    """The rows of a query, of which few are alive at a time."""
    return chain.from_iterable(session.connection().execute(query).partitions(_READ_AT_ONCE))


def hour_column(session: Session, instant: Any) -> ColumnElement[Any]:
    """An instant as whole hours since 1970, UTC."""
    if is_sqlite(session):
        # Division rounds towards zero, and no date here is before 1970.
        return cast(func.strftime("%s", instant), Integer).op("/")(3600)
    return cast(func.floor(func.extract("epoch", instant) / 3600), Integer)


def put(
    session: Session,
    kind: type[Base],
    columns: Mapping[str, Values],
    *,
    added: Collection[str] = (),
    left: Collection[str] = (),
) -> None:
    """Insert rows. Where one with the same primary key is, its columns become these, but those `added` grow by these
    and those `left` stay: a column that is written costs its index, even where it does not change.
    """
    if not len(next(iter(columns.values()))):
        return
    table: Any = kind.__table__
    keys = [column.name for column in table.primary_key]
    make: Any = sqlite.insert if is_sqlite(session) else postgresql.insert
    statement = make(table)
    new = {name: statement.excluded[name] for name in columns if name not in {*keys, *left}}
    grown = {name: table.c[name] + value if name in added else value for name, value in new.items()}
    if is_sqlite(session):
        statement = statement.values({name: bindparam(name) for name in columns})
        written = statement.on_conflict_do_update(index_elements=keys, set_=grown).compile(dialect=sqlite.dialect())
        ordered = [_listed(columns[str(name)]) for name in written.positiontup]
        session.connection().exec_driver_sql(str(written), list(zip(*ordered, strict=True)))
        return
    arrays = [_unnested(values, table.c[name]).label(name) for name, values in columns.items()]
    statement = statement.from_select(list(columns), select(*arrays))
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=grown))


def _listed(values: Values) -> Sequence[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _unnested(values: Values, column: Column[Any]) -> ColumnElement[Any]:
    """A column for PostgreSQL; one value for all rows where they are alike, unless it is of the key."""
    if isinstance(values, np.ndarray) and not column.primary_key and (values == values[0]).all():
        return literal(values[0].item(), column.type)
    return func.unnest(array_of(values, column.type))
