"""Locking in three steps, what passes a lock and what does not, conditions, and releasing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dashboard.errors import BadInput, GreenroomError, NotAllowed, NotFound
from dashboard.people.roles import Actor, Role
from dashboard.rundown.cuts.frozen import snapshot_state
from dashboard.rundown.cuts.snapshots import restore_snapshot, take_snapshot
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.tables import RundownEdit, RundownSnapshot
from dashboard.rundown.edits.undo import redo, undo
from dashboard.rundown.locks.locks import Condition, add_condition, lock_step, release_lock, settle_condition
from dashboard.rundown.locks.queries import conditions_of, lock_history
from dashboard.rundown.locks.rules import DELIVERY, PICTURE, SOUND, STEPS
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.on_air import place
from dashboard.rundown.queries import load_episode, rundown
from dashboard.rundown.timing import LayerTime
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.rundown.locking import Edit, Programme
from tests.rundown.studio import add_episode, item, plan
from tests.world import add_edge, add_piece

TODAY = now().date()
FRIDAY = Condition("clearance of the sample", "legal", TODAY + timedelta(days=3))
WHY = Slip(reason="the network asked for it")


@pytest.fixture
def programme(sqlite_db: Database, actor: Actor) -> Programme:
    return Programme(sqlite_db, actor)


def lock(programme: Programme, *steps: str) -> None:
    for step in steps:
        lock_step(programme.db, programme.actor, programme.episode_id, step)


def numbers(programme: Programme) -> list[int | None]:
    """The change numbers of all edits in order."""
    with programme.db.reading() as session:
        query = select(RundownEdit.change_number).where(RundownEdit.episode_id == programme.episode_id)
        return list(session.scalars(query.order_by(RundownEdit.id)))


def seen_on_air(programme: Programme) -> list[object]:
    """What a viewer sees, by the timing that the assembly uses: kinds, lengths, words, and pictures as they lie."""
    return [
        (row.item.kind, row.timed.counted_frames, row.timed.clock_frames,
         row.item.script if row.item.kind == "host" else "",
         [(layer.contribution_id, layer.in_frames, start, frames) for layer, start, frames in _placed(row)
          if layer.track != "sound"])
        for row in _airing(programme)
    ]  # fmt: skip


def heard_on_air(programme: Programme) -> dict[int, list[tuple[Any, ...]]]:
    """What a viewer hears, by line."""
    return {
        row.item.id: sorted(
            (layer.contribution_id, layer.in_frames, start, frames, layer.gain_db, layer.fade_in_frames)
            for layer, start, frames in _placed(row)
            if layer.track == "sound"
        )
        for row in _airing(programme)
    }


def _airing(programme: Programme) -> Any:
    with programme.db.reading() as session:
        return rundown(load_episode(session, programme.episode_id), roll_frames=250).airing


def _placed(row: Any) -> list[tuple[Any, int, int]]:
    layers = row.item.layers
    times = [LayerTime(layer.track, layer.out_frames - layer.in_frames, layer.offset_frames) for layer in layers]
    return [(layers[p.layer], p.start_frames, p.frames) for p in place(times, row.timed.counted_frames)]


def test_a_lock_says_who_and_when_and_keeps_the_rundown(db: Database, actor: Actor) -> None:
    programme = Programme(db, actor)
    lock(programme, PICTURE, SOUND)
    with db.reading() as session:
        picture, sound = standing(session, programme.episode_id)
        assert (picture.step, sound.step, picture.locked_by) == (PICTURE, SOUND, "Ada")
        kept = session.get_one(RundownSnapshot, picture.snapshot_id)
        assert (snapshot_state(kept), kept.name) == (programme.state(), "Picture lock 1")
        assert [row.step for row in lock_history(session, programme.episode_id)] == [SOUND, PICTURE]
    with pytest.raises(BadInput, match="Sound is locked already"):
        lock(programme, SOUND)
    release_lock(db, actor, programme.episode_id, SOUND, "one more pass")
    with db.reading() as session:
        assert [each.step for each in standing(session, programme.episode_id)] == [PICTURE]
        assert lock_history(session, programme.episode_id)[0].released_why == "one more pass"


@pytest.mark.parametrize(("step", "sentence"), [(SOUND, "Picture comes before sound"), ("colour", "no lock “colour”")])
def test_steps_are_locked_in_their_order(programme: Programme, step: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        lock(programme, step)


def test_the_last_step_is_released_first_and_with_a_reason(programme: Programme) -> None:
    lock(programme, PICTURE, SOUND)
    ask = (programme.db, programme.actor, programme.episode_id)
    for step, why, sentence in ((PICTURE, "x", "Sound is locked too"), (DELIVERY, "x", "not locked"),
                                (SOUND, " ", "Say why")):  # fmt: skip
        with pytest.raises(BadInput, match=sentence):
            release_lock(*ask, step, why)


def test_no_edit_passes_a_lock_without_a_reason(programme: Programme) -> None:
    lock(programme, PICTURE)
    before = programme.state()
    for name, edit in programme.held_by_picture().items():
        with pytest.raises(BadInput, match=r"Picture has been locked since .* by Ada; give a reason .* change 1\."):
            edit(PLAIN)
        assert programme.state() == before, name
    lock(programme, SOUND)
    for name, edit in programme.held_by_sound().items():
        with pytest.raises(BadInput, match=r"Sound has been locked since"):
            edit(Slip(reason="  "))
        assert programme.state() == before, name


def test_sound_is_free_until_it_is_locked_too(programme: Programme) -> None:
    lock(programme, PICTURE)
    for edit in programme.held_by_sound().values():
        edit(PLAIN)
    assert set(numbers(programme)) == {None}


def test_with_a_reason_each_edit_becomes_the_next_change(programme: Programme) -> None:
    lock(programme, PICTURE, SOUND)
    earlier = len(numbers(programme))
    held = {**programme.held_by_picture(), **programme.held_by_sound()}
    for name, edit in held.items():
        before = programme.state()
        edit(WHY)
        assert programme.state() != before, name
        undo(programme.db, programme.actor, programme.episode_id, WHY)
        assert programme.state() == before, name
    assert numbers(programme)[earlier:] == list(range(1, 2 * len(held) + 1))
    with programme.db.reading() as session:
        last = session.scalars(select(RundownEdit).order_by(RundownEdit.id.desc())).first()
        assert last is not None and last.reason == "the network asked for it"


def test_undo_redo_and_going_back_pass_a_lock_only_with_a_reason(programme: Programme) -> None:
    ask = (programme.db, programme.actor, programme.episode_id)
    kept = take_snapshot(*ask, "Before")
    commands.move_items(programme.db, programme.actor, [programme.ferry], programme.two, None)
    lock(programme, PICTURE)
    before = programme.state()
    attempts: list[Callable[[], object]] = [lambda: undo(*ask), lambda: restore_snapshot(*ask[:2], kept)]
    for edit in attempts:
        with pytest.raises(BadInput, match="Picture has been locked"):
            edit()
        assert programme.state() == before
    undo(*ask, WHY)
    with pytest.raises(BadInput, match="it becomes change 2"):
        redo(*ask)
    redo(*ask, WHY)
    restore_snapshot(*ask[:2], kept, WHY)
    assert numbers(programme)[-3:] == [1, 2, 3]


def test_after_delivery_only_a_released_lock_lets_anything_that_airs_change(programme: Programme) -> None:
    lock(programme, *STEPS)
    before = programme.state()
    held = {**programme.held_by_picture(), **programme.held_by_sound()}
    held["slug"] = lambda slip: commands.change_item(
        programme.db, programme.actor, programme.ferry, slug="Night Ferry", slip=slip
    )
    for name, edit in held.items():
        with pytest.raises(BadInput, match=r"has been locked for delivery since .*; release that lock"):
            edit(WHY)
        assert programme.state() == before, name
    release_lock(programme.db, programme.actor, programme.episode_id, DELIVERY, "a name was wrong")
    held["slug"](PLAIN)
    assert item(programme.db, programme.ferry).slug == "Night Ferry"


def test_what_does_not_air_changes_under_every_lock(programme: Programme) -> None:
    lock(programme, *STEPS)
    before = len(numbers(programme))
    for edit in programme.held_by_none().values():
        edit(PLAIN)
    assert numbers(programme)[before:] == [None] * len(programme.held_by_none())


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_tried_without_a_reason_a_locked_programme_airs_the_same(
    programme: Programme, data: st.DataObject
) -> None:
    ask = (programme.db, programme.actor, programme.episode_id)
    with programme.db.reading() as session:
        if not standing(session, programme.episode_id):
            programme.before = take_snapshot(*ask, "Before")  # type: ignore[attr-defined]
            commands.move_items(programme.db, programme.actor, [programme.tide], programme.two, None)
            lock(programme, PICTURE, SOUND)
    before = seen_on_air(programme), heard_on_air(programme)
    edits: dict[str, Edit] = {
        **programme.edits(),
        "undo": lambda slip: undo(*ask, slip),
        "redo": lambda slip: redo(*ask, slip),
        "restore": lambda slip: restore_snapshot(*ask[:2], programme.before, slip),  # type: ignore[attr-defined]
    }
    for name in data.draw(st.lists(st.sampled_from(sorted(edits)), min_size=1, max_size=5)):
        try:
            edits[name](PLAIN)
        except GreenroomError:
            continue
        finally:
            assert (seen_on_air(programme), heard_on_air(programme)) == before, name


def test_conditions_keep_delivery_open_until_they_are_settled(db: Database, actor: Actor) -> None:
    programme = Programme(db, actor)
    episode_id = programme.episode_id
    about = Condition("release of the harbour master", "production", TODAY, programme.ferry)
    lock_step(db, actor, episode_id, PICTURE, [FRIDAY])
    second = add_condition(db, actor, episode_id, about)
    lock(programme, SOUND)
    with pytest.raises(BadInput, match=r"“release of .*” is open \(production.*; “clearance of the sample” is open"):
        lock(programme, DELIVERY)
    with db.reading() as session:
        first_due, later_due = conditions_of(session, episode_id)
    assert (first_due.about, first_due.owner, later_due.about) == ("Ferry", "production", "")
    assert first_due.overdue_days(TODAY + timedelta(days=2)) == 2 and not later_due.overdue_days(TODAY)
    settle_condition(db, actor, second, "signed")
    with pytest.raises(BadInput, match="Ada has settled “release of the harbour master” already: signed"):
        settle_condition(db, actor, second, "again")
    with pytest.raises(BadInput, match="Say how"):
        settle_condition(db, actor, later_due.condition_id, "")
    settle_condition(db, actor, later_due.condition_id, "licensed")
    lock(programme, DELIVERY)
    with db.reading() as session:
        assert all(row.settled_by == "Ada" for row in conditions_of(session, episode_id))
    with pytest.raises(BadInput, match="Delivery is locked"):
        add_condition(db, actor, episode_id, FRIDAY)


def test_a_condition_stays_open_when_its_lock_is_released_and_its_line_goes(programme: Programme) -> None:
    ask = (programme.db, programme.actor, programme.episode_id)
    lock_step(*ask, PICTURE, [Condition("credit of the poem", "legal", TODAY, programme.tide)])
    release_lock(*ask, PICTURE, "the opening changes")
    commands.remove_items(programme.db, programme.actor, [programme.tide])
    lock(programme, PICTURE, SOUND)
    with pytest.raises(BadInput, match="“credit of the poem” is open"):
        lock(programme, DELIVERY)
    with programme.db.reading() as session:
        (row,) = conditions_of(session, programme.episode_id)
    assert row.about == "a line that is gone"


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Condition("", "legal", TODAY), "fill in both"),
        (Condition("clearance", " ", TODAY), "fill in both"),
        (Condition("clearance", "legal", TODAY - timedelta(days=1)), "due in the past"),
        (Condition("clearance", "legal", TODAY, 999), "no longer in this rundown"),
    ],
)
def test_a_condition_that_nobody_could_settle_locks_nothing(
    programme: Programme, condition: Condition, sentence: str
) -> None:
    ask = (programme.db, programme.actor, programme.episode_id)
    with pytest.raises(BadInput, match=sentence):
        lock_step(*ask, PICTURE, [condition])
    with programme.db.reading() as session:
        assert standing(session, programme.episode_id) == ()
    with pytest.raises(BadInput, match="Picture is not locked"):
        add_condition(*ask, FRIDAY)


def test_conditions_go_with_the_picture_lock_alone(programme: Programme) -> None:
    lock(programme, PICTURE)
    with pytest.raises(BadInput, match="go with the picture lock"):
        lock_step(programme.db, programme.actor, programme.episode_id, SOUND, [FRIDAY])


def test_a_piece_that_may_not_air_keeps_delivery_open_unless_it_floats(programme: Programme) -> None:
    db, actor = programme.db, programme.actor
    tape = add_piece(db, "Found Tape", kind="music", licence="CC-BY-NC-4.0")
    add_edge(db, programme.pieces["Ferry"], tape, "confirmed")
    line = commands.add_piece(db, actor, programme.one, [add_piece(db, "Harbour Loop", licence="CC-BY-NC-4.0")])
    lock(programme, PICTURE, SOUND)
    with pytest.raises(BadInput, match=r"“Ferry” may not air: it uses “Found Tape”.*; “Harbour Loop” may not air"):
        lock(programme, DELIVERY)
    commands.float_items(db, actor, [line, programme.ferry], floated=True, slip=WHY)
    lock(programme, DELIVERY)


def test_an_edit_and_a_lock_never_overtake_each_other(db: Database, actor: Actor) -> None:
    programme = Programme(db, actor)
    locking = threading.Thread(target=lock, args=(programme, PICTURE))
    with editing(db, actor, programme.episode_id, "item.changed") as (edit, episode):
        locking.start()
        locking.join(0.3)
        assert locking.is_alive()
        episode.acts[0].items[0].length_frames = 77
        edit.said = "made it shorter"
    locking.join(10)
    with db.reading() as session:
        (held,) = standing(session, programme.episode_id)
        kept = session.get_one(RundownSnapshot, held.snapshot_id)
        assert snapshot_state(kept) == programme.state()
        assert kept.state["rows"][f"item:{programme.ferry}"]["length_frames"] == 77


def test_only_whoever_edits_episodes_locks_and_settles(programme: Programme) -> None:
    db, episode_id = programme.db, programme.episode_id
    kim = Actor(None, "Kim", frozenset(set(Role) - {Role.PRODUCER}))
    made = lock_step(db, programme.actor, episode_id, PICTURE, [FRIDAY])
    with programme.db.reading() as session:
        (condition,) = conditions_of(session, episode_id)
    for attempt in (
        lambda: lock_step(db, kim, episode_id, SOUND),
        lambda: release_lock(db, kim, episode_id, PICTURE, "x"),
        lambda: add_condition(db, kim, episode_id, FRIDAY),
        lambda: settle_condition(db, kim, condition.condition_id, "x"),
    ):
        with pytest.raises(NotAllowed, match="producer"):
            attempt()
    with db.reading() as session:
        assert [each.lock_id for each in standing(session, episode_id)] == [made]


def test_locks_of_one_episode_do_not_hold_another(programme: Programme) -> None:
    lock(programme, PICTURE)
    other = add_episode(programme.db, programme.actor, plan(number=2))
    with programme.db.reading() as session:
        assert standing(session, other) == ()
    with pytest.raises(NotFound):
        lock_step(programme.db, programme.actor, 999, PICTURE)
    with pytest.raises(NotFound, match="condition"):
        settle_condition(programme.db, programme.actor, 999, "x")
