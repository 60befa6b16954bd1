from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from dashboard.errors import BadInput, GreenroomError, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.act_commands import add_act, change_act, move_act, remove_act
from dashboard.rundown.edits.cutting import merge_items, split_item
from dashboard.rundown.edits.layer_commands import (
    add_layers,
    move_layer,
    remove_layer,
    replace_layer,
    set_layer,
    trim_layer,
)
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.rundown.cutting_room import Cutting
from tests.rundown.studio import act_ids, add_episode, item, layers, plan
from tests.world import add_piece as a_piece


@pytest.fixture
def cutting(sqlite_db: Database, actor: Actor) -> Cutting:
    return Cutting(sqlite_db, actor)


def test_a_film_brings_its_picture_and_its_sound_at_full_length(cutting: Cutting) -> None:
    made = cutting.piece("Night Ferry", seconds=20)
    assert [(layer.track, layer.in_frames, layer.out_frames) for layer in layers(cutting.db, made)] == [
        ("picture", 0, 500), ("sound", 0, 500),
    ]  # fmt: skip
    assert item(cutting.db, made).slug == "Night Ferry"


def test_each_kind_brings_what_it_has(cutting: Cutting) -> None:
    def tracks(**facts: Any) -> list[tuple[str, int]]:
        made = cutting.piece(f"{facts}", **facts)
        return [(layer.track, layer.out_frames) for layer in layers(cutting.db, made)]

    assert tracks(kind="video", sound=False, seconds=2) == [("picture", 50)]
    assert tracks(kind="music", seconds=4) == [("sound", 100)]
    assert tracks(kind="photo") == [("picture", 125)]
    assert tracks(kind="text", text="word " * 50) == [("text", 500)]


def test_what_can_neither_be_shown_nor_heard_is_refused(cutting: Cutting) -> None:
    with pytest.raises(BadInput, match="cannot be shown or heard"):
        cutting.piece("Project", kind="project")
    assert cutting.order() == ([], ["Credits"]) and cutting.revision() == 1


def test_adding_nothing_is_refused(cutting: Cutting) -> None:
    with pytest.raises(BadInput, match="pick a piece first"):
        cutting.do(commands.add_piece, cutting.one, [])
    assert cutting.revision() == 1


def test_several_pieces_make_one_line(cutting: Cutting) -> None:
    song, one, two = (
        a_piece(cutting.db, title, kind=kind, seconds=12)
        for title, kind in (("Song", "music"), ("Quay", "photo"), ("Gulls", "illustration"))
    )
    made = commands.add_piece(cutting.db, cutting.actor, cutting.one, [song, one, two])
    assert [layer.position for layer in layers(cutting.db, made)] == [0, 1, 2]
    (row,) = [row for row in cutting.timed().items if row.item.id == made]
    assert row.timed.natural_frames == 250


def test_a_new_line_goes_to_the_end_but_before_the_credits(cutting: Cutting) -> None:
    cutting.piece("A", cutting.two)
    cutting.do(commands.add_item, cutting.two, "break", "Break")
    cutting.piece("First", cutting.two, position=0)
    cutting.piece("Beyond", cutting.two, position=99)
    assert cutting.order()[1] == ["First", "A", "Break", "Credits", "Beyond"]


def test_a_line_moves_within_its_act_and_to_another(cutting: Cutting) -> None:
    _, b, c = (cutting.piece(title) for title in "ABC")
    cutting.do(commands.move_items, [c], cutting.one, None)
    assert cutting.order()[0] == ["C", "A", "B"]
    cutting.do(commands.move_items, [c], cutting.two, None)
    assert cutting.order() == (["A", "B"], ["C", "Credits"])
    cutting.do(commands.move_items, [c], cutting.one, b)
    assert cutting.order() == (["A", "B", "C"], ["Credits"])
    assert cutting.revision() == 1 + 3 + 3
    assert [edit.said for edit in cutting.history()[:3]] == [
        "moved “C” to One, after “B”", "moved “C” to Two, first", "moved “C” to One, first",
    ]  # fmt: skip


def test_several_lines_move_together_in_the_order_they_were_named_each_once(cutting: Cutting) -> None:
    a, b, c, d = (cutting.piece(title) for title in "ABCD")
    cutting.do(commands.move_items, [d, a, d], cutting.one, b)
    assert cutting.order()[0] == ["B", "D", "A", "C"]
    (credits_line,) = [row.item.id for row in cutting.timed().items if row.item.kind == "roll"]
    cutting.do(commands.move_items, [credits_line, c], cutting.two, None)
    assert cutting.order() == (["B", "D", "A"], ["Credits", "C"])


def test_a_line_does_not_move_behind_one_that_moves_too_or_is_elsewhere(cutting: Cutting) -> None:
    a, b = cutting.piece("A"), cutting.piece("B", cutting.two)
    before = cutting.state()
    for after, sentence in ((a, "itself being moved"), (b, "no longer in “One”"), (4711, "no longer in “One”")):
        with pytest.raises(BadInput, match=sentence):
            cutting.do(commands.move_items, [a], cutting.one, after)
    with pytest.raises(NotFound, match="One of these lines"):
        cutting.do(commands.move_items, [a, 4711], cutting.two, None)
    with pytest.raises(BadInput, match="choose one first"):
        cutting.do(commands.move_items, [], cutting.two, None)
    assert cutting.state() == before


def test_lines_of_two_episodes_are_not_edited_together(cutting: Cutting) -> None:
    made = cutting.piece("A")
    other = add_episode(cutting.db, cutting.actor, plan(number=2))
    (act,) = act_ids(cutting.db, other)
    theirs = commands.add_item(cutting.db, cutting.actor, act, "break", "Theirs")
    with pytest.raises(BadInput, match="another episode"):
        cutting.do(commands.move_items, [made], act, None)
    for edit, args in ((commands.move_items, (cutting.one, None)), (commands.remove_items, ())):
        with pytest.raises(BadInput, match="“Theirs” is a line of another episode"):
            cutting.do(edit, [made, theirs], *args)
    assert cutting.order()[0] == ["A"]


def test_floating_takes_the_time_away_and_unfloating_brings_it_back_in_place(cutting: Cutting) -> None:
    first, _ = cutting.piece("A"), cutting.piece("B")
    before = cutting.timed().timing
    cutting.do(commands.float_items, [first], floated=True)
    assert cutting.timed().timing.trt_frames == before.trt_frames - 500
    cutting.do(commands.float_items, [first], floated=False)
    assert cutting.timed().timing == before and cutting.order()[0] == ["A", "B"]


def test_a_locked_line_keeps_content_and_place_until_it_is_unlocked(cutting: Cutting) -> None:
    a, b = cutting.piece("A"), cutting.piece("B")
    (picture, _), song = layers(cutting.db, a), a_piece(cutting.db, "Song", kind="music")
    cutting.do(commands.lock_items, [a], locked=True)
    before = cutting.state()
    attempts: list[tuple[Callable[..., object], tuple[object, ...], dict[str, object]]] = [
        (commands.float_items, ([a, b],), {"floated": True}), (commands.remove_items, ([a],), {}),
        (commands.change_item, (a,), {"slug": "X"}), (commands.move_items, ([a], cutting.two, None), {}),
        (trim_layer, (picture.id, 0, 5), {}), (add_layers, (a, song), {}), (remove_layer, (picture.id,), {}),
        (merge_items, ([a, b],), {}), (split_item, (a, 20), {}),
    ]  # fmt: skip
    for edit, args, kwargs in attempts:
        with pytest.raises(BadInput, match="“A” is locked; unlock"):
            cutting.do(edit, *args, **kwargs)
    assert cutting.state() == before
    cutting.do(commands.move_items, [b], cutting.one, None)
    cutting.do(commands.lock_items, [a], locked=False)
    cutting.do(commands.change_item, a, slug="X")
    assert cutting.order()[0] == ["B", "X"]


def test_a_length_is_set_and_taken_off_again(cutting: Cutting) -> None:
    made = cutting.piece("A", seconds=10)
    cutting.do(commands.change_item, made, length_frames=100)
    assert item(cutting.db, made).length_frames == 100
    cutting.do(commands.change_item, made, slug=" Renamed ", length_frames=None)
    after = item(cutting.db, made)
    assert (after.length_frames, after.slug) == (None, "Renamed")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slug": " "}, "needs a name"),
        ({"length_frames": 0}, "longer than nothing"),
        ({"length_frames": -5}, "longer than nothing"),
        ({"length_frames": 10**12}, "A set length cannot be more than 24 hours"),
        ({"hard_start_frames": -1}, "A hard start cannot lie below zero"),
        ({"hard_back_frames": 10**30}, "A fixed back-time cannot be more than"),
    ],
)
def test_what_no_line_can_have_is_refused(cutting: Cutting, change: dict[str, object], sentence: str) -> None:
    made = cutting.piece("A")
    before = cutting.state()
    with pytest.raises(BadInput, match=sentence):
        cutting.do(commands.change_item, made, **change)
    assert cutting.state() == before


def test_only_what_is_given_changes(cutting: Cutting) -> None:
    made = commands.add_item(cutting.db, cutting.actor, cutting.one, "host", "Hello", script="Good evening.")
    cutting.do(commands.change_item, made, note=" Ask Ida ", hard_start_frames=250)
    after = item(cutting.db, made)
    assert (after.slug, after.script, after.note) == ("Hello", "Good evening.", "Ask Ida")
    assert (after.hard_start_frames, after.hard_back_frames, after.length_frames) == (250, None, None)
    assert cutting.history()[0].said == "changed the note and hard start of “Hello”"


def test_a_line_that_somebody_changed_since_it_was_shown_is_not_overwritten(cutting: Cutting) -> None:
    made = commands.add_item(cutting.db, cutting.actor, cutting.one, "host", "Hello", script="Good evening.")
    seen = {"script": "Good evening."}
    cutting.do(commands.change_item, made, script="Good night.", seen=seen)
    with pytest.raises(Stale, match="Somebody else changed “Hello”"):
        cutting.do(commands.change_item, made, script="Hi.", seen=seen)
    cutting.do(commands.change_item, made, slug="Welcome", seen={"slug": "Hello"})
    assert (item(cutting.db, made).script, item(cutting.db, made).slug) == ("Good night.", "Welcome")


def test_removing_a_line_closes_the_gap_and_remembers_what_it_was(cutting: Cutting) -> None:
    ids = [cutting.piece(title) for title in "ABC"]
    cutting.do(commands.remove_items, [ids[1]])
    assert cutting.order()[0] == ["A", "C"]
    with cutting.db.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None and entry.action == "item.removed" and entry.detail["slugs"] == ["B"]
    with pytest.raises(NotFound, match="no longer"):
        cutting.do(commands.remove_items, [ids[1]])


@pytest.mark.parametrize("kind", ["piece", "film", ""])
def test_only_the_kinds_between_pieces_are_added_by_hand(cutting: Cutting, kind: str) -> None:
    with pytest.raises(BadInput, match="no kind of item"):
        cutting.do(commands.add_item, cutting.one, kind, "X")


def test_whoever_may_not_edit_changes_nothing(cutting: Cutting) -> None:
    made = cutting.piece("A")
    (picture, _), before = layers(cutting.db, made), cutting.state()
    levels: dict[str, object] = {"gain_db": 0.0, "offset_frames": 0, "fade_in_frames": 5, "fade_out_frames": 0}
    edits: list[tuple[Callable[..., object], tuple[object, ...], dict[str, object]]] = [
        (add_act, (cutting.episode_id, "X"), {}), (change_act, (cutting.one, "X", 0), {}),
        (remove_act, (cutting.one,), {}), (move_act, (cutting.two, None), {}),
        (commands.add_piece, (cutting.one, [1]), {}), (commands.add_item, (cutting.one, "break", "X"), {}),
        (commands.move_items, ([made], cutting.two, None), {}), (commands.float_items, ([made],), {"floated": True}),
        (commands.lock_items, ([made],), {"locked": True}), (commands.change_item, (made,), {"slug": "X"}),
        (commands.remove_items, ([made],), {}), (split_item, (made, 10), {}), (merge_items, ([made, 1],), {}),
        (add_layers, (made, 1), {}), (trim_layer, (picture.id, 0, 5), {}), (set_layer, (picture.id,), levels),
        (replace_layer, (picture.id, 1), {}), (move_layer, (picture.id, None), {}), (remove_layer, (picture.id,), {}),
    ]  # fmt: skip
    curator = Actor(None, "Kim", frozenset(set(Role) - {Role.PRODUCER}))
    for edit, args, kwargs in edits:
        with pytest.raises(NotAllowed, match="producer"):
            edit(cutting.db, curator, *args, **kwargs)
    assert cutting.state() == before


def test_moves_at_the_same_moment_are_all_made(db: Database, actor: Actor) -> None:
    cutting = Cutting(db, actor)
    ids = [cutting.piece(title) for title in "ABCD"]
    before, failures = cutting.revision(), list[GreenroomError]()

    def move(item_id: int) -> None:
        try:
            commands.move_items(db, actor, [item_id], cutting.two, None)
        except GreenroomError as failure:
            failures.append(failure)

    threads = [threading.Thread(target=move, args=(item_id,)) for item_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert cutting.order()[0] == [] and sorted(cutting.order()[1]) == ["A", "B", "C", "Credits", "D"]
    assert cutting.revision() == before + 4
