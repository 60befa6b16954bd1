"""A sheet sent back: what it means, what it changes, and what it never touches."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import BadInput
from dashboard.rundown.edits.state import EPISODE, State
from dashboard.rundown.sheets.rules import Merged, SheetRow, merge, read_lines, suggest

RATE = Fraction(25)


def item(slug: str, **fields: Any) -> dict[str, Any]:
    return {"slug": slug, "kind": "piece", "length_frames": None, "floated": False, "note": "", "script": ""} | fields


def show() -> State:
    """Two acts: Ferry and Harbour in One, Dawn in Two."""
    rows = {
        "act:1": {"title": "One"}, "act:2": {"title": "Two"}, "item:1": item("Ferry"), "item:2": item("Harbour"),
        "item:3": item("Dawn", note="with the\nlong end"),
    }  # fmt: skip
    return State(rows, {EPISODE: ("act:1", "act:2"), "act:1": ("item:1", "item:2"), "act:2": ("item:3",)})


def merged(header: str, *rows: str, lengths: dict[str, int] | None = None) -> Merged:
    names = header.split(",")
    table = [SheetRow(at, tuple(row.split(","))) for at, row in enumerate(rows, start=2)]
    return merge(show(), read_lines(names, table, suggest(names), RATE), lengths or {})


def test_headers_are_known_by_the_names_that_people_give_them() -> None:
    assert suggest(["Story Slug", "Est", "Floated", "Segment", "Remarks", "Colour"]) == {
        "slug": "Story Slug", "length": "Est", "float": "Floated", "act": "Segment", "note": "Remarks",
    }  # fmt: skip
    assert suggest(["Colour", "Camera"]) == {}


def test_a_sheet_that_says_what_is_there_changes_nothing() -> None:
    rows = ("1,One,Ferry,0:20,", "2,One,Harbour,0:10,", "3,Two,Dawn,0:05,with the long end")
    found = merged("id,act,slug,length,note", *rows, lengths={"item:1": 500, "item:2": 250, "item:3": 125})
    assert (found.changes, found.new_acts, found.kept, found.added) == ((), (), (), 0)
    assert found.order == {"One": ("item:1", "item:2"), "Two": ("item:3",)}


def test_fields_without_a_column_and_lines_that_are_not_listed_are_kept() -> None:
    found = merged("slug,note", "Harbour,cut the start")
    assert found.changes == (("item:2", {"note": ("", "cut the start")}),)
    assert found.kept == ("item:1", "item:3")
    assert found.order == {"One": ("item:1", "item:2"), "Two": ("item:3",)}


def test_lines_are_matched_by_id_before_slug_and_the_rest_is_new() -> None:
    found = merged("id,act,slug", "3,One,Ferry", ",One,Ferry", ",Two,Rain")
    assert [key for _, key in found.lines] == ["item:3", "item:1", None]
    assert found.changes == (("item:3", {"slug": ("Dawn", "Ferry")}),)
    assert found.order == {"One": ("item:3", "item:1", "item:2"), "Two": (2,)}


def test_a_new_act_is_made_and_an_act_is_known_whatever_its_case() -> None:
    found = merged("act,slug", "one,Ferry", "Three,Dawn")
    assert found.new_acts == ("Three",)
    assert found.order == {"One": ("item:1", "item:2"), "Two": (), "Three": ("item:3",)}


def test_a_length_is_set_and_an_empty_one_takes_it_away() -> None:
    state = show()
    state.rows["item:1"]["length_frames"] = 75
    rows = [SheetRow(2, ("Ferry", "")), SheetRow(3, ("Harbour", "1:30"))]
    found = merge(
        state, read_lines(["slug", "length"], rows, {"slug": "slug", "length": "length"}, RATE), {"item:2": 250}
    )
    assert dict(found.changes) == {
        "item:1": {"length_frames": (75, None)}, "item:2": {"length_frames": (None, 2250)},
    }  # fmt: skip


def test_our_own_rows_of_acts_layers_and_totals_are_passed_over() -> None:
    found = merged("act,row,title", "One,act,One", "One,item,Ferry", "One,layer,Ferry", "TRT,total,TRT")
    assert [line.number for line, _ in found.lines] == [3]


@pytest.mark.parametrize(
    ("header", "row", "sentence"),
    [
        ("slug,length", "Ferry,soon", "Line 2, “length”: “soon” is not a length"),
        ("slug,length", "Ferry,0:00", "Line 2, “length”: a length must be longer than nothing"),
        ("slug,float", "Ferry,maybe", "Line 2, “float”: “maybe” is neither yes nor no"),
        ("slug,kind", "Ferry,opera", "Line 2, “kind”: “opera” is no kind of line"),
        ("slug,id", "Ferry,A1", "Line 2, “id”: “A1” is no line's id"),
        ("slug,id", "Ferry,99", "Line 2 has the id 99, which is no line of this rundown"),
        ("slug,note", "Ferry," + "x" * 10_001, "Line 2, “note”: the text is longer than 10000 characters"),
        ("slug", "", "No line has anything in “slug”"),
        ("act,note", "One,x", "No column was chosen for the slug"),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_line(header: str, row: str, sentence: str) -> None:
    with pytest.raises(BadInput, match="^" + sentence.replace("(", r"\(")):
        merged(header, row)


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="Lines 2 and 3 have the same id 1"):
        merged("id,slug", "1,Ferry", "1,Dawn")


ACTS, SLUGS = st.sampled_from(["One", "Two", "Three", ""]), st.sampled_from(["Ferry", "Dawn", "Rain", "Harbour"])


@given(st.lists(st.tuples(ACTS, SLUGS), min_size=1, max_size=12))
def test_every_line_and_every_item_stands_exactly_once_in_the_new_order(rows: list[tuple[str, str]]) -> None:
    found = merged("act,slug", *(f"{act},{slug}" for act, slug in rows))
    placed = [key for keys in found.order.values() for key in keys]
    expected = [at for at, (_, key) in enumerate(found.lines) if key is None]
    assert sorted(map(str, placed)) == sorted(map(str, [*expected, "item:1", "item:2", "item:3"]))
