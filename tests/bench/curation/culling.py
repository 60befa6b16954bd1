"""A key press in culling, from the key going down to the next piece painted, in a real browser on the real server.

The peer is what a plain Streamlit widget takes on the same page: a click that the server answers with a table of
verdicts, until that is painted. Prints one JSON line a figure.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from pathlib import Path
from statistics import median

from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright
from sqlalchemy import select

from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaFile
from dashboard.people.roles import Role
from tests.browser.chromium import find
from tests.running_server import add_sample_person, database_of, greenroom
from tests.world import add_piece

PIECES, RUNS = 40, 21
TARGET_MS = 150
PEER = "a click that Streamlit answers on the same page"
NAME = "Rosa Lindqvist"

ARM = """(root) => {
  const title = root.querySelector(".title");
  window.answered = new Promise((done) => root.addEventListener("keydown", (event) => {
    const before = title.textContent;
    const look = () => {
      const picture = root.querySelector(".current .screen img");
      if (title.textContent === before || !picture?.naturalWidth) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - event.timeStamp);
      port2.postMessage(0);
    };
    requestAnimationFrame(look);
  }, { once: true, capture: true }));
}"""
"""After the frame that shows the next title and its picture comes the message, so that is when it is painted."""

ARM_SAVED = """(root) => {
  const saving = root.querySelector(".saving");
  window.saved = new Promise((done) => root.addEventListener("keydown", (event) => {
    const look = () => {
      if (saving.textContent !== "Saved") return setTimeout(look, 4);
      done(performance.now() - event.timeStamp);
    };
    setTimeout(look, 4);
  }, { once: true }));
}"""

ARM_CLICK = """() => {
  window.clicked = new Promise((done) => document.addEventListener("click", (event) => {
    const look = () => {
      if (!document.querySelector(".sheet")) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - event.timeStamp);
      port2.postMessage(0);
    };
    requestAnimationFrame(look);
  }, { once: true, capture: true }));
}"""


def main() -> None:
    """Fill a house with pieces that have pictures, open the inbox, and press keys."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        _fill(Path(folder))
        with greenroom(Path(folder)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find(), args=_flags())
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{server.url}/inbox?acting_as={NAME.replace(' ', '+')}")
            root = page.locator(".culling")
            expect(root.locator(".title")).to_be_visible(timeout=60_000)
            page.wait_for_timeout(3_000)
            painted, saved = _press(page, root)
            clicked = _click(page)
            browser.close()
    assert median(painted) < TARGET_MS, painted
    for name, figures in (("key press in culling to the next piece painted", painted), ("the same, saved", saved)):
        line = {
            "name": name, "figure": round(median(figures), 1), "unit": "ms", "peer": PEER,
            "ratio": round(median(figures) / median(clicked), 2), "runs": len(figures),
        }  # fmt: skip
        print(json.dumps(line), flush=True)


def _press(page: Page, root: Locator) -> tuple[list[float], list[float]]:
    """Milliseconds until the next piece is painted, and until the verdict is saved."""
    root.focus()
    painted, saved = [], []
    for run in range(RUNS):
        root.evaluate(ARM)
        root.evaluate(ARM_SAVED)
        page.keyboard.press("pxm3"[run % 4])
        painted.append(float(page.evaluate("() => window.answered")))
        saved.append(float(page.evaluate("() => window.saved")))
    return painted, saved


def _click(page: Page) -> list[float]:
    """Milliseconds until the list of verdicts is painted that a click asks the server for."""
    summary, table = page.get_by_text("What you judged", exact=True), page.locator(".sheet")
    spent = []
    for _ in range(RUNS // 3):
        page.evaluate(ARM_CLICK)
        summary.click()
        spent.append(float(page.evaluate("() => window.clicked")))
        summary.click()
        expect(table).to_have_count(0)
    return spent


def _fill(home: Path) -> None:
    """Forty films, each with a still of its own in the store."""
    db, store = database_of(home), MediaStore(home / "media")
    add_sample_person(db, NAME, Role.CURATOR)
    for number in range(PIECES):
        piece_id = add_piece(db, f"Piece {number}", days_old=PIECES - number)
        assert piece_id == number + 1
    with db.writing() as session:
        for number, file in enumerate(session.scalars(select(MediaFile).order_by(MediaFile.content_hash))):
            picture = Image.effect_noise((640, 360), 20 + number).convert("RGB")
            picture.save(jpeg := io.BytesIO(), "JPEG", quality=85)
            file.poster_hash = store.put_bytes(jpeg.getvalue()).content_hash
    db.engine.dispose()


def _flags() -> list[str]:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--headless", "--disable-gpu", *(["--no-sandbox"] if as_root else [])]


if __name__ == "__main__":
    main()
