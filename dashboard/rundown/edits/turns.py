"""Who edits next. SQLite lets those who wait try again by chance, so that among many some would wait in vain."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.storage.engine import BUSY_TIMEOUT_MS, Database

EVERY_S = 0.004


@contextmanager
def turn(db: Database) -> Iterator[None]:
    """Wait until no other process or thread edits a rundown in this SQLite database; elsewhere rows are queued for.

    It asks more often than SQLite does, and whoever has waited as long as that would goes on without: then the
    database decides, and says so. The system ends the turn of a process that dies.
    """
    file = db.engine.url.database
    if not db.is_sqlite or not file or file == ":memory:":
        yield
        return
    with Path(f"{file}-turns").open("a") as queue:
        until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
        while not _has(queue.fileno()) and time.monotonic() < until:
            time.sleep(EVERY_S)
        yield


def _has(queue: int) -> bool:
    try:
        fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
