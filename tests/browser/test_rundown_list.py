"""The rundown's list in a real browser: choosing, moving by keyboard and by dragging, and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.people.roles import OPERATOR
from dashboard.rundown.commands import add_piece
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, plan, slugs
from tests.running_server import RunningServer, database_of, greenroom
from tests.world import add_piece as a_piece

pytestmark = pytest.mark.browser
NUMBERS = count(1)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom in the local mode, whose one user may do everything."""
    home = tmp_path_factory.mktemp("studio")
    home.mkdir(exist_ok=True)
    database_of(home).engine.dispose()
    with greenroom(home) as server:
        yield server


class Opened:
    """An episode of two acts with four lines in the first, open in a browser."""

    def __init__(self, studio: RunningServer, page: Page) -> None:
        self.page, self.number = page, next(NUMBERS)
        self.db: Database = database_of(studio.home)
        self.episode_id = add_episode(self.db, OPERATOR, plan(number=self.number), ("One", "Two"))
        self.one, self.two = act_ids(self.db, self.episode_id)
        for letter in "ABCD":
            title = f"{letter} <b>{self.number}</b>"
            add_piece(self.db, OPERATOR, self.one, [a_piece(self.db, title, artists=("A", "B"))])
        page.goto(f"{studio.url}/rundown?episode={self.episode_id}")
        expect(self.line("A")).to_be_visible(timeout=30_000)

    def line(self, letter: str) -> Locator:
        return self.page.get_by_role("button", name=f"{letter} <b>{self.number}</b>", exact=True)

    def row(self, letter: str) -> Locator:
        return self.page.locator("tr.item", has_text=f"{letter} <b>{self.number}</b>")

    def order(self) -> str:
        return (
            "".join(slug[0] for slug in slugs(self.db, self.one))
            + "|"
            + "".join(slug[0] for slug in slugs(self.db, self.two))
        )

    def becomes(self, order: str) -> None:
        for _ in range(100):
            if self.order() == order:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the order is {self.order()}, not {order}")


@pytest.fixture
def opened(studio: RunningServer, page: Page) -> Iterator[Opened]:
    made = Opened(studio, page)
    yield made
    made.db.engine.dispose()


def test_a_click_opens_a_line_in_the_panel_and_titles_are_no_markup(opened: Opened) -> None:
    opened.line("C").click()
    expect(opened.page.get_by_role("heading", name=f"C <b>{opened.number}</b>")).to_be_visible()
    expect(opened.row("C")).to_have_attribute("aria-current", "true")
    expect(opened.row("A")).not_to_have_attribute("aria-current", "true")


def test_fast_key_presses_are_all_made_and_the_focus_stays_on_the_line(opened: Opened) -> None:
    opened.line("A").click()
    expect(opened.page.get_by_role("heading", name=f"A <b>{opened.number}</b>")).to_be_visible()
    for _ in range(4):
        opened.page.keyboard.press("Alt+ArrowDown")
    opened.becomes("BCD|AC")
    expect(opened.line("A")).to_be_focused()
    expect(opened.page.locator("p[role=status]").first).to_contain_text("is now line 1 of Two")
    opened.page.keyboard.press("ArrowUp")
    expect(opened.line("D")).to_be_focused()
    opened.page.keyboard.press("Home")
    expect(opened.line("B")).to_be_focused()


def test_a_line_is_dragged_within_its_act_and_into_another(opened: Opened) -> None:
    opened.row("D").drag_to(opened.row("A"), target_position={"x": 200, "y": 4})
    opened.becomes("DABC|C")
    expect(opened.page.get_by_role("heading", name=f"D <b>{opened.number}</b>")).to_be_visible()
    opened.row("A").drag_to(opened.page.locator("tr.act", has_text="Two"))
    opened.becomes("DBC|AC")


def test_a_phone_shows_each_line_without_scrolling_sideways(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 390, "height": 844})
    expect(opened.page.get_by_text("start 00:00:20:00")).to_be_visible()
    too_wide = "list => list.scrollWidth > list.clientWidth"
    assert not opened.page.locator(".scroller").evaluate(too_wide)
    assert not opened.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
