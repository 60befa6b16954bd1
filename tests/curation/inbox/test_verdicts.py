"""What gestures say and change, by example and by property: undo walks back the way that was gone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.inbox.verdicts import (
    Change,
    Gesture,
    Opinion,
    change_of,
    judged,
    read_gesture,
    restored,
    says_something,
    stood_on,
)
from dashboard.errors import BadInput

SAID = st.fixed_dictionaries(
    {},
    optional={
        "choice": st.sampled_from(["", "pick", "maybe", "reject"]),
        "stars": st.integers(0, 5),
        "range": st.sampled_from([[None, None], [0, 500], [200, None], [None, 900], [300, 301]]),
        "note": st.sampled_from(["", "opens act two"]),
        "seen": st.just(True),
    },
)
Script = list[tuple[int, dict[str, Any]]]
Stands = dict[int, Opinion]
SCRIPT = st.lists(st.tuples(st.integers(1, 3), SAID), max_size=25)


def played(
    script: Script,
) -> tuple[Stands, list[Change], list[Stands]]:
    """What three pieces come to; the changes worth undoing; and how all stood before each of those."""
    stands = {piece_id: Opinion() for piece_id in (1, 2, 3)}
    changes, before = [], []
    for piece_id, said in script:
        after = judged(stands[piece_id], read_gesture({"mark": "m", "piece": piece_id, **said}), 1_000)
        change = change_of(piece_id, stands[piece_id], after)
        if says_something(change):
            before.append(dict(stands))
            changes.append(change)
        stands[piece_id] = after
    return stands, changes, before


def spoken(stands: Stands) -> dict[int, tuple[Any, ...]]:
    return {id_: (o.choice, o.stars, o.in_ms, o.out_ms, o.note) for id_, o in stands.items()}


@given(SCRIPT)
def test_undoing_the_last_again_and_again_walks_back_the_same_way(script: Script) -> None:
    stands, changes, before = played(script)
    for change, earlier in zip(reversed(changes), reversed(before), strict=True):
        assert stood_on([change], []) is None
        stands[change["piece"]] = restored(stands[change["piece"]], change)
        assert spoken(stands) == spoken(earlier)


@given(SCRIPT, st.data())
def test_what_is_undone_out_of_order_leaves_every_other_field_alone(script: Script, data: st.DataObject) -> None:
    stands, changes, _ = played(script)
    if not changes:
        return
    at = data.draw(st.integers(0, len(changes) - 1))
    change = changes[at]
    if stood_on([change], changes[at + 1 :]) is not None:
        return
    after = restored(stands[change["piece"]], change)
    kept = change_of(change["piece"], stands[change["piece"]], after)
    assert set(kept["after"]) - {"seen"} == set(change["before"]) - {"seen"}
    assert all(getattr(after, name) == value for name, value in change["before"].items() if name != "seen")


@given(SCRIPT)
def test_a_gesture_made_again_changes_nothing_more(script: Script) -> None:
    stands, _, _ = played(script)
    for piece_id, said in reversed(script):
        read = read_gesture({"mark": "m", "piece": piece_id, **said})
        once = judged(stands[piece_id], read, 1_000)
        assert judged(once, read, 1_000) == once


def test_a_piece_of_which_something_is_still_said_stays_seen() -> None:
    first = judged(Opinion(), Gesture("a", (1,), {"choice": "pick"}), None)
    second = judged(first, Gesture("b", (1,), {"stars": 2}), None)
    assert restored(second, change_of(1, Opinion(), first)) == Opinion(stars=2, seen=True)


@pytest.mark.parametrize(
    "raw",
    [
        None, 7, {}, {"mark": "m"}, {"mark": "", "piece": 1}, {"mark": 3, "piece": 1}, {"mark": "m", "piece": "1"},
        {"mark": "m", "piece": True}, {"mark": "m", "piece": -1}, {"mark": "m", "piece": 2**40},
        {"mark": "m", "pieces": []}, {"mark": "m", "piece": 1, "choice": "love"}, {"mark": "m", "piece": 1, "stars": 6},
        {"mark": "m", "piece": 1, "choice": ["pick"]}, {"mark": "m", "piece": 1, "range": [1]},
        {"mark": "m", "piece": 1, "range": [1.5, 2]}, {"mark": "m", "piece": 1, "note": "n" * 2_001},
        {"mark": "m" * 65, "piece": 1}, {"mark": "m", "undo": 4}, {"mark": "m", "piece": 1, "shortlist": "x"},
    ],
)  # fmt: skip
def test_what_no_browser_of_ours_sends_is_refused_in_a_sentence(raw: object) -> None:
    with pytest.raises(BadInput, match=r"\.$"):
        read_gesture(raw)
