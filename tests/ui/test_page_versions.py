"""The versions page: deriving one, what it is offered, taking it over."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.desk.as_aired import accept_lock
from dashboard.desk.delivery import numbered_changes
from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.edits import commands
from dashboard.rundown.locks.locks import lock_step
from dashboard.rundown.locks.rules import PICTURE
from dashboard.rundown.queries import episodes
from dashboard.rundown.versions.versions import Terms, derive_version, terms_of, versions_of
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, plan, slugs
from tests.ui.test_pages_programme import opened, shown
from tests.world import add_piece


@pytest.fixture
def master(house: Database) -> int:
    made = add_episode(house, OPERATOR)
    commands.add_piece(house, OPERATOR, act_ids(house, made)[0], [add_piece(house, "Ferry", seconds=20)])
    return made


def test_a_producer_derives_a_version(house: Database, people: dict[Role, int], master: int) -> None:
    at = opened("versions", people[Role.PRODUCER], master)
    assert "There is only the master" in shown(at)
    at.selectbox(key="version_kind").set_value("web")
    at.text_input(key="version_target").set_value("8:00")
    at.text_input(key="version_slot").set_value("8:00")
    at.text_input(key="version_terms_where").set_value("se, no")
    at.button(key="version_make").click().run()
    assert not at.exception
    with house.reading() as session:
        (row,) = versions_of(session, master)
        assert (row.episode.version, row.terms.territories, row.offered) == ("web", ("SE", "NO"), 0)
    assert "of `8:00`" in shown(at) and "For SE, NO, in every medium" in shown(at)


def test_a_code_that_is_none_is_refused_in_one_sentence(house: Database, people: dict[Role, int], master: int) -> None:
    at = opened("versions", people[Role.PRODUCER], master)
    at.text_input(key="version_terms_where").set_value("Sweden")
    at.button(key="version_make").click().run()
    assert "“SWEDEN” is no country code" in shown(at)
    with house.reading() as session:
        assert versions_of(session, master) == []


def test_what_the_master_changes_is_offered_and_taken_over(
    house: Database, people: dict[Role, int], master: int
) -> None:
    made = derive_version(house, OPERATOR, master, "web", plan(), Terms((), (), date(2027, 1, 1)))
    commands.add_piece(house, OPERATOR, act_ids(house, master)[0], [add_piece(house, "Dawn", seconds=9)])
    at = opened("versions", people[Role.PRODUCER], made)
    assert "The master has 1 change" in shown(at) and "from 2027-01-01" in shown(at)
    at.button(key=f"take_{made}").click().run()
    assert not at.exception
    assert slugs(house, act_ids(house, made)[0]) == ["Ferry", "Dawn", "Credits"]
    assert "The master has" not in shown(at)


def test_a_locked_version_takes_over_with_a_reason(house: Database, people: dict[Role, int], master: int) -> None:
    made = derive_version(house, OPERATOR, master, "web", plan(), Terms())
    lock_step(house, OPERATOR, made, PICTURE)
    commands.add_piece(house, OPERATOR, act_ids(house, master)[0], [add_piece(house, "Dawn", seconds=9)])
    at = opened("versions", people[Role.PRODUCER], made)
    at.button(key=f"take_{made}").click().run()
    assert "give a reason and it becomes change 1" in shown(at)
    at.text_input(key=f"take_why_{made}").set_value("The master has it too")
    at.button(key=f"take_{made}").click().run()
    assert slugs(house, act_ids(house, made)[0]) == ["Ferry", "Dawn", "Credits"]
    with house.reading() as session:
        (change,) = numbered_changes(session, made)
    assert (change.number, change.reason) == (1, "The master has it too")


def test_payments_are_final_once_every_version_is(house: Database, people: dict[Role, int], master: int) -> None:
    made = derive_version(house, OPERATOR, master, "web", plan(), Terms())
    accept_lock(house, OPERATOR, master)
    at = opened("payments", people[Role.ACCOUNTANT], master)
    assert "The web version still follows the rundown" in shown(at) and "Final: by" not in shown(at)
    accept_lock(house, OPERATOR, made)
    assert "Final: by the rundown that went to air" in shown(at.run())


def test_who_may_not_edit_sees_the_offers_and_no_buttons(house: Database, people: dict[Role, int], master: int) -> None:
    made = derive_version(house, OPERATOR, master, "web", plan(), Terms())
    commands.add_piece(house, OPERATOR, act_ids(house, master)[0], [add_piece(house, "Dawn", seconds=9)])
    at = opened("versions", people[Role.ACCOUNTANT], made)
    assert "“Dawn” is new in the master" in shown(at)
    assert not at.checkbox and not [button for button in at.button if (button.key or "").startswith("take_")]
    with house.reading() as session:
        assert terms_of(session, made) == Terms()


def test_an_episode_is_made_in_the_shape_of_a_template(house: Database, people: dict[Role, int]) -> None:
    at = opened("episodes", people[Role.PRODUCER])
    at.text_input(key="new_show").set_value("Night Shift").run()
    at.selectbox(key="new_shape").set_value("half_hour_commercial").run()
    (title,) = [field for field in at.text_input if field.label == "Title"]
    title.set_value("Harbour")
    assert [field.value for field in at.text_input if field.label in ("Slot", "Target TRT")] == ["30:00", "21:50"]
    at.button(key="episode_make").click().run()
    assert not at.exception
    with house.reading() as session:
        (row,) = episodes(session)
    acts = act_ids(house, row.episode_id)
    assert [slugs(house, act) for act in acts] == [[], ["Titles", "Break 1"], ["Break 2"], ["Credits"]]


def test_an_episode_is_cloned_without_its_pieces(house: Database, people: dict[Role, int], master: int) -> None:
    at = opened("episodes", people[Role.PRODUCER])
    at.text_input(key=f"clone_{master}_title").set_value("Second")
    at.button(key=f"clone_{master}_make").click().run()
    assert not at.exception
    with house.reading() as session:
        newest = episodes(session)[0]
    assert (newest.title, newest.number) == ("Second", 2)
    assert [slugs(house, act) for act in act_ids(house, newest.episode_id)] == [["Credits"]]


def test_a_version_is_listed_with_what_it_is_for(house: Database, master: int) -> None:
    derive_version(house, OPERATOR, master, "web", plan(), Terms())
    with house.reading() as session:
        assert [row.label for row in episodes(session)] == ["Night Shift 1: Harbour (web)", "Night Shift 1: Harbour"]
