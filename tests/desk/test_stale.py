"""Which of the things given out a change makes stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.desk.stale import Effects, effects, made_stale
from dashboard.rundown.edits.delta import Delta, Place
from dashboard.rundown.locks.given import APPROVAL, FILE, MESSAGE, SHEET, Given

LAYER: dict[str, Any] = {"track": "picture", "contribution_id": 1, "in_frames": 0, "out_frames": 100}
HOST: dict[str, Any] = {"kind": "host", "slug": "Hello", "script": "Good evening."}
HERE, THERE = Place("act:1", ()), Place("act:1", ("item:9",))
NAMES = [(SHEET, "rundown"), (SHEET, "credits"), (SHEET, "payments"), (FILE, "preview assembly"),
         (APPROVAL, "the network's"), (MESSAGE, "answers to artists")]  # fmt: skip


def changed(**pairs: Any) -> Delta:
    return Delta({"item:1": pairs}, {}, {}, {})


SWAP = Delta({"layer:1": {"contribution_id": (1, 2)}}, {}, {}, {})
TRIM = Delta({"layer:1": {"out_frames": (100, 90)}}, {}, {}, {})
LEVEL = Delta({"layer:1": {"gain_db": (0.0, -6.0)}}, {}, {}, {})
MOVE = Delta({}, {}, {}, {"item:1": (HERE, THERE)})
REORDERED = Delta({}, {}, {}, {"layer:1": (Place("item:1", ()), Place("item:1", ("layer:2",)))})
NEW_PIECE = Delta({}, {"item:5": ({"kind": "piece"}, HERE), "layer:5": (LAYER, Place("item:5", ()))}, {}, {})
NO_HOST = Delta({}, {}, {"item:2": (HOST, HERE)}, {})
NOTE = changed(note=("", "Ask Ida"), locked=(False, True))

EVERYTHING = {name for _, name in NAMES}
OF_ORDER = {"rundown", "preview assembly", "the network's"}


@pytest.mark.parametrize(
    ("delta", "stale"),
    [
        (SWAP, EVERYTHING),
        (NEW_PIECE, EVERYTHING),
        (changed(floated=(False, True)), EVERYTHING),
        (TRIM, OF_ORDER | {"payments"}),
        (changed(length_frames=(None, 50)), OF_ORDER | {"payments"}),
        (REORDERED, OF_ORDER | {"credits", "payments"}),
        (MOVE, OF_ORDER | {"credits"}),
        (changed(title=("Act one", "The Last Ferry")), {"rundown", "credits"}),
        (LEVEL, OF_ORDER),
        (NO_HOST, OF_ORDER),
        (changed(script=("Hi.", "Good evening.")), OF_ORDER),
        (NOTE, {"rundown"}),
    ],
)
def test_a_change_makes_stale_what_says_something_of_it(delta: Delta, stale: set[str]) -> None:
    found = made_stale(delta, 5, [given(kind, name, 4) for kind, name in NAMES])
    assert {one.given.name for one in found} == stale
    assert all(one.again is None for one in found)


def test_only_the_last_one_given_out_before_counts_and_the_first_one_after_mends_it() -> None:
    sheets = [given(SHEET, "credits", revision, hours) for hours, revision in enumerate([2, 3, 5, 8])]
    (one,) = made_stale(SWAP, 5, sheets)
    assert (one.given.revision, one.again and one.again.revision) == (3, 5)
    assert made_stale(SWAP, 2, sheets) == []


def test_a_sheet_that_the_rule_does_not_know_is_taken_to_be_stale() -> None:
    assert made_stale(LEVEL, 5, [given(SHEET, "call sheet", 1)])


def test_nothing_follows_from_nothing() -> None:
    assert effects(Delta({}, {}, {}, {})) == Effects(aired=False, pieces=False, places=False, frames=False)


def given(kind: str, name: str, revision: int, hours: int = 0) -> Given:
    return Given(kind, name, revision, datetime(2026, 11, 3, tzinfo=UTC) + timedelta(hours=hours), "Devin")
