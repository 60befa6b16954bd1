from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from dashboard.rundown.edits import turns
from dashboard.rundown.edits.turns import turn
from dashboard.storage.engine import Database

HOLDS = """
import sys, time
from dashboard.rundown.edits.turns import turn
from dashboard.storage.engine import Database
with turn(Database(sys.argv[1])):
    print("holds it", flush=True)
    time.sleep(60)
"""


def test_one_comes_after_the_other(db: Database) -> None:
    inside, most = 0, 0

    def take() -> None:
        nonlocal inside, most
        with turn(db):
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # PostgreSQL queues for the row, so nobody has to wait here.
    assert most == 1 if db.is_sqlite else most >= 1


def test_whoever_has_waited_long_goes_on_without(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "BUSY_TIMEOUT_MS", 50)
    with turn(sqlite_db):
        began = time.monotonic()
        with turn(sqlite_db):
            assert time.monotonic() - began >= 0.05


def test_the_turn_of_a_process_that_was_killed_is_over(sqlite_db: Database) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, sqlite_db.url], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdout.readline() == b"holds it\n"
        child.kill()
        child.wait()
        began = time.monotonic()
        with turn(sqlite_db):
            assert time.monotonic() - began < 5
