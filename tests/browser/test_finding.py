"""Search and the shortlist in a real browser: filters that stay as they are, titles that can be read, room to edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from dashboard.people.roles import OPERATOR, Role
from tests.rundown.studio import add_episode, plan, shortlist_for
from tests.running_server import RunningServer, add_sample_person, database_of, greenroom
from tests.world import add_piece

pytestmark = pytest.mark.browser
LONG = "What the harbour said to the last boat and what the last boat answered, slowly"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A film and two songs, all on a shortlist, the last of them with a long title."""
    home = tmp_path_factory.mktemp("finding")
    db = database_of(home)
    add_sample_person(db, "Rosa", Role.CURATOR)
    episode_id = add_episode(db, OPERATOR, plan(number=1), ("One",))
    made = [add_piece(db, "Film", kind="video"), add_piece(db, "Song", kind="music"), add_piece(db, LONG, kind="music")]
    shortlist_for(db, OPERATOR, episode_id, *made)
    db.engine.dispose()
    with greenroom(home) as server:
        yield server


def go(page: Page, house: RunningServer, name: str) -> None:
    page.goto(f"{house.url}/{name}?{urlencode({'acting_as': 'Rosa'})}")
    expect(page.get_by_role("link", name=LONG)).to_be_visible(timeout=30_000)


def test_a_filter_stays_as_it_was_while_others_are_opened(page: Page, house: RunningServer) -> None:
    go(page, house, "search")
    facets = page.get_by_role("main")
    facets.get_by_role("button", name="Kind", exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_text(re.compile("^video")).click()
    expect(page).to_have_url(re.compile("kind=video$"))
    expect(page.get_by_role("link", name=LONG)).to_have_count(0)
    for name in ("Call", "Length"):
        page.keyboard.press("Escape")
        facets.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_text("Choose one or more.")).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page).to_have_url(re.compile("kind=video$"))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_title_is_read_to_its_end(page: Page, house: RunningServer, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    go(page, house, "search")
    title = page.get_by_role("link", name=LONG)
    assert title.evaluate(
        "it => [...it.querySelectorAll('*')].every(e => e.scrollWidth <= e.clientWidth || !e.clientWidth)"
    )
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_there_is_room_to_edit_the_last_piece_of_a_shortlist(page: Page, house: RunningServer) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    go(page, house, "shortlist")
    page.get_by_role("main").get_by_role("button", name="Edit").last.click()
    expect(page.get_by_label("Why you pick it too")).to_be_attached()
    body = page.get_by_test_id("stPopoverBody").bounding_box()
    assert body is not None and body["height"] > 300
