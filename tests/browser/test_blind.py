"""Reviewing blind in a real browser: nothing that reaches it, by socket or by HTTP, tells whose a piece is."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, WebSocket, expect
from sqlalchemy import select

from dashboard.community.declarations import Declaration
from dashboard.community.tables import Contribution, MetricReading, Source
from dashboard.curation.rounds.masking import MASK
from dashboard.curation.rounds.tables import Review
from dashboard.intake.contribute import Post, contribute_file, contribute_words
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor, Role
from dashboard.people.tables import Account
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.curation.rounds.rounds import ALL_FOUR, opened
from tests.running_server import RunningServer, add_sample_person, database_of, greenroom

pytestmark = pytest.mark.browser
FIRST_ID, LIKES = 765432100, 8675309
SECRETS = ("holm", "wexford", "tern_over_quay", "76543210", str(LIKES), "quayside.example")
"""Parts of the artists' names, of a file's name, of the pieces' ids, a counter, and an address."""


@dataclass
class Received:
    """Everything that the browser was sent, and every address it asked for."""

    bodies: list[bytes] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    media: int = 0

    def listen(self, page: Page) -> None:
        """From now on; asked for before the first page is opened."""
        page.on("websocket", self._socket)
        page.on("response", self._response)

    def told(self) -> str:
        """All of it as text."""
        return "\n".join([*self.addresses, *(body.decode(errors="replace") for body in self.bodies)]).casefold()

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, frame: str | bytes) -> None:
        self.bodies.append(frame if isinstance(frame, bytes) else frame.encode())

    def _response(self, response: Response) -> None:
        self.addresses.append(response.url)
        self.bodies.append(repr(response.headers).encode())
        if "/piece/" in response.url:
            self.media += 1


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom with a curator, and two pieces by artists who wrote their names wherever they could."""
    home = tmp_path_factory.mktemp("house")
    db = database_of(home)
    add_sample_person(db, "Rosa Lindqvist", Role.CURATOR)
    _fill(db, MediaStore(home / "media"), home)
    db.engine.dispose()
    with greenroom(home) as server:
        yield server


def _fill(db: Database, store: MediaStore, folder: Path) -> None:
    """A sound and a text in an open, blind round, by accounts that the local mode does not list."""
    high_ids(db)
    ida, cy = (artist(db, name) for name in ("Ida Holm", "Cy Wexford"))
    with tone(folder / "tern_over_quay.wav").open("rb") as stream:
        post = Post("Ida Holm: Tern", "Ida Holm", text="By IDA_HOLM, quayside.example/ida.", licence="CC BY 4.0")
        sound = contribute_file(db, store, ida, stream, "tern_over_quay.wav", post, Declaration(1, "adult"))
    post = Post("The quay", "Cy Wexford", text="The boat leaves.\n— Cy Wexford, @cywexford", licence="CC BY 4.0")
    words = contribute_words(db, cy, post, Declaration(1, "adult"))
    with db.writing() as session:
        for id_ in (sound, words):
            session.add(MetricReading(contribution_id=id_, name="likes", value=LIKES, observed_at=now()))
    opened(db, [sound, words], names_after=False)


def high_ids(db: Database) -> None:
    """Let the pieces to come have ids that one would recognise."""
    with db.writing() as session:
        source = Source(name="The street", kind="folder", location="/street", created_at=now())
        session.add(source)
        session.flush()
        session.add(
            Contribution(
                id=FIRST_ID, source_id=source.id, external_id="0", kind="text", title="Before", digest="",
                created_at=now(), first_seen_at=now(), last_seen_at=now(),
            )
        )  # fmt: skip


def artist(db: Database, name: str) -> Actor:
    account = add_sample_person(db, name, Role.ARTIST)
    with db.writing() as session:
        session.get_one(Account, account).sample = False
    return Actor(account, name, frozenset({Role.ARTIST}))


def tone(path: Path) -> Path:
    with wave.open(str(path), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(bytes(80 + (at // 10 % 2) * 90 for at in range(8000)))
    return path


def test_nothing_tells_whose_a_piece_is_while_it_is_judged(house: RunningServer, page: Page) -> None:
    received = Received()
    received.listen(page)
    page.goto(f"{house.url}/review?round=1")
    for at in range(2):
        heading = page.get_by_role("main").get_by_role("heading", level=2).first
        expect(heading).to_have_text(re.compile(rf"{MASK}: Tern|The quay"), timeout=30_000)
        if "Tern" in (heading.text_content() or ""):
            listen_to_it(page)
        judge_by_keyboard(page)
        expect(page.get_by_text(f"{at + 1} piece{'s' * at} judged")).to_be_visible()
    expect(page.get_by_text("Thank you, nothing waits for you here")).to_be_visible()
    page.reload()
    expect(page.get_by_text("your score 4.0 of 5").first).to_be_visible(timeout=30_000)
    assert received.media
    for address in {address for address in received.addresses if "/piece/" in address}:
        _, headers, body = house.get(address.removeprefix(house.url))
        received.bodies += [str(headers).encode(), body]
    told = received.told()
    assert "the boat leaves" in told and "tern" in told, "what is to be judged was there"
    assert [secret for secret in SECRETS if secret in told] == []
    assert page.title() == "Greenroom"
    with database_of(house.home).reading() as session:
        given = session.scalars(select(Review)).all()
    assert [(review.scores, review.words) for review in given] == [(ALL_FOUR, "It holds.")] * 2


def listen_to_it(page: Page) -> None:
    """Wait until the browser has the sound."""
    page.locator("audio").evaluate("a => new Promise(done => a.readyState > 0 ? done() : a.onloadedmetadata = done)")


def judge_by_keyboard(page: Page) -> None:
    """Four for everything, a few words, and on, without a mouse."""
    for criterion in ("Idea", "Craft", "For the show"):
        group = page.get_by_role("radiogroup", name=criterion, exact=True)
        group.get_by_role("radio").first.focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Space"):
            page.keyboard.press(key)
        expect(group.get_by_role("radio", name="4", exact=True)).to_be_checked()
    page.get_by_role("textbox", name="In words").focus()
    page.keyboard.type("It holds.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save and go on")).to_be_focused()
    page.keyboard.press("Enter")
