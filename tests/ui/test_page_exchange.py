"""In and out: the files to take away, and a sheet that comes back."""

from __future__ import annotations

import pytest

from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.edits import commands
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, item, slugs
from tests.ui.test_pages_programme import opened, shown
from tests.world import add_piece


@pytest.fixture
def night(house: Database) -> int:
    made = add_episode(house, OPERATOR)
    commands.add_piece(house, OPERATOR, act_ids(house, made)[0], [add_piece(house, "Ferry", seconds=20)])
    return made


def test_a_sheet_is_shown_before_it_is_taken_in(house: Database, people: dict[Role, int], night: int) -> None:
    (act,) = act_ids(house, night)
    at = opened("exchange", people[Role.PRODUCER], night)
    assert len(at.get("download_button")) == 7
    sheet = b"slug,length,note\nRain,0:10,\nFerry,0:12,late\n"
    at.file_uploader(key="sheet_file").upload("plan.csv", sheet, "text/csv").run()
    assert "1 new, 2 changed" not in shown(at) and "1 new, 1 changed, 1 not in the sheet and kept" in shown(at)
    assert slugs(house, act) == ["Ferry", "Credits"]
    at.button(key="sheet_take").click().run()
    assert not at.exception
    assert slugs(house, act) == ["Rain", "Ferry", "Credits"]
    assert "one undo takes it back" in shown(at)


def test_lines_that_a_sheet_only_moves_are_shown_too(house: Database, people: dict[Role, int], night: int) -> None:
    at = opened("exchange", people[Role.PRODUCER], night)
    at.file_uploader(key="sheet_file").upload("plan.csv", b"slug\nCredits\nFerry\n", "text/csv").run()
    assert "0 not in the sheet and kept; 1 moved" in shown(at)
    (row,) = at.dataframe[0].value.to_dict("records")
    assert (row["What"], row["Now"][-6:], row["Then"][-6:]) in [
        ("Place", "line 1", "line 2"),
        ("Place", "line 2", "line 1"),
    ]


def test_a_column_can_be_corrected(house: Database, people: dict[Role, int], night: int) -> None:
    at = opened("exchange", people[Role.PRODUCER], night)
    at.file_uploader(key="sheet_file").upload("plan.csv", b"slug,thoughts\nFerry,late\n", "text/csv").run()
    assert "there is nothing to take in" in "".join(info.value for info in at.info)
    at.selectbox(key="sheet_column_note").set_value("thoughts").run()
    at.button(key="sheet_take").click().run()
    (act,) = act_ids(house, night)
    assert slugs(house, act) == ["Ferry", "Credits"]
    ferry = next(row for row in range(1, 9) if item(house, row).slug == "Ferry")
    assert item(house, ferry).note == "late"


def test_a_broken_sheet_says_what_is_wrong_with_it(house: Database, people: dict[Role, int], night: int) -> None:
    at = opened("exchange", people[Role.PRODUCER], night)
    at.file_uploader(key="sheet_file").upload("plan.csv", b"slug,length\nFerry,soon\n", "text/csv").run()
    assert "Line 2" in at.error[0].value.replace("\\", "")
    assert not [button for button in at.button if button.key == "sheet_take"]


def test_who_may_not_edit_only_takes_away(house: Database, people: dict[Role, int], night: int) -> None:
    at = opened("exchange", people[Role.CURATOR], night)
    assert len(at.get("download_button")) == 7
    assert not at.get("file_uploader")
