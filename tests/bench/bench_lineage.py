"""Ancestors and descendants of a piece in trees of 10,000 pieces each, out of a database that holds several of them.

The peer is the same walk done in Python, level by level over one edge list loaded for it. SQLite runs in
this process, so its time counts. Prints one JSON line a figure.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from dashboard.community.ancestry import ancestor_ids, descendant_ids
from dashboard.community.lineage import CONFIRMED
from dashboard.community.tables import Contribution, LineageEdge, Source
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import upgrade

NODES, RUNS = 10_000, 9
PEER = "a walk in Python over one loaded edge list"
Pairs = list[tuple[int, int]]


def shapes() -> Iterator[tuple[str, Pairs]]:
    """`child, parent` pairs over pieces 0 to NODES - 1, of which the first uses, far up, most of the others."""
    yield "a chain", [(n, n + 1) for n in range(NODES - 1)]
    yield "one step wide", [(0, n) for n in range(1, NODES)]
    yield "diamonds", [(n, n + step) for n in range(NODES) for step in (1, 2) if n + step < NODES]
    chance = random.Random(1)
    mixed = {(n, chance.randint(n + 1, min(NODES - 1, n + 50))) for n in range(NODES - 1) for _ in range(2)}
    yield "a mixed tree", sorted(mixed)


def main() -> None:
    """Fill a database with a tree of every shape, then walk each from its top and from its foot."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        db = Database(f"sqlite:///{folder}/greenroom.db")
        upgrade(db)
        firsts = {name: _plant(db, name, pairs) for name, pairs in shapes()}
        for name, first in firsts.items():
            _compare(db, f"ancestors, {name}", ancestor_ids, first, up=True)
            _compare(db, f"descendants, {name}", descendant_ids, first + NODES - 1, up=False)
        db.engine.dispose()


def _plant(db: Database, name: str, pairs: Pairs) -> int:
    """Add a tree; the id of its piece 0, after which the others are numbered."""
    at = now()
    with db.writing() as session:
        source = Source(name=name, kind="folder", location=name, created_at=at)
        session.add(source)
        session.flush()
        first = 1 + (session.scalar(select(Contribution.id).order_by(Contribution.id.desc()).limit(1)) or 0)
        pieces = [
            {"id": first + n, "source_id": source.id, "external_id": str(n), "kind": "text", "title": f"Piece {n}",
             "created_at": at, "first_seen_at": at, "last_seen_at": at, "digest": ""}
            for n in range(NODES)
        ]  # fmt: skip
        links = [
            {"child_id": first + a, "parent_id": first + b, "parent_ref": str(b), "state": CONFIRMED} for a, b in pairs
        ]
        session.execute(insert(Contribution), pieces)
        session.execute(insert(LineageEdge), links)
    return first


def _compare(db: Database, name: str, walk: Callable[..., dict[int, int]], start: int, *, up: bool) -> None:
    with db.reading() as session:
        ours, found = _timed(lambda: walk(session, start, confirmed_only=True))
        peer, expected = _timed(lambda: _in_python(session, start, up=up))
    assert found == expected, name
    line = {
        "name": f"{name}, {len(found):,} found", "figure": round(ours, 1), "unit": "ms CPU", "peer": PEER,
        "ratio": round(ours / peer, 2), "runs": RUNS,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def _timed(call: Callable[[], dict[int, int]]) -> tuple[float, dict[int, int]]:
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        found = call()
        spent.append((time.process_time() - began) * 1000)
    return median(spent), found


def _in_python(session: Session, start: int, *, up: bool) -> dict[int, int]:
    columns = (LineageEdge.child_id, LineageEdge.parent_id) if up else (LineageEdge.parent_id, LineageEdge.child_id)
    onward: dict[int, list[int]] = {}
    query = select(*columns).where(LineageEdge.state == CONFIRMED, LineageEdge.parent_id.is_not(None))
    for row in session.execute(query):
        onward.setdefault(row[0], []).append(row[1])
    found: dict[int, int] = {}
    level: set[int] = {start}
    steps = 0
    while level:
        steps += 1
        met = {there for here in level for there in onward.get(here, ())}
        level = {there for there in met if there not in found and there != start}
        found.update(dict.fromkeys(level, steps))
    return found


if __name__ == "__main__":
    main()
