"""Folding the 27,000 events of one day into the keys of 100,000 pieces, after a million earlier ones.

Each run folds another day: all that the worker does for it. Prints a JSON line a database. PostgreSQL runs without
fsync, as in the tests.
"""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from sqlalchemy import text

from dashboard.curation.trends.fold import fold_new
from dashboard.storage.engine import Database
from tests.bench.curation._trend_world import (
    A_DAY,
    END,
    EVENTS,
    Events,
    databases,
    events,
    in_pandas,
    plant,
    say,
    timed,
    vacuumed,
)

EARLIER, RUNS = 1_000_000, 7


def main() -> None:
    """The peer first, then each database."""
    recompute = in_pandas(events(EVENTS))
    peer = median([timed(recompute) for _ in range(3)])
    del recompute
    with databases() as each:
        for engine, db in each:
            plant(db)
            _add(db, events(EARLIER))
            fold_new(db, END)
            vacuumed(db)
            times = [_a_day(db, day) for day in range(RUNS)]
            say(f"a day's {A_DAY:,} events folded, {engine}", times, peer)


def _a_day(db: Database, day: int) -> float:
    """Milliseconds for that day, the first after END being 0."""
    _add(db, events(A_DAY, days=1, seed=day + 2), later_days=day)
    gc.collect()  # what the events left behind
    return timed(partial(fold_new, db, END + timedelta(days=day)))


def _add(db: Database, some: Events, later_days: int = 0) -> None:
    columns = (some.piece, some.account, some.second + 86_400 * later_days, some.liked)
    rows = sorted(zip(*(column.tolist() for column in columns), strict=True), key=lambda row: row[2])
    kinds = ("opened", "liked")
    with db.writing() as session:
        if db.is_sqlite:
            session.connection().exec_driver_sql(
                "INSERT INTO interest_event (contribution_id, account_id, kind, at)"
                " VALUES (?, ?, ?, datetime(?, 'unixepoch') || '.000000')",
                [(piece, account, kinds[liked], at) for piece, account, at, liked in rows],
            )
            return
        session.execute(text("SET LOCAL session_replication_role = replica"))
        cursor = session.connection().connection.cursor()
        with cursor.copy("COPY interest_event (contribution_id, account_id, kind, at) FROM STDIN") as copy:
            for piece, account, at, liked in rows:
                copy.write_row((piece, account, kinds[liked], datetime.fromtimestamp(at, UTC)))


if __name__ == "__main__":
    main()
