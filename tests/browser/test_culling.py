"""Culling in a real browser: keys, undo, a connection that is away for a moment, the champion, many at once, focus."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

import av
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from dashboard.community.tables import Contribution
from dashboard.curation.inbox.tables import InboxQueue, Verdict
from dashboard.curation.tables import ShortlistPick
from dashboard.media.store import MediaStore
from dashboard.people.roles import OPERATOR, Role
from dashboard.storage.engine import Database
from tests.rundown.studio import add_episode, plan
from tests.running_server import RunningServer, add_sample_person, database_of, greenroom
from tests.world import add_piece

pytestmark = pytest.mark.browser
PIECES, FILM_MS = 5, 4_000
NUMBERS = count(1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Five pieces that nobody has seen; each test brings its own curator."""
    home = tmp_path_factory.mktemp("culling")
    db = database_of(home)
    add_episode(db, OPERATOR, plan(number=1), ("One",))
    for number in range(PIECES):
        kind = "photo" if number == 3 else "video"
        add_piece(db, f"Piece <b>{number + 1}</b>", kind=kind, seconds=20, days_old=40 - number)
    with db.writing() as session:
        film = session.get_one(Contribution, 1).media
        assert film is not None
        film.proxy_hash = MediaStore(home / "media").put_bytes(grey_film()).content_hash
        film.duration_ms = FILM_MS
        film.facts = {**film.facts, "width": 1920, "height": 1080}  # the others are small
    db.engine.dispose()
    with greenroom(home) as server:
        yield server


def grey_film() -> bytes:
    """Four seconds that every Chromium plays."""
    held = io.BytesIO()
    with av.open(held, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for number in range(FILM_MS // 100):
            frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), 5 * number, dtype=np.uint8), format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return held.getvalue()


@dataclass
class Desk:
    """The inbox of a curator of its own, open in a browser."""

    page: Page
    db: Database
    account_id: int

    @property
    def title(self) -> Locator:
        return self.page.locator(".culling .title")

    @property
    def status(self) -> Locator:
        return self.page.locator(".culling [role=status]")

    @property
    def saving(self) -> Locator:
        return self.page.locator(".culling .saving")

    def shows(self, number: int) -> None:
        expect(self.title).to_have_text(f"Piece <b>{number}</b>")
        expect(self.page.locator(".culling .count")).to_have_text(f"{number} of {PIECES}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> dict[int, tuple[str, int]]:
        """Choice and stars by the number of the piece, once nothing waits any more."""
        expect(self.saving).to_have_text("Saved")
        with self.db.reading() as session:
            rows = session.scalars(select(Verdict).where(Verdict.account_id == self.account_id))
            return {row.contribution_id: (row.choice, row.stars) for row in rows if row.seen_at}

    def is_kept_at(self, number: int) -> None:
        """Waits until another browser would open at that piece."""
        for _ in range(100):
            with self.db.reading() as session:
                if session.get_one(InboxQueue, self.account_id).position == number - 1:
                    return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the queue is not at {number}")

    def reload(self) -> None:
        self.page.reload()
        expect(self.title).to_be_visible(timeout=30_000)


@pytest.fixture
def desk(house: RunningServer, page: Page) -> Iterator[Desk]:
    db = database_of(house.home)
    name = f"Curator {next(NUMBERS):02}"
    account_id = add_sample_person(db, name, Role.CURATOR)
    page.goto(f"{house.url}/inbox?{urlencode({'acting_as': name})}")
    made = Desk(page, db, account_id)
    expect(made.title).to_be_visible(timeout=30_000)
    made.shows(1)
    page.locator(".culling").focus()
    yield made
    db.engine.dispose()


def test_keys_judge_and_go_on_and_titles_are_no_markup(desk: Desk) -> None:
    desk.press("p")
    expect(desk.status).to_have_text("Picked. 2 of 5: Piece <b>2</b>.")
    desk.press("x", "3", "m")
    desk.shows(5)
    expect(desk.page.locator(".culling")).to_be_focused()
    assert desk.saved() == {1: ("pick", 0), 2: ("reject", 0), 3: ("", 3), 4: ("maybe", 0)}
    desk.press("ArrowLeft", "ArrowLeft")
    desk.shows(3)
    expect(desk.page.locator(".star[aria-pressed=true]")).to_have_count(3)
    desk.press("ArrowLeft")
    expect(desk.page.get_by_role("button", name="Reject", exact=True)).to_have_attribute("aria-pressed", "true")
    desk.is_kept_at(2)
    desk.reload()
    desk.shows(2)


def test_the_last_goes_to_the_one_before_that_has_no_verdict(desk: Desk) -> None:
    desk.press("ArrowRight", "p", "ArrowRight", "p")
    desk.shows(5)
    desk.press("p")
    desk.shows(3)
    desk.press("x", "ArrowRight", "ArrowRight")
    expect(desk.status).to_have_text("That was the last; all 5 are seen.")
    assert desk.saved() == {1: ("", 0), 2: ("pick", 0), 3: ("reject", 0), 4: ("pick", 0), 5: ("pick", 0)}
    desk.page.reload()
    expect(desk.page.get_by_text("Everything is seen")).to_be_visible(timeout=30_000)
    desk.page.get_by_role("radio", name="Picked").click()
    expect(desk.page.locator(".culling .count")).to_have_text("1 of 3")


def test_undo_goes_back_through_all_of_it_and_also_after_a_reload(desk: Desk) -> None:
    desk.press("p", "x", "4")
    desk.press("u")
    desk.shows(3)
    desk.press("Control+z")
    desk.shows(2)
    expect(desk.page.get_by_role("button", name="Reject", exact=True)).to_have_attribute("aria-pressed", "false")
    assert desk.saved() == {1: ("pick", 0)}
    desk.reload()
    desk.page.locator(".culling").focus()
    desk.press("u")
    desk.shows(1)
    assert desk.saved() == {}
    desk.press("u")
    expect(desk.page.locator(".problem")).to_have_text("There is nothing left to undo.")


def test_what_is_judged_while_the_connection_is_away_is_kept_and_sent_once(desk: Desk) -> None:
    desk.page.context.set_offline(True)
    desk.press("p", "x", "2")
    desk.shows(4)
    expect(desk.saving).to_contain_text("Not saved: 3 verdicts kept in this browser", timeout=15_000)
    desk.page.context.set_offline(False)
    expect(desk.saving).to_have_text("Saved", timeout=30_000)
    assert desk.saved() == {1: ("pick", 0), 2: ("reject", 0), 3: ("", 2)}
    desk.press("u")
    assert desk.saved() == {1: ("pick", 0), 2: ("reject", 0)}


def test_a_champion_stays_while_challengers_pass(desk: Desk) -> None:
    desk.press("c")
    desk.shows(2)
    champion = desk.page.locator(".champion .caption")
    expect(champion).to_contain_text("Piece <b>1</b>")
    desk.press("ArrowRight", "x")
    desk.shows(4)
    desk.press("w")
    expect(champion).to_contain_text("Piece <b>4</b>")
    desk.shows(5)
    desk.page.get_by_role("button", name="Pick the champion").click()
    expect(desk.page.locator(".culling")).to_be_focused()
    desk.press("c")
    expect(champion).to_be_hidden()
    assert desk.saved() == {1: ("", 0), 2: ("", 0), 3: ("reject", 0), 4: ("pick", 0)}


def test_several_are_judged_at_once_in_the_grid_and_undone_at_once(desk: Desk) -> None:
    desk.press("g", "Shift+ArrowRight", "Shift+ArrowRight")
    chosen = desk.page.locator(".tile[aria-selected=true]")
    expect(chosen).to_have_count(3)
    desk.press("p")
    expect(desk.status).to_have_text("Picked: 3 pieces.")
    assert desk.saved() == dict.fromkeys((1, 2, 3), ("pick", 0))
    desk.press("u")
    assert desk.saved() == {}
    desk.page.locator(".tile").nth(4).click(modifiers=["Control"])
    expect(chosen).to_have_count(4)
    desk.press("s")
    expect(desk.saving).to_have_text("Saved")
    with desk.db.reading() as session:
        picked = session.scalars(select(ShortlistPick).where(ShortlistPick.account_id == desk.account_id)).all()
        assert [pick.picked_from for pick in picked] == ["inbox"] * 4
    desk.press("Escape")
    desk.shows(5)


def test_what_a_file_lacks_stands_on_its_tile_as_on_its_card(desk: Desk) -> None:
    small = ["● Cleared", "○ Small: 640 × 360"]
    expect(desk.page.locator(".badges .badge")).to_have_text(small[:1])
    desk.press("g")
    tiles = desk.page.locator(".tile")
    expect(tiles.nth(0).locator(".badge")).to_have_text(small[:1])
    expect(tiles.nth(1).locator(".badge")).to_have_text(small)


def test_it_plays_in_place_and_a_part_is_marked_where_the_pointer_is(desk: Desk) -> None:
    screen = desk.page.locator(".current .screen")
    box = screen.bounding_box()
    assert box is not None
    for share, key in ((0.25, "i"), (0.75, "o")):
        desk.page.mouse.move(box["x"] + share * box["width"], box["y"] + 40)
        expect(screen).to_have_class(re.compile("live"))
        desk.press(key)
    expect(desk.page.get_by_text("Use 0:01–0:03", exact=True)).to_be_visible()
    desk.page.mouse.move(0, 0)
    desk.press("Space")
    expect(desk.page.locator(".current .time")).to_have_text("0:01 / 0:04")
    desk.press("Space")
    expect(desk.page.locator(".current .play")).to_contain_text("Play")
    desk.shows(1)
    desk.saved()
    with desk.db.reading() as session:
        verdict = session.get_one(Verdict, (desk.account_id, 1))
        assert verdict.in_ms == pytest.approx(1_000, abs=20)
        assert verdict.out_ms == pytest.approx(3_000, abs=20)


def test_without_a_keyboard_every_key_is_a_button_also_on_a_phone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.page.get_by_label("Note").fill("ask for the stems px")
    for name in ("Pick", "Reject", "Maybe", "4 stars"):
        desk.page.get_by_role("button", name=name, exact=True).click()
    desk.shows(5)
    desk.page.get_by_role("button", name="Previous").click()
    desk.page.get_by_role("button", name="Undo").click()
    desk.shows(4)
    assert desk.saved() == {1: ("pick", 0), 2: ("reject", 0), 3: ("maybe", 0)}
    with desk.db.reading() as session:
        assert session.get_one(Verdict, (desk.account_id, 1)).note == "ask for the stems px"
    assert not desk.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
