"""The rundown on paper: everything on it, names in every script, the same bytes for the same rundown."""

from __future__ import annotations

import logging
import re
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.desk.rundown_print import html_text, pdf_bytes, write_prints
from dashboard.people.roles import Actor
from dashboard.rundown.edits import commands
from dashboard.rundown.queries import Rundown, load_episode, rundown
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode
from tests.world import add_piece

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def timed(sqlite_db: Database, actor: Actor) -> Rundown:
    """Two acts: a film, a floated one, one that may not air, a break."""
    db = sqlite_db
    made = add_episode(db, actor, acts=("One", "Two"))
    one, two = act_ids(db, made)
    ferry = commands.add_piece(
        db, actor, one, [add_piece(db, "Ferry <b>", seconds=20, artists=("Ida Holm", "小林 遥"))]
    )
    commands.change_item(db, actor, ferry, note="cut & run")
    spare = commands.add_piece(db, actor, one, [add_piece(db, "Spare أغنية", seconds=7)])
    commands.float_items(db, actor, [spare], floated=True)
    commands.add_piece(db, actor, two, [add_piece(db, "Held", seconds=5, licence="CC-BY-NC-4.0")])
    commands.add_item(db, actor, two, "break", "Break 1")
    with db.reading() as session:
        return rundown(load_episode(session, made), 250)


def test_the_page_holds_every_line_and_no_markup_of_strangers(timed: Rundown) -> None:
    page = html_text(timed)
    assert "Ferry &lt;b&gt;" in page and "<b>" not in page.replace("<body>", "")
    assert "cut &amp; run" in page and "小林 遥" in page
    rows = re.findall(r'<tr class="(\w+)">', page)
    assert rows == ["act", "item", "float", "act", "item", "break", "item"]
    assert "TRT 0:35 of 22:00" in page
    assert re.search(r'class="wrong">[^<]+', page)
    assert "http" not in page  # it needs nothing besides itself


def test_the_paper_has_every_line_and_the_same_bytes_for_the_same_rundown(timed: Rundown) -> None:
    paper = pdf_bytes(timed, DAY)
    assert paper.startswith(b"%PDF-") and paper == pdf_bytes(timed, DAY)
    assert paper != pdf_bytes(timed, DAY.replace(day=2))
    drawn = b"".join(_streams(paper))
    assert drawn.count(b" Tj") + drawn.count(b"] TJ") >= 30  # a cell each, seven lines of six and their artists


def test_a_long_rundown_goes_on_over_pages_with_its_head_on_each(
    sqlite_db: Database, actor: Actor, tmp_path: Path
) -> None:
    made = add_episode(sqlite_db, actor)
    (act,) = act_ids(sqlite_db, made)
    piece = add_piece(sqlite_db, "Ferry", seconds=3)
    for _ in range(60):
        commands.add_piece(sqlite_db, actor, act, [piece])
    with sqlite_db.reading() as session:
        files = write_prints(tmp_path, rundown(load_episode(session, made), 250), DAY)
    pages = len(re.findall(rb"/Type /Page\b", files["rundown_pdf"].read_bytes()))
    assert pages >= 2
    assert files["rundown_html"].read_text("utf-8").count('<tr class="item">') == 61


def _streams(paper: bytes) -> list[bytes]:
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)
    drawn = []
    for stream in found:
        try:
            drawn.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return drawn


def test_it_is_written_without_a_word_in_the_log(timed: Rundown, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pdf_bytes(timed, DAY)
    assert caplog.records == []
