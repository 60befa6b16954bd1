"""The Search page: words, filters in the address, misspelt words, saved searches, and what artists do not see."""

from __future__ import annotations

import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.curation.queries import PER_PAGE
from dashboard.curation.search.saved import save_search
from dashboard.curation.search.searching import Search
from dashboard.curation.search.vocabulary import refresh_vocabulary
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.commands import add_piece as into_rundown
from dashboard.storage.engine import Database
from tests.curation.search.finding import findable
from tests.rundown.studio import act_ids, add_episode
from tests.ui.showing import opened, shown

NOBODY_HERE = "No piece has come in yet"


def facet(page: AppTest, name: str) -> AppTest:
    """The page with one facet's choices open."""
    page.session_state[f"facet_{name}"] = True
    return page.run()


def found(page: AppTest) -> list[str]:
    """The titles of the cards."""
    return [link.label.strip("*") for link in page.page_link if link.label.startswith("**")]


def offered(page: AppTest) -> list[str]:
    return [box.label.replace("\\", "") for box in page.checkbox]


def test_nothing_has_come_in(house: Database, people: dict[Role, int]) -> None:
    assert NOBODY_HERE in shown(opened("search", people[Role.CURATOR]))


def test_words_in_the_address_find_pieces(house: Database, people: dict[Role, int]) -> None:
    findable(house, "Night Ferry", "A boat.")
    findable(house, "Harbour")
    page = opened("search", people[Role.ARTIST], q="boat")
    assert "1 piece" in shown(page)
    assert found(page) == ["Night Ferry"]
    page.text_input(key="q").set_value("no such thing").run()
    assert "No piece matches" in shown(page)
    page.button(key="search_reset").click().run()
    assert "2 pieces" in shown(page)


def test_whatever_is_typed_shows_no_traceback(house: Database, people: dict[Role, int]) -> None:
    findable(house, "Night Ferry")
    for typed, said in (
        ('"', "holds no word to search for"), ("* AND (", "No piece matches"), ("x" * 10_000, "only its beginning"),
        ("a\0b 🌙", "No piece matches"),
    ):  # fmt: skip
        page = opened("search", people[Role.CURATOR], q=typed)
        assert said in shown(page)


def test_a_misspelt_word_is_said_and_taken_back(house: Database, people: dict[Role, int]) -> None:
    findable(house, "Night Ferry")
    refresh_vocabulary(house)
    page = opened("search", people[Role.CURATOR], q="fery")
    assert "No piece holds “fery”. Showing “ferry” instead." in shown(page)
    assert "1 piece" in shown(page)
    page.button(key="as_typed_button").click().run()
    assert "No piece matches" in shown(page)
    page.text_input(key="q").set_value("fery night").run()
    assert "Showing “ferry”" in shown(page)


def test_choices_have_counts_and_stand_in_the_address(house: Database, people: dict[Role, int]) -> None:
    for n in range(3):
        findable(house, f"Song {n}", kind="music")
    findable(house, "Film", kind="video")
    page = facet(opened("search", people[Role.CURATOR]), "kind")
    assert offered(page) == ["music :gray[3]", "video :gray[1]"]
    page.checkbox(key="choose_kind_music").check().run()
    assert page.query_params["kind"] == "music"
    assert "3 pieces" in shown(page)
    assert offered(page) == ["music :gray[3]", "video :gray[1]"]
    page.checkbox(key="choose_kind_video").check().run()
    assert page.query_params["kind"] == "music|video"
    page.button(key="chip_kind_music").click().run()
    assert "1 piece" in shown(page)
    assert page.checkbox(key="choose_kind_video").value
    assert not page.checkbox(key="choose_kind_music").value


def test_values_with_signs_survive_the_address(house: Database, people: dict[Role, int]) -> None:
    odd = "a|b %7C 100%"
    findable(house, "Odd", licence=odd)
    findable(house, "Usual")
    page = facet(opened("search", people[Role.CURATOR]), "licence")
    page.checkbox(key=f"choose_licence_{odd}").check().run()
    assert "1 piece" in shown(page)
    page.checkbox(key=f"choose_licence_{odd}").uncheck().run()
    assert "2 pieces" in shown(page)


def test_many_values_are_found_by_typing(house: Database, people: dict[Role, int]) -> None:
    for n in range(15):
        findable(house, f"Piece {n}", language=f"l{n:02}")
    page = opened("search", people[Role.CURATOR])
    page.button(key="search_filters").click().run()
    facet(page, "language")
    assert len(offered(page)) == 12
    page.selectbox(key="more_language").select_index(2).run()
    assert "1 piece" in shown(page)


def test_a_gap_and_one_that_cannot_be_read(house: Database, people: dict[Role, int]) -> None:
    findable(house, "Fits", seconds=45)
    findable(house, "Too long", seconds=48)
    page = opened("search", people[Role.CURATOR], gap="0:47")
    assert "1 piece" in shown(page)
    page.text_input(key="gap").set_value("soon").run()
    assert "“soon” is not a length" in shown(page)
    assert "2 pieces" in shown(page)


def test_artists_are_not_told_what_is_in_a_rundown(house: Database, people: dict[Role, int]) -> None:
    piece = findable(house, "Aired")
    findable(house, "Free")
    episode_id = add_episode(house, OPERATOR, acts=("One",))
    into_rundown(house, OPERATOR, act_ids(house, episode_id)[0], [piece])
    page = opened("search", people[Role.CURATOR], used="used")
    assert "1 piece" in shown(page)
    page = opened("search", people[Role.ARTIST], used="used")
    assert "2 pieces" in shown(page)
    page.button(key="search_filters").click().run()
    assert "facet_used" not in page.session_state
    assert "facet_source" in page.session_state


def test_pages_follow_one_another(house: Database, people: dict[Role, int]) -> None:
    for n in range(PER_PAGE + 1):
        findable(house, f"Piece {n}")
    page = opened("search", people[Role.ARTIST])
    first = found(page)
    assert len(first) == PER_PAGE
    page.session_state["page"] = 2
    page.run()
    assert len(found(page)) == 1
    assert not set(found(page)) & set(first)
    page.text_input(key="q").set_value("piece").run()
    assert page.session_state["page"] == 1


def test_saved_searches_tell_of_news(house: Database, people: dict[Role, int]) -> None:
    findable(house, "Night Ferry")
    curator = Actor(people[Role.CURATOR], "Curator", frozenset({Role.CURATOR}))
    page = opened("search", people[Role.CURATOR], q="ferry")
    page.text_input(key="search_name").set_value("Ferries")
    page.button(key="FormSubmitter:save_search-Save").click().run()
    assert "Saved. What matches from now on" in shown(page)
    saved = save_search(house, curator, "Boats", Search("boat"))
    findable(house, "Dawn Ferry")
    st.cache_data.clear()  # the news are at most a minute old
    page = opened("search", people[Role.CURATOR])
    assert "2 pieces" in shown(page)
    page.button(key=f"open{saved}").click().run()
    assert "No piece matches" in shown(page)
    ferries = next(button for button in page.button if "Ferries" in button.label)
    ferries.click().run()
    assert "2 pieces" in shown(page)
    assert shown(page).count(":material/fiber_new: New") == 1
    page.button(key=f"forget{saved}").click().run()
    assert "“Boats” is no longer saved." in shown(page)


def test_a_search_without_a_name_is_not_saved(house: Database, people: dict[Role, int]) -> None:
    page = opened("search", people[Role.CURATOR], q="ferry")
    page.button(key="FormSubmitter:save_search-Save").click().run()
    assert "Give the search a name" in shown(page)
