"""Fill and trim beside the list: what each act lacks, proposals, and one of them taken."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.edits.commands import add_piece
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, plan, shortlist_for, slugs
from tests.ui.showing import opened, shown
from tests.world import add_piece as piece_in


@pytest.fixture
def night(house: Database) -> int:
    return add_episode(house, OPERATOR, plan(target="1:00", slot="2:00"), ("Quay",))


def panel(people: dict[Role, int], **state: str) -> AppTest:
    return opened("rundown", people[Role.PRODUCER], {"rundown_panel": "Fit", **state})


def test_a_gap_is_filled_by_what_is_proposed(people: dict[Role, int], night: int, house: Database) -> None:
    stills = [piece_in(house, f"Sheet {n}", kind="illustration", artists=(f"Painter {n}",)) for n in range(9)]
    shortlist_for(house, OPERATOR, night, *stills)
    at = panel(people)
    at.button(key="fit_look").click().run()
    assert "1. Lands on the frame" in [part.value for part in at.subheader]
    assert "new to the episode" in shown(at)
    at.button(key="fit_put1").click().run()
    lines = slugs(house, act_ids(house, night)[0])
    assert len(lines) > 1 and lines[-1] == "Credits" and "put into the rundown" in shown(at)
    assert "TRT, target 1:00 1:00" in shown(at)
    assert not [button for button in at.button if button.key == "fit_put1"], "they were for the rundown as it was"


def test_what_cannot_be_done_is_said_in_a_sentence(people: dict[Role, int], night: int, house: Database) -> None:
    shortlist_for(house, OPERATOR, night, piece_in(house, "Long", seconds=90))
    at = panel(people)
    at.button(key="fit_look").click().run()
    assert [part.value.replace("\\", "") for part in at.info] == [
        "The shortest cleared piece runs 1:30 and the gap is 1:00: trim a piece or shorten the credits."
    ]


def test_too_long_a_rundown_is_trimmed(people: dict[Role, int], night: int, house: Database) -> None:
    (quay,) = act_ids(house, night)
    add_piece(house, OPERATOR, quay, [piece_in(house, "Ferry", seconds=70)])
    at = panel(people)
    at.button(key="fit_look").click().run()
    at.button(key="fit_trim1").click().run()
    assert "The rundown is trimmed" in shown(at) and "TRT, target 1:00 1:00" in shown(at)


def test_proposals_for_a_rundown_that_changed_are_put_away(
    people: dict[Role, int], night: int, house: Database
) -> None:  # fmt: skip
    film = piece_in(house, "Ferry", seconds=30)
    shortlist_for(house, OPERATOR, night, film)
    at = panel(people)
    at.button(key="fit_look").click().run()
    assert at.button(key="fit_put1")
    add_piece(house, OPERATOR, act_ids(house, night)[0], [piece_in(house, "Tide", seconds=5)])
    at.run()
    assert "look again" in shown(at) and not [button for button in at.button if button.key == "fit_put1"]
