"""Undo and redo: exactly what an edit changed, or a reason; random edits of two people beside each other."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.errors import BadInput, NotAllowed, Stale
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.delta import Delta, Place, delta_from_json
from dashboard.rundown.edits.editing import Slip, applied_already
from dashboard.rundown.edits.layer_commands import remove_layer
from dashboard.rundown.edits.state import Key, State, id_of
from dashboard.rundown.edits.undo import edit_count, history, last_standing, next_undone, redo, undo
from dashboard.storage.engine import Database
from tests.rundown.random_edits import edits, make
from tests.rundown.studio import layers
from tests.rundown.two_editors import Room

AT_RANDOM = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def room(sqlite_db: Database) -> Room:
    return Room(sqlite_db)


@AT_RANDOM
@given(drawn=st.lists(edits, max_size=12), restarts=st.booleans())
def test_who_edits_alone_undoes_all_and_makes_all_again(
    room: Room, drawn: list[tuple[int, tuple[int, int, int]]], restarts: bool
) -> None:
    room.anew()
    states = [room.state()]
    for edit in drawn:
        make(room.db, room.actor, room.episode_id, states[-1], room.pieces, edit)
        if (now := room.state()) != states[-1]:
            states.append(now)
    if restarts:
        room.reopen()
    # Where a line was locked on the way and is not yet unlocked, what was done to it before waits for that.
    assert room.unwind(undo) == len(states) - 1
    assert room.state() == states[0]
    if restarts:
        room.reopen()
    for state in states[1:]:
        redo(room.db, room.actor, room.episode_id)
        assert room.state() == state
    assert room.unwind(redo) == 0


@AT_RANDOM
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(["edit", "edit", "edit", "undo", "redo"]), st.booleans(), edits), max_size=16
    )
)
def test_each_undo_of_two_people_takes_back_what_its_edit_changed_and_nothing_else(
    room: Room, drawn: list[tuple[str, bool, tuple[int, tuple[int, int, int]]]]
) -> None:
    room.anew()
    first = room.state()
    turns = [*drawn, *[("undo", who, (0, (0, 0, 0))) for _ in drawn for who in (False, True)]]
    for what, is_ben, edit in turns:
        actor = room.ben if is_ben else room.actor
        if what == "edit":
            make(room.db, actor, room.episode_id, room.state(), room.pieces, edit)
        else:
            _step_and_check(room, what, actor)
    if room.last(last_standing, room.actor) is None and room.last(last_standing, room.ben) is None:
        assert room.state().rows == first.rows and room.state().parents() == first.parents()


def _step_and_check(room: Room, what: str, actor: Actor) -> None:
    before = room.state()
    edit = room.last(last_standing if what == "undo" else next_undone, actor)
    try:
        (undo if what == "undo" else redo)(room.db, actor, room.episode_id)
    except BadInput as refusal:
        assert room.state() == before
        assert edit is None or edit.said in str(refusal) or "is locked; unlock" in str(refusal)
        return
    assert edit is not None
    delta = delta_from_json(edit.delta)
    _check(delta.turned() if what == "undo" else delta, before, room.state())


def _check(delta: Delta, before: State, after: State) -> None:
    """What the delta names is as it says; everything else is as it was."""
    for key, pairs in delta.changed.items():
        assert {name: after.rows[key][name] for name in pairs} == {name: new for name, (_, new) in pairs.items()}
    for key, (fields, _) in delta.added.items():
        assert after.rows[key] == fields
    assert not set(delta.removed) & set(after.rows)
    for key in set(before.rows) - delta.touched():
        assert after.rows[key] == before.rows[key]
    placed = delta.new_places()
    for parent in {*before.order, *after.order}:
        lifted = {*placed, *delta.removed}
        stayed = [key for key in before.children(parent) if key not in lifted]
        assert [key for key in after.children(parent) if key not in lifted] == stayed
    for key, place in placed.items():
        assert _elder(after, place, key) == next(
            (one for one in place.after if one in after.children(place.parent)), None
        )


def _elder(state: State, place: Place, key: Key) -> Key | None:
    siblings = state.children(place.parent)
    at = siblings.index(key)
    return siblings[at - 1] if at else None


def test_an_edit_under_a_later_one_of_somebody_else_is_not_taken_back(room: Room) -> None:
    room.anew()
    line, *_ = (row.item.id for row in room.timed().items)
    commands.change_item(room.db, room.actor, line, slug="The crossing")
    commands.change_item(room.db, room.ben, line, slug="The ferry")
    with pytest.raises(BadInput) as refusal:
        undo(room.db, room.actor, room.episode_id)
    assert str(refusal.value) == (
        "That you changed the name of “Ferry” cannot be undone: Ben has since changed the name of “The crossing”; "
        "that must be taken back first."
    )
    undo(room.db, room.ben, room.episode_id)
    assert undo(room.db, room.actor, room.episode_id) == "changed the name of “Ferry”"
    assert room.timed().items[0].item.slug == "Ferry"


def test_a_line_that_was_changed_after_it_was_added_is_not_undone_away(room: Room) -> None:
    room.anew()
    made = commands.add_item(room.db, room.actor, room.one, "host", "Link")
    commands.change_item(room.db, room.ben, made, note="Ask Ida")
    with pytest.raises(BadInput, match="Ben has since changed the note"):
        undo(room.db, room.actor, room.episode_id)
    commands.remove_items(room.db, room.ben, [made])
    with pytest.raises(BadInput, match="Ben has since removed “Link”"):
        undo(room.db, room.actor, room.episode_id)
    for _ in range(2):
        undo(room.db, room.ben, room.episode_id)
    undo(room.db, room.actor, room.episode_id)
    with pytest.raises(BadInput, match="no edit of yours left to undo"):
        undo(room.db, room.actor, room.episode_id)


def test_a_line_moved_back_and_forth_by_somebody_else_is_where_they_want_it(room: Room) -> None:
    room.anew()
    line, other, *_ = (row.item.id for row in room.timed().items)
    commands.move_items(room.db, room.actor, [line], room.one, other)
    commands.move_items(room.db, room.ben, [line], room.two, None)
    commands.move_items(room.db, room.ben, [line], room.one, other)
    with pytest.raises(BadInput, match="Ben has since moved “Ferry”"):
        undo(room.db, room.actor, room.episode_id)
    undo(room.db, room.ben, room.episode_id)
    undo(room.db, room.ben, room.episode_id)
    assert undo(room.db, room.actor, room.episode_id) == "moved “Ferry” to One, after “Song”"
    assert room.order()[0] == ["Ferry", "Song"]


def test_neighbours_may_come_and_go_under_a_move_that_is_taken_back(room: Room) -> None:
    room.anew()
    line, other, *_ = (row.item.id for row in room.timed().items)
    commands.move_items(room.db, room.actor, [other], room.two, None)
    commands.add_item(room.db, room.ben, room.one, "host", "Link")
    commands.remove_items(room.db, room.ben, [line])
    undo(room.db, room.actor, room.episode_id)
    assert room.order() == (["Song", "Link"], ["Tide", "Credits"])


def test_a_new_edit_ends_what_could_be_made_again(room: Room) -> None:
    room.anew()
    line, *_ = (row.item.id for row in room.timed().items)
    commands.change_item(room.db, room.actor, line, note="One")
    commands.change_item(room.db, room.actor, line, note="Two")
    undo(room.db, room.actor, room.episode_id)
    undo(room.db, room.actor, room.episode_id)
    assert redo(room.db, room.actor, room.episode_id) == "changed the note of “Ferry”"
    commands.change_item(room.db, room.actor, line, note="Three")
    with pytest.raises(BadInput, match="no edit of yours to make again"):
        redo(room.db, room.actor, room.episode_id)
    undo(room.db, room.actor, room.episode_id)
    assert redo(room.db, room.actor, room.episode_id)
    assert room.timed().items[0].item.note == "Three"


def test_the_history_says_who_did_what_and_what_was_taken_back(room: Room) -> None:
    room.anew()
    line, *_ = (row.item.id for row in room.timed().items)
    commands.change_item(room.db, room.actor, line, note="One")
    commands.float_items(room.db, room.ben, [line], floated=True)
    undo(room.db, room.actor, room.episode_id)
    assert [(edit.made_by, edit.said, edit.undone) for edit in room.history()[:3]] == [
        ("Ida", "undid: changed the note of “Ferry”", False),
        ("Ben", "floated “Ferry”", False),
        ("Ida", "changed the note of “Ferry”", True),
    ]
    with room.db.reading() as session:
        assert history(session, room.episode_id, limit=1, offset=2)[0].made_by == "Ida"
        assert edit_count(session, room.episode_id) == len(room.history())


def test_an_edit_that_changes_nothing_leaves_no_trace(room: Room) -> None:
    room.anew()
    line, *_ = (row.item.id for row in room.timed().items)
    before = room.history()
    commands.float_items(room.db, room.actor, [line], floated=False)
    commands.change_item(room.db, room.actor, line, slug="Ferry")
    assert room.history() == before


def test_an_edit_that_is_sent_twice_is_made_once(room: Room) -> None:
    room.anew()
    line, other, *_ = (row.item.id for row in room.timed().items)
    commands.move_items(room.db, room.actor, [line], room.one, other, slip=Slip(key="a-1"))
    before = room.state()
    with pytest.raises(Stale, match="sent twice"):
        commands.move_items(room.db, room.actor, [line], room.two, None, slip=Slip(key="a-1"))
    assert room.state() == before
    with room.db.reading() as session:
        assert applied_already(session, room.episode_id, "a-1")
        assert not applied_already(session, room.episode_id, "a-2")


def test_whoever_may_not_edit_undoes_nothing(room: Room) -> None:
    room.anew()
    line, *_ = (row.item.id for row in room.timed().items)
    commands.change_item(room.db, room.actor, line, note="One")
    curator = Actor(room.actor.account_id, "Ida", frozenset({Role.CURATOR}))
    for step in (undo, redo):
        with pytest.raises(NotAllowed, match="producer"):
            step(room.db, curator, room.episode_id)


def test_on_both_databases_rows_come_back_with_their_ids(db: Database) -> None:
    room = Room(db)
    room.anew()
    start = room.state()
    song = id_of(start.items[1])
    for layer in layers(db, song)[1:]:
        remove_layer(db, room.actor, layer.id)
    commands.remove_items(db, room.actor, [song])
    removed = room.state()
    for _ in range(3):
        undo(db, room.actor, room.episode_id)
    assert room.state() == start
    fresh = commands.add_item(db, room.ben, room.one, "host", "Link")
    assert room.state().rows.keys() - start.rows.keys() == {f"item:{fresh}"}
    undo(db, room.ben, room.episode_id)
    for _ in range(3):
        redo(db, room.actor, room.episode_id)
    assert room.state() == removed
