"""The shortlist page on a real database: who picked what and why, filters, several at once, and into the rundown."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.curation.shortlist_notes import change_entry
from dashboard.curation.shortlist_queries import Listed, pieces_on
from dashboard.curation.shortlists import TRENDING, shortlist_piece
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.act_commands import change_act
from dashboard.rundown.shortlist.places import set_target, targets
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, plan, shortlist_for, slugs
from tests.ui.showing import opened, shown
from tests.world import add_piece


@pytest.fixture
def ferry(house: Database) -> int:
    return add_piece(house, "Night Ferry", seconds=75)


@pytest.fixture
def night(house: Database) -> int:
    return add_episode(house, OPERATOR, acts=("Quay", "Home"))


def rosa(account_id: int) -> Actor:
    return Actor(account_id, "Curator Person", frozenset({Role.CURATOR}))


def on(house: Database, night: int) -> list[Listed]:
    with house.reading() as session:
        return pieces_on(session, episode(house, night).shortlist_id)


def pick(house: Database, night: int, actor: Actor, *pieces: int, why: str = "") -> list[int]:
    """The ids of the entries."""
    listed = episode(house, night).shortlist_id
    return [shortlist_piece(house, actor, listed, piece, why, picked_from=TRENDING) for piece in pieces]


def titles(at: AppTest) -> list[str]:
    """The titles on the cards, in their order."""
    labels = [link.label for link in at.page_link if link.label.startswith("**")]
    return [label.strip("*").replace("\\", "") for label in labels]


def headers(at: AppTest) -> list[str]:
    return [header.value for header in at.main.header]


def test_an_empty_shortlist_says_how_to_fill_it(people: dict[Role, int], night: int) -> None:
    assert "Nothing is shortlisted" in shown(opened("shortlist", people[Role.CURATOR]))


def test_an_artist_learns_nothing_of_it(people: dict[Role, int], ferry: int, night: int, house: Database) -> None:
    pick(house, night, OPERATOR, ferry, why="the gulls")
    at = opened("shortlist", people[Role.ARTIST], episode=str(night))
    words = shown(at)
    assert [title.value for title in at.title] == ["No access"]
    for secret in ("Night Ferry", "the gulls", "Harbour"):
        assert secret not in words
    assert not titles(at) and not at.main.selectbox and not at.main.button


def test_it_counts_what_it_holds(people: dict[Role, int], ferry: int, night: int, house: Database) -> None:
    shortlist_for(house, OPERATOR, night, ferry, add_piece(house, "Still", kind="photo", licence="CC-BY-NC-4.0"))
    at = opened("shortlist", people[Role.CURATOR])
    assert {metric.label.split(",")[0]: metric.value for metric in at.metric} == {
        "Pieces": "2", "Length": "1:20", "Not cleared": "1",
    }  # fmt: skip


def test_it_says_who_picked_what_and_why_of_everybody(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    pick(house, night, rosa(people[Role.CURATOR]), ferry, why="the gulls *there*")
    pick(house, night, Actor(people[Role.PRODUCER], "Devin", frozenset({Role.PRODUCER})), ferry, why="the boat")
    words = shown(opened("shortlist", people[Role.ACCOUNTANT]))
    assert "Curator Person from Trending, just now: “the gulls *there*”" in words
    assert "Devin from Trending, just now: “the boat”" in words


def test_pieces_stand_by_act_with_what_the_act_would_run(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    quay = act_ids(house, night)[0]
    change_act(house, OPERATOR, quay, "Quay", 60 * 25)
    entries = pick(house, night, OPERATOR, ferry, add_piece(house, "Harbour Loop", seconds=10))
    set_target(house, OPERATOR, episode(house, night).shortlist_id, entries[:1], quay)
    at = opened("shortlist", people[Role.CURATOR])
    assert headers(at) == ["Quay", "No act yet"] and titles(at) == ["Night Ferry", "Harbour Loop"]
    words = shown(at)
    assert "In the rundown 0:00, with all that is meant for it 1:15 of 1:00: +0:15 over." in words
    assert "1 piece, 0:10 at full length." in words
    assert not [button for button in at.button if button.label.startswith("Add ")], "a curator edits no episode"


def test_what_is_said_of_a_piece_is_kept(people: dict[Role, int], ferry: int, night: int, house: Database) -> None:
    (entry,) = pick(house, night, OPERATOR, ferry)
    at = opened("shortlist", people[Role.CURATOR], {f"edit{entry}": True})
    at.text_area(key=f"note{ferry}").set_value("opens the show")
    at.text_input(key=f"tags{ferry}").set_value("boat, night")
    at.selectbox(key=f"owner{ferry}").set_value(people[Role.PRODUCER])
    at.selectbox(key=f"target{ferry}").set_value(act_ids(house, night)[1])
    at.button(key=f"keep{ferry}").click().run()
    words = shown(at)
    assert "opens the show" in words and "Owner: Producer Person" in words and "boat" in words
    assert headers(at) == ["Home"]
    assert on(house, night)[0].tags == ("boat", "night")


def test_a_stale_save_is_refused_and_nothing_of_it_kept(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    (entry,) = pick(house, night, OPERATOR, ferry)
    at = opened("shortlist", people[Role.CURATOR], {f"edit{entry}": True})
    change_entry(house, OPERATOR, episode(house, night).shortlist_id, entry, 1, note="theirs", tags="", owner_id=None)
    at.text_area(key=f"note{ferry}").set_value("mine")
    at.selectbox(key=f"target{ferry}").set_value(act_ids(house, night)[0])
    at.button(key=f"keep{ferry}").click().run()
    assert "Somebody else changed" in shown(at) and on(house, night)[0].entry.note == "theirs"
    assert headers(at) == ["No act yet"]


def test_a_piece_is_picked_too_and_the_pick_taken_back(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    (entry,) = pick(house, night, OPERATOR, ferry)
    at = opened("shortlist", people[Role.CURATOR], {f"edit{entry}": True})
    at.text_area(key=f"why{ferry}").set_value("the gulls")
    at.button(key=f"own{ferry}").click().run()
    assert "Curator Person on the shortlist, just now: “the gulls”" in shown(at)
    at.button(key=f"back{ferry}").click().run()
    assert "others have picked it" in shown(at)
    assert [pick.picked_by for pick in on(house, night)[0].picks] == [OPERATOR.name]


def test_a_piece_is_dropped(people: dict[Role, int], ferry: int, night: int, house: Database) -> None:
    (entry,) = pick(house, night, OPERATOR, ferry)
    at = opened("shortlist", people[Role.PRODUCER], {f"edit{entry}": True})
    at.button(key=f"drop{ferry}").click().run()
    assert on(house, night) == [] and "Nothing is shortlisted" in shown(at)


def test_a_piece_goes_into_any_act_or_into_its_own_in_one_gesture(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    quay, home = act_ids(house, night)
    loop = add_piece(house, "Harbour Loop")
    entries = pick(house, night, OPERATOR, ferry, loop)
    set_target(house, OPERATOR, episode(house, night).shortlist_id, entries[1:], home)
    at = opened("shortlist", people[Role.PRODUCER])
    at.menu_button(key=f"act{ferry}").set_value(quay).run()
    assert slugs(house, quay) == ["Night Ferry"] and "In Quay" in shown(at)
    at.button(key=f"move{entries[1]}").click().run()
    assert slugs(house, home) == ["Harbour Loop", "Credits"] and "In Home" in shown(at)


def test_all_of_an_act_goes_into_the_rundown_and_what_cannot_is_named(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    quay = act_ids(house, night)[0]
    pieces = [ferry, add_piece(house, "Tideline", licence="CC-BY-NC-4.0"), add_piece(house, "Harbour Loop")]
    entries = pick(house, night, OPERATOR, *pieces)
    set_target(house, OPERATOR, episode(house, night).shortlist_id, entries, quay)
    at = opened("shortlist", people[Role.PRODUCER])
    button = at.button(key=f"move_act{quay}")
    assert button.label == "Add 3 pieces to Quay"
    button.click().run()
    assert slugs(house, quay) == ["Night Ferry", "Harbour Loop"]
    assert "2 pieces are in the rundown now. “Tideline”" in shown(at)


def test_the_filters_narrow_by_act_tag_owner_and_clearance(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    listed, quay = episode(house, night).shortlist_id, act_ids(house, night)[0]
    blocked = add_piece(house, "Tideline", licence="CC-BY-NC-4.0")
    first, second = pick(house, night, OPERATOR, ferry, blocked)
    change_entry(house, OPERATOR, listed, first, 1, note="", tags="boat", owner_id=people[Role.CURATOR])
    set_target(house, OPERATOR, listed, [second], quay)
    at = opened("shortlist", people[Role.CURATOR])
    for key, value, left in (
        ("tag", "boat", "Night Ferry"), ("owner", 0, "Tideline"), ("owner", people[Role.CURATOR], "Night Ferry"),
        ("act", quay, "Tideline"), ("act", 0, "Night Ferry"), ("clearance", "blocked", "Tideline"),
    ):  # fmt: skip
        at.selectbox(key=key).set_value(value).run()
        assert titles(at) == [left], (key, value)
        at.selectbox(key=key).set_value(None).run()
    at.selectbox(key="clearance").set_value("pending").run()
    assert "Take away a filter" in shown(at)


def test_several_are_changed_at_once(people: dict[Role, int], ferry: int, night: int, house: Database) -> None:
    quay, listed = act_ids(house, night)[0], episode(house, night).shortlist_id
    other = add_episode(house, OPERATOR, plan("Lanterns", 2))
    pick(house, night, OPERATOR, ferry, add_piece(house, "Harbour Loop"))
    kept = pick(house, night, OPERATOR, add_piece(house, "Lanterns"))
    at = opened("shortlist", people[Role.PRODUCER], episode=str(night))
    at.button(key="bulk_all").click().run()
    at.checkbox(key=f"selected{kept[0]}").set_value(False).run()
    at.session_state["bulk"] = True
    at.run()
    at.text_input(key="bulk_tags").set_value("boat")
    at.selectbox(key="bulk_act").set_value(quay)
    at.selectbox(key="bulk_owner").set_value(people[Role.CURATOR])
    at.selectbox(key="bulk_copy").set_value(episode(house, other).shortlist_id)
    at.button(key="bulk_apply").click().run()
    assert [one.tags for one in on(house, night)] == [("boat",), ("boat",), ()]
    assert [one.entry.owner_id for one in on(house, night)] == [people[Role.CURATOR], people[Role.CURATOR], None]
    with house.reading() as session:
        assert set(targets(session, listed).values()) == {quay} and len(targets(session, listed)) == 2
    assert len(on(house, other)) == 2 and "2 pieces copied." in shown(at)
    at.button(key="bulk_move").click().run()
    assert slugs(house, quay) == ["Night Ferry", "Harbour Loop"]
    at.button(key="bulk_drop").click().run()
    assert [one.entry.id for one in on(house, night)] == kept
