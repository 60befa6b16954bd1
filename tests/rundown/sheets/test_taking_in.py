"""Reading sheets as people send them, and taking them in as one edit."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.desk.rundown_sheet import write_rundown
from dashboard.errors import BadInput, NotAllowed, Stale
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.state import key_of
from dashboard.rundown.edits.undo import undo
from dashboard.rundown.queries import Rundown, load_episode, rundown
from dashboard.rundown.sheets.reading import read_sheet
from dashboard.rundown.sheets.rules import SheetRow, suggest
from dashboard.rundown.sheets.taking_in import moved_lines, preview, take_in
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, item, slugs
from tests.world import add_piece as a_piece


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["slug", "length", "note"])
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_people_see_it() -> None:
    header, rows = read_sheet(workbook(lambda sheet: sheet.append(["Ferry", 95, None])), "plan.xlsx")
    assert header[:3] == ("slug", "length", "note")
    assert rows == [SheetRow(2, ("Ferry", "95", ""))]


def test_a_formula_is_refused_by_its_cell() -> None:
    with pytest.raises(BadInput, match=r"Cell B2 of plan.xlsx holds a formula"):
        read_sheet(workbook(lambda sheet: sheet.append(["Ferry", "=1+1", ""])), "plan.xlsx")


def test_merged_cells_are_refused_by_their_address() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Ferry", 95, ""])
        sheet.merge_cells("A2:B2")

    with pytest.raises(BadInput, match=r"Cells A2:B2 of plan.xlsx are merged"):
        read_sheet(workbook(fill), "plan.xlsx")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.csv", "plan.csv is empty"),
        (b"slug,length\nFerry,0:20,too many\n", "plan.csv", "Line 2 of plan.csv: it has 3 cells"),
        (b'slug,length\n"Ferry,0:20\n', "plan.csv", "Line 2 of plan.csv: a quotation mark"),
        (b"camera,lens\n1,2\n", "plan.csv", "names no column that a rundown has"),
        (b"PK\x03\x04rubbish", "plan.xlsx", "is no workbook that can be read"),
        (b"slug\n" + b"x" * (8 * 1024 * 1024), "plan.csv", "larger than 8 MB"),
    ],
)
def test_a_broken_file_is_refused_in_one_sentence(content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_sheet(content, name)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.tsv"]))
def test_whatever_is_sent_is_read_or_refused(content: bytes, name: str) -> None:
    try:
        header, _ = read_sheet(content, name)
    except BadInput as refusal:
        assert str(refusal).endswith(".")
    else:
        assert suggest(header)


class Desk:
    """A rundown of two acts with a film in each."""

    def __init__(self, db: Database, actor: Actor) -> None:
        self.db, self.actor = db, actor
        self.episode_id = add_episode(db, actor, acts=("One", "Two"))
        self.acts = act_ids(db, self.episode_id)
        self.ferry, self.dawn = (
            commands.add_piece(db, actor, act, [a_piece(db, title, seconds=20)])
            for act, title in zip(self.acts, ("Ferry", "=Dawn"), strict=True)
        )

    def timed(self) -> Rundown:
        with self.db.reading() as session:
            return rundown(load_episode(session, self.episode_id), 250)

    def take(self, text: str, actor: Actor | None = None) -> None:
        header, rows = read_sheet(text.encode(), "plan.csv")
        take_in(self.db, actor or self.actor, self.timed(), header, rows, suggest(header))

    def order(self) -> list[list[str]]:
        return [slugs(self.db, act) for act in act_ids(self.db, self.episode_id)]


@pytest.fixture
def desk(sqlite_db: Database, actor: Actor) -> Desk:
    return Desk(sqlite_db, actor)


@pytest.mark.parametrize("name", ["rundown.csv", "rundown.xlsx"])
def test_our_own_sheet_sent_back_untouched_changes_nothing(desk: Desk, tmp_path: Any, name: str) -> None:
    commands.change_item(desk.db, desk.actor, desk.ferry, length_frames=333, note="two\nlines")
    commands.add_item(desk.db, desk.actor, desk.acts[0], "host", "Not written yet")
    write_rundown(tmp_path, desk.timed(), now())
    header, rows = read_sheet((tmp_path / name).read_bytes(), name)
    with desk.db.reading() as session:
        found = preview(session, desk.timed(), header, rows, suggest(header))
    assert (found.changes, found.added, found.kept, found.new_acts) == ((), 0, (), ())
    assert moved_lines(found, desk.timed()) == []


def test_only_the_lines_that_go_elsewhere_are_said_to_move(desk: Desk) -> None:
    fog = commands.add_item(desk.db, desk.actor, desk.acts[1], "slate", "Fog")
    header, rows = read_sheet(b"act,slug\nOne,Ferry\nOne,Fog\nTwo,Rain\nTwo,=Dawn\n", "plan.csv")
    with desk.db.reading() as session:
        found = preview(session, desk.timed(), header, rows, suggest(header))
    at = slugs(desk.db, desk.acts[1]).index("Fog") + 1
    assert moved_lines(found, desk.timed()) == [(key_of("item", fog), ("Two", at), ("One", 2))]


def test_a_sheet_changes_moves_and_adds_as_one_edit_that_can_be_undone(desk: Desk) -> None:
    before = desk.order()
    desk.take("act,slug,length,note\nTwo,Ferry,0:12,late\nTwo,Rain,0:08,\nThree,Fog,,\n")
    assert desk.order() == [[], ["=Dawn", "Ferry", "Rain", "Credits"], ["Fog"]]
    ferry = item(desk.db, desk.ferry)
    assert (ferry.length_frames, ferry.note) == (300, "late")
    undo(desk.db, desk.actor, desk.episode_id)
    assert desk.order() == before
    assert item(desk.db, desk.ferry).note == ""


def test_a_bad_line_changes_nothing(desk: Desk) -> None:
    with pytest.raises(BadInput, match="Line 3"):
        desk.take("slug,length\nFerry,0:12\nFog,soon\n")
    assert item(desk.db, desk.ferry).length_frames is None


def test_an_edit_since_the_preview_is_not_overwritten(desk: Desk) -> None:
    seen = desk.timed()
    commands.float_items(desk.db, desk.actor, [desk.ferry], floated=True)
    header, rows = read_sheet(b"slug,note\nFerry,late\n", "plan.csv")
    with pytest.raises(Stale, match="edited since the preview"):
        take_in(desk.db, desk.actor, seen, header, rows, suggest(header))


def test_only_who_edits_episodes_takes_a_sheet_in(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.take("slug,note\nFerry,late\n", Actor(None, "Rosa", frozenset({Role.CURATOR})))
