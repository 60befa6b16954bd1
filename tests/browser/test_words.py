"""Words of others in a real browser: shown as they were typed, and never a link that nobody made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.running_server import free_port, running

pytestmark = pytest.mark.browser
WORDS = (
    "See http://evil.example/a_b?c=1&d=2 and HTTPS://www.Evil.example:80/x, or www.evil.example.",
    "Write to ida.holm+boat@mail.example, (bo@mail.example) or @ida; a @ b",
    "https://a.example http:/b www. http:// *no* :red[no] :color[no] `no` $1 [no](https://a.example)",
)
_PAGE = """import streamlit as st
from dashboard.ui.widgets import plain, quiet
words = {words!r}
for number, text in enumerate(words):
    with st.container(key=f"as{{number}}"):
        st.markdown(plain(text))
        st.markdown(f"**{{plain(text)}}**")
        st.markdown(quiet(text))
        st.markdown(f":orange-badge[{{plain(text)}}]")
st.link_button("Ready", "https://made.example")
"""


@pytest.fixture(scope="module")
def shown_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page that shows these words in each way in which pages show words."""
    home = tmp_path_factory.mktemp("words")
    script, port = home / "words.py", free_port()
    script.write_text(_PAGE.format(words=WORDS), encoding="utf-8")
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    here = {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with running(command, f"http://127.0.0.1:{port}/_stcore/health", home / "server.log", here):
        yield f"http://127.0.0.1:{port}"


def test_words_are_shown_as_they_were_typed_and_are_no_links(page: Page, shown_at: str) -> None:
    page.goto(shown_at)
    expect(page.get_by_role("link", name="Ready")).to_be_visible(timeout=30_000)
    for number, text in enumerate(WORDS):
        lines = page.locator(f".st-key-as{number}").get_by_test_id("stMarkdownContainer")
        expect(lines).to_have_count(4)
        assert lines.all_inner_texts() == [text] * 4
    expect(page.get_by_test_id("stMarkdownContainer").locator("a")).to_have_count(0)
