"""The rundown's list in a real browser: dragging, keys, editing in place, undo, and a connection that goes away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.edits.commands import add_item, add_piece, change_item, remove_items
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.tables import Act, Item
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, plan
from tests.running_server import RunningServer, add_sample_person, database_of, free_port, greenroom
from tests.world import add_piece as a_piece

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "dashboard/ui/components/build/node_modules/axe-core/axe.min.js"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom in the local mode; each test brings its own producer."""
    home = tmp_path_factory.mktemp("studio")
    database_of(home).engine.dispose()
    with greenroom(home) as server:
        yield server


class Opened:
    """An episode of two acts, A B C D in the first and the credits in the second, open in a browser."""

    def __init__(self, url: str, home: Path, page: Page) -> None:
        self.page, self.number = page, next(NUMBERS)
        self.db: Database = database_of(home)
        self.episode_id = add_episode(self.db, OPERATOR, plan(number=self.number), ("One", "Two"))
        self.one, self.two = act_ids(self.db, self.episode_id)
        for letter in "ABCD":
            add_piece(self.db, OPERATOR, self.one, [a_piece(self.db, self.title(letter), artists=("A", "B"))])
        self.person = f"Producer {self.number:02}"
        add_sample_person(self.db, self.person, Role.PRODUCER)
        self.address = f"{url}/rundown?{urlencode({'episode': self.episode_id, 'acting_as': self.person})}"
        page.set_viewport_size({"width": 1280, "height": 1300})
        self.go()

    def go(self) -> None:
        self.page.goto(self.address)
        expect(self.row("A")).to_be_visible(timeout=40_000)

    def title(self, letter: str) -> str:
        return f"{letter} <b>{self.number}</b>"

    def row(self, letter: str) -> Locator:
        return self.page.locator("li.item:not(.flying)").filter(
            has=self.page.get_by_role("button", name=self.title(letter), exact=True)
        )

    def part(self, letter: str, part: str) -> Locator:
        return self.row(letter).locator(f"[data-part={part}]")

    def name(self, letter: str) -> Locator:
        return self.part(letter, "name")

    @property
    def saving(self) -> Locator:
        return self.page.locator(".rundown .saving")

    @property
    def status(self) -> Locator:
        return self.page.locator(".rundown p[role=status]")

    @property
    def problem(self) -> Locator:
        return self.page.locator(".rundown .problem")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def order(self) -> str:
        """The first letters of both acts as they are saved."""
        with self.db.reading() as session:
            query = select(Item.slug).where(Item.act_id == Act.id).order_by(Item.position)
            acts = ["".join(slug[0] for slug in session.scalars(query.where(Act.id == id_)))
                    for id_ in (self.one, self.two)]  # fmt: skip
        return "|".join(acts)

    def becomes(self, order: str) -> None:
        for _ in range(150):
            if self.order() == order:
                expect(self.saving).to_have_text("Saved")
                assert self.seen() == order
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the order is {self.order()}, not {order}")

    def seen(self) -> str:
        """The first letters of both acts as they are on the screen."""
        acts: list[list[str]] = self.page.locator(".rundown").evaluate(
            "list => [...list.querySelectorAll('.lines')].map(act => [...act.querySelectorAll('li:not(.flying) .name')]"
            ".map(name => name.textContent[0]))"
        )
        return "|".join("".join(act) for act in acts)

    def edits(self) -> list[RundownEdit]:
        with self.db.reading() as session:
            query = select(RundownEdit).where(RundownEdit.episode_id == self.episode_id, RundownEdit.key.is_not(None))
            return list(session.scalars(query.order_by(RundownEdit.id)))

    def item(self, letter: str) -> Item:
        with self.db.reading() as session:
            query = select(Item).join(Act).where(Act.episode_id == self.episode_id, Item.slug == self.title(letter))
            return session.scalars(query).one()

    def drag(self, letter: str, target: Locator, share: float = 0.5) -> None:
        """Take the row by its picture to a share of the target's height."""
        self.row(letter).locator(".picture").hover()
        self.page.mouse.down()
        box = target.bounding_box()
        assert box is not None
        y = box["y"] + share * box["height"]
        for step in (-6, -2, 0):
            self.page.mouse.move(box["x"] + 100, y + step, steps=6)
            self.page.wait_for_timeout(60)
        self.page.mouse.up()


@pytest.fixture
def opened(studio: RunningServer, page: Page) -> Iterator[Opened]:
    made = Opened(studio.url, studio.home, page)
    yield made
    made.db.engine.dispose()


def test_a_click_opens_a_line_in_the_panel_and_titles_are_no_markup(opened: Opened) -> None:
    opened.name("C").click()
    expect(opened.page.get_by_role("heading", name=opened.title("C"))).to_be_visible()
    expect(opened.row("C")).to_have_attribute("aria-current", "true")
    expect(opened.row("A")).not_to_have_attribute("aria-current", "true")
    opened.page.reload()
    expect(opened.row("A")).to_be_visible(timeout=40_000)


def test_a_line_is_dragged_within_its_act_and_into_another(opened: Opened) -> None:
    opened.drag("D", opened.row("A"), 0.2)
    opened.becomes("DABC|C")
    expect(opened.status).to_contain_text("is now line 1 of 4 in One")
    opened.drag("A", opened.page.locator(".lines").nth(1).locator("li").first, 0.2)
    opened.becomes("DBC|AC")


def test_several_lines_are_dragged_together_and_keep_their_order(opened: Opened) -> None:
    opened.name("C").click(modifiers=["Control"])
    opened.row("A").locator("input[type=checkbox]").check()
    expect(opened.page.get_by_text("2 selected", exact=True)).to_be_visible()
    opened.drag("C", opened.page.locator(".lines").nth(1).locator("li").first, 0.9)
    opened.becomes("BD|CAC")
    assert [edit.said for edit in opened.edits()] == ["moved 2 lines to Two, after “Credits”"]
    opened.press("Control+z")
    opened.becomes("ABCD|C")


def test_shift_selects_what_lies_between_and_the_buttons_move_it(opened: Opened) -> None:
    opened.name("B").click()
    opened.name("C").click(modifiers=["Shift"])
    expect(opened.page.locator("li.selected")).to_have_count(2)
    opened.page.get_by_role("button", name="Move up").click()
    opened.becomes("BCAD|C")
    expect(opened.status).to_have_text("2 lines are now lines 1 to 2 of 4 in One.")
    opened.page.get_by_role("button", name="Move up").click()
    expect(opened.status).to_have_text("2 lines are first already.")
    opened.page.get_by_role("button", name="2 selected: clear").click()
    expect(opened.page.locator("li.selected")).to_have_count(0)


def test_space_grabs_arrows_move_and_escape_puts_back(opened: Opened) -> None:
    opened.name("B").focus()
    opened.press("Space", "ArrowDown", "ArrowDown")
    expect(opened.status).to_contain_text("line 4 of 4 in One")
    assert opened.seen() == "ACDB|C"
    opened.press("Escape")
    assert opened.seen() == "ABCD|C"
    expect(opened.name("B")).to_be_focused()
    opened.press("Space", "End", "Space")
    opened.becomes("ACD|CB")
    expect(opened.name("B")).to_be_focused()
    opened.press("Space", "Home", "Space")
    opened.becomes("BACD|C")
    assert [edit.action for edit in opened.edits()] == ["item.moved"] * 2


def test_who_takes_the_pointer_instead_has_let_go_of_the_line(opened: Opened) -> None:
    opened.name("B").focus()
    opened.press("Space", "ArrowDown")
    assert opened.seen() == "ACBD|C"
    opened.name("D").click()
    expect(opened.page.locator("li.grabbed")).to_have_count(0)
    expect(opened.status).to_contain_text("is back at line 2 of 4 in One")
    assert opened.seen() == "ABCD|C"
    opened.name("B").focus()
    opened.press("Space", "ArrowDown", "Control+z")
    expect(opened.page.locator("li.grabbed")).to_have_count(0)
    opened.becomes("ABCD|C")
    assert opened.edits() == []


def test_the_list_scrolls_at_the_edge_of_the_window_while_something_is_dragged(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 1280, "height": 620})
    for letter in "EFGHIJ":
        add_piece(opened.db, OPERATOR, opened.one, [a_piece(opened.db, opened.title(letter))])
    opened.go()
    list_ = opened.page.locator(".scroller")
    assert list_.evaluate("list => list.getBoundingClientRect().bottom > innerHeight")
    opened.row("A").locator(".picture").hover()
    opened.page.mouse.down()
    for step in range(60):
        opened.page.mouse.move(600, 600 + step % 3)
        opened.page.wait_for_timeout(40)
    opened.page.mouse.up()
    expect(opened.status).to_contain_text("is now line")
    assert opened.seen().index("A") > 4
    assert list_.evaluate("list => list.style.maxHeight") == ""


def test_ten_fast_nudges_lose_none_and_take_few_messages(opened: Opened) -> None:
    opened.name("A").focus()
    opened.press(*["Alt+ArrowDown"] * 5, *["Alt+ArrowUp"] * 5, *["Alt+ArrowDown"] * 4)
    assert opened.seen() == "BCD|AC"
    opened.becomes("BCD|AC")
    expect(opened.name("A")).to_be_focused()
    expect(opened.status).to_contain_text("is now line 1 of 2 in Two")
    assert 1 <= len(opened.edits()) <= 6
    opened.press("ArrowUp")
    expect(opened.name("D")).to_be_focused()
    opened.press("Home")
    expect(opened.name("B")).to_be_focused()


def test_times_follow_a_move(opened: Opened) -> None:
    expect(opened.row("D").locator(".times")).to_contain_text("00:01:00:00")
    opened.name("D").focus()
    opened.press("Space", "Home", "Space")
    expect(opened.row("D").locator(".times")).to_contain_text("00:00:00:00")
    expect(opened.row("A").locator(".times")).to_contain_text("00:00:20:00")


def test_a_length_is_edited_in_place_and_one_click_resets_it(opened: Opened) -> None:
    opened.part("B", "length").click()
    field = opened.page.get_by_label("Length", exact=True)
    expect(field).to_be_focused()
    opened.page.keyboard.type("soon")
    opened.press("Enter")
    expect(opened.page.locator(".why")).to_contain_text("“soon” is not a length")
    expect(field).to_have_value("soon")
    field.fill("1:05")
    opened.press("Enter")
    expect(opened.part("B", "length")).to_have_text("1:05")
    expect(opened.part("B", "length")).to_be_focused()
    expect(opened.row("B")).to_contain_text("by hand +0:45")
    assert opened.item("B").length_frames == 65 * 25
    opened.part("B", "reset").click()
    expect(opened.part("B", "length")).to_have_text("0:20")
    expect(opened.row("B")).not_to_contain_text("by hand")
    assert opened.item("B").length_frames is None


def test_name_note_points_and_hard_start_are_edited_in_place(opened: Opened) -> None:
    opened.name("A").focus()
    opened.press("F2")
    opened.page.get_by_label("Name", exact=True).last.fill("Aria")
    opened.press("Enter")
    expect(opened.page.locator("li .name", has_text="Aria")).to_be_focused()
    opened.name("B").click()
    opened.page.get_by_role("button", name="Note", exact=True).click()
    opened.page.keyboard.type("ask for <i>stems</i>")
    opened.press("Enter")
    expect(opened.part("B", "note")).to_contain_text("ask for <i>stems</i>")
    opened.part("B", "trim").click()
    opened.page.locator(".editor").get_by_label("Out", exact=True).fill("0:12")
    opened.press("Enter")
    expect(opened.part("B", "trim")).to_have_text("0:00–0:12")
    expect(opened.part("B", "length")).to_have_text("0:12")
    opened.page.get_by_role("button", name="Hard start", exact=True).click()
    opened.page.keyboard.type("1:00")
    opened.press("Enter")
    expect(opened.part("B", "hard")).to_contain_text("at 00:01:00:00")
    expect(opened.row("B")).to_contain_text("+0:40 gap")
    opened.press("Escape")
    made = opened.item("B")
    assert (made.note, made.hard_start_frames) == ("ask for <i>stems</i>", 1500)


def test_escape_leaves_what_was_typed_and_changes_nothing(opened: Opened) -> None:
    opened.part("C", "length").click()
    opened.page.keyboard.type("9:99")
    opened.press("Escape")
    expect(opened.page.locator(".editor")).to_have_count(0)
    expect(opened.part("C", "length")).to_be_focused()
    assert opened.edits() == []


def test_lines_float_lock_and_are_removed_and_all_of_it_is_undone_and_redone(opened: Opened) -> None:
    opened.name("B").click()
    opened.page.get_by_role("button", name="Float", exact=True).first.click()
    expect(opened.row("B").locator(".tag")).to_have_text("Float")
    opened.name("C").click()
    opened.page.get_by_role("button", name="Lock", exact=True).click()
    expect(opened.row("C").locator(".tag")).to_have_text("Locked")
    opened.name("C").focus()
    opened.press("Space")
    expect(opened.status).to_contain_text("is locked; unlock the line first")
    opened.name("D").focus()
    opened.press("Delete")
    opened.becomes("ABC|C")
    opened.press("Control+z", "Control+z", "Control+z")
    opened.becomes("ABCD|C")
    expect(opened.page.locator("li .tag")).to_have_count(0)
    opened.press("Control+Shift+z")
    expect(opened.row("B").locator(".tag")).to_have_text("Float")
    expect(opened.status).to_contain_text("Redid: floated")
    opened.page.get_by_role("button", name=re.compile("^Redo: locked")).click()
    expect(opened.row("C").locator(".tag")).to_have_text("Locked")


def test_a_command_that_can_no_longer_apply_is_shown_until_it_is_dismissed(opened: Opened) -> None:
    gone = opened.item("D").id
    opened.page.context.set_offline(True)
    opened.name("D").focus()
    opened.press("Alt+ArrowUp")
    assert opened.seen() == "ABDC|C"
    remove_items(opened.db, OPERATOR, [gone])
    opened.page.context.set_offline(False)
    expect(opened.problem).to_contain_text(f"Move “{opened.title('D')}”: ", timeout=30_000)
    expect(opened.problem).to_contain_text("no longer in the rundown")
    assert opened.seen() == "ABC|C"
    opened.go()
    expect(opened.problem).to_have_count(1)
    opened.page.get_by_role("button", name=re.compile("^Dismiss")).click()
    expect(opened.problem).to_have_count(0)
    opened.go()
    expect(opened.saving).to_have_text("Saved")
    expect(opened.problem).to_have_count(0)


def test_saving_over_a_colleagues_change_is_refused_with_its_sentence(opened: Opened) -> None:
    opened.part("B", "length").click()
    change_item(opened.db, OPERATOR, opened.item("B").id, length_frames=100)
    opened.page.keyboard.type("0:30")
    opened.press("Enter")
    expect(opened.page.locator(".why")).to_contain_text("Somebody else changed")
    assert opened.item("B").length_frames == 100
    expect(opened.part("B", "length")).to_have_text("0:04")
    opened.press("Enter")
    expect(opened.page.locator(".editor")).to_have_count(0)
    assert opened.item("B").length_frames == 750


def test_what_is_done_while_the_connection_is_away_is_kept_and_sent_once(opened: Opened) -> None:
    opened.page.context.set_offline(True)
    opened.name("A").focus()
    opened.press(*["Alt+ArrowDown"] * 4)
    opened.name("B").focus()
    opened.press("Space", "End", "Space")
    assert opened.seen() == "CD|ACB"
    expect(opened.saving).to_contain_text("Not saved:", timeout=15_000)
    expect(opened.saving).to_contain_text("changes kept in this browser")
    assert opened.order() == "ABCD|C"
    opened.page.context.set_offline(False)
    opened.becomes("CD|ACB")
    keys = [edit.key for edit in opened.edits()]
    assert len(keys) == len(set(keys)) <= 3


def test_a_server_that_was_away_gets_what_was_done_with_the_same_keys(page: Page, tmp_path: Path) -> None:
    home, port = tmp_path / "away", free_port()
    home.mkdir()
    database_of(home).engine.dispose()
    with greenroom(home, port=port) as server:
        made = Opened(server.url, home, page)
        made.name("A").focus()
        made.press("Alt+ArrowDown")
        made.becomes("BACD|C")
    made.press("Alt+ArrowDown")
    made.name("D").focus()
    made.press("Space", "Home", "Space")
    assert made.seen() == "DBCA|C"
    expect(made.saving).to_contain_text("Not saved:", timeout=15_000)
    kept = page.evaluate("() => Object.entries(localStorage).find(([name]) => name.endsWith('.pending'))[1]")
    with greenroom(home, port=port):
        expect(made.saving).to_have_text("Saved", timeout=60_000)
        made.becomes("DBCA|C")
        sent = [edit.key for edit in made.edits()][1:]
        assert all(f'"{key}"' in kept for key in sent)
        assert page.evaluate("() => Object.keys(localStorage).filter((name) => name.endsWith('.pending'))") == []
    made.db.engine.dispose()


def test_a_reload_sends_what_the_browser_kept(opened: Opened) -> None:
    opened.page.context.set_offline(True)
    opened.name("C").focus()
    opened.press("Alt+ArrowUp")
    expect(opened.saving).to_contain_text("Not saved: 1 change kept", timeout=15_000)
    opened.page.context.set_offline(False)
    opened.go()
    opened.becomes("ACBD|C")
    assert len(opened.edits()) == 1


def test_only_those_who_may_edit_find_the_ways_to_do_it(studio: RunningServer, opened: Opened) -> None:
    add_sample_person(opened.db, f"Curator {opened.number:02}", Role.CURATOR)
    opened.page.goto(opened.address.replace("Producer", "Curator"))
    expect(opened.page.locator("li.item").first).to_be_visible(timeout=40_000)
    expect(opened.page.get_by_role("toolbar")).to_be_hidden()
    expect(opened.page.locator(".rundown .grip, .rundown input")).to_have_count(0)
    opened.name("B").click()
    expect(opened.page.get_by_role("heading", name=opened.title("B"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_list(opened: Opened, scheme: Any) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not there; run `npm ci` in dashboard/ui/components/build")
    change_item(opened.db, OPERATOR, opened.item("A").id, length_frames=100, note="a note", hard_start_frames=25)
    add_item(opened.db, OPERATOR, opened.two, "break", "Adverts")
    opened.page.emulate_media(color_scheme=scheme)
    opened.go()
    opened.row("C").locator("input").check()
    opened.part("A", "length").click()
    opened.page.wait_for_timeout(500)
    opened.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = opened.page.evaluate(
        "() => axe.run(document.querySelector('main, [data-testid=stMain]'), {resultTypes: ['violations']})"
        ".then(({violations}) => violations.flatMap(one => one.nodes.filter(node => node.target.flat().length > 1)"
        ".map(node => one.id + ': ' + node.html.slice(0, 160))))"
    )
    assert found == []


def test_a_phone_shows_each_line_without_scrolling_sideways(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 390, "height": 844})
    expect(opened.row("B").locator(".narrow")).to_have_text("00:00:20:00")
    expect(opened.row("B").locator(".narrow")).to_be_visible()
    opened.part("B", "length").click()
    too_wide = "list => list.scrollWidth > list.clientWidth"
    assert not opened.page.locator(".scroller").evaluate(too_wide)
    assert not opened.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    opened.press("Escape")
    opened.page.get_by_role("button", name="Move down").click()
    opened.becomes("ACBD|C")
