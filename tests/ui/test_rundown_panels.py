"""The panels beside the rundown's list: layers, splitting and joining, acts, undo and the history."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.people.roles import OPERATOR, Role
from dashboard.people.service import act_as
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.layer_commands import trim_layer
from dashboard.rundown.locks.locks import lock_step
from dashboard.rundown.tables import Item
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, item, layers, shortlist_for, slugs
from tests.ui.showing import opened, shown
from tests.world import add_piece


@pytest.fixture
def night(house: Database) -> int:
    """One act with a film, and a song over two stills; all of it and another film on the shortlist."""
    made = add_episode(house, OPERATOR, acts=("Quay", "Home"))
    quay, _ = act_ids(house, made)
    film, other = (add_piece(house, title, seconds=20) for title in ("Night Ferry", "Low Tide"))
    song = add_piece(house, "Harbour Loop", kind="music", artists=("Aino Salo",), seconds=30)
    stills = [add_piece(house, title, kind="photo") for title in ("Pier", "Gulls")]
    shortlist_for(house, OPERATOR, made, film, other, song, *stills)
    commands.add_piece(house, OPERATOR, quay, [film])
    commands.add_piece(house, OPERATOR, quay, [song, *stills])
    return made


def line(house: Database, slug: str) -> int:
    with house.reading() as session:
        return session.scalars(select(Item.id).where(Item.slug == slug)).one()


@pytest.fixture
def producer(people: dict[Role, int]) -> int:
    return people[Role.PRODUCER]


def at_line(house: Database, producer: int, slug: str, **state: Any) -> AppTest:
    return opened("rundown", producer, {"chosen_line": line(house, slug), **state})


def pressed(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def field(at: AppTest, label: str) -> Any:
    return next(
        widget for kind in (at.text_input, at.number_input, at.selectbox) for widget in kind if widget.label == label
    )


def test_points_start_gain_and_fades_are_saved_in_one_edit(house: Database, night: int, producer: int) -> None:
    made = line(house, "Harbour Loop")
    at = at_line(house, producer, "Harbour Loop")
    for label, value in (("In", "0:05"), ("Starts at", "0:02"), ("Gain (dB)", -6.0), ("Fade out", 25)):
        field(at, label).set_value(value)
    pressed(at, "trim_save")
    song = layers(house, made)[0]
    assert (song.in_frames, song.out_frames, song.offset_frames) == (125, 750, 50)
    assert (song.gain_db, song.fade_in_frames, song.fade_out_frames) == (-6.0, 0, 25)
    field(at, "Fade in").set_value(700)
    pressed(at, "trim_save")
    assert "must fit into it" in shown(at) and layers(house, made)[0].fade_in_frames == 0
    at = opened("rundown", producer, {"rundown_panel": "History"})
    assert at.button(key="edit_undo").label == "Undo: changed “Harbour Loop” in “Harbour Loop”"


def test_a_layer_changed_by_a_colleague_since_it_was_shown_is_not_overwritten(
    house: Database, night: int, producer: int
) -> None:
    made = line(house, "Night Ferry")
    at = at_line(house, producer, "Night Ferry")
    trim_layer(house, OPERATOR, layers(house, made)[0].id, 0, 100)
    field(at, "Fade in").set_value(5)
    pressed(at, "trim_save")
    assert "Somebody else changed “Night Ferry”" in shown(at)
    assert layers(house, made)[0].fade_in_frames == 0


def test_layers_change_places_and_give_way_to_other_pieces(house: Database, night: int, producer: int) -> None:
    made = line(house, "Harbour Loop")
    before = [layer.id for layer in layers(house, made)]
    at = pressed(at_line(house, producer, "Harbour Loop"), "layer_down")
    assert [layer.id for layer in layers(house, made)] == [before[1], before[0], before[2]]
    pressed(at, "layer_up")
    assert [layer.id for layer in layers(house, made)] == before
    at = at_line(house, producer, "Night Ferry")
    tide = next(label for label in field(at, "By a piece from the shortlist").options if label.startswith("Low Tide"))
    field(at, "By a piece from the shortlist").select(tide)
    pressed(at, "layer_replace")
    assert slugs(house, act_ids(house, night)[0]) == ["Low Tide", "Harbour Loop"]


def test_a_line_is_split_and_joined(house: Database, night: int, producer: int) -> None:
    at = at_line(house, producer, "Harbour Loop")
    field(at, "Split at").set_value("0:07")
    pressed(at, "line_split")
    assert slugs(house, act_ids(house, night)[0]) == ["Night Ferry", "Harbour Loop", "Harbour Loop (2)"]
    pressed(at, "line_join")
    assert slugs(house, act_ids(house, night)[0]) == ["Night Ferry", "Harbour Loop"]
    field(at, "Split at").set_value("9:00")
    pressed(at, "line_split")
    assert "inside the line" in shown(at)


def test_undo_and_redo_say_what_they_do_and_the_history_who_did_it(house: Database, night: int, producer: int) -> None:
    who = act_as(house, producer)
    ferry = line(house, "Night Ferry")
    commands.change_item(house, who, ferry, slug="The *crossing*")
    commands.float_items(house, OPERATOR, [ferry], floated=True)
    at = opened("rundown", producer, {"rundown_panel": "History"})
    assert at.button(key="edit_redo").disabled
    pressed(at, "edit_undo")
    assert item(house, ferry).slug == "Night Ferry"
    assert "Undone: changed the name of “Night Ferry”" in shown(at)
    assert f"**{who.name}** ~~changed the name of “Night Ferry”~~" in shown(at)
    assert f"**{OPERATOR.name}** floated “The *crossing*”" in shown(at)
    pressed(at, "edit_redo")
    assert item(house, ferry).slug == "The *crossing*"
    commands.change_item(house, OPERATOR, ferry, slug="Ferry")
    pressed(at, "edit_undo")
    assert "command line has since changed the name" in shown(at)


def test_a_long_history_is_paged(house: Database, night: int, producer: int) -> None:
    ferry = line(house, "Night Ferry")
    for number in range(15):
        commands.change_item(house, OPERATOR, ferry, note=f"Take {number}")
    at = opened("rundown", producer, {"rundown_panel": "History"})
    assert "17 edits, the latest first." in shown(at) and "revision 4 " not in shown(at)
    at = opened("rundown", producer, {"rundown_panel": "History", "edits_page": 2})
    assert "added “Night Ferry” to Quay" in shown(at)
    at = opened("rundown", producer, {"rundown_panel": "History", "edits_page": 9})
    assert "Take" not in shown(at) and "changed the note" in shown(at)


def test_acts_move_with_their_lines(house: Database, night: int, producer: int) -> None:
    quay, home = act_ids(house, night)
    at = opened("rundown", producer, {"rundown_panel": "Acts", "act_chosen": home})
    pressed(at, "act_up")
    assert act_ids(house, night) == [home, quay]
    pressed(at, "act_down")
    assert act_ids(house, night) == [quay, home]


def test_with_a_lock_the_reason_goes_with_what_the_panels_do(house: Database, night: int, producer: int) -> None:
    lock_step(house, act_as(house, producer), night, "picture")
    made = line(house, "Night Ferry")
    at = pressed(at_line(house, producer, "Night Ferry"), "layer_remove")
    assert "Picture has been locked" in shown(at) and "give a reason" in shown(at)
    field(at, "Reason for this change").set_value("Legal asked for it")
    pressed(at, "layer_remove")
    assert [layer.track for layer in layers(house, made)] == ["sound"]
    at = opened("rundown", producer, {"rundown_panel": "History"})
    assert "**change 1:** Legal asked for it" in shown(at)


def test_under_a_delivery_lock_no_reason_is_asked_for_since_none_helps(
    house: Database, night: int, producer: int
) -> None:
    for step in ("picture", "sound", "delivery"):
        lock_step(house, act_as(house, producer), night, step)
    at = opened("rundown", producer)
    assert "Locked for delivery" in "".join(info.value for info in at.info)
    assert not [one for one in at.text_input if one.label == "Reason for this change"]
