"""Commands as a browser sends them: each once, in its own transaction, and nothing forged gets through."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from dashboard.errors import NotFound
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.commands import add_item, add_piece
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.sent import COMMANDS, Ack, carry_out
from dashboard.rundown.edits.sent_parts import LONGEST_NOTE
from dashboard.rundown.edits.state import State
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, item, layers, plan, slugs
from tests.world import add_piece as a_piece

KEYS = count(1)


class Studio:
    """Two acts: A, B and C in the first, the credits in the second; and another episode beside it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.episode_id = add_episode(db, OPERATOR, acts=("One", "Two"))
        self.one, self.two = act_ids(db, self.episode_id)
        self.a, self.b, self.c = (add_piece(db, OPERATOR, self.one, [a_piece(db, letter)]) for letter in "ABC")
        self.other_id = add_episode(db, OPERATOR, plan(number=2))
        (other_act,) = act_ids(db, self.other_id)
        self.foreign = add_item(db, OPERATOR, other_act, "break", "Foreign")

    def sends(self, *commands: Any, reason: str = "", actor: Actor = OPERATOR) -> list[Ack]:
        return carry_out(self.db, actor, self.episode_id, list(commands), reason)

    def one_sends(self, name: str, **fields: Any) -> Ack:
        (ack,) = self.sends({"key": key(), "name": name, **fields})
        return ack

    def state(self) -> tuple[State, State]:
        with self.db.reading() as session:
            return read_state(session, self.episode_id), read_state(session, self.other_id)

    def edits(self) -> int:
        with self.db.reading() as session:
            query = select(func.count()).select_from(RundownEdit).where(RundownEdit.key.is_not(None))
            return session.scalar(query) or 0


def key() -> str:
    return f"test-{next(KEYS):06}"


@pytest.fixture
def studio(db: Database) -> Studio:
    return Studio(db)


@pytest.fixture(scope="module")
def forgers_studio(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any) -> Iterator[Studio]:
    """One for all forged commands: none of them may change it."""
    file = tmp_path_factory.mktemp("forged") / "greenroom.db"
    file.write_bytes(sqlite_template.read_bytes())
    made = Database(f"sqlite:///{file}")
    yield Studio(made)
    made.engine.dispose()


def test_commands_are_carried_out_in_their_order_and_acknowledged_by_key(studio: Studio) -> None:
    first, second = key(), key()
    acks = studio.sends(
        {"key": first, "name": "move", "ids": [studio.a, studio.b], "act": studio.two, "after": None},
        {"key": second, "name": "move", "ids": [studio.a], "act": studio.one, "after": studio.c},
    )
    assert acks == [Ack(first, ok=True), Ack(second, ok=True)]
    assert slugs(studio.db, studio.one) == ["C", "A"]
    assert slugs(studio.db, studio.two) == ["B", "Credits"]


def test_one_that_is_refused_leaves_the_others(studio: Studio) -> None:
    acks = studio.sends(
        {"key": key(), "name": "retime", "item": studio.a, "text": "soon", "seen": None},
        {"key": key(), "name": "retime", "item": studio.b, "text": "1:05", "seen": None},
    )
    assert [ack.ok for ack in acks] == [False, True]
    assert "“soon” is not a length" in acks[0].said
    assert (item(studio.db, studio.a).length_frames, item(studio.db, studio.b).length_frames) == (None, 1625)


def test_a_key_that_comes_twice_is_acknowledged_and_applied_once(studio: Studio) -> None:
    move = {"key": key(), "name": "move", "ids": [studio.a], "act": studio.one, "after": studio.b}
    assert [ack.ok for ack in studio.sends(move, move)] == [True, True]
    back = {"key": key(), "name": "undo"}
    assert [ack.ok for ack in (*studio.sends(back), *studio.sends(back, move))] == [True] * 3
    assert slugs(studio.db, studio.one) == ["A", "B", "C"]


def test_two_tabs_that_send_the_same_key_at_once_apply_it_once(studio: Studio) -> None:
    command = {"key": key(), "name": "note", "item": studio.a, "text": "ask", "seen": ""}
    barrier, acks = Barrier(2), []

    def send() -> None:
        barrier.wait()
        acks.extend(studio.sends(command))

    tabs = [Thread(target=send) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert [ack.ok for ack in acks] == [True, True]
    assert studio.edits() == 1


def test_every_command_does_what_it_says(studio: Studio) -> None:
    db, a = studio.db, studio.a
    assert studio.one_sends("float", ids=[a], on=True).ok and item(db, a).floated
    assert studio.one_sends("float", ids=[a], on=False).ok and not item(db, a).floated
    assert studio.one_sends("rename", item=a, text=" Aria ", seen="A").ok and item(db, a).slug == "Aria"
    assert studio.one_sends("note", item=a, text="ask", seen="").ok and item(db, a).note == "ask"
    assert studio.one_sends("retime", item=a, text="0:12.5").ok and item(db, a).length_frames == 313
    assert studio.one_sends("retime", item=a, text="", seen=313).ok and item(db, a).length_frames is None
    assert studio.one_sends("hard_start", item=a, text="00:00:10:05").ok and item(db, a).hard_start_frames == 255
    assert studio.one_sends("hard_start", item=a, text="").ok and item(db, a).hard_start_frames is None
    layer_id = layers(db, a)[0].id
    assert studio.one_sends("trim", layer=layer_id, **{"in": "0:02", "out": "00:00:12:10"}).ok
    assert [(layer.track, layer.in_frames, layer.out_frames) for layer in layers(db, a)] == [
        ("picture", 50, 310),
        ("sound", 50, 310),
    ]
    assert studio.one_sends("split", item=a, at="0:04").ok
    assert slugs(db, studio.one) == ["Aria", "Aria (2)", "B", "C"]
    assert studio.one_sends("undo").said.startswith("Undid: split “Aria”")
    assert studio.one_sends("redo").said.startswith("Redid: split “Aria”")
    assert studio.one_sends("remove", ids=[a, studio.b]).ok and slugs(db, studio.one) == ["Aria (2)", "C"]
    assert studio.one_sends("lock", ids=[studio.c], on=True).ok
    assert "is locked" in studio.one_sends("remove", ids=[studio.c]).said


def test_what_somebody_else_changed_since_is_refused(studio: Studio) -> None:
    assert studio.one_sends("rename", item=studio.a, text="Mine", seen="A").ok
    late = studio.one_sends("rename", item=studio.a, text="Theirs", seen="A")
    assert not late.ok and "Somebody else changed “Mine”" in late.said
    picture, cut = layers(studio.db, studio.b)[0], {"in": "0:02", "out": "0:12"}
    seen = [picture.in_frames, picture.out_frames]
    assert studio.one_sends("trim", layer=picture.id, **cut, seen=seen).ok
    late = studio.one_sends("trim", layer=picture.id, **{**cut, "out": "0:10"}, seen=seen)
    assert not late.ok and "Somebody else changed “B”" in late.said
    assert studio.one_sends("hard_start", item=studio.b, text="1:00", seen=None).ok
    late = studio.one_sends("hard_start", item=studio.b, text="2:00", seen=None)
    assert not late.ok and item(studio.db, studio.b).hard_start_frames == 1500


@pytest.mark.parametrize("seen", [[0], [0, "250"], [0, True], "0", {"in": 0}])
def test_points_that_were_never_shown_are_not_understood(studio: Studio, seen: Any) -> None:
    layer_id = layers(studio.db, studio.a)[0].id
    said = studio.one_sends("trim", layer=layer_id, **{"in": "0:02", "out": "0:12"}, seen=seen)
    assert not said.ok and "not understood" in said.said


def test_a_point_that_is_missing_is_said_so(studio: Studio) -> None:
    layer_id = layers(studio.db, studio.a)[0].id
    assert "A point is missing" in studio.one_sends("trim", layer=layer_id, **{"in": "", "out": "0:12"}).said
    assert "A point is missing" in studio.one_sends("split", item=studio.a, at=" ").said


def test_whoever_may_not_edit_is_told_whom_to_ask(studio: Studio) -> None:
    before = studio.state()
    curator = Actor(None, "Cleo", frozenset({Role.CURATOR}))
    (ack,) = studio.sends({"key": key(), "name": "remove", "ids": [studio.a]}, actor=curator)
    assert not ack.ok and "Cleo may not" in ack.said and "producer" in ack.said
    assert studio.state() == before


def test_lines_of_another_episode_are_out_of_reach(studio: Studio) -> None:
    before = studio.state()
    for command in (
        {"name": "remove", "ids": [studio.foreign]},
        {"name": "remove", "ids": [studio.a, studio.foreign]},
        {"name": "rename", "item": studio.foreign, "text": "Mine"},
        {"name": "move", "ids": [studio.foreign], "act": studio.one, "after": None},
        {"name": "move", "ids": [studio.a], "act": act_ids(studio.db, studio.other_id)[0], "after": None},
        {"name": "trim", "layer": 9999, "in": "0:00", "out": "0:01"},
    ):
        (ack,) = studio.sends({"key": key(), **command})
        assert not ack.ok and ack.said.endswith((".",))
    assert studio.state() == before


def test_an_episode_that_is_gone_is_said_so(sqlite_db: Database) -> None:
    with pytest.raises(NotFound, match="no longer exists"):
        carry_out(sqlite_db, OPERATOR, 9999, [])


@pytest.mark.parametrize(
    "commands", [None, "remove", 7, {"key": "k"}, [None, 3, "x", [], {}, {"key": 5}, {"key": "a b"}]]
)
def test_what_is_no_command_is_passed_over(studio: Studio, commands: object) -> None:
    before = studio.state()
    assert carry_out(studio.db, OPERATOR, studio.episode_id, commands) == []
    assert studio.state() == before


def test_a_megabyte_of_text_is_refused_with_the_limit(studio: Studio) -> None:
    ack = studio.one_sends("note", item=studio.a, text="x" * 1_000_000)
    assert not ack.ok and f"{LONGEST_NOTE:,} are the most" in ack.said
    assert item(studio.db, studio.a).note == ""


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_no_database_holds_is_refused(studio: Studio, text: str) -> None:
    ack = studio.one_sends("note", item=studio.a, text=text)
    assert not ack.ok and "cannot be stored" in ack.said


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("ids", "act", "after", "item", "on", "layer", "in", "out", "at", "seen", "text")
# Nothing here is in the episode, so that whatever is carried out would be a fault.
FORGED = st.fixed_dictionaries(
    {
        "key": st.from_regex(r"[a-z0-9]{8,12}", fullmatch=True),
        "name": st.sampled_from([*COMMANDS, "drop", "", "__init__"]) | JUNK,
    },
    optional={name: JUNK | st.just("0:10") | st.just([10_000]) | st.integers(10_000, 10_010) for name in FIELDS},
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(commands=st.lists(FORGED.filter(lambda one: one["name"] not in ("undo", "redo")), max_size=4))
def test_forged_commands_are_refused_in_a_sentence_and_change_nothing(
    forgers_studio: Studio, commands: list[dict[str, Any]]
) -> None:
    before, edits = forgers_studio.state(), forgers_studio.edits()
    acks = forgers_studio.sends(*commands)
    assert [ack.key for ack in acks] == [command["key"] for command in commands]
    assert all(not ack.ok and ack.said.endswith(".") and "\n" not in ack.said for ack in acks)
    assert (forgers_studio.state(), forgers_studio.edits()) == (before, edits)
