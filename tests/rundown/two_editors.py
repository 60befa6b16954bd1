"""An episode that two people edit, one of them from a program that is started anew in between."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event, func, select

from dashboard.errors import BadInput
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.tables import Episode
from dashboard.storage.engine import Database
from tests.community.people import somebody
from tests.rundown.cutting_room import Cutting
from tests.rundown.studio import act_ids, add_episode, plan
from tests.world import add_piece


class Room(Cutting):
    """An episode of two acts that Ida and Ben edit, with a film, a song over two stills, and a film in it."""

    def __init__(self, db: Database) -> None:
        self.db, self.actor = quick(db), somebody(db, "Ida", Role.PRODUCER)
        self.ben = somebody(db, "Ben", Role.PRODUCER)
        film, tide = add_piece(db, "Ferry", seconds=3), add_piece(db, "Tide", seconds=2)
        song = add_piece(db, "Song", kind="music", seconds=9)
        quay, gulls = add_piece(db, "Quay", kind="photo"), add_piece(db, "Gulls", kind="illustration")
        self.pieces = (film, tide, song, quay, gulls)

    def anew(self) -> None:
        """Another episode like the first."""
        with self.db.reading() as session:
            number = 1 + (session.scalar(select(func.max(Episode.number))) or 0)
        film, tide, song, quay, gulls = self.pieces
        self.episode_id = add_episode(self.db, OPERATOR, plan(number=number), ("One", "Two"))
        self.one, self.two = act_ids(self.db, self.episode_id)
        for act, made in ((self.one, [film]), (self.one, [song, quay, gulls]), (self.two, [tide])):
            commands.add_piece(self.db, OPERATOR, act, made)

    def reopen(self) -> None:
        """As after a restart."""
        self.db.engine.dispose()
        self.db = quick(Database(self.db.url))

    def unwind(self, step: Callable[[Database, Actor, int], str]) -> int:
        """Undo or redo Ida's until nothing is left; how many."""
        for count in range(1000):
            try:
                step(self.db, self.actor, self.episode_id)
            except BadInput as ending:
                assert "There is no edit of yours" in str(ending)
                return count
        raise AssertionError("it never ends")

    def last(self, find: Callable[..., RundownEdit | None], actor: Actor) -> RundownEdit | None:
        with self.db.reading() as session:
            return find(session, actor, self.episode_id)


def quick(db: Database) -> Database:
    """Without waiting for the disk after each of thousands of edits."""
    if db.is_sqlite:
        event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        db.engine.dispose()
    return db
