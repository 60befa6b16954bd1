"""The fields of an episode that its clock, its timecode and its links follow from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.clock import parse_time_of_day
from dashboard.rundown.queries import EpisodeRow, episodes
from dashboard.rundown.timecode import RATES
from dashboard.storage.engine import Database
from dashboard.ui.episode_form import COUNTINGS
from tests.rundown.studio import add_episode, plan
from tests.ui.showing import opened, shown


def only_episode(house: Database) -> EpisodeRow:
    with house.reading() as session:
        (row,) = episodes(session)
        return row


def field(at: AppTest, kind: str, label: str) -> Any:
    return [widget for widget in at.get(kind) if getattr(widget, "label", None) == label][-1]


def saved(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def changing(house: Database, people: dict[Role, int], **plan_fields: Any) -> tuple[AppTest, str]:
    """The open form of the only episode, and the key of its button."""
    made = add_episode(house, OPERATOR, replace(plan(rate=plan_fields.pop("rate", "29.97")), **plan_fields))
    return opened("episodes", people[Role.PRODUCER], {f"change_{made}": True}), f"episode_save_{made}"


def test_drop_frame_is_asked_only_where_it_means_something() -> None:
    assert list(COUNTINGS) == [
        "23.976", "24", "25", "29.97 drop", "29.97 non-drop", "30", "50", "59.94 drop", "59.94 non-drop", "60",
    ]  # fmt: skip
    assert COUNTINGS["59.94 non-drop"] == (RATES["59.94"], False)


def test_a_new_episode_takes_its_clock_and_its_counting(house: Database, people: dict[Role, int]) -> None:
    at = opened("episodes", people[Role.PRODUCER])
    for label, text in {"Title": "Harbour", "First timecode": "01:00:00:00", "On air at": "20:00"}.items():
        field(at, "text_input", label).set_value(text)
    field(at, "selectbox", "Frame rate").set_value("29.97 non-drop")
    field(at, "number_input", "Words a minute").set_value(180)
    saved(at, "episode_make")
    made = only_episode(house)
    assert (made.rate, made.drop_frame, made.first_timecode_frames) == (RATES["29.97"], False, 108_000)
    assert (made.on_air_ms, made.words_per_minute) == (parse_time_of_day("20:00"), 180)


def test_a_new_episode_left_as_it_is_offered_has_no_clock_and_starts_at_zero(
    house: Database, people: dict[Role, int]
) -> None:
    at = opened("episodes", people[Role.PRODUCER])
    field(at, "text_input", "Title").set_value("Harbour")
    saved(at, "episode_make")
    made = only_episode(house)
    assert (made.drop_frame, made.first_timecode_frames, made.on_air_ms, made.words_per_minute) == (True, 0, None, 150)


def test_saving_what_is_shown_changes_nothing(house: Database, people: dict[Role, int]) -> None:
    first = {"drop_frame": True, "first_timecode_frames": 107_892, "on_air_ms": 72_000_000, "words_per_minute": 170}
    at, button = changing(house, people, **first)
    before = only_episode(house)
    assert field(at, "text_input", "First timecode").value == "01:00:00;00"
    assert field(at, "text_input", "On air at").value == "20:00:00"
    saved(at, button)
    assert replace(only_episode(house), revision=0) == replace(before, revision=0)


def test_the_first_label_stays_when_the_counting_changes(house: Database, people: dict[Role, int]) -> None:
    at, button = changing(house, people, first_timecode_frames=107_892)
    field(at, "selectbox", "Frame rate").set_value("29.97 non-drop")
    saved(at, button)
    made = only_episode(house)
    assert (made.drop_frame, made.first_timecode_frames) == (False, 108_000)


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("First timecode", "00:01:00:00", "does not exist at 29.97"),
        ("First timecode", "ten", "is not a timecode at 29.97"),
        ("On air at", "25:00", "is not a time of day"),
        ("Slot", "25:00:00", "longer than 24 hours"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    house: Database, people: dict[Role, int], label: str, typed: str, sentence: str
) -> None:
    at, button = changing(house, people)
    before = only_episode(house)
    field(at, "text_input", label).set_value(typed)
    saved(at, button)
    assert sentence in shown(at) and field(at, "text_input", label).value == typed
    assert only_episode(house) == before
