"""What was changed after a lock, and what has been given out anew since."""

from __future__ import annotations

from pathlib import Path

from dashboard.desk.delivery import numbered_changes
from dashboard.desk.export import export_episode
from dashboard.people.roles import Actor
from dashboard.rundown.edits import commands, layer_commands
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.edits.undo import undo
from dashboard.rundown.locks.given import APPROVAL
from dashboard.rundown.locks.given_out import note_given
from dashboard.rundown.locks.locks import lock_step
from dashboard.rundown.locks.rules import PICTURE, SOUND
from dashboard.storage.engine import Database
from tests.rundown.locking import Programme

WHY = Slip(reason="the network asked for it")


def test_a_change_says_what_it_made_stale_and_what_was_given_out_anew(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    programme = Programme(db, actor)
    episode_id = programme.episode_id
    export_episode(db, actor, episode_id, tmp_path)
    note_given(db, actor, episode_id, APPROVAL, "the network's approval")
    for step in (PICTURE, SOUND):
        lock_step(db, actor, episode_id, step)
    commands.remove_items(db, actor, [programme.tide], slip=WHY)
    layer_commands.set_layer(
        db, actor, programme.sound.id, gain_db=-3.0, offset_frames=0, fade_in_frames=0, fade_out_frames=0, slip=WHY
    )
    commands.change_item(db, actor, programme.ferry, note="Ask Ida")
    export_episode(db, actor, episode_id, tmp_path, ["rundown", "credits"])
    with db.reading() as session:
        second, first = numbered_changes(session, episode_id)
    assert (first.number, first.said, first.reason, first.made_by) == (1, "removed “Tide”", WHY.reason, "Ada")
    assert [(one.given.name, one.again is not None) for one in first.stale] == [
        ("the network's approval", False), ("timeline", False), ("credits", True), ("payments", False),
        ("rundown", True),
    ]  # fmt: skip
    assert [one.given.name for one in second.stale] == ["the network's approval", "timeline", "rundown"]
    assert (first.waiting, second.waiting) == (3, 2)


def test_a_change_that_is_taken_back_stays_with_the_one_that_took_it(db: Database, actor: Actor) -> None:
    programme = Programme(db, actor)
    lock_step(db, actor, programme.episode_id, PICTURE)
    commands.remove_items(db, actor, [programme.tide], slip=WHY)
    undo(db, actor, programme.episode_id, WHY)
    with db.reading() as session:
        assert [(c.number, c.undone) for c in numbered_changes(session, programme.episode_id)] == [
            (2, False),
            (1, True),
        ]
