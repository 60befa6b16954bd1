from __future__ import annotations

import pytest

from dashboard.errors import BadInput
from dashboard.people.roles import Actor
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.cutting import merge_items, split_item
from dashboard.rundown.edits.layer_commands import set_layer
from dashboard.rundown.edits.undo import undo
from dashboard.storage.engine import Database
from tests.rundown.cutting_room import Cutting
from tests.rundown.studio import item, layers
from tests.world import add_piece as a_piece


@pytest.fixture
def cutting(sqlite_db: Database, actor: Actor) -> Cutting:
    return Cutting(sqlite_db, actor)


def points(cutting: Cutting, item_id: int) -> list[tuple[str, int, int, int]]:
    found = layers(cutting.db, item_id)
    assert [layer.position for layer in found] == list(range(len(found)))
    return [(layer.track, layer.in_frames, layer.out_frames, layer.offset_frames) for layer in found]


def scored(cutting: Cutting) -> int:
    """A song of 12 seconds over two stills of 5 seconds each."""
    pieces = [a_piece(cutting.db, "Song", kind="music", seconds=12)]
    pieces += [a_piece(cutting.db, title, kind="photo") for title in ("Quay", "Gulls")]
    return commands.add_piece(cutting.db, cutting.actor, cutting.one, pieces)


def test_a_line_is_split_and_joined_again(cutting: Cutting) -> None:
    made, other = scored(cutting), cutting.piece("Other")
    (song, *_) = layers(cutting.db, made)
    cutting.do(set_layer, song.id, gain_db=-6.0, offset_frames=25, fade_in_frames=5, fade_out_frames=0)
    whole = cutting.timed().timing
    second = split_item(cutting.db, cutting.actor, made, 175)
    assert cutting.order()[0] == ["Song", "Song (2)", "Other"]
    assert points(cutting, made) == [("sound", 0, 150, 25), ("picture", 0, 125, 0), ("picture", 0, 50, 0)]
    assert points(cutting, second) == [("sound", 150, 300, 0), ("picture", 0, 75, 0)]
    assert [layer.gain_db for layer in layers(cutting.db, second)] == [-6.0, 0.0]
    assert [item(cutting.db, one).length_frames for one in (made, second)] == [None, None]
    assert cutting.timed().timing.trt_frames == whole.trt_frames
    cutting.do(merge_items, [second, made])
    assert cutting.order()[0] == ["Song", "Other"]
    assert points(cutting, made) == [
        ("sound", 0, 150, 25), ("picture", 0, 125, 0), ("picture", 0, 50, 0), ("sound", 150, 300, 175),
        ("picture", 0, 75, 0),
    ]  # fmt: skip
    assert cutting.timed().timing.trt_frames == whole.trt_frames
    assert [edit.said for edit in cutting.history()[:2]] == ["joined “Song” and “Song (2)”", "split “Song”"]
    assert item(cutting.db, other).position == 1


def test_a_length_set_by_hand_is_shared_out(cutting: Cutting) -> None:
    made = scored(cutting)
    cutting.do(commands.change_item, made, length_frames=400)
    cutting.do(commands.float_items, [made], floated=True)
    second = split_item(cutting.db, cutting.actor, made, 260)
    assert item(cutting.db, made).length_frames is None
    assert (item(cutting.db, second).length_frames, item(cutting.db, second).floated) == (None, True)
    assert points(cutting, second)[1] == ("picture", 0, 140, 0)
    cutting.do(commands.change_item, second, length_frames=100)
    cutting.do(merge_items, [made, second])
    assert item(cutting.db, made).length_frames == 360


def test_a_split_and_a_join_are_undone_with_the_very_rows(cutting: Cutting) -> None:
    made = scored(cutting)
    before = cutting.state()
    second = split_item(cutting.db, cutting.actor, made, 175)
    split = cutting.state()
    cutting.do(merge_items, [made, second])
    assert cutting.do(undo, cutting.episode_id) == "joined “Song” and “Song (2)”"
    assert cutting.state() == split
    cutting.do(undo, cutting.episode_id)
    assert cutting.state() == before


def test_lines_that_cannot_be_one_are_refused(cutting: Cutting) -> None:
    made, song = scored(cutting), cutting.piece("Tide", kind="music")
    pause = commands.add_item(cutting.db, cutting.actor, cutting.one, "break", "Adverts")
    before = cutting.state()
    for ids, sentence in (
        ([made], "pick the lines that are to become one"),
        ([made, made], "pick the lines that are to become one"),
        ([made, pause], "“Adverts” holds no pieces"),
        ([made, song], "one without cannot be joined"),
    ):
        with pytest.raises(BadInput, match=sentence):
            cutting.do(merge_items, ids)
    with pytest.raises(BadInput, match="“Adverts” holds no pieces"):
        cutting.do(split_item, pause, 20)
    with pytest.raises(BadInput, match="inside the line"):
        cutting.do(split_item, made, 250)
    assert cutting.state() == before
    cutting.do(commands.float_items, [song], floated=True)
    with pytest.raises(BadInput, match="“Tide” is floated and “Song” is not; make them alike"):
        cutting.do(merge_items, [made, song])
