"""The whole chain in a real browser, as the people of the show would walk it, and the README's pictures of it.

With GREENROOM_SCREENSHOTS=1 the pictures are written into tests/browser/screenshots.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from dashboard.credits.queries import credited_rundown
from dashboard.rundown.tables import Episode
from tests.running_server import RunningServer, database_of, greenroom

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent / "screenshots"
BUILD_MS = 240_000


@pytest.fixture(scope="module")
def show(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom on the sample show, with its worker."""
    home = tmp_path_factory.mktemp("walk") / "home"
    shutil.copytree(sample_home, home)
    with greenroom(home, GREENROOM_NO_WORKER="0") as server:
        yield server


class Walk:
    """One person after another at the same browser."""

    def __init__(self, page: Page, show: RunningServer) -> None:
        self.page, self.show = page, show
        page.set_viewport_size({"width": 1360, "height": 900})

    def act_as(self, name: str) -> None:
        """Choose who one is, on the home page."""
        self.page.goto(self.show.url)
        self.page.get_by_role("combobox", name="You act as").click(timeout=60_000)
        self.page.get_by_role("option", name=re.compile(name)).click()
        expect(self.page.get_by_role("heading", name="Home", exact=True)).to_be_visible()

    def open(self, page_name: str) -> None:
        """Go there by the navigation."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=page_name, exact=True).click()
        expect(self.page.get_by_role("heading", name=page_name, exact=True, level=1)).to_be_visible()

    def settled(self) -> None:
        """Wait until nothing runs and every picture is there."""
        expect(self.page.get_by_test_id("stStatusWidget")).to_have_count(0)
        self.page.wait_for_function(
            "[...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)"
        )

    def picture(self, name: str) -> None:
        """One for the README."""
        self.settled()
        expect(self.page.get_by_test_id("stToast")).to_have_count(0, timeout=30_000)
        if os.environ.get("GREENROOM_SCREENSHOTS"):
            PICTURES.mkdir(exist_ok=True)
            self.page.mouse.move(0, 0)
            self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 0")
            self.page.wait_for_timeout(600)
            self.page.screenshot(path=PICTURES / f"{name}.png")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first

    def trt_frames(self) -> int:
        """As the database has it."""
        db = database_of(self.show.home)
        with db.reading() as session:
            found = credited_rundown(session, session.scalars(select(Episode.id)).one()).rundown.timing.trt_frames
        db.engine.dispose()
        return found


def test_from_the_community_to_the_sheets(page: Page, show: RunningServer, tmp_path: Path) -> None:
    walk = Walk(page, show)
    curate(walk)
    sequence(walk)
    assemble(walk)
    walk.open("Credits")
    expect(page.get_by_text("Keiko Morinaga").first).to_be_visible()
    walk.picture("credits")
    account(walk, tmp_path)


def curate(walk: Walk) -> None:
    """Rosa looks at what rises, narrows it, plays a piece, and settles the open link."""
    page = walk.page
    walk.act_as("Rosa")
    walk.open("Trending")
    expect(page.get_by_role("link", name="Gulls First, Then the Boat").first).to_be_visible()
    walk.picture("trending")
    page.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="music", exact=True).click()
    expect(page).to_have_url(re.compile("kind=music"))
    expect(page.get_by_role("link", name="Gulls First, Then the Boat")).to_have_count(0)
    walk.button("Play").click()
    sound = page.locator("audio").first
    expect(sound).to_be_visible()
    assert re.search("/piece/", sound.get_attribute("src") or "")
    page.reload()
    expect(page.get_by_role("link", name="Waltz for a Small Kitchen").first).to_be_visible()
    walk.open("Home")
    page.get_by_role("link", name=re.compile("Judge")).first.click()
    expect(page.get_by_role("heading", name="One Window at a Time")).to_be_visible()
    confirm = page.get_by_role("main").get_by_role("button", name="Confirm", exact=True)
    expect(confirm.first).to_be_visible()
    expect(confirm).to_have_count(2)  # one link is declared, one suggested
    confirm.first.click()
    expect(confirm).to_have_count(1)


def sequence(walk: Walk) -> None:
    """Devin puts a shortlisted piece into the last act, moves it up, and floats it and back."""
    page = walk.page
    walk.act_as("Devin")
    before = walk.trt_frames()
    walk.open("Rundown")
    page.get_by_role("radio", name="Add", exact=True).click()
    page.get_by_role("combobox", name="Pieces").click()
    # The first option takes them all; what is in the rundown already says so.
    option = page.get_by_role("option").filter(has_not_text="in the rundown").nth(1)
    title = (option.text_content() or "").split(" – ")[0].strip()
    option.click()
    page.keyboard.press("Escape")
    walk.button("Add pieces").click()
    page.get_by_role("radio", name="Line", exact=True).click()
    line = page.get_by_role("button", name=re.compile("^" + re.escape(title[:12]))).last
    line.click()
    expect(walk.button("Float")).to_be_visible()
    assert walk.trt_frames() > before
    walk.button("Up").click()
    walk.button("Float").click()
    expect(walk.button("Unfloat")).to_be_visible()
    walk.button("Unfloat").click()
    expect(walk.button("Float")).to_be_visible()
    page.get_by_role("button", name="Kitchen waltz", exact=True).click()
    expect(page.get_by_role("heading", name="Kitchen waltz")).to_be_visible()
    walk.picture("rundown")


def assemble(walk: Walk) -> None:
    """The build goes on while the page is left; then it plays, as long as the rundown says."""
    page = walk.page
    walk.open("Assembly")
    walk.button("Build the preview").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    walk.open("Rundown")
    walk.open("Assembly")
    video = page.locator("video")
    expect(video).to_be_visible(timeout=BUILD_MS)
    assert re.search("/piece/", video.get_attribute("src") or "")
    video.evaluate("v => new Promise(done => v.readyState > 0 ? done() : v.onloadedmetadata = () => done())")
    seconds = video.evaluate("v => v.duration")
    assert abs(seconds - walk.trt_frames() * 1001 / 30000) < 0.1
    video.evaluate("v => { v.muted = true; v.currentTime = 20; return v.play(); }")
    page.wait_for_function("document.querySelector('video').currentTime > 20.5")
    video.evaluate("v => v.pause()")
    walk.picture("assembly")


def account(walk: Walk, folder: Path) -> None:
    """Mei takes the payment sheet away; it sums to the budget, to the cent."""
    page = walk.page
    walk.act_as("Mei")
    walk.open("Payments")
    expect(page.get_by_text("difference 0.00").first).to_be_visible()
    walk.picture("payments")
    saved = {}
    for label in ("Workbook", "Lines as CSV"):
        with page.expect_download() as download:
            walk.button(label).click()
        saved[label] = folder / download.value.suggested_filename
        download.value.save_as(saved[label])
    with saved["Lines as CSV"].open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert sum(Decimal(line["amount"]) for line in lines) == Decimal("5000.00")
    assert "Payees" in openpyxl.load_workbook(saved["Workbook"]).sheetnames
