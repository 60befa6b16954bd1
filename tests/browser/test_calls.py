"""Sending a file and playing two pieces in step, in a real browser on the real server."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from dashboard.community.calls import CallPlan, open_call
from dashboard.community.declarations import Declaration
from dashboard.community.tables import Contribution
from dashboard.intake.contribute import Post, contribute_file
from dashboard.media.store import MediaStore
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.engine import Database
from tests.running_server import RunningServer, add_sample_person, database_of, greenroom

pytestmark = pytest.mark.browser
DRIFT_S = 0.06
TIMES = """(() => {
  const media = (one) => (one.matches(".together audio, .together video") ? [one] : []);
  const find = (root) => [...root.querySelectorAll("*")].flatMap(
    (one) => [...media(one), ...(one.shadowRoot ? find(one.shadowRoot) : [])]);
  return find(document).map((one) => [one.currentTime, one.paused]);
})()"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom with one artist in it."""
    home = tmp_path_factory.mktemp("house")
    add_sample_person(database_of(home), "Ida Holm", Role.ARTIST)
    with greenroom(home) as server:
        yield server


def tone(path: Path, seconds: int) -> Path:
    with wave.open(str(path), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(bytes(80 + (at // 10 % 2) * 90 for at in range(8000 * seconds)))
    return path


def pieces(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Contribution.title)))


def test_a_file_goes_to_disk_and_becomes_a_piece(house: RunningServer, page: Page, tmp_path: Path) -> None:
    page.goto(f"{house.url}/contribute")
    expect(page.locator(".upload input[type=file]")).to_be_visible(timeout=30_000)
    age = page.get_by_role("combobox", name="You are")
    age.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a list that opens while the page still scrolls closes again
    age.click()
    page.get_by_role("option", name="18 or older").click()
    page.get_by_text("I accept version 1 of the terms").click()
    expect(page.get_by_role("button", name="Post the piece")).to_be_enabled()
    page.locator(".upload input[type=file]").set_input_files(tone(tmp_path / "low_tide.wav", 1))
    expect(page.locator(".upload p")).to_have_text("low_tide.wav has arrived.")
    page.get_by_role("button", name="Post the piece").click()
    expect(page.get_by_role("link", name="Look at it")).to_be_visible(timeout=60_000)
    assert "Low tide" in pieces(database_of(house.home))


def test_an_answer_plays_in_step_over_the_piece_it_answers(house: RunningServer, page: Page, tmp_path: Path) -> None:
    db, store = database_of(house.home), MediaStore(house.home / "media")
    ida = Actor(1, "Ida Holm", frozenset({Role.ARTIST}))
    made = []
    for title, seconds, call_id in (("Song", 8, None), ("Voice", 6, None)):
        with tone(tmp_path / f"{title}.wav", seconds).open("rb") as stream:
            post = Post(title, "Ida Holm", licence="CC BY 4.0", call_id=call_id)
            made.append(contribute_file(db, store, ida, stream, f"{title}.wav", post, Declaration(1, "adult")))
    call = open_call(db, OPERATOR, CallPlan("Sing over it", about_id=made[0]), publish=True)
    with db.writing() as session:
        session.get_one(Contribution, made[1]).call_id = call
    page.goto(f"{house.url}/call?call={call}")
    page.locator(".together button").click()
    page.wait_for_timeout(2500)
    (first, first_paused), (second, second_paused) = page.evaluate(TIMES)
    assert not first_paused and not second_paused and first > 1
    assert abs(first - second) <= DRIFT_S
    page.locator(".together .position").fill("4")
    page.wait_for_timeout(700)
    (first, _), (second, _) = page.evaluate(TIMES)
    assert first >= 4 and abs(first - second) <= DRIFT_S
    page.locator(".together .position").press("ArrowRight")
    page.wait_for_timeout(300)
    (first, _), (second, second_paused) = page.evaluate(TIMES)
    assert first > 6 and second_paused, "the shorter one is over"
    expect(page.locator(".together button")).to_have_text("Play", timeout=10_000)
