"""Manifests in every state of repair: read as meant, row by row, or refused in a sentence."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import BadManifest
from dashboard.intake.delimited import read_table
from dashboard.intake.manifest import Manifest, read_manifest

PLAIN = "file,title,artist\na.txt,Æblegrød,Zoë\nb.txt,Rødgrød,Åse\n"


def read(tmp_path: Path, content: str | bytes, name: str = "manifest.csv") -> Manifest:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_manifest(path)


def titles(manifest: Manifest) -> list[str]:
    return [row.cells["title"] for row in manifest.rows]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("artist", '"\v\r\n artist \f"').encode(),
        PLAIN.replace("Zoë", "\x00Zoë").encode(),
        b"\n\n" + PLAIN.replace("file", "FileName").replace("title", "Name").replace("artist", "Creator").encode(),
    ],
)
def test_every_dialect_and_encoding_reads_the_same(tmp_path: Path, content: bytes) -> None:
    manifest = read(tmp_path, content)
    assert [dict(row.cells) for row in manifest.rows] == [
        {"file": "a.txt", "title": "Æblegrød", "artist": "Zoë"},
        {"file": "b.txt", "title": "Rødgrød", "artist": "Åse"},
    ]
    assert manifest.problems == ()


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    manifest = read(tmp_path, '\nfile,title\na.txt,"One\nTwo"\n\n  ,\nb.txt,B\n')
    assert [(row.where, row.cells["title"]) for row in manifest.rows] == [
        ("row 3", "One\nTwo"),
        ("row 6", "B"),
    ]


def test_a_quotation_mark_left_open_costs_its_own_row_only(tmp_path: Path) -> None:
    manifest = read(tmp_path, 'file,title\na.txt,"Open\nb.txt,B\nc.txt,"C"\nd.txt,"multi\nline"\ne.txt,"E\nf.txt,F\n')
    assert titles(manifest) == ["B", "C", "multi\nline", "F"]
    assert [(problem.row.where, problem.reason) for problem in manifest.problems] == [
        ("row 2", "A quotation mark in it is never closed; close it or take it out."),
        ("row 6", "A quotation mark in it is never closed; close it or take it out."),
    ]


def test_our_own_column_name_wins_over_a_synonym(tmp_path: Path) -> None:
    manifest = read(tmp_path, "filename,file,name,title,source,source\nx,a.txt,y,A,here,there\n")
    assert dict(manifest.rows[0].cells) == {"file": "a.txt", "title": "A", "origin": "here"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "manifest.csv is empty"),
        (" \n\n", "manifest.csv is empty"),
        ("a.txt,A\n", "has no column “file” and “title”; the columns found are: a.txt, A."),
        ("file;name_of_it\na;b\n", "has no column “title”; the columns found are: file, name_of_it."),
        ("title\nA\n", "has no column “file”"),
        ('"""\n', "has no column"),
        (b"\xff\xfe\x00", "is"),
        (bytes(range(128, 256)) * 4, "encoding that cannot be told"),
    ],
)
def test_what_nothing_can_be_made_of_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    with pytest.raises(BadManifest) as refused:
        read(tmp_path, content)
    assert says in str(refused.value)
    assert str(refused.value).startswith("manifest.csv")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"items": []}', "lists no pieces"),
        ('{"things": [1]}', "holds no list of pieces"),
        ('"pieces"', "holds no list of pieces"),
        ('[{"file": "a", "title": "A"},\n {"file": ]', "is broken at line 2, column 11"),
        ('[{"file": "a"}]', "has no column “title”; the columns found are: file."),
        ("[1, 2]", "has no column “file” and “title”; the columns found are: none."),
        ("[" * 100_000, "manifest.json"),
        ('[{"file": "a", "title": ' + "9" * 5000 + "}]", "cannot be read"),
    ],
)
def test_json_is_refused_by_line_and_column(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(BadManifest) as refused:
        read(tmp_path, content, "manifest.json")
    assert says in str(refused.value)


def test_json_values_become_the_cells_they_mean(tmp_path: Path) -> None:
    manifest = read(
        tmp_path,
        '{"contributions": [{"path": "a", "title": null, "likes": 5, "tags": ["x", "y"],'
        ' "credits": [{"name": "Ida", "role": "words", "points": 60}]}, {"title": "B"}]}',
        "manifest.json",
    )
    assert dict(manifest.rows[0].cells) == {
        "file": "a", "title": "", "likes": "5", "tags": "x; y", "credits": "Ida (words) 60",
    }  # fmt: skip
    assert manifest.rows[1].where == "entry 2"


def test_every_real_bad_manifest_is_refused_in_a_sentence(shared: Path) -> None:
    bad = sorted((shared / "real" / "bad" / "csv").iterdir())
    assert len(bad) >= 13
    for path in bad:
        with pytest.raises(BadManifest) as refused:
            read_manifest(path)
        assert str(refused.value).startswith(path.name)
        assert str(refused.value).endswith(".")


def test_the_real_manifest_says_the_same_in_csv_and_json(shared: Path) -> None:
    by_csv = read_manifest(shared / "real" / "manifest.csv")
    by_json = read_manifest(shared / "real" / "manifest.json")
    assert by_csv.problems == by_json.problems == ()
    assert [dict(row.cells) for row in by_csv.rows] == [dict(row.cells) for row in by_json.rows]


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(
    rows=st.lists(st.lists(words, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], delimiter: str, newline: str) -> None:
    header = ["file", "title", "note"]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    table = list(read_table(out.getvalue(), lambda cells: sum(cell in header for cell in cells)))
    assert [(row.cells, row.wrong) for row in table] == [
        (row, "") for row in [header, *rows] if any(cell.strip() for cell in row)
    ]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200))
def test_no_text_breaks_the_reader_or_loses_a_line_without_a_word(text: str) -> None:
    content = "file,title\n" + text
    table = list(read_table(content, len))
    read_back = "".join("".join(row.cells) for row in table)
    for char in set(text) - set('", \t;\r\n\v\f'):
        if char.strip():
            assert char in read_back


def test_a_lone_quotation_mark_at_the_end_is_named_and_ends_the_reading() -> None:
    header, last = read_table('file,title\n"', len)
    assert header.cells == ["file", "title"]
    assert "never closed" in last.wrong


def test_a_manifest_with_thousands_of_open_quotation_marks_is_read_in_time(tmp_path: Path) -> None:
    manifest = read(tmp_path, "file,title\n" + 'a.txt,"Open\n' * 3001)
    assert (len(manifest.rows), len(manifest.problems)) == (0, 3001)
