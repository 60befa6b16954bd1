"""What search reads, kept right by the database itself: the words of every piece, and its facets in one narrow row.

`search_document` holds the words (FTS5, or tsvector with GIN), `search_facet` the facets of a piece as numbers,
`search_value` the words that some of these numbers stand for. No room owns them and no class stands for them: they
follow from the community's tables by triggers, whoever writes to those. Copies that were merged into another piece
have no facets, and what has none is not found.
"""

# ruff: noqa: S608 - every part of these statements is a constant of this folder

from __future__ import annotations

from sqlalchemy import Connection, inspect

from dashboard.storage.full_text_sql import (
    GONE,
    NO_FACETS,
    NO_WORDS,
    TRIGGERS,
    VALUES,
    Trigger,
    facets,
    new_facets,
    new_words,
)

OWN_TABLES = ("search_value", "search_facet", "search_document", "search_vocabulary")
_MADE = {
    True: (
        "CREATE TABLE search_value (id INTEGER PRIMARY KEY, value VARCHAR NOT NULL UNIQUE)",
        "CREATE TABLE search_facet (contribution_id INTEGER PRIMARY KEY, packed VARCHAR NOT NULL)",
        "CREATE VIRTUAL TABLE search_document USING fts5(words, tokenize = 'ascii', prefix = '2 3')",
        "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_document', 'row')",
    ),
    False: (
        "CREATE TABLE search_value (id serial PRIMARY KEY, value varchar NOT NULL UNIQUE)",
        "CREATE TABLE search_facet (contribution_id integer PRIMARY KEY, packed varchar NOT NULL)",
        "CREATE TABLE search_document (contribution_id integer PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_search_document_words ON search_document USING gin (words)",
    ),
}
"""By whether it is SQLite, as all that differs."""


def is_ours(table: str) -> bool:
    """Whether a table is one of these, or one that the full text index keeps for itself."""
    return any(table == name or table.startswith(f"{name}_") for name in OWN_TABLES)


def make_tables(connection: Connection) -> None:
    """Make the tables, empty."""
    for statement in _MADE[_is_sqlite(connection)]:
        connection.exec_driver_sql(statement)


def drop_tables(connection: Connection) -> None:
    """Drop the tables and all that they hold."""
    for name in reversed(OWN_TABLES):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def drop_triggers(connection: Connection) -> None:
    """Take the triggers off, before tables are changed: SQLite renames none while a trigger names a missing one."""
    sqlite = _is_sqlite(connection)
    for name in (GONE, *(trigger.name for trigger in TRIGGERS)):
        drop = f"DROP TRIGGER IF EXISTS {name}" if sqlite else f"DROP FUNCTION IF EXISTS {name}() CASCADE"
        connection.exec_driver_sql(drop)


def restore(connection: Connection) -> None:
    """Make the triggers and fill the tables from what is there; does nothing while a table that they read is missing.

    Idempotent; takes seconds for a hundred thousand pieces.
    """
    there = set(inspect(connection).get_table_names())
    if not {"search_document", *(trigger.table for trigger in TRIGGERS)} <= there:
        return
    sqlite = _is_sqlite(connection)
    drop_triggers(connection)
    if not sqlite:  # else it would plan for the tables as they were before all this
        connection.exec_driver_sql("ANALYZE")
    fill = (new_words(sqlite=sqlite), VALUES, new_facets(sqlite=sqlite))
    for statement in ("DELETE FROM search_document", "DELETE FROM search_facet", *fill):
        connection.exec_driver_sql(statement.format(where="true"))
    for trigger in TRIGGERS:
        _make_trigger(connection, trigger.name, trigger.table, trigger.event, _body(trigger, sqlite=sqlite))
    key = "rowid" if sqlite else "contribution_id"
    gone = f"DELETE FROM search_document WHERE {key} = OLD.id; DELETE FROM search_facet WHERE contribution_id = OLD.id;"
    _make_trigger(connection, GONE, "contribution", "DELETE", gone)


def _body(trigger: Trigger, *, sqlite: bool) -> str:
    statements = [NO_WORDS[sqlite], new_words(sqlite=sqlite)] if trigger.words else []
    if trigger.event != "UPDATE OF found":
        statements.append(VALUES)
        if sqlite:
            statements += [NO_FACETS, new_facets(sqlite=True)]
        else:
            statements += _careful_facets()
    return " ".join(f"{statement.format(where=f'({trigger.where})')};" for statement in statements)


def _careful_facets() -> list[str]:
    """For several writers at once: what is right is not locked, and what others changed is looked at again."""
    update = (
        f"UPDATE search_facet AS s SET packed = n.packed FROM ({facets(sqlite=False)}) AS n "
        "WHERE s.contribution_id = n.id AND s.packed <> n.packed"
    )
    merged = NO_FACETS.format(where="c.merged_into_id IS NOT NULL AND {where}")
    return [f"LOOP {update}; EXIT WHEN NOT FOUND; END LOOP", merged, new_facets(sqlite=False)]


def _make_trigger(connection: Connection, name: str, table: str, event: str, body: str) -> None:
    if _is_sqlite(connection):
        connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {body} END")
        return
    connection.exec_driver_sql(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
    )
    connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
