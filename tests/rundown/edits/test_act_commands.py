from __future__ import annotations

import pytest

from dashboard.errors import BadInput, NotFound
from dashboard.people.roles import Actor
from dashboard.rundown.edits.act_commands import add_act, change_act, move_act, remove_act
from dashboard.rundown.queries import load_episode
from dashboard.storage.engine import Database
from tests.rundown.cutting_room import Cutting
from tests.rundown.studio import act_ids, add_episode, plan


@pytest.fixture
def cutting(sqlite_db: Database, actor: Actor) -> Cutting:
    return Cutting(sqlite_db, actor)


def test_acts_are_added_changed_and_removed_when_empty(cutting: Cutting) -> None:
    three = add_act(cutting.db, cutting.actor, cutting.episode_id, "Three", 1500)
    cutting.do(change_act, three, "Home", 0)
    assert act_ids(cutting.db, cutting.episode_id) == [cutting.one, cutting.two, three]
    with pytest.raises(BadInput, match="still has items"):
        cutting.do(remove_act, cutting.two)
    cutting.do(remove_act, cutting.one)
    assert act_ids(cutting.db, cutting.episode_id) == [cutting.two, three]
    with cutting.db.reading() as session:
        acts = load_episode(session, cutting.episode_id).acts
    assert [(act.position, act.title, act.budget_frames) for act in acts] == [(0, "Two", 0), (1, "Home", 0)]


def test_an_act_moves_with_its_lines(cutting: Cutting) -> None:
    cutting.piece("A")
    three = add_act(cutting.db, cutting.actor, cutting.episode_id, "Three")
    cutting.do(move_act, cutting.one, three)
    assert act_ids(cutting.db, cutting.episode_id) == [cutting.two, three, cutting.one]
    assert cutting.history()[0].said == "moved the act “One” after Three"
    cutting.do(move_act, cutting.one, None)
    assert act_ids(cutting.db, cutting.episode_id) == [cutting.one, cutting.two, three]
    assert cutting.order()[0] == ["A"]


def test_what_no_act_can_have_is_refused(cutting: Cutting) -> None:
    before = cutting.state()
    theirs = act_ids(cutting.db, add_episode(cutting.db, cutting.actor, plan(number=2)))[0]
    for call, args, wrong in (
        (add_act, (cutting.episode_id, "", 0), "needs a name"),
        (change_act, (cutting.two, "Home", -1), "below zero"),
        (change_act, (cutting.two, "Home", 10**15), "24 hours"),
        (move_act, (cutting.one, cutting.one), "behind itself"),
        (move_act, (cutting.one, theirs), "another episode"),
    ):
        with pytest.raises(BadInput, match=wrong):
            cutting.do(call, *args)
    with pytest.raises(NotFound, match="no longer in the rundown"):
        cutting.do(remove_act, 4711)
    assert cutting.state() == before
