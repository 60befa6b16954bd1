"""What is handed out is written down with the revision that it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.desk.export import export_episode
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits import commands
from dashboard.rundown.locks.given import APPROVAL, MESSAGE, SHEET
from dashboard.rundown.locks.given_out import given_out, note_given, record_message
from dashboard.storage.engine import Database
from tests.rundown.locking import Programme
from tests.rundown.studio import add_episode, episode, plan


@pytest.fixture
def programme(sqlite_db: Database, actor: Actor) -> Programme:
    return Programme(sqlite_db, actor)


def noted(programme: Programme, episode_id: int = 0) -> list[tuple[str, str, int]]:
    with programme.db.reading() as session:
        return [(one.kind, one.name, one.revision) for one in given_out(session, episode_id or programme.episode_id)]


def test_each_sheet_is_noted_with_its_revision_the_newest_first(programme: Programme, tmp_path: Path) -> None:
    first = episode(programme.db, programme.episode_id).revision
    export_episode(programme.db, programme.actor, programme.episode_id, tmp_path, ["rundown", "credits"])
    commands.remove_items(programme.db, programme.actor, [programme.tide])
    export_episode(programme.db, programme.actor, programme.episode_id, tmp_path, ["credits"])
    assert noted(programme) == [(SHEET, "credits", first + 1), (SHEET, "credits", first), (SHEET, "rundown", first)]


def test_an_approval_is_noted_by_hand(programme: Programme) -> None:
    revision = episode(programme.db, programme.episode_id).revision
    note_given(programme.db, programme.actor, programme.episode_id, APPROVAL, "the network's  approval ")
    assert noted(programme) == [(APPROVAL, "the network's approval", revision)]
    for kind, name, sentence in ((SHEET, "x", "not noted by hand"), (APPROVAL, " ", "Say what was given")):
        with pytest.raises(BadInput, match=sentence):
            note_given(programme.db, programme.actor, programme.episode_id, kind, name)
    with pytest.raises(NotFound):
        note_given(programme.db, programme.actor, 999, APPROVAL, "x")
    with pytest.raises(NotAllowed):
        note_given(programme.db, Actor(None, "Kim", frozenset({Role.CURATOR})), programme.episode_id, APPROVAL, "x")


def test_a_message_about_pieces_is_noted_for_each_episode_that_they_air_in(programme: Programme) -> None:
    other = add_episode(programme.db, programme.actor, plan(number=2))
    for told, times in ((["Ferry", "Tide"], 1), (["Spare", "Other"], 1)):  # the spare floats, and the other is nowhere
        with programme.db.writing() as session:
            record_message(session, programme.actor, "answers", [programme.pieces[title] for title in told])
        assert len(noted(programme)) == times
    assert noted(programme)[0][:2] == (MESSAGE, "answers") and noted(programme, other) == []
