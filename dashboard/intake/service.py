"""What a person does about dead letters: set one aside, or try its source again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dashboard.errors import BadInput, NotFound
from dashboard.intake.letters import IGNORED, OPEN, RESOLVED
from dashboard.intake.pull import PullResult, pull_folder
from dashboard.intake.tables import DeadLetter
from dashboard.media.store import MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.storage.engine import Database


def ignore_letter(db: Database, actor: Actor, letter_id: int) -> None:
    """Set an open dead letter aside: later pulls count it, and do not open it again while it stays wrong."""
    with command(db, actor, Permission.PULL, "letter.ignored", ("dead_letter", letter_id)) as change:
        letter = change.session.get(DeadLetter, letter_id, with_for_update=True)
        if letter is None:
            raise NotFound("That dead letter no longer exists.")
        if letter.state != OPEN:
            raise BadInput(f"{letter.what} is {letter.state} already.")
        letter.state = IGNORED


def retry_letter(
    db: Database,
    store: MediaStore,
    actor: Actor,
    letter_id: int,
    *,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
    stop: Callable[[], bool] = lambda: False,
) -> PullResult:
    """Pull the letter's source again, which costs little: what came in before is only recognised.

    The letter is resolved or open afterwards, whichever is true.
    """
    require(actor, Permission.PULL)
    with db.reading() as session:
        letter = session.get(DeadLetter, letter_id)
        if letter is None:
            raise NotFound("That dead letter no longer exists.")
        if letter.state == RESOLVED:
            raise BadInput(f"{letter.what} is {RESOLVED} already.")
        location, was_ignored = Path(letter.source.location), letter.state == IGNORED
    if was_ignored:
        with command(db, actor, Permission.PULL, "letter.reopened", ("dead_letter", letter_id)) as change:
            change.session.get_one(DeadLetter, letter_id, with_for_update=True).state = OPEN
    return pull_folder(db, store, actor, location, on_progress=on_progress, stop=stop)
