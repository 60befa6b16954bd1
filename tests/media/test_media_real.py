"""Real files by real artists, and real broken ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboard.errors import MediaRefused
from dashboard.media.facts import Inspection
from dashboard.media.inspect import inspect

LARGEST_BYTES = 150_000
EVERY_NTH = 5
OUTSIDE_THE_WHITELIST = {".ac3", ".ape", ".mpc", ".wv"}


@pytest.fixture
def real(shared: Path) -> Path:
    folder = shared / "real"
    if not folder.is_dir():
        pytest.skip("the real media are not beside this repository")
    return folder


def rows(table: Path) -> list[dict[str, str]]:
    with table.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def look(path: Path, workdir: Path) -> Inspection | str:
    workdir.mkdir(exist_ok=True)
    try:
        return inspect(path, name=path.name, workdir=workdir)
    except MediaRefused as refused:
        return str(refused)


def test_a_sample_of_real_pieces_is_admitted_as_what_it_is(real: Path, tmp_path: Path) -> None:
    small = [row for row in rows(real / "manifest.csv") if int(row["bytes"]) < LARGEST_BYTES]
    wrong = []
    for row in small[::EVERY_NTH]:
        path = real / row["file"]
        found = look(path, tmp_path / "work")
        if path.suffix in OUTSIDE_THE_WHITELIST:
            fits = isinstance(found, str) and "not admitted" in found
        elif isinstance(found, str):
            fits = False
        else:
            # A film container may hold only sound; project files are listed among the texts.
            also = {".3g2": "audio", ".mmpz": "project"}.get(path.suffix, row["kind"])
            fits = found.facts.kind in {row["kind"], also}
        if not fits:
            wrong.append((row["file"], found))
    assert len(small[::EVERY_NTH]) > 15
    assert wrong == []


def test_what_real_decoders_cannot_read_is_refused_and_most_else_admitted(real: Path, tmp_path: Path) -> None:
    unsound, refused_good = [], []
    expectations = rows(real / "bad" / "media_expectations.csv")
    for row in expectations:
        path = real / row["file"]
        found = look(path, tmp_path / "work")
        readable = row["pyav_opens_and_decodes"] == "True"
        if not readable and not isinstance(found, str):
            unsound.append(path.name)
        if readable and isinstance(found, str) and path.suffix not in OUTSIDE_THE_WHITELIST:
            refused_good.append((path.name, found))
        if isinstance(found, str):
            assert path.name in found
    assert len(expectations) > 50
    assert unsound == []
    assert refused_good == []


def test_unparsable_drawings_are_refused(real: Path, tmp_path: Path) -> None:
    drawings = sorted((real / "bad").glob("*.svg"))
    assert drawings
    for drawing in drawings:
        found = look(drawing, tmp_path / "work")
        assert isinstance(found, str)
        assert "is not a drawing that can be read" in found


def test_texts_in_old_encodings_are_readable(real: Path, tmp_path: Path) -> None:
    words = {
        "greek": "ελληνική",
        "arabic-1": "المنطقة",
        "hebrew-3": "עבריים",
        "french": "MOLIÈRE",
        "polish": "URZĄDZENIE",
    }
    for language, word in words.items():
        found = look(real / "bad" / "text_encodings" / f"sample-{language}.txt", tmp_path / "work")
        assert isinstance(found, Inspection)
        assert word in (found.facts.text or "")
