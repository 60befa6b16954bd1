"""An episode to be edited, and what it holds."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.people.roles import Actor
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import State
from dashboard.rundown.edits.undo import PastEdit, history
from dashboard.rundown.queries import Rundown, load_episode, rundown
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, slugs
from tests.world import add_piece as a_piece


class Cutting:
    """An episode of two acts at 25 frames a second, and its edits."""

    def __init__(self, db: Database, actor: Actor) -> None:
        self.db, self.actor = db, actor
        self.episode_id = add_episode(db, actor, acts=("One", "Two"))
        self.one, self.two = act_ids(db, self.episode_id)

    def piece(self, title: str, act: int | None = None, *, position: int | None = None, **facts: object) -> int:
        made = a_piece(self.db, title, **facts)  # type: ignore[arg-type]
        return commands.add_piece(self.db, self.actor, act or self.one, [made], position=position)

    def do(self, edit: Callable[..., object], *args: object, **kwargs: object) -> object:
        return edit(self.db, self.actor, *args, **kwargs)

    def order(self) -> tuple[list[str], list[str]]:
        return slugs(self.db, self.one), slugs(self.db, self.two)

    def revision(self) -> int:
        return episode(self.db, self.episode_id).revision

    def timed(self) -> Rundown:
        with self.db.reading() as session:
            return rundown(load_episode(session, self.episode_id), roll_frames=250)

    def state(self) -> State:
        with self.db.reading() as session:
            return read_state(session, self.episode_id)

    def history(self) -> list[PastEdit]:
        with self.db.reading() as session:
            return history(session, self.episode_id, limit=100)
