"""Pulling 100,000 JSON Lines into SQLite, against reading them into one bare table.

The peer parses the same lines and writes them with sqlite3's executemany into a table with an index; no people, no
lineage, no clearance, no raw record. Prints the rate, the ratio to the peer, and how the memory grew.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dashboard.intake.pull import pull
from dashboard.media.store import MediaStore
from dashboard.people.roles import OPERATOR
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import upgrade

RECORDS = 100_000
PEER = "sqlite3 executemany of the same lines into one table"
COLUMNS = ("id", "kind", "title", "artist", "licence", "text", "created_at", "likes", "views", "url", "remix_of")
_WORDS = [
    "salt",
    "rail",
    "harbour",
    "rain",
    "lantern",
    "tide",
    "choir",
    "ember",
    "violet",
    "machine",
    "static",
    "paper",
    "moth",
    "glass",
    "winter",
]


def main() -> None:
    """Write the lines once, then time both over them."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        lines = Path(folder, "lines.jsonl")
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(_record(number)) + "\n" for number in range(RECORDS))
        peer_s = _timed(lambda: _bare(lines, Path(folder, "bare.db")))
        memory = _Memory()
        ours_s = _timed(lambda: _ours(lines, Path(folder), memory))
        ratio = round(ours_s / peer_s, 1)
        _say("pull_json_lines", round(RECORDS / ours_s), "records a second", ratio)
        _say("pull_memory_growth", memory.growth_mb, "MB from the first tenth to the end", ratio)


class _Memory:
    """The most memory this process has held, a tenth of the way in and at the end."""

    first_mb = last_mb = 0

    def __call__(self, done: int, _total: int, _title: str) -> None:
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if done >= RECORDS // 10 and not self.first_mb:
            self.first_mb = held
        self.last_mb = held

    @property
    def growth_mb(self) -> int:
        return self.last_mb - self.first_mb


def _ours(lines: Path, folder: Path, memory: _Memory) -> None:
    db = Database(f"sqlite:///{folder / 'greenroom.db'}")
    upgrade(db)
    result = pull(db, MediaStore(folder / "media"), OPERATOR, lines, on_progress=memory)
    db.engine.dispose()
    assert result.new == RECORDS, result


def _bare(lines: Path, file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute(f"CREATE TABLE piece ({', '.join(COLUMNS)})")
    connection.execute("CREATE UNIQUE INDEX piece_id ON piece (id)")
    marks = ", ".join("?" * len(COLUMNS))
    with connection, lines.open("rb") as read:
        records = (json.loads(line) for line in read)
        rows = (tuple(record.get(name) for name in COLUMNS) for record in records)
        connection.executemany(f"INSERT INTO piece VALUES ({marks})", rows)  # noqa: S608 - only marks are put in
    connection.close()


def _record(number: int) -> dict[str, object]:
    chance = random.Random(number)
    made: dict[str, object] = {
        "id": f"piece-{number}", "kind": chance.choice(["music", "vocals", "illustration", "video", "text"]),
        "title": " ".join(chance.sample(_WORDS, 3)).title(), "artist": f"Artist {chance.randrange(4000)}",
        "licence": chance.choice(["CC-BY-4.0", "CC0-1.0", "CC-BY-NC-4.0"]),
        "text": " ".join(chance.choices(_WORDS, k=20)),
        "tags": chance.sample(_WORDS, 3), "created_at": f"2026-0{chance.randrange(1, 9)}-11T10:00:00Z",
        "likes": chance.randrange(500), "views": chance.randrange(9000), "url": f"https://example.org/p/{number}",
    }  # fmt: skip
    if number and chance.random() < 0.2:
        made["remix_of"] = f"piece-{chance.randrange(number)}"
    return made


def _timed(run: Callable[[], None]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _say(name: str, figure: int, unit: str, ratio: float) -> None:
    print(
        json.dumps({"name": name, "figure": figure, "unit": unit, "peer": PEER, "ratio": ratio, "runs": 1}), flush=True
    )


if __name__ == "__main__":
    main()
