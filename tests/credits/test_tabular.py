"""Tables that are safe to open: what reaches a cell, and how files come to be."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.credits.tabular import (
    Table,
    clean,
    csv_bytes,
    guarded,
    write_csv,
    write_file,
    write_xlsx,
    xlsx_bytes,
)
from dashboard.errors import BadInput
from tests.credits.hostile import FORMULAS, HOSTILE

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text_in_csv(text: str) -> None:
    assert guarded(text).startswith("'")
    assert guarded(text)[1] in "=+-@＝＋－＠\u200b"


@pytest.mark.parametrize("text", ["Ida Holm", "A=B", "O'Neil", "1-2", "", "_", "'quoted'"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_names_lose_only_what_hides_or_breaks_them() -> None:
    assert clean("Zoe\u0308") == "Zoë"
    assert clean("abc\u202egpj.exe") == "abcgpj.exe"
    assert clean("\u2067فاطمة\u2069 الزهراء") == "فاطمة الزهراء"
    assert clean("👩‍🎤 Ida") == "👩‍🎤 Ida"
    assert clean(" two\r\nlines\t") == "two lines"
    assert clean("nul\x00 lone\ud800 no\uffff") == "nul lone\ufffd no"


@given(st.text(st.characters(), max_size=30))
def test_no_text_at_all_starts_like_a_formula(text: str) -> None:
    safe = guarded(text)
    visible = [c for c in safe if not c.isspace() and unicodedata.category(c) != "Cf"]
    assert not visible or visible[0] not in "=+-@＝＋－＠"
    assert safe.encode("utf-8").decode("utf-8") == safe
    assert not set(safe) & set("\r\n\t\0")


def test_csv_quotes_text_and_leaves_numbers_bare() -> None:
    rows = [("Ida, Bo", 3, Decimal("-12.50"), None), ("=1+1", 0, Decimal("0.0000"), 'say "hi"')]
    assert csv_bytes(("name", "n", "amount", "note"), rows) == (
        b'\xef\xbb\xbf"name","n","amount","note"\r\n"Ida, Bo",3,-12.50,""\r\n"\'=1+1",0,0.0000,"say ""hi"""\r\n'
    )


def test_csv_reads_back_row_for_row() -> None:
    table = csv_bytes(("text",), [(text,) for text in HOSTILE]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert [row[0] for row in rows[1:]] == [guarded(text) for text in HOSTILE]


def sheet_of(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))["Names"]


def test_a_workbook_holds_no_formula_no_link_and_no_guessed_number() -> None:
    sheet = sheet_of(xlsx_bytes([Table("Names", ("text",), [(text,) for text in HOSTILE])], WHEN))
    for text, row in zip(HOSTILE, sheet.iter_rows(min_row=2), strict=True):
        assert row[0].data_type == "s"
        assert row[0].hyperlink is None
        assert row[0].value == clean(text) or len(text) > 16_000
    assert sheet.max_row == len(HOSTILE) + 1


def test_text_too_long_for_a_cell_says_where_the_whole_is() -> None:
    sheet = sheet_of(xlsx_bytes([Table("Names", ("text",), [("é" * 40_000,)])], WHEN))
    assert sheet["A2"].value == "é" * 16_000 + " … (whole in the CSV file)"


def test_numbers_are_numbers_with_their_decimals() -> None:
    row = (3, Decimal("-1234.50"), Decimal(1000), Decimal("0.334"), 10**17, None)
    sheet = sheet_of(xlsx_bytes([Table("Names", tuple("abcdef"), [row])], WHEN))
    assert [cell.data_type for cell in sheet[2]] == ["n", "n", "n", "n", "s", "n"]
    assert [cell.value for cell in sheet[2]] == [3, -1234.5, 1000, 0.334, "1" + "0" * 17, None]
    assert [cell.number_format for cell in sheet[2]][:4] == ["0", "#,##0.00", "#,##0", "#,##0.000"]


def test_the_same_table_gives_the_same_bytes_in_any_time_zone() -> None:
    table = [Table("Names", ("text", "n"), [("Ida", 1), ("Bo", 2)])]
    elsewhere = WHEN.astimezone(timezone(timedelta(hours=9)))
    assert xlsx_bytes(table, WHEN) == xlsx_bytes(table, elsewhere)
    assert xlsx_bytes(table, WHEN) != xlsx_bytes(table, WHEN + timedelta(days=1))


def test_files_replace_older_ones_whole_and_leave_nothing_beside(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    write_csv(folder / "a.csv", ("x",), [("old",)])
    write_csv(folder / "a.csv", ("x",), [("new",)])
    write_xlsx(folder / "a.xlsx", [Table("Names", ("x",), [])], WHEN)
    assert (folder / "a.csv").read_bytes() == b'\xef\xbb\xbf"x"\r\n"new"\r\n'
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "a.xlsx"]


def test_a_file_that_cannot_be_put_in_place_keeps_the_folder_clean(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="choose another folder"):
        write_file(tmp_path / "a.csv", b"x")
    with pytest.raises(BadInput, match="choose another folder"):
        write_file(tmp_path / "file" / "a.csv", b"x")
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "file"]  # noqa: PTH208
