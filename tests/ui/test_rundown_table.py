"""What the list is told of each act and line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.credits.queries import credited_rundown
from dashboard.people.roles import OPERATOR
from dashboard.rundown.edits.commands import add_item, add_piece, change_item, float_items, lock_items
from dashboard.rundown.edits.sent import Ack
from dashboard.storage.engine import Database
from dashboard.ui import rundown_table
from dashboard.ui.rundown_desk import answered
from dashboard.ui.rundown_table import Heard, Steps, list_data, place_after
from tests.rundown.studio import act_ids, add_episode, layers, plan
from tests.world import add_piece as a_piece


@pytest.fixture
def made(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> int:
    """An episode at 29.97 with a film, a song of four and a break."""
    monkeypatch.setattr(rundown_table, "media_url", lambda *_: "")
    episode_id = add_episode(sqlite_db, OPERATOR, plan(rate="29.97"), ("One", "Two"))
    one, two = act_ids(sqlite_db, episode_id)
    add_piece(sqlite_db, OPERATOR, one, [a_piece(sqlite_db, "Ferry", seconds=20)])
    song = a_piece(sqlite_db, "Song", kind="music", artists=("A", "B", "C", "D", "E"), licence="CC-BY-NC-4.0")
    add_piece(sqlite_db, OPERATOR, one, [song])
    add_item(sqlite_db, OPERATOR, two, "break", "Adverts", length_frames=1800)
    return episode_id


def told(db: Database, episode_id: int, heard: Heard | None = None) -> dict[str, Any]:
    with db.reading() as session:
        rundown = credited_rundown(session, episode_id).rundown
    data = list_data(
        rundown, None, Steps("moved “Ferry”"), heard or Heard(), account=7, session="s", run=3, may_edit=True
    )  # fmt: skip
    return dict(json.loads(json.dumps(data)))


def line(db: Database, episode_id: int, title: str) -> dict[str, Any]:
    return next(
        one for act in told(db, episode_id)["acts"] for one in act["items"] if one["title"] == title
    )  # fmt: skip


def id_of(db: Database, episode_id: int, title: str) -> int:
    return int(line(db, episode_id, title)["id"])


def test_a_line_says_what_it_is_and_where_it_stands(sqlite_db: Database, made: int) -> None:
    ferry = line(sqlite_db, made, "Ferry")
    assert (ferry["start"], ferry["length"], ferry["by"]) == ("00:00:00;00", "0:20", "Ida Holm · video")
    assert (ferry["by_hand"], ferry["natural"], ferry["over"], ferry["gap"]) == (False, "0:20", "", None)
    assert ferry["trim"] == {
        "layer": layers(sqlite_db, ferry["id"])[0].id,
        "in": "00:00:00;00",
        "out": "00:00:19;29",
        "frames": [0, 599],
        "words": "0:00–0:20",
    }
    assert [badge["word"] for badge in ferry["badges"]] == ["Cleared", "Small: 640 × 360"]


def test_many_artists_are_counted_and_what_may_not_air_says_why(sqlite_db: Database, made: int) -> None:
    song = line(sqlite_db, made, "Song")
    assert song["by"] == "A, B, C and 2 more · music"
    assert (song["badges"][0]["word"], song["badges"][0]["shape"]) == ("May not air", "■")
    assert song["notes"][0]["state"] == "blocked" and song["notes"][0]["text"].endswith(".")


def test_a_length_by_hand_says_how_far_it_is_off(sqlite_db: Database, made: int) -> None:
    change_item(sqlite_db, OPERATOR, id_of(sqlite_db, made, "Ferry"), length_frames=900, note="ask")
    ferry = line(sqlite_db, made, "Ferry")
    assert (ferry["length"], ferry["by_hand"], ferry["over"], ferry["note"]) == ("0:30", True, "+0:10", "ask")


@pytest.mark.parametrize(
    ("at", "gap"),
    [
        (900, {"text": "+0:10", "word": "gap", "state": "pending"}),
        (300, {"text": "−0:10", "word": "overlap", "state": "over"}),
    ],
)
def test_a_hard_start_shows_its_gap_or_overlap(
    sqlite_db: Database, made: int, at: int, gap: dict[str, str]
) -> None:  # fmt: skip
    change_item(sqlite_db, OPERATOR, id_of(sqlite_db, made, "Song"), hard_start_frames=at)
    song = line(sqlite_db, made, "Song")
    assert song["gap"] == gap and song["hard"] == f"00:00:{at // 30};00"


def test_a_floated_line_has_no_place_and_a_locked_one_says_so(sqlite_db: Database, made: int) -> None:
    float_items(sqlite_db, OPERATOR, [id_of(sqlite_db, made, "Ferry")], floated=True)
    lock_items(sqlite_db, OPERATOR, [id_of(sqlite_db, made, "Song")], locked=True)
    assert (line(sqlite_db, made, "Ferry")["start"], line(sqlite_db, made, "Ferry")["back"]) == ("–", "–")
    assert line(sqlite_db, made, "Song")["locked"] and line(sqlite_db, made, "Song")["start"] == "00:00:00;00"


def test_the_head_says_the_running_time_against_the_target(sqlite_db: Database, made: int) -> None:
    data = told(sqlite_db, made, Heard("m", (Ack("k", ok=False, said="No."),)))
    assert data["head"]["target"] == "22:00" and data["head"]["word"] == "under"
    assert [(act["title"], act["budget"], act["word"]) for act in data["acts"]] == [("One", "", ""), ("Two", "", "")]
    assert (data["undo"], data["redo"], data["account"], data["run"]) == ("moved “Ferry”", "", "7", 3)
    assert (data["heard"], data["acks"]) == ("m", [{"key": "k", "ok": False, "said": "No."}])


@pytest.mark.parametrize(
    "message", [None, "x", 7, [], {}, {"mark": "m"}, {"mark": "m", "episode": 999, "commands": []}]
)
def test_what_is_no_message_of_this_episode_is_not_answered(made: int, message: object) -> None:
    assert answered(OPERATOR, made, message) == Heard()


def test_steps_lead_over_the_edges_of_acts() -> None:
    assert place_after([(10, [1, 2]), (20, []), (30, [3])], 2, 1) == (20, 0)
    assert place_after([(10, [1, 2]), (20, []), (30, [3])], 3, 1) is None
