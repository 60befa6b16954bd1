"""The timing view for the room: the figures, the lines on the clock, and what a gap is called."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.clock import parse_time_of_day
from dashboard.rundown.tables import Item
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, plan
from tests.ui.showing import opened, shown

FPS = 25


def add_line(house: Database, act_id: int, position: int, slug: str, seconds: int | None, **fields: object) -> None:
    """A line of so many seconds; none leaves it to its kind."""
    length = None if seconds is None else seconds * FPS
    with house.writing() as session:
        session.add(
            Item(**{"act_id": act_id, "position": position, "kind": "piece", "slug": slug, "length_frames": length}
                 | fields)
        )  # fmt: skip


def evening(house: Database, *, on_air: str | None = "20:00:00") -> int:
    """Two acts of 1:30 and 1:00 with a break of 2:00 between them, for a target of 2:20 in a slot of 5:00."""
    made = replace(plan(target="2:20", slot="5:00"), on_air_ms=parse_time_of_day(on_air) if on_air else None)
    episode_id = add_episode(house, OPERATOR, made, ("Quay", "Home"))
    quay, home = act_ids(house, episode_id)
    add_line(house, quay, 0, "Cold open", 30)
    add_line(house, quay, 1, "Night Ferry", 60)
    add_line(house, quay, 2, "Spare poem", 600, floated=True)
    add_line(house, quay, 3, "Break one", 120, kind="break")
    with house.writing() as session:
        roll = session.query(Item).filter_by(act_id=home).one()
        roll.length_frames = 60 * FPS
    return episode_id


def rows(at: AppTest) -> list[list[str]]:
    """The cells of the table's rows, acts and gaps too."""
    (view,) = [str(part.proto.body) for part in at.get("html") if "<table" in str(part.proto.body)]
    drawn = re.findall(r"<tr.*?</tr>", view)
    return [
        [unescape(re.sub(r"<.*?>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in drawn[1:]
    ]


def test_the_lines_stand_at_their_times_of_day(house: Database, people: dict[Role, int]) -> None:
    at = opened("timing", people[Role.PRODUCER], episode=str(evening(house)))
    assert rows(at) == [
        ["Quay", "1:30"],
        ["20:00:00", "Cold open", "0:30", "19:59:50", "0:10 over"],
        ["20:00:30", "Night Ferry", "1:00", "20:00:20", "0:10 over"],
        ["Float", "Spare poem", "10:00", "–", "–"],
        ["20:01:30", "Break one", "2:00", "20:01:20", "0:10 over"],
        ["Home", "1:00"],
        ["20:03:30", "Credits", "1:00", "20:03:20", "0:10 over"],
    ]


def test_the_figures_say_how_long_it_runs_against_target_and_slot(house: Database, people: dict[Role, int]) -> None:
    said = re.sub(r"<.*?>", " ", shown(opened("timing", people[Role.CURATOR], episode=str(evening(house)))))
    for figure in ("2:30", "target 2:20", "+0:10 over", "−0:30 under", "slot 5:00, 20:00:00 to 20:04:30"):
        assert figure in said
    assert "2:30 to the network" in said


def test_without_a_time_on_air_the_lines_stand_in_programme_time(house: Database, people: dict[Role, int]) -> None:
    at = opened("timing", people[Role.PRODUCER], episode=str(evening(house, on_air=None)))
    assert [row[0] for row in rows(at)] == ["Quay", "0:00", "0:30", "Float", "1:30", "Home", "1:30"]
    assert [row[3] for row in rows(at) if len(row) > 2] == ["−0:10", "0:20", "–", "1:20", "1:20"]


@pytest.mark.parametrize(
    ("hard_start_s", "sentence", "starts"),
    [
        (240, "▲ Gap of 0:30 to fill", "20:04:00"),
        (200, "▼ Overlap of 0:10: the line above runs into the next", "20:03:20"),
        (210, "", "20:03:30"),
    ],
)
def test_a_gap_and_an_overlap_are_said_in_words(
    house: Database, people: dict[Role, int], hard_start_s: int, sentence: str, starts: str
) -> None:
    made = evening(house)
    with house.writing() as session:
        session.query(Item).filter_by(slug="Credits").one().hard_start_frames = hard_start_s * FPS
    drawn = rows(opened("timing", people[Role.PRODUCER], episode=str(made)))
    assert [row for row in drawn if len(row) == 1] == ([[sentence]] if sentence else [])
    assert drawn[-1][:2] == [starts, "Credits"]


def test_what_has_no_length_and_what_an_act_is_over_are_said_in_words(house: Database, people: dict[Role, int]) -> None:
    made = evening(house)
    quay, _ = act_ids(house, made)
    add_line(house, quay, 4, "To come", None)
    with house.writing() as session:
        roll = session.query(Item).filter_by(slug="Credits").one()
        roll.act.budget_frames = 45 * FPS
    drawn = rows(opened("timing", people[Role.PRODUCER], episode=str(made)))
    assert ["Home", "1:00 of 0:45, +0:15 over"] in drawn
    assert [row[2] for row in drawn if row[1] == "To come"] == ["no length"]


def test_what_people_wrote_is_shown_as_they_wrote_it(house: Database, people: dict[Role, int]) -> None:
    made = add_episode(house, OPERATOR, plan("Salt & <b>smoke</b>"), ("<i>One</i>",))
    add_line(house, act_ids(house, made)[0], 1, '<img src=x onerror="alert(1)">', 10)
    at = opened("timing", people[Role.PRODUCER], episode=str(made))
    assert "<img" not in shown(at) and "<i>One" not in shown(at) and "<b>smoke" not in shown(at)
    assert rows(at)[-1][1] == '<img src=x onerror="alert(1)">'


def test_a_house_without_episodes_says_what_will_be_here(people: dict[Role, int]) -> None:
    assert "There is no episode yet" in shown(opened("timing", people[Role.PRODUCER]))


def test_an_artist_is_told_whom_to_ask(house: Database, people: dict[Role, int]) -> None:
    made = evening(house)
    said = shown(opened("timing", people[Role.ARTIST], episode=str(made)))
    assert "Artist Person may not" in said and "Night Ferry" not in said
