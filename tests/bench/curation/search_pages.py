"""A click on another page of Search and of Trending over a hundred thousand pieces, until a real browser has painted
its cards.

The peer is the same click on a Streamlit page that shows one word. Prints a JSON line a screen.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from dashboard.people.roles import Role
from dashboard.storage.engine import Database
from tests.bench.curation._search_stage import stage
from tests.browser import chromium
from tests.running_server import add_sample_person, free_port, greenroom, running

RUNS = 9
SCREENS = ("Search", "Trending")
_CARD = "[data-testid=stPageLink-NavLink][href*=piece]"
PEER = "the same click on a Streamlit page of one word"
_PEER_PAGE = """import streamlit as st
page = st.pagination(100, key="page")
st.markdown(f"[word {page}](#)")
"""
_CLICK = """async ([link, to]) => {
  const first = () => document.querySelector(link)?.textContent;
  const before = first(), frame = () => new Promise(requestAnimationFrame);
  const button = document.querySelector(`[data-testid=stPagination] [aria-label="Page ${to}"]`);
  const began = performance.now();
  button.click();
  while (first() === before || first() === undefined) await frame();
  await frame();
  return performance.now() - began;
}"""
"""Clicks, then looks with every frame whether the first link is another one; one frame more, so that it is painted."""


def main() -> None:
    """Start both servers and click there and back."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder, sync_playwright() as driver:
        home = Path(folder)
        db = Database(f"sqlite:///{home}/greenroom.db")
        stage(db)
        add_sample_person(db, "Rosa", Role.CURATOR)
        db.engine.dispose()
        page = driver.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"]).new_page()
        with greenroom(home, GREENROOM_NO_WORKER="1") as server:
            ours = {screen: _clicks(page, f"{server.url}/{screen.lower()}", _CARD) for screen in SCREENS}
        script, port = home / "word.py", free_port()
        script.write_text(_PEER_PAGE)
        options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
        command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
        with running(command, f"http://127.0.0.1:{port}/_stcore/health", home / "word.log", {}):
            peer = _clicks(page, f"http://127.0.0.1:{port}", "[data-testid=stMarkdownContainer] a")
    for screen, figure in ours.items():
        line = {
            "name": f"a page click in {screen} painted", "figure": round(figure), "unit": "ms", "peer": PEER,
            "ratio": round(figure / peer, 2), "runs": RUNS,
        }  # fmt: skip
        print(json.dumps(line), flush=True)


def _clicks(page: Page, url: str, link: str) -> float:
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_selector("[data-testid=stPagination]", timeout=120_000)
    page.wait_for_selector(link, timeout=120_000)
    page.wait_for_timeout(3000)
    spent = []
    for run in range(RUNS):
        spent.append(float(page.evaluate(_CLICK, [link, "2" if run % 2 == 0 else "3"])))
        page.wait_for_timeout(700)
    return median(spent)


if __name__ == "__main__":
    main()
