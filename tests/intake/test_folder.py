"""Which file a row means, and that nothing outside the folder is ever meant."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import BadInput
from dashboard.intake.folder import file_in, open_place


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    folder = tmp_path / "inside"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a b.txt").write_text("x")
    (tmp_path / "outside.txt").write_text("x")
    return folder


@pytest.mark.parametrize("written", ["sub/a b.txt", "./sub/a b.txt", "sub\\a b.txt", "sub//a b.txt"])
def test_a_file_is_found_however_its_path_is_written(inside: Path, written: str) -> None:
    assert file_in(inside, written) == inside / "sub" / "a b.txt"


def test_letters_composed_in_another_way_are_the_same_name(inside: Path) -> None:
    name = "Ærøskøbing é.txt"
    (inside / unicodedata.normalize("NFD", name)).write_text("x")
    assert file_in(inside, unicodedata.normalize("NFC", name)).is_file()


@pytest.mark.parametrize(
    "written",
    ["../outside.txt", "sub/../../outside.txt", "sub\\..\\..\\outside.txt", "/etc/hostname",
     "\\\\server\\share\\x", "C:\\x.txt", "c:x.txt", "sub", ".", "", "nowhere", "a\x00b", "x" * 5000,
     "link.txt", "way/outside.txt", "pipe"],
)  # fmt: skip
def test_what_is_not_a_plain_file_inside_is_refused(inside: Path, tmp_path: Path, written: str) -> None:
    (inside / "link.txt").symlink_to(tmp_path / "outside.txt")
    (inside / "way").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe")
    with pytest.raises(BadInput) as refused:
        file_in(inside, written)
    assert len(str(refused.value)) < 400


def test_a_link_that_stays_inside_is_a_file(inside: Path) -> None:
    (inside / "short.txt").symlink_to(inside / "sub" / "a b.txt")
    assert file_in(inside, "short.txt") == inside / "sub" / "a b.txt"


@given(st.text())
def test_no_path_whatever_leads_outside(written: str) -> None:
    folder = Path(__file__).parent
    try:
        found = file_in(folder, written)
    except BadInput:
        return
    assert found.is_relative_to(folder)


def test_a_bare_folder_lists_its_files_in_order(inside: Path) -> None:
    (inside / "B.txt").write_text("x")
    (inside / "~$lock.txt").write_text("x")
    (inside / "__MACOSX").mkdir()
    (inside / "__MACOSX" / "junk").write_text("x")
    assert [row.cells["file"] for row in open_place(inside).listed.rows] == ["B.txt", "sub/a b.txt"]


def test_a_tab_separated_manifest_is_one_too(inside: Path) -> None:
    (inside / "manifest.tsv").write_text("file\ttitle\nsub/a b.txt\tA, B\n")
    place = open_place(inside)
    assert place.location == inside
    assert [row.cells["title"] for row in place.listed.rows] == ["A, B"]
