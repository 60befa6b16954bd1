"""Cuts and Locks on a real database: their states, what each button leaves, and who may see what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.cuts.snapshots import snapshots, take_snapshot
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.locks.locks import Condition, lock_step
from dashboard.rundown.locks.queries import conditions_of
from dashboard.rundown.locks.rules import DELIVERY, PICTURE, SOUND
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.locks.tables import LockCondition
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.rundown.locking import Programme
from tests.ui.showing import opened, shown

WHY = Slip(reason="the network asked for it")


@pytest.fixture
def programme(house: Database) -> Programme:
    return Programme(house, OPERATOR)


def page(name: str, programme: Programme, account_id: int) -> AppTest:
    return opened(name, account_id, episode=str(programme.episode_id))


def locked(programme: Programme) -> list[str]:
    with programme.db.reading() as session:
        return [lock.step for lock in standing(session, programme.episode_id)]


@pytest.mark.parametrize("name", ["cuts", "locks"])
def test_without_an_episode_both_pages_say_what_comes_here(house: Database, people: dict[Role, int], name: str) -> None:
    assert "There is no episode yet" in shown(opened(name, people[Role.PRODUCER]))


def test_a_snapshot_is_taken_compared_gone_back_to_renamed_and_deleted(
    programme: Programme, people: dict[Role, int]
) -> None:
    at = page("cuts", programme, people[Role.PRODUCER])
    assert "There is only the cut as it is now" in shown(at)
    at.text_input(key=f"snapshot_name{programme.episode_id}").input("Before").run()
    at.button(key=f"take{programme.episode_id}").click().run()
    assert "Kept as “Before”" in shown(at)
    with programme.db.reading() as session:
        (row,) = snapshots(session, programme.episode_id)
    before = programme.state()
    commands.remove_items(programme.db, OPERATOR, [programme.quay])
    at.run()
    text = shown(at)
    assert "Quay" in text and "removed" in text and "Out (1): Rin" in text.replace("*", "")
    assert "Payee (USD)" in text and "Paid (USD)" in text
    at.button(key=f"restore{row.snapshot_id}").click().run()
    assert programme.state() == before and "as it was then" in shown(at)
    at.text_input(key=f"rename_to{row.snapshot_id}").input("Earlier").run()
    at.button(key=f"rename{row.snapshot_id}").click().run()
    assert "Earlier" in shown(at)
    at.button(key=f"delete{row.snapshot_id}").click().run()
    with programme.db.reading() as session:
        assert snapshots(session, programme.episode_id) == []


def test_going_back_under_a_lock_asks_for_the_reason(programme: Programme, people: dict[Role, int]) -> None:
    kept = take_snapshot(programme.db, OPERATOR, programme.episode_id, "Before")
    before = programme.state()
    commands.remove_items(programme.db, OPERATOR, [programme.quay])
    lock_step(programme.db, OPERATOR, programme.episode_id, PICTURE)
    at = page("cuts", programme, people[Role.PRODUCER])
    at.button(key=f"restore{kept}").click().run()
    assert "give a reason and it becomes change 1" in shown(at) and programme.state() != before
    at.text_input(key=f"restore_why{kept}").input("the network liked it better").run()
    at.button(key=f"restore{kept}").click().run()
    assert programme.state() == before


def test_a_curator_sees_cuts_without_money_and_changes_nothing(programme: Programme, people: dict[Role, int]) -> None:
    take_snapshot(programme.db, OPERATOR, programme.episode_id, "Before")
    commands.remove_items(programme.db, OPERATOR, [programme.quay])
    lock_step(programme.db, OPERATOR, programme.episode_id, PICTURE)
    for name in ("cuts", "locks"):
        at = page(name, programme, people[Role.CURATOR])
        assert not [button for button in at.button if button.key]
        assert "USD" not in shown(at)
    assert "No access" in shown(page("cuts", programme, people[Role.ARTIST]))


def test_locking_settling_and_releasing_by_hand(programme: Programme, people: dict[Role, int]) -> None:
    at, episode_id = page("locks", programme, people[Role.PRODUCER]), programme.episode_id
    at.button(key=f"lock_picture{episode_id}").click().run()
    assert locked(programme) == [PICTURE] and "by Producer Person" in shown(at)
    at.text_input(key="condition_what").input("clearance of the sample")
    at.text_input(key="condition_owner").input("legal")
    at.button(key="add_condition").click().run()
    at.button(key=f"lock_sound{episode_id}").click().run()
    assert "Delivery waits for this" in shown(at) and "due today" in shown(at)
    with programme.db.reading() as session:
        (row,) = conditions_of(session, episode_id)
    at.button(key=f"settle{row.condition_id}").click().run()
    assert "Say how" in shown(at)
    at.text_input(key=f"how{row.condition_id}").input("licensed").run()
    at.button(key=f"settle{row.condition_id}").click().run()
    at.button(key=f"lock_delivery{episode_id}").click().run()
    assert locked(programme) == [PICTURE, SOUND, DELIVERY]
    at.button(key=f"release_delivery{episode_id}").click().run()
    assert "Say why" in shown(at)
    at.text_input(key=f"why_delivery{episode_id}").input("a name was wrong").run()
    at.button(key=f"release_delivery{episode_id}").click().run()
    assert locked(programme) == [PICTURE, SOUND] and "a name was wrong" in shown(at)


def test_what_is_overdue_and_what_was_changed_is_said_in_words(programme: Programme, people: dict[Role, int]) -> None:
    due = Condition("clearance of the sample", "legal", now().date(), programme.ferry)
    lock_step(programme.db, OPERATOR, programme.episode_id, PICTURE, [due])
    with programme.db.writing() as session:
        session.execute(update(LockCondition).values(due_on=now().date() - timedelta(days=2)))
    at = page("locks", programme, people[Role.PRODUCER])
    assert "overdue by 2 days" in shown(at) and "legal, about “Ferry”" in shown(at)
    at.text_input(key="given_name").input("the network's approval").run()
    at.button(key="note_given").click().run()
    commands.remove_items(programme.db, OPERATOR, [programme.tide], slip=WHY)
    text = shown(at.run())
    assert "Change 1" in text and "removed “Tide”" in text and "Why: the network asked for it" in text
    assert "1 thing is still to be given out anew" in text and "The network's approval (approval)" in text.replace(
        "&#x27;", "'"
    )
