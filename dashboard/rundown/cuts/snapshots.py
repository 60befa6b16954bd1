"""Snapshots of a rundown: kept under a name, listed, renamed, deleted, and gone back to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dashboard.community.copies import merges
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.cuts.frozen import snapshot_state
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.rows import read_state, write_state
from dashboard.rundown.edits.state import LAYER, State, kind_of
from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.rundown.locks.tables import RundownLock
from dashboard.rundown.tables import MASTER, Episode
from dashboard.rundown.versions.tables import AsAired, VersionTerms
from dashboard.storage.base import now
from dashboard.storage.engine import Database

NAMED, OF_LOCK = "named", "lock"
LONGEST_NAME = 80


@dataclass(frozen=True)
class SnapshotRow:
    """A snapshot in a list."""

    snapshot_id: int
    name: str
    purpose: str
    """named, lock or as_aired."""
    revision: int
    taken_at: datetime
    taken_by: str
    needed_by: str
    """What stands on it, in words, so that it stays; empty where nothing does."""


def take_snapshot(db: Database, actor: Actor, episode_id: int, name: str) -> int:
    """Keep the rundown as it is now under a name of its own; returns the snapshot's id."""
    with command(db, actor, Permission.EDIT_EPISODE, "snapshot.taken", ("episode", episode_id)) as change:
        episode = held_episode(change.session, episode_id)
        snapshot = keep(change.session, actor, episode, _free_name(change.session, episode_id, name), NAMED)
        change.detail = {"snapshot": snapshot.id, "revision": snapshot.revision}
        return snapshot.id


def rename_snapshot(db: Database, actor: Actor, snapshot_id: int, name: str) -> None:
    """Give a snapshot another name; one that the episode's snapshots have already is refused."""
    episode_id = _episode_of(db, snapshot_id)
    with command(db, actor, Permission.EDIT_EPISODE, "snapshot.renamed", ("episode", episode_id)) as change:
        held_episode(change.session, episode_id)
        snapshot = _snapshot(change.session, snapshot_id)
        snapshot.name = _free_name(change.session, episode_id, name, but=snapshot_id)
        change.detail = {"snapshot": snapshot_id}


def delete_snapshot(db: Database, actor: Actor, snapshot_id: int) -> None:
    """Throw a snapshot away; one that a lock, a version or the as-aired rundown stands on is refused."""
    episode_id = _episode_of(db, snapshot_id)
    with command(db, actor, Permission.EDIT_EPISODE, "snapshot.deleted", ("episode", episode_id)) as change:
        held_episode(change.session, episode_id)
        snapshot = _snapshot(change.session, snapshot_id)
        if needed := _needed_by(change.session, [snapshot_id]).get(snapshot_id):
            raise BadInput(f"“{snapshot.name}” stays: {needed} stands on it.")
        change.session.delete(snapshot)
        change.detail = {"snapshot": snapshot_id, "revision": snapshot.revision}


def restore_snapshot(db: Database, actor: Actor, snapshot_id: int, slip: Slip = PLAIN) -> str:
    """Make the rundown what it was, as one edit that can be undone; returns the snapshot's name.

    Lines that are gone come back as the rows they were. A piece that was merged into another since stands as that
    one. Raises BadInput where the rundown is like that already, or where a lock holds what would change.
    """
    episode_id = _episode_of(db, snapshot_id)
    with editing(db, actor, episode_id, "snapshot.restored", slip) as (edit, _):
        snapshot = _snapshot(edit.session, snapshot_id)
        wanted = _with_kept_pieces(edit.session, snapshot_state(snapshot))
        if wanted == edit.before:
            raise BadInput(f"The rundown is already as “{snapshot.name}” keeps it.")
        write_state(edit.session, episode_id, edit.before, wanted)
        edit.said = f"went back to “{snapshot.name}”"
        edit.detail = {"snapshot": snapshot_id}
        return snapshot.name


def snapshots(session: Session, episode_id: int) -> list[SnapshotRow]:
    """The snapshots of an episode, the newest first; what versions keep of their master is for them alone."""
    query = select(RundownSnapshot).where(RundownSnapshot.episode_id == episode_id, RundownSnapshot.purpose != MASTER)
    found = session.scalars(query.order_by(RundownSnapshot.id.desc())).all()
    needed = _needed_by(session, [row.id for row in found])
    return [
        SnapshotRow(row.id, row.name, row.purpose, row.revision, row.taken_at, row.taken_by, needed.get(row.id, ""))
        for row in found
    ]


def keep(session: Session, actor: Actor, episode: Episode, name: str, purpose: str) -> RundownSnapshot:
    """Add a snapshot of the rundown as it stands in the session's transaction; it has its id."""
    session.flush()
    snapshot = RundownSnapshot(
        episode_id=episode.id, name=name, purpose=purpose, revision=episode.revision, taken_at=now(),
        account_id=actor.account_id, taken_by=actor.name, state=read_state(session, episode.id).to_json(),
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    return snapshot


def held_episode(session: Session, episode_id: int) -> Episode:
    """The episode, its row held until the transaction ends: nobody edits or locks its rundown meanwhile."""
    episode = session.get(Episode, episode_id, with_for_update=True)
    if episode is None:
        raise NotFound("There is no such episode; pick one from the list.")
    return episode


def _free_name(session: Session, episode_id: int, name: str, but: int | None = None) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise BadInput("A snapshot needs a name, such as “Before the network's notes”.")
    if len(wanted) > LONGEST_NAME:
        raise BadInput(f"That name is longer than {LONGEST_NAME} characters; shorten it.")
    others = [row for row in snapshots(session, episode_id) if row.snapshot_id != but]
    if any(row.name.casefold() == wanted.casefold() for row in others):
        raise BadInput(f"This episode already has a snapshot “{wanted}”; take another name.")
    return wanted


def _needed_by(session: Session, ids: list[int]) -> dict[int, str]:
    uses: tuple[tuple[str, InstrumentedAttribute[int] | InstrumentedAttribute[int | None]], ...] = (
        ("a lock", RundownLock.snapshot_id),
        ("a version", VersionTerms.base_id),
        ("the as-aired rundown", AsAired.snapshot_id),
    )
    stands: dict[int, str] = {}
    for what, column in uses:
        stands |= {id_: what for id_ in session.scalars(select(column).where(column.in_(ids))) if id_ is not None}
    return stands


def _with_kept_pieces(session: Session, state: State) -> State:
    """The state with every copy as the piece that it was merged into."""
    merged = merges(session)
    rows = {
        key: {**fields, "contribution_id": merged.kept(fields["contribution_id"])} if kind_of(key) == LAYER else fields
        for key, fields in state.rows.items()
    }
    return replace(state, rows=rows)


def _snapshot(session: Session, snapshot_id: int) -> RundownSnapshot:
    snapshot = session.get(RundownSnapshot, snapshot_id)
    if snapshot is None:
        raise NotFound("That snapshot no longer exists; somebody has deleted it.")
    return snapshot


def _episode_of(db: Database, snapshot_id: int) -> int:
    with db.reading() as session:
        return _snapshot(session, snapshot_id).episode_id
