"""As aired on its page: a final cut matched, resolved, compared and accepted, and its four states."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.credits.queries import credited_rundown
from dashboard.desk.as_aired import accept_lock, accepted
from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.locks.locks import lock_step
from dashboard.rundown.locks.rules import PICTURE
from dashboard.rundown.tables import Episode
from dashboard.rundown.versions.tables import AsAired
from dashboard.rundown.versions.versions import Terms, derive_version
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, plan
from tests.ui.showing import opened, shown
from tests.world import add_piece

EDL = """TITLE: Harbour final
FCM: NON-DROP FRAME

001  NIGHT    V     C        00:00:00:00 00:00:10:00 00:00:00:00 00:00:10:00
* FROM CLIP NAME: Nigth Ferry
002  BARN     V     C        00:00:00:00 00:00:05:00 00:00:10:00 00:00:15:00
* FROM CLIP NAME: B-roll barn
"""


@pytest.fixture
def night(house: Database) -> int:
    """An episode with one film of 20 seconds."""
    made = add_episode(house, OPERATOR, plan(target="0:40", slot="1:00", budget_minor=100_000))
    (act,) = act_ids(house, made)
    add_to_act(house, OPERATOR, act, [add_piece(house, "Night Ferry", artists=("Mbali Dube",), seconds=20)])
    return made


def sent(at: AppTest, name: str = "final.edl", data: str = EDL) -> AppTest:
    at.file_uploader[0].upload(name, data.encode()).run()
    assert not at.exception
    return at


def pressed(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label.replace("\\", "") == label).click().run()
    assert not at.exception
    return at


def what_aired(house: Database, night: int) -> AsAired | None:
    with house.reading() as session:
        return accepted(session, night)


def test_without_an_episode_the_page_says_what_will_be_here(people: dict[Role, int]) -> None:
    assert "There is no episode yet" in shown(opened("as_aired", people[Role.PRODUCER]))


def test_whoever_may_not_accept_is_told_who_does(people: dict[Role, int], night: int) -> None:
    at = opened("as_aired", people[Role.CURATOR], episode=str(night))
    assert "Somebody with the role of producer accepts" in shown(at) and not at.get("file_uploader")


def test_a_broken_file_is_one_sentence_and_changes_nothing(
    house: Database, people: dict[Role, int], night: int
) -> None:
    at = sent(opened("as_aired", people[Role.PRODUCER], episode=str(night)), data=EDL[:110])
    assert "Line 4 of “final.edl” is cut short or damaged" in shown(at)
    assert what_aired(house, night) is None


def test_clips_are_resolved_compared_and_accepted(house: Database, people: dict[Role, int], night: int) -> None:
    at = sent(opened("as_aired", people[Role.PRODUCER], episode=str(night)))
    assert "2 clips to resolve" in shown(at) and at.button(key="accept_cut").disabled
    pressed(at, "It is Night Ferry")
    assert "1 clip to resolve" in shown(at)
    pressed(at, "No contribution")
    assert "All resolved" in shown(at) and "Running time 0:15" in shown(at)
    pressed(at, "Accept as aired")
    assert "Accepted. Credits and payments now follow what aired." in shown(at)
    aired = what_aired(house, night)
    assert aired is not None and aired.file_name == "final.edl"
    assert "Producer Person" in shown(at) and "from an edit list (final.edl)" in shown(at)


def test_what_was_said_can_be_said_again(people: dict[Role, int], night: int) -> None:
    at = sent(opened("as_aired", people[Role.PRODUCER], episode=str(night)))
    pressed(pressed(at, "Take every first proposal"), "Decide again")
    assert "2 clips to resolve" in shown(at)


def test_an_acceptance_is_taken_back_with_a_reason(house: Database, people: dict[Role, int], night: int) -> None:
    accept_lock(house, OPERATOR, night)
    at = opened("as_aired", people[Role.PRODUCER], episode=str(night))
    assert "Nothing differs" in shown(at) and "from the lock" in shown(at)
    pressed(at, "Take it back")
    assert "Say why" in shown(at) and what_aired(house, night) is not None
    at.text_input(key="take_back_reason").set_value("Another cut aired")
    pressed(at, "Take it back")
    assert what_aired(house, night) is None


def test_the_rundown_is_accepted_as_it_stands_where_nothing_is_locked(
    house: Database, people: dict[Role, int], night: int
) -> None:
    at = opened("as_aired", people[Role.PRODUCER], episode=str(night))
    assert "No lock holds" in shown(at)
    pressed(at, "Accept the rundown as aired")
    aired = what_aired(house, night)
    assert aired is not None and aired.origin == "lock"
    with house.reading() as session:
        assert session.get_one(Episode, night).revision


def test_what_was_changed_with_a_reason_after_the_lock_aired_too(
    house: Database, people: dict[Role, int], night: int
) -> None:
    lock_step(house, OPERATOR, night, PICTURE)
    (act,) = act_ids(house, night)
    add_to_act(house, OPERATOR, act, [add_piece(house, "Dawn", seconds=5)], slip=Slip(reason="The network asked"))
    at = opened("as_aired", people[Role.PRODUCER], episode=str(night))
    assert "with the numbered changes since" in shown(at)
    pressed(at, "Accept the lock as aired")
    with house.reading() as session:
        assert "Dawn" in [piece.title for piece in credited_rundown(session, night).on_air.pieces]


def test_the_rundown_page_goes_on_with_the_working_rundown(
    house: Database, people: dict[Role, int], night: int
) -> None:
    at = opened("as_aired", people[Role.PRODUCER], episode=str(night))
    pressed(at, "Accept the rundown as aired")
    before = trt_on_the_rundown_page(people, night)
    (act,) = act_ids(house, night)
    add_to_act(house, OPERATOR, act, [add_piece(house, "Dawn", seconds=60)])
    assert trt_on_the_rundown_page(people, night) != before
    with house.reading() as session:
        assert "Dawn" not in [piece.title for piece in credited_rundown(session, night).on_air.pieces]


def trt_on_the_rundown_page(people: dict[Role, int], night: int) -> str:
    at = opened("rundown", people[Role.PRODUCER], episode=str(night))
    return next(str(metric.value) for metric in at.metric if metric.label.startswith("TRT"))


def test_money_of_versions_is_said_to_be_in_the_comparison(
    house: Database, people: dict[Role, int], night: int
) -> None:
    at = sent(opened("as_aired", people[Role.PRODUCER], episode=str(night)))
    assert "its versions together" not in shown(at)
    derive_version(house, OPERATOR, night, "web", plan(target="0:40", slot="1:00"), Terms())
    assert "its versions together" in shown(at.run())
