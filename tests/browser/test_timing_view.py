"""The timing view in a real browser: it takes the whole screen, follows what is done elsewhere, and lets one go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.tables import Item
from dashboard.ui.timing_view import REFRESH_S
from tests.rundown.studio import add_episode
from tests.running_server import RunningServer, add_sample_person, database_of, greenroom

pytestmark = pytest.mark.browser
NAME = "Devin Okafor"
AXE = Path(__file__).parents[2] / "dashboard/ui/components/build/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom with one episode of three acts."""
    home = tmp_path_factory.mktemp("house")
    db = database_of(home)
    add_sample_person(db, NAME, Role.PRODUCER)
    add_episode(db, OPERATOR, acts=("Quay", "Harbour", "Home"))
    with greenroom(home) as server:
        yield server


def open_view(house: RunningServer, page: Page) -> None:
    page.goto(f"{house.url}/timing?acting_as={NAME.replace(' ', '+')}")
    expect(page.locator(".room table")).to_be_visible(timeout=60_000)


def test_it_takes_the_screen_follows_a_change_and_lets_one_go(house: RunningServer, page: Page) -> None:
    open_view(house, page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    credits_line = page.get_by_role("row").filter(has_text="Credits")
    expect(credits_line).not_to_contain_text("3:35")
    with database_of(house.home).writing() as session:
        session.scalars(select(Item)).one().length_frames = 215 * 25
    expect(credits_line).to_contain_text("3:35", timeout=1000 * (REFRESH_S + 10))
    page.get_by_role("link", name="Back to the rundown").click()
    expect(page.get_by_role("heading", name="Rundown", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_width_and_axe_finds_nothing(
    house: RunningServer, page: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not there; run `npm ci` in dashboard/ui/components/build")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_view(house, page)
    wider = "() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
    assert page.evaluate(wider) <= 0
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document.querySelector('.room'), {resultTypes: ['violations']})")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
