"""Snapshots: kept, named, deleted, and gone back to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from dashboard.community.tables import Contribution
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.roles import Actor, Role
from dashboard.rundown.cuts.snapshots import (
    delete_snapshot,
    keep,
    rename_snapshot,
    restore_snapshot,
    snapshots,
    take_snapshot,
)
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.rundown.edits.undo import history, redo, undo
from dashboard.rundown.locks.locks import lock_step, release_lock
from dashboard.rundown.locks.rules import PICTURE
from dashboard.rundown.tables import MASTER, Episode
from dashboard.rundown.versions.tables import AsAired, VersionTerms
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.rundown.locking import Programme
from tests.rundown.studio import add_episode, episode, layers, plan


@pytest.fixture
def programme(db: Database, actor: Actor) -> Programme:
    return Programme(db, actor)


def names(programme: Programme) -> list[str]:
    with programme.db.reading() as session:
        return [row.name for row in snapshots(session, programme.episode_id)]


def take(programme: Programme, name: str) -> int:
    return take_snapshot(programme.db, programme.actor, programme.episode_id, name)


def test_going_back_brings_every_row_back_as_it_was(programme: Programme) -> None:
    db, actor, before = programme.db, programme.actor, programme.state()
    kept = take(programme, "Before the notes")
    commands.remove_items(db, actor, [programme.ferry, programme.quay])
    commands.move_items(db, actor, [programme.home], programme.one, None)
    commands.add_item(db, actor, programme.two, "break", "Break")
    changed = programme.state()
    assert restore_snapshot(db, actor, kept) == "Before the notes"
    assert programme.state() == before
    undo(db, actor, programme.episode_id)
    assert programme.state() == changed
    redo(db, actor, programme.episode_id)
    assert programme.state() == before
    with db.reading() as session:
        said = [edit.said for edit in history(session, programme.episode_id, 3)]
    assert said[2] == "went back to “Before the notes”"


def test_going_back_to_what_is_already_there_is_refused(programme: Programme) -> None:
    kept, revision = take(programme, "Now"), episode(programme.db, programme.episode_id).revision
    with pytest.raises(BadInput, match="already as “Now” keeps it"):
        restore_snapshot(programme.db, programme.actor, kept)
    assert episode(programme.db, programme.episode_id).revision == revision


def test_going_back_leaves_a_locked_line_alone(programme: Programme) -> None:
    kept = take(programme, "Before")
    commands.change_item(programme.db, programme.actor, programme.ferry, length_frames=50)
    commands.lock_items(programme.db, programme.actor, [programme.ferry], locked=True)
    before = programme.state()
    with pytest.raises(BadInput, match="“Ferry” is locked; unlock the line first"):
        restore_snapshot(programme.db, programme.actor, kept)
    assert programme.state() == before


def test_a_piece_that_was_merged_since_comes_back_as_the_kept_one(programme: Programme) -> None:
    kept = take(programme, "Before")
    commands.remove_items(programme.db, programme.actor, [programme.ferry])
    with programme.db.writing() as session:
        session.execute(
            update(Contribution)
            .where(Contribution.id == programme.pieces["Ferry"])
            .values(merged_into_id=programme.pieces["Tide"])
        )
    restore_snapshot(programme.db, programme.actor, kept)
    back = layers(programme.db, programme.ferry)
    assert {layer.contribution_id for layer in back} == {programme.pieces["Tide"]} and len(back) == 2


def test_a_name_is_given_once(programme: Programme) -> None:
    first = take(programme, "  Before   the notes ")
    second = take(programme, "After")
    for attempt in (lambda: take(programme, "before the Notes"),
                    lambda: rename_snapshot(programme.db, programme.actor, second, "BEFORE THE NOTES")):  # fmt: skip
        with pytest.raises(BadInput, match="already has a snapshot"):
            attempt()
    rename_snapshot(programme.db, programme.actor, first, "Before the Notes")
    rename_snapshot(programme.db, programme.actor, second, "Later")
    assert names(programme) == ["Later", "Before the Notes"]
    other = add_episode(programme.db, programme.actor, plan(number=2))
    take_snapshot(programme.db, programme.actor, other, "Later")


@pytest.mark.parametrize(("name", "sentence"), [(" ", "needs a name"), ("x" * 81, "longer than 80")])
def test_a_name_that_says_nothing_or_too_much_is_refused(programme: Programme, name: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        take(programme, name)
    assert names(programme) == []


def test_a_snapshot_that_something_stands_on_stays(programme: Programme) -> None:
    db, actor, ask = programme.db, programme.actor, (programme.db, programme.actor, programme.episode_id)
    lock_step(*ask, PICTURE)
    release_lock(*ask, PICTURE, "one more pass")
    of_version, aired, free = (take(programme, name) for name in ("Version", "Aired", "Free"))
    with db.writing() as session:
        session.add(VersionTerms(episode_id=programme.episode_id, base_id=of_version))
        session.add(
            AsAired(
                episode_id=programme.episode_id, snapshot_id=aired, accepted_at=now(), accepted_by="x", origin="lock"
            )
        )
    with db.reading() as session:
        rows = {row.name: row for row in snapshots(session, programme.episode_id)}
    needed = {"Picture lock 1": "a lock", "Version": "a version", "Aired": "the as-aired rundown", "Free": ""}
    assert {name: row.needed_by for name, row in rows.items()} == needed
    for name, what in needed.items():
        if what:
            with pytest.raises(BadInput, match=f"“{name}” stays: {what} stands on it"):
                delete_snapshot(db, actor, rows[name].snapshot_id)
    delete_snapshot(db, actor, free)
    assert "Free" not in names(programme)
    with pytest.raises(NotFound, match="deleted"):
        delete_snapshot(db, actor, free)


def test_what_a_version_keeps_of_its_master_is_not_listed(programme: Programme) -> None:
    with programme.db.writing() as session:
        keep(session, programme.actor, session.get_one(Episode, programme.episode_id), "Base", MASTER)
    assert names(programme) == []
    take(programme, "Base")


def test_whoever_may_not_edit_keeps_and_changes_nothing(programme: Programme) -> None:
    kim, made = Actor(None, "Kim", frozenset(set(Role) - {Role.PRODUCER})), take(programme, "Mine")
    db = programme.db
    attempts: list[Callable[[], object]] = [
        lambda: take_snapshot(db, kim, programme.episode_id, "Kim's"), lambda: delete_snapshot(db, kim, made),
        lambda: rename_snapshot(db, kim, made, "Kim's"), lambda: restore_snapshot(db, kim, made),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="producer"):
            attempt()
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(RundownSnapshot)) == 1
    assert names(programme) == ["Mine"]
