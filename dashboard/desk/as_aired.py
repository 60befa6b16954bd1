"""Accepting what went to air, from the editor's final cut or from the lock, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from dashboard.desk.as_aired_reading import Decisions, look
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.aired.ids import with_ids
from dashboard.rundown.cuts.frozen import completed, snapshot_state
from dashboard.rundown.cuts.snapshots import held_episode
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import LAYER, State, kind_of
from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.rundown.interchange.cut_list import SentFile
from dashboard.rundown.tables import Episode
from dashboard.rundown.versions.tables import AsAired
from dashboard.storage.base import now
from dashboard.storage.engine import Database

PURPOSE, FROM_LOCK = "as_aired", "lock"


def accepted(session: Session, episode_id: int) -> AsAired | None:
    """What was accepted for an episode, if anything, with its snapshot."""
    query = select(AsAired).where(AsAired.episode_id == episode_id).options(joinedload(AsAired.snapshot))
    return session.scalar(query)


def accept_cut(db: Database, actor: Actor, episode_id: int, files: Sequence[SentFile], decisions: Decisions) -> int:
    """Accept an editor's final cut as what went to air; returns the id of the snapshot that keeps it.

    Refused with BadInput while a clip is unresolved, and while something else is accepted; nothing is kept then.
    """
    with command(db, actor, Permission.EDIT_EPISODE, "as_aired.accepted", ("episode", episode_id)) as change:
        session = change.session
        episode = _not_accepted_yet(session, episode_id)
        final = look(session, episode, files, decisions)
        if waiting := final.unresolved:
            more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
            raise BadInput(
                f"“{waiting[0].clip.name}”{more} in “{final.file_name}” still belong to nobody; "
                "choose a contribution for each, or say that it is none."
            )
        state, _ = final.rundown()
        aired = AsAired(origin=final.origin, file_name=final.file_name, file_hash=final.file_hash)
        change.detail = {"origin": final.origin, "file_hash": final.file_hash, "by_hand": len(decisions)}
        return _accept(session, actor, episode, state, aired)


def accept_lock(db: Database, actor: Actor, episode_id: int, snapshot_id: int | None = None) -> int:
    """Accept the rundown as what went to air, without an editor's file; returns the snapshot that keeps it.

    It is the rundown of the given snapshot; without one as it stands: locked, with the numbered changes since.
    """
    with command(db, actor, Permission.EDIT_EPISODE, "as_aired.accepted", ("episode", episode_id)) as change:
        session = change.session
        episode = _not_accepted_yet(session, episode_id)
        state = completed(read_state(session, episode_id))
        if snapshot_id is not None:
            snapshot = session.get(RundownSnapshot, snapshot_id)
            if snapshot is None or snapshot.episode_id != episode_id:
                raise NotFound("That snapshot is not one of this episode; choose another.")
            state = snapshot_state(snapshot)
        change.detail = {"origin": FROM_LOCK}
        return _accept(session, actor, episode, state, AsAired(origin=FROM_LOCK))


def take_back(db: Database, actor: Actor, episode_id: int, reason: str) -> None:
    """Take an acceptance back: credits and payments follow the working rundown again. The snapshot stays."""
    reason = " ".join(reason.split())
    with command(db, actor, Permission.EDIT_EPISODE, "as_aired.taken_back", ("episode", episode_id)) as change:
        if not reason:
            raise BadInput("Say why the acceptance is taken back; it stays in the history.")
        held_episode(change.session, episode_id)
        aired = accepted(change.session, episode_id)
        if aired is None:
            raise BadInput("Nothing is accepted as aired for this episode, so there is nothing to take back.")
        change.detail = {"snapshot": aired.snapshot_id, "origin": aired.origin, "reason": reason}
        change.session.delete(aired)


def _not_accepted_yet(session: Session, episode_id: int) -> Episode:
    episode = held_episode(session, episode_id)
    if (aired := accepted(session, episode_id)) is not None:
        raise BadInput(
            f"{aired.accepted_by} has accepted what aired already; take that back first, then accept another."
        )
    return episode


def _accept(session: Session, actor: Actor, episode: Episode, state: State, aired: AsAired) -> int:
    if not any(kind_of(key) == LAYER for key in state.rows):
        raise BadInput("Nothing of the community airs in it; put pieces into the rundown first.")
    kept = select(func.count()).where(RundownSnapshot.episode_id == episode.id, RundownSnapshot.purpose == PURPOSE)
    count = session.scalar(kept) or 0
    snapshot = RundownSnapshot(
        episode_id=episode.id, name=f"As aired{f' {count + 1}' if count else ''}", purpose=PURPOSE,
        revision=episode.revision, taken_at=now(), account_id=actor.account_id, taken_by=actor.name,
        state=with_ids(session, episode.id, completed(state)).to_json(),
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    aired.episode_id, aired.snapshot_id = episode.id, snapshot.id
    aired.accepted_at, aired.account_id, aired.accepted_by = now(), actor.account_id, actor.name
    session.add(aired)
    return snapshot.id
