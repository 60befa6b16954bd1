from __future__ import annotations

import pytest

from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.roles import Actor
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.layer_commands import (
    add_layers,
    move_layer,
    remove_layer,
    replace_layer,
    set_layer,
    trim_layer,
)
from dashboard.storage.engine import Database
from tests.rundown.cutting_room import Cutting
from tests.rundown.studio import item, layers
from tests.world import add_piece as a_piece


@pytest.fixture
def cutting(sqlite_db: Database, actor: Actor) -> Cutting:
    return Cutting(sqlite_db, actor)


def test_trimming_sets_the_points(cutting: Cutting) -> None:
    made = cutting.piece("A", seconds=10)
    picture, _ = layers(cutting.db, made)
    cutting.do(trim_layer, picture.id, 25, 125)
    after = layers(cutting.db, made)
    assert [(layer.in_frames, layer.out_frames) for layer in after] == [(25, 125), (0, 250)]
    (row,) = [row for row in cutting.timed().items if row.item.id == made]
    assert row.timed.natural_frames == 100


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (50, 50, "must lie after"),
        (60, 50, "must lie after"),
        (-1, 50, "must lie after"),
        (0, 251, "shorter than that"),
        (0, 10**12, "more than 24 hours"),
    ],
)
def test_a_trim_that_the_media_cannot_give_is_refused(cutting: Cutting, first: int, last: int, sentence: str) -> None:
    sound = layers(cutting.db, cutting.piece("A", seconds=10))[1]
    with pytest.raises(BadInput, match=sentence):
        cutting.do(trim_layer, sound.id, first, last)
    assert (layers(cutting.db, sound.item_id)[1].out_frames, cutting.revision()) == (250, 2)


def test_a_trim_over_somebody_else_s_is_refused(cutting: Cutting) -> None:
    picture, _ = layers(cutting.db, cutting.piece("A", seconds=10))
    seen = {"in_frames": 0, "out_frames": 250}
    cutting.do(trim_layer, picture.id, 0, 200, seen=seen)
    with pytest.raises(Stale, match="Somebody else changed “A”"):
        cutting.do(trim_layer, picture.id, 10, 250, seen=seen)
    assert layers(cutting.db, picture.item_id)[0].out_frames == 200


def test_a_still_stays_as_long_as_it_is_told(cutting: Cutting) -> None:
    (still,) = layers(cutting.db, cutting.piece("Quay", kind="photo"))
    cutting.do(trim_layer, still.id, 0, 5000)
    assert layers(cutting.db, still.item_id)[0].out_frames == 5000


def test_a_sound_has_a_gain_a_start_and_fades(cutting: Cutting) -> None:
    made = cutting.piece("A", seconds=10)
    picture, sound = layers(cutting.db, made)
    cutting.do(set_layer, sound.id, gain_db=-6.0, offset_frames=50, fade_in_frames=25, fade_out_frames=225)
    cutting.do(set_layer, picture.id, gain_db=0.0, offset_frames=0, fade_in_frames=0, fade_out_frames=12)
    after = layers(cutting.db, made)
    assert [(one.gain_db, one.offset_frames, one.fade_in_frames, one.fade_out_frames) for one in after] == [
        (0.0, 0, 0, 12), (-6.0, 50, 25, 225),
    ]  # fmt: skip


def test_points_and_levels_are_set_in_one_edit_or_not_at_all(cutting: Cutting) -> None:
    made = cutting.piece("A", seconds=10)
    _, sound = layers(cutting.db, made)
    levels = {"gain_db": -3.0, "offset_frames": 0, "fade_in_frames": 0}
    with pytest.raises(BadInput, match="must fit into it"):
        cutting.do(set_layer, sound.id, **levels, fade_out_frames=51, points=(100, 150))
    assert (layers(cutting.db, made)[1].in_frames, cutting.revision()) == (0, 2)
    cutting.do(set_layer, sound.id, **levels, fade_out_frames=50, points=(100, 150), seen={"gain_db": 0.0})
    after = layers(cutting.db, made)[1]
    assert (after.in_frames, after.out_frames, after.gain_db, after.fade_out_frames) == (100, 150, -3.0, 50)
    assert [edit.said for edit in cutting.history()[:1]] == ["changed “A” in “A”"]
    with pytest.raises(Stale, match="Somebody else changed “A”"):
        cutting.do(set_layer, sound.id, **levels, fade_out_frames=0, seen={"gain_db": 0.0})


def test_levels_change_where_the_points_reach_beyond_the_media_and_stay_as_they_are(cutting: Cutting) -> None:
    made = cutting.piece("A", seconds=10)
    _, sound = layers(cutting.db, made)
    with cutting.db.writing() as session:
        session.merge(sound).out_frames = 251
    levels = {"offset_frames": 0, "fade_in_frames": 0, "fade_out_frames": 0}
    cutting.do(set_layer, sound.id, gain_db=-6.0, **levels, points=(0, 251))
    assert (layers(cutting.db, made)[1].gain_db, layers(cutting.db, made)[1].out_frames) == (-6.0, 251)
    with pytest.raises(BadInput, match="shorter than that"):
        cutting.do(set_layer, sound.id, gain_db=-6.0, **levels, points=(1, 251))


@pytest.mark.parametrize(
    ("track", "change", "sentence"),
    [
        (1, {"gain_db": 21.0}, "between −60 and"),
        (1, {"gain_db": float("nan")}, "between −60 and"),
        (1, {"offset_frames": -1}, "below zero"),
        (1, {"offset_frames": 10**12}, "24 hours"),
        (1, {"fade_in_frames": 200, "fade_out_frames": 51}, "must fit into it"),
        (1, {"fade_in_frames": -1}, "must fit into it"),
        (0, {"gain_db": 1.0}, "only sounds have a gain"),
        (0, {"offset_frames": 1}, "only sounds have a gain"),
    ],
)
def test_levels_that_make_no_sense_are_refused(
    cutting: Cutting, track: int, change: dict[str, object], sentence: str
) -> None:
    layer = layers(cutting.db, cutting.piece("A", seconds=10))[track]
    plain: dict[str, object] = {"gain_db": 0.0, "offset_frames": 0, "fade_in_frames": 0, "fade_out_frames": 0}
    before = cutting.state()
    with pytest.raises(BadInput, match=sentence):
        cutting.do(set_layer, layer.id, **plain | change)
    assert cutting.state() == before


def test_layers_are_laid_in_and_taken_out(cutting: Cutting) -> None:
    made = cutting.piece("Quay", kind="photo")
    song = a_piece(cutting.db, "Song", kind="music")
    cutting.do(add_layers, made, song)
    assert [layer.track for layer in layers(cutting.db, made)] == ["picture", "sound"]
    cutting.do(remove_layer, layers(cutting.db, made)[0].id)
    assert [(layer.track, layer.position) for layer in layers(cutting.db, made)] == [("sound", 0)]
    pause = commands.add_item(cutting.db, cutting.actor, cutting.one, "break", "Break")
    with pytest.raises(BadInput, match="only a piece"):
        cutting.do(add_layers, pause, song)
    with pytest.raises(NotFound, match="That layer is no longer"):
        cutting.do(remove_layer, 4711)


def test_the_sound_of_a_further_film_starts_with_its_picture(cutting: Cutting) -> None:
    made = cutting.piece("Ferry", seconds=10)
    cutting.do(add_layers, made, a_piece(cutting.db, "Tide", seconds=4))
    assert [(layer.track, layer.offset_frames) for layer in layers(cutting.db, made)] == [
        ("picture", 0), ("sound", 0), ("picture", 0), ("sound", 250),
    ]  # fmt: skip


def test_layers_change_their_order(cutting: Cutting) -> None:
    stills = [a_piece(cutting.db, title, kind="photo") for title in "ABC"]
    made = commands.add_piece(cutting.db, cutting.actor, cutting.one, stills)
    a, _, c = (layer.id for layer in layers(cutting.db, made))

    def order() -> list[str]:
        with cutting.db.reading():
            titles = dict(zip(stills, "ABC", strict=True))
            return [titles[layer.contribution_id] for layer in layers(cutting.db, made)]

    cutting.do(move_layer, c, None)
    assert order() == ["C", "A", "B"]
    cutting.do(move_layer, c, a)
    assert order() == ["A", "C", "B"]
    with pytest.raises(BadInput, match="The layer to follow is no longer"):
        cutting.do(move_layer, c, c)
    assert order() == ["A", "C", "B"]


def test_another_film_takes_the_place_of_one_with_picture_and_sound(cutting: Cutting) -> None:
    made = cutting.piece("Ferry", seconds=10)
    picture, sound = layers(cutting.db, made)
    cutting.do(trim_layer, picture.id, 50, 200)
    cutting.do(set_layer, sound.id, gain_db=-3.0, offset_frames=0, fade_in_frames=10, fade_out_frames=0)
    tide = a_piece(cutting.db, "Tide", seconds=4)
    cutting.do(replace_layer, picture.id, tide)
    after = layers(cutting.db, made)
    assert [(one.contribution_id, one.in_frames, one.out_frames) for one in after] == [(tide, 50, 100), (tide, 0, 100)]
    assert (after[1].gain_db, after[1].fade_in_frames) == (-3.0, 10)
    assert item(cutting.db, made).slug == "Tide"
    assert cutting.history()[0].said == "replaced “Ferry” by “Tide” in “Ferry”"


def test_a_silent_film_takes_the_old_sound_away_and_a_short_one_starts_at_its_beginning(cutting: Cutting) -> None:
    made = cutting.piece("Ferry", seconds=10)
    cutting.do(commands.change_item, made, slug="The crossing")
    picture, _ = layers(cutting.db, made)
    cutting.do(trim_layer, picture.id, 100, 200)
    cutting.do(replace_layer, picture.id, a_piece(cutting.db, "Tide", seconds=3, sound=False))
    assert [(one.track, one.in_frames, one.out_frames) for one in layers(cutting.db, made)] == [("picture", 0, 75)]
    cutting.do(replace_layer, picture.id, a_piece(cutting.db, "Quay", kind="photo"))
    assert [(one.in_frames, one.out_frames) for one in layers(cutting.db, made)] == [(0, 75)]
    assert item(cutting.db, made).slug == "The crossing"
    with pytest.raises(BadInput, match="“Song” has no picture"):
        cutting.do(replace_layer, picture.id, a_piece(cutting.db, "Song", kind="music"))
