from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from dashboard.errors import BadInput, GreenroomError, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.rundown import commands
from dashboard.rundown.queries import Rundown, load_episode, rundown
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.rundown.studio import act_ids, add_episode, episode, item, layers, plan, slugs
from tests.world import add_piece as a_piece


class Cutting:
    """An episode of two acts at 25 frames a second, and its edits."""

    def __init__(self, db: Database, actor: Actor) -> None:
        self.db, self.actor = db, actor
        self.episode_id = add_episode(db, actor, acts=("One", "Two"))
        self.one, self.two = act_ids(db, self.episode_id)

    def piece(self, title: str, act: int | None = None, *, position: int | None = None, **facts: object) -> int:
        made = a_piece(self.db, title, **facts)  # type: ignore[arg-type]
        return commands.add_piece(self.db, self.actor, act or self.one, [made], position=position)

    def do(self, edit: Callable[..., object], *args: object, **kwargs: object) -> object:
        return edit(self.db, self.actor, *args, **kwargs)

    def order(self) -> tuple[list[str], list[str]]:
        return slugs(self.db, self.one), slugs(self.db, self.two)

    def revision(self) -> int:
        return episode(self.db, self.episode_id).revision

    def timed(self) -> Rundown:
        with self.db.reading() as session:
            return rundown(load_episode(session, self.episode_id), roll_frames=250)


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
    ids = [cutting.piece(title) for title in "ABC"]
    cutting.do(commands.move_item, ids[2], cutting.one, 0)
    assert cutting.order()[0] == ["C", "A", "B"]
    cutting.do(commands.move_item, ids[2], cutting.two, 0)
    assert cutting.order() == (["A", "B"], ["C", "Credits"])
    cutting.do(commands.move_item, ids[2], cutting.one, 99)
    assert cutting.order() == (["A", "B", "C"], ["Credits"])
    assert cutting.revision() == 1 + 3 + 3


def test_a_line_does_not_move_to_another_episode(cutting: Cutting) -> None:
    made = cutting.piece("A")
    other = add_episode(cutting.db, cutting.actor, plan(number=2))
    with pytest.raises(BadInput, match="its own episode"):
        cutting.do(commands.move_item, made, act_ids(cutting.db, other)[0], 0)
    assert cutting.order()[0] == ["A"]


def test_floating_takes_the_time_away_and_unfloating_brings_it_back_in_place(cutting: Cutting) -> None:
    first, _ = cutting.piece("A"), cutting.piece("B")
    before = cutting.timed().timing
    cutting.do(commands.float_item, first, floated=True)
    assert cutting.timed().timing.trt_frames == before.trt_frames - 500
    cutting.do(commands.float_item, first, floated=False)
    assert cutting.timed().timing == before and cutting.order()[0] == ["A", "B"]


def test_trimming_sets_points_and_gain(cutting: Cutting) -> None:
    made = cutting.piece("A", seconds=10)
    picture, sound = layers(cutting.db, made)
    cutting.do(commands.trim_layer, picture.id, 25, 125, 3.0)
    cutting.do(commands.trim_layer, sound.id, 0, 250, -6.0)
    after = layers(cutting.db, made)
    assert (after[0].in_frames, after[0].out_frames, after[0].gain_db) == (25, 125, 0.0)
    assert after[1].gain_db == -6.0
    (row,) = [row for row in cutting.timed().items if row.item.id == made]
    assert row.timed.natural_frames == 100


@pytest.mark.parametrize(
    ("first", "last", "gain", "sentence"),
    [
        (50, 50, 0.0, "must lie after"),
        (60, 50, 0.0, "must lie after"),
        (-1, 50, 0.0, "must lie after"),
        (0, 251, 0.0, "shorter than that"),
        (0, 250, 21.0, "between −60 and"),
    ],
)
def test_a_trim_that_the_media_cannot_give_is_refused(
    cutting: Cutting, first: int, last: int, gain: float, sentence: str
) -> None:
    sound = layers(cutting.db, cutting.piece("A", seconds=10))[1]
    with pytest.raises(BadInput, match=sentence):
        cutting.do(commands.trim_layer, sound.id, first, last, gain)
    assert (layers(cutting.db, sound.item_id)[1].out_frames, cutting.revision()) == (250, 2)


def test_a_still_stays_as_long_as_it_is_told(cutting: Cutting) -> None:
    (still,) = layers(cutting.db, cutting.piece("Quay", kind="photo"))
    cutting.do(commands.trim_layer, still.id, 0, 5000, 0.0)
    assert layers(cutting.db, still.item_id)[0].out_frames == 5000


def test_a_length_is_set_and_taken_off_again(cutting: Cutting) -> None:
    made = cutting.piece("A", seconds=10)
    cutting.do(commands.change_item, made, slug="A", script="", length_frames=100)
    assert item(cutting.db, made).length_frames == 100
    cutting.do(commands.change_item, made, slug=" Renamed ", script="", length_frames=None)
    after = item(cutting.db, made)
    assert (after.length_frames, after.slug) == (None, "Renamed")
    for wrong in ({"slug": " ", "length_frames": None}, {"slug": "A", "length_frames": 0}):
        with pytest.raises(BadInput):
            cutting.do(commands.change_item, made, script="", **wrong)


def test_a_line_that_somebody_changed_since_it_was_shown_is_not_overwritten(cutting: Cutting) -> None:
    made = commands.add_item(cutting.db, cutting.actor, cutting.one, "host", "Hello", script="Good evening.")
    seen = ("Hello", "Good evening.", None)
    cutting.do(commands.change_item, made, slug="Hello", script="Good night.", length_frames=None, seen=seen)
    with pytest.raises(Stale, match="Somebody else changed “Hello”"):
        cutting.do(commands.change_item, made, slug="Hello", script="Hi.", length_frames=None, seen=seen)
    assert item(cutting.db, made).script == "Good night."


def test_layers_are_laid_in_and_taken_out(cutting: Cutting) -> None:
    made = cutting.piece("Quay", kind="photo")
    song = a_piece(cutting.db, "Song", kind="music")
    cutting.do(commands.add_layers, made, song)
    assert [layer.track for layer in layers(cutting.db, made)] == ["picture", "sound"]
    cutting.do(commands.remove_layer, layers(cutting.db, made)[0].id)
    assert [(layer.track, layer.position) for layer in layers(cutting.db, made)] == [("sound", 0)]
    roll = commands.add_item(cutting.db, cutting.actor, cutting.one, "break", "Break")
    with pytest.raises(BadInput, match="only a piece"):
        cutting.do(commands.add_layers, roll, song)


def test_removing_a_line_closes_the_gap_and_remembers_what_it_was(cutting: Cutting) -> None:
    ids = [cutting.piece(title) for title in "ABC"]
    cutting.do(commands.remove_item, ids[1])
    assert cutting.order()[0] == ["A", "C"]
    with cutting.db.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None and entry.action == "item.removed" and entry.detail["slug"] == "B"
    with pytest.raises(NotFound, match="no longer"):
        cutting.do(commands.remove_item, ids[1])


def test_acts_are_added_changed_and_removed_when_empty(cutting: Cutting) -> None:
    three = commands.add_act(cutting.db, cutting.actor, cutting.episode_id, "Three", 1500)
    cutting.do(commands.change_act, three, "Home", 0)
    assert act_ids(cutting.db, cutting.episode_id) == [cutting.one, cutting.two, three]
    with pytest.raises(BadInput, match="still has items"):
        cutting.do(commands.remove_act, cutting.two)
    cutting.do(commands.remove_act, cutting.one)
    assert act_ids(cutting.db, cutting.episode_id) == [cutting.two, three]
    with cutting.db.reading() as session:
        acts = load_episode(session, cutting.episode_id).acts
    assert [(act.position, act.title, act.budget_frames) for act in acts] == [(0, "Two", 0), (1, "Home", 0)]
    for edit in ((commands.add_act, cutting.episode_id, "", 0), (commands.change_act, three, "Home", -1)):
        with pytest.raises(BadInput):
            cutting.do(edit[0], *edit[1:])


@pytest.mark.parametrize("kind", ["piece", "film", ""])
def test_only_the_kinds_between_pieces_are_added_by_hand(cutting: Cutting, kind: str) -> None:
    with pytest.raises(BadInput, match="no kind of item"):
        cutting.do(commands.add_item, cutting.one, kind, "X")


def test_whoever_may_not_edit_changes_nothing(cutting: Cutting) -> None:
    made = cutting.piece("A")
    (picture, _), before = layers(cutting.db, made), cutting.revision()
    edits: list[tuple[Callable[..., object], tuple[object, ...], dict[str, object]]] = [
        (commands.add_act, (cutting.episode_id, "X"), {}), (commands.change_act, (cutting.one, "X", 0), {}),
        (commands.remove_act, (cutting.one,), {}), (commands.add_piece, (cutting.one, [1]), {}),
        (commands.add_item, (cutting.one, "break", "X"), {}), (commands.add_layers, (made, 1), {}),
        (commands.trim_layer, (picture.id, 0, 5, 0.0), {}), (commands.remove_layer, (picture.id,), {}),
        (commands.move_item, (made, cutting.two, 0), {}), (commands.float_item, (made,), {"floated": True}),
        (commands.change_item, (made,), {"slug": "X", "script": "", "length_frames": None}),
        (commands.remove_item, (made,), {}),
    ]  # fmt: skip
    curator = Actor(None, "Kim", frozenset(set(Role) - {Role.PRODUCER}))
    for edit, args, kwargs in edits:
        with pytest.raises(NotAllowed, match="producer"):
            edit(cutting.db, curator, *args, **kwargs)
    assert cutting.revision() == before and cutting.order()[0] == ["A"]


def test_moves_at_the_same_moment_are_all_made(db: Database, actor: Actor) -> None:
    cutting = Cutting(db, actor)
    ids = [cutting.piece(title) for title in "ABCD"]
    before, failures = cutting.revision(), list[GreenroomError]()

    def move(item_id: int) -> None:
        try:
            commands.move_item(db, actor, item_id, cutting.two, 0)
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
