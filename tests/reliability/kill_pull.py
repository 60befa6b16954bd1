"""Killing a pull at random moments: nothing is lost, nothing is there twice, whatever the moment was.

A child process pulls JSON Lines with parents, counters and people. It is killed, and pulled again, `KILLS` times;
each time the database is looked at, and after the last pull it must equal that of one that nobody disturbed.
Run it with `make reliability`; it says how far the kills had let the pulls come.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select, text

from dashboard.community.tables import Contribution, Credit, LineageEdge, MetricReading
from dashboard.intake.tables import RawRecord
from dashboard.settings import ROOT
from dashboard.storage.engine import Database

KILLS = int(os.environ.get("GREENROOM_KILLS", "200"))
RECORDS = 6000
PULLED = "from dashboard.cli import main; import sys; sys.exit(main(['pull', sys.argv[1], '--json']))"


def main() -> None:
    """Kill, look, and compare; ends with an assertion where something is wrong."""
    with tempfile.TemporaryDirectory(prefix="greenroom-kill-") as folder:
        lines = Path(folder, "lines.jsonl")
        lines.write_text("".join(json.dumps(_record(number)) + "\n" for number in range(RECORDS)), "utf-8")
        calm = _home(folder, "calm")
        began = time.monotonic()
        _pull(calm, lines).wait()
        whole_s = time.monotonic() - began
        reached = _killed(_home(folder, "shaken"), lines, whole_s)
        shaken = _home(folder, "shaken")
        assert _pull(shaken, lines).wait() == 0
        assert _content(shaken) == _content(calm), "what came of the killed pulls is not what a calm one brings"
        print(json.dumps({"name": "kill_pull", "kills": KILLS, "pieces_at_kill": reached}))


def _killed(home: Path, lines: Path, whole_s: float) -> dict[str, int]:
    """Pull and kill again and again, from an empty database once all is in; how far it was at each kill."""
    chance = random.Random(20261123)
    reached: Counter[str] = Counter()
    for _ in range(KILLS):
        child = _pull(home, lines)
        time.sleep(chance.uniform(0, whole_s * 1.05))
        child.kill()
        child.wait()
        pieces = _look(home)
        reached["none" if not pieces else "all" if pieces == RECORDS else "some"] += 1
        if pieces == RECORDS:  # from the beginning again
            for file in home.glob("greenroom.db*"):
                file.unlink()
    return dict(reached)


def _look(home: Path) -> int:
    """How many pieces are in; each of them is whole."""
    if not (home / "greenroom.db").exists():
        return 0
    db = Database(f"sqlite:///{home / 'greenroom.db'}")
    try:
        with db.reading() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).first() is None
            has_tables = session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'raw_record'"))
            if not has_tables:
                return 0
            pieces, *others = (
                session.scalar(select(func.count()).select_from(table)) or 0
                for table in (Contribution, RawRecord, Credit, MetricReading)
            )
            assert others == [pieces] * 3, (pieces, others)
            assert session.scalar(select(func.count(func.distinct(Contribution.external_id)))) == pieces
            return pieces
    finally:
        db.engine.dispose()


def _content(home: Path) -> list[object]:
    """Pieces, their people, counters and links, without what tells the time."""
    db = Database(f"sqlite:///{home / 'greenroom.db'}")
    with db.reading() as session:
        keys = {row.id: row.external_id for row in session.execute(select(Contribution.id, Contribution.external_id))}
        pieces = (Contribution.external_id, Contribution.title, Contribution.version, Contribution.clearance_reason)
        edges = session.execute(select(LineageEdge.child_id, LineageEdge.parent_id, LineageEdge.state))
        readings = session.execute(select(MetricReading.contribution_id, MetricReading.name, MetricReading.value))
        found: list[object] = [
            sorted(tuple(row) for row in session.execute(select(*pieces))),
            sorted((keys[row[0]], keys.get(row[1], ""), row[2]) for row in edges),
            sorted((keys[row[0]], row[1], row[2]) for row in readings),
        ]
    db.engine.dispose()
    return found


def _record(number: int) -> dict[str, object]:
    chance = random.Random(number)
    parents = f"p{chance.randrange(RECORDS)}" if number % 3 == 0 else ""
    return {
        "id": f"p{number}", "kind": "music", "title": f"Take {number}", "artist": f"Artist {number % 97}",
        "licence": "CC-BY-4.0", "likes": number % 50, "remix_of": parents,
    }  # fmt: skip


def _home(folder: str, name: str) -> Path:
    home = Path(folder, name)
    home.mkdir(exist_ok=True)
    return home


def _pull(home: Path, lines: Path) -> subprocess.Popen[bytes]:
    env = {**os.environ, "GREENROOM_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", PULLED, str(lines)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
