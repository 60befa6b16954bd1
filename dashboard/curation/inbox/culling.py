"""Judging at speed: a batch of gestures in one transaction, each counted once, and any taken back again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.curation.inbox.batch import NOTHING_LEFT, Batch, Outcome, Refusal
from dashboard.curation.inbox.tables import InboxQueue
from dashboard.curation.inbox.verdicts import LAST, Gesture, read_gesture
from dashboard.errors import BadInput, Stale
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission, require
from dashboard.people.tables import Account
from dashboard.storage.base import now
from dashboard.storage.engine import Database

MOST_GESTURES = 200


def judge(db: Database, actor: Actor, gestures: Sequence[object], open_piece: int | None = None) -> Outcome:
    """Make a batch of gestures (see `verdicts.read_gesture`) in their order; one sent twice counts once.

    A gesture that cannot be made is named and the others stay. `open_piece` is the piece that is on the screen,
    where the account's inbox opens next time.
    """
    account_id = account_of(actor)
    if len(gestures) > MOST_GESTURES:
        raise BadInput(f"At most {MOST_GESTURES} verdicts are saved at once; send them in parts.")
    read, outcome = _read(gestures)
    if not read:
        # Where one is in one's own queue is no change of anything, and leaves no audit entry.
        require(actor, Permission.JUDGE)
        with db.writing() as session:
            _open(session, account_id, open_piece)
        return outcome
    with changing(db, actor, "pieces.judged") as change:
        batch = Batch(change.session, actor, account_id, now(), outcome)
        batch.load(read)
        for gesture in read:
            batch.make(gesture)
        _open(change.session, account_id, open_piece)
        touched = batch.touched
        if len(touched) == 1:
            change.subject = ("contribution", touched[0])
        change.detail = {"gestures": len(read), "contributions": touched}
    return outcome


def undo(db: Database, actor: Actor, mark: str = LAST) -> tuple[int, ...]:
    """Take back the gesture with this mark, or the last one; returns the pieces that it was about.

    Raises: `Stale` where a later edit stands on it, `BadInput` where there is nothing to take back.
    """
    account_id = account_of(actor)
    with changing(db, actor, "pieces.judged") as change:
        outcome = Outcome()
        batch = Batch(change.session, actor, account_id, now(), outcome)
        own_mark = f"undo {mark} {now().isoformat()}"
        batch.make(Gesture(own_mark, undoes=mark))
        change.detail = {"contributions": batch.touched}
    if outcome.refused:
        sentence = outcome.refused[0].sentence
        raise BadInput(sentence) if sentence == NOTHING_LEFT else Stale(sentence)
    return outcome.undone[0].piece_ids


def account_of(actor: Actor) -> int:
    """Whose verdicts these are. BadInput for somebody without an account, such as the command line."""
    if actor.account_id is None:
        raise BadInput("Verdicts belong to an account; act as somebody who has one.")
    return actor.account_id


@contextmanager
def changing(db: Database, actor: Actor, action: str) -> Iterator[Command]:
    """One change of what an account thinks or works through; two tabs of one person wait for each other."""
    account_id = account_of(actor)
    with command(db, actor, Permission.JUDGE, action, ("account", account_id)) as change:
        change.session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
        yield change


def _read(gestures: Iterable[object]) -> tuple[list[Gesture], Outcome]:
    read, outcome = [], Outcome()
    for raw in gestures:
        try:
            read.append(read_gesture(raw))
        except BadInput as wrong:
            mark = raw.get("mark") if isinstance(raw, dict) else ""
            outcome.refused.append(Refusal(mark if isinstance(mark, str) else "", str(wrong)))
    return read, outcome


def _open(session: Session, account_id: int, piece_id: int | None) -> None:
    queue = session.get(InboxQueue, account_id)
    if queue is not None and piece_id in queue.piece_ids:
        queue.position = queue.piece_ids.index(piece_id)
