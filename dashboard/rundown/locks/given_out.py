"""What was given out of a rundown, and at which of its revisions: sheets, files, approvals and messages."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.copies import merges
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.locks.given import BY_HAND, MESSAGE, Given
from dashboard.rundown.locks.tables import GivenOut
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.storage.base import now
from dashboard.storage.engine import Database


def record_given(session: Session, actor: Actor, episode_id: int, kind: str, name: str, revision: int) -> None:
    """Note in the session's transaction that something made from this revision is handed out."""
    session.add(
        GivenOut(
            episode_id=episode_id,
            kind=kind,
            name=name,
            revision=revision,
            given_at=now(),
            account_id=actor.account_id,
            given_by=actor.name,
        )
    )  # fmt: skip


def record_message(session: Session, actor: Actor, name: str, piece_ids: Collection[int]) -> None:
    """Note for every episode that holds one of these pieces or a copy that their artists are being written to."""
    holding = (
        select(Episode.id, Episode.revision).join(Act).join(Item).join(Layer)
        .where(Layer.contribution_id.in_(merges(session).with_copies(piece_ids)), Item.floated.is_(False))
        .distinct()
    )  # fmt: skip
    for episode_id, revision in session.execute(holding).all():
        record_given(session, actor, episode_id, MESSAGE, name, revision)


def note_given(db: Database, actor: Actor, episode_id: int, kind: str, name: str) -> None:
    """Note an approval or a message about the rundown as it stands now, such as “the network's approval of picture”."""
    if kind not in BY_HAND:
        raise BadInput(f"“{kind}” is not noted by hand; choose among {', '.join(BY_HAND)}.")
    said = " ".join(name.split())
    if not said:
        raise BadInput("Say what was given, such as “the network's approval of picture”.")
    with command(db, actor, Permission.EDIT_EPISODE, "given_out.noted", ("episode", episode_id)) as change:
        episode = change.session.get(Episode, episode_id, with_for_update=True)
        if episode is None:
            raise NotFound("That episode no longer exists.")
        record_given(change.session, actor, episode_id, kind, said, episode.revision)
        change.detail = {"kind": kind, "revision": episode.revision}


def given_out(session: Session, episode_id: int) -> list[Given]:
    """All that was given out of an episode, the newest first."""
    query = select(GivenOut).where(GivenOut.episode_id == episode_id).order_by(GivenOut.id.desc())
    return [Given(row.kind, row.name, row.revision, row.given_at, row.given_by) for row in session.scalars(query)]
