"""Insight on a real database: its empty state, who sees it, and that each table says what its chart shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.community.tables import Contribution
from dashboard.curation.insight_counts import Group, steps
from dashboard.curation.shortlists import shortlist_piece
from dashboard.people.roles import Actor, Role
from dashboard.people.service import accounts
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.release import mark_aired
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.ui.insight_charts import Bar, bar_figure, time_figure
from dashboard.ui.insight_panels import wait_text
from tests.rundown.studio import act_ids, add_episode, episode
from tests.ui.showing import opened, shown
from tests.world import add_piece

SECTIONS = [
    "What is coming in", "From arrival to first look", "Newcomers", "What became of whose picks",
    "Trending against what aired", "How the picks are spread over artists",
]  # fmt: skip


@pytest.fixture
def lived(house: Database, people: dict[Role, int]) -> Database:
    """A house with pieces, a pick and an aired episode."""
    with house.reading() as session:
        name = next(account.name for account in accounts(session) if account.id == people[Role.CURATOR])
    rosa = Actor(people[Role.CURATOR], name, frozenset(Role))
    night = add_episode(house, rosa)
    ferry = add_piece(house, "Night Ferry", days_old=1)
    add_piece(house, "Old Song", kind="music", days_old=60)
    shortlist_piece(house, rosa, episode(house, night).shortlist_id, ferry)
    add_to_act(house, rosa, act_ids(house, night)[0], [ferry])
    mark_aired(house, rosa, night, now().date())
    return house


def test_an_empty_house_says_what_will_be_here(people: dict[Role, int], house: Database) -> None:
    at = opened("insight", people[Role.CURATOR])
    words = shown(at)
    assert words.count("during this period") == 3 and words.count("in this period") == 3
    assert [header.value for header in at.main.header] == SECTIONS
    assert {metric.value for metric in at.metric} == {"0", "–"}


@pytest.mark.parametrize("role", [Role.CURATOR, Role.PRODUCER, Role.ADMIN])
def test_it_shows_what_became_of_the_picks(role: Role, people: dict[Role, int], lived: Database) -> None:
    at = opened("insight", people[role])
    words = shown(at)
    assert "Curator Person" in words and "Ida Holm" in words
    assert {metric.label: metric.value for metric in at.metric} == {
        "Came in": "1", "Half looked at within": "–", "Not looked at yet": "1", "By newcomers": "100 %",
    }  # fmt: skip
    assert len(at.get("plotly_chart")) == 6


@pytest.mark.parametrize("role", [Role.ARTIST, Role.ACCOUNTANT])
def test_others_see_nothing_of_it(role: Role, people: dict[Role, int], lived: Database) -> None:
    words = shown(opened("insight", people[role]))
    assert "No access" in words and "Ida Holm" not in words


def test_the_period_is_chosen_and_counts_what_lies_in_it(people: dict[Role, int], lived: Database) -> None:
    at = opened("insight", people[Role.CURATOR])
    at.segmented_control(key="period").set_value("12 weeks").run()
    assert {metric.label: metric.value for metric in at.metric}["Came in"] == "2"
    at.segmented_control(key="by").set_value("call").run()
    assert not at.exception and "No call" in list(at.dataframe[0].value.columns)


def test_the_table_of_arrivals_has_the_numbers_of_the_chart_newest_first(
    people: dict[Role, int], lived: Database
) -> None:
    with lived.writing() as session:
        session.get_one(Contribution, 2).first_seen_at = now() - timedelta(days=2)
    table = opened("insight", people[Role.CURATOR]).dataframe[0].value
    assert len(table) == 28 and list(table.columns) == ["All", "music", "video"]
    assert table["All"].tolist()[:4] == [0, 1, 1, 0] and table["music"].tolist()[:4] == [0, 0, 1, 0]


def test_the_bars_of_a_figure_are_the_parts_given() -> None:
    figure = bar_figure([Bar("Rosa: 5", (5, 3, 1)), Bar("Bo: 2", (2, 0, 0))], "Pieces", "light", limit=2)
    assert [list(trace.x) for trace in figure.data] == [[5, 2], [3, 0], [1, 0]]
    assert [note.text for note in figure.layout.annotations] == ["Rosa: 5", "Bo: 2"]
    assert {shape.x0 for shape in figure.layout.shapes} == {2} and figure.layout.xaxis.title.text == "Pieces"
    assert len(bar_figure([Bar("One", (5,))], "Pieces", "dark").data) == 1


def test_the_rows_of_a_figure_over_time_have_one_scale_and_words_that_are_no_markup() -> None:
    cut = steps("12 weeks", now().date(), None)
    many, few = tuple(range(12)), (1,) * 12
    figure = time_figure(cut, [Group("<b>Call</b>", many), Group("Other", few)], "dark")
    assert [list(trace.y) for trace in figure.data] == [list(many), list(few)]
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.annotations[0].text == "&lt;b>Call&lt;/b>: 66 pieces"


@pytest.mark.parametrize(
    ("hours", "text"),
    [(None, "–"), (0, "under 1 hour"), (1, "1 hour"), (47, "47 hours"), (48, "2 days"), (200, "8 days")],
)
def test_a_wait_is_said_in_hours_or_days(hours: int | None, text: str) -> None:
    assert wait_text(hours) == text
