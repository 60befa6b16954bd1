"""Which of their columns is which of ours: guessed, corrected by a person, and kept for the next export."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from dashboard.community.tables import Contribution, RemoteFile, Source
from dashboard.errors import BadInput, BadManifest, Stale
from dashboard.intake.columns import columns_of, suggest
from dashboard.intake.manifest import read_manifest
from dashboard.intake.pull import pull
from dashboard.intake.queries import table_columns
from dashboard.intake.service import SourcePlan, add_source, change_source, keep_table
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.settings import settings
from dashboard.storage.base import now
from dashboard.storage.engine import Database

FORM = ["Timestamp", "E-mail address", "Your name", "Title of your piece", "Upload your file", "What is it based on?",
        "Licence", "Anything else"]  # fmt: skip
ROW = ["11/3/2026 10:00:00", "ida@example.org", "Ida Holm", "Salt", "https://files.example.org/salt.mp3", "",
       "CC BY 4.0", "https://ida.example.org"]  # fmt: skip


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_the_headers_of_a_form_are_guessed_and_private_ones_are_not() -> None:
    assert suggest(FORM, [ROW]) == {
        "media_url": "Upload your file", "title": "Title of your piece", "artist": "Your name", "licence": "Licence",
        "origin_url": "Anything else", "created_at": "Timestamp", "derived_from": "What is it based on?",
    }  # fmt: skip


def test_what_a_person_chose_holds_over_names_and_guesses() -> None:
    assert columns_of(["Title", "Name"], {"title": "name"}) == {"title": 1}
    assert columns_of(["Title", "Name"], {"title": "gone"}) == {}
    assert columns_of(["Title", "file"], {"title": ""}) == {"file": 1}


def test_a_workbook_reads_like_the_table_it_shows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["File", "Title", "Likes"],
        [None, None, None],
        ["a.txt", "Ærø", 1200.0],
        ["b.txt", True, None],
    )
    manifest = read_manifest(path)
    assert [(row.where, dict(row.cells)) for row in manifest.rows] == [
        ("row 3", {"file": "a.txt", "title": "Ærø", "likes": "1200"}),
        ("row 4", {"file": "b.txt", "title": "yes", "likes": ""}),
    ]
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(BadManifest, match=r"b\.xlsx is no workbook that can be read"):
        read_manifest(tmp_path / "b.xlsx")


def test_an_export_is_tried_mapped_and_pulled_again(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENROOM_HOME", str(tmp_path))
    settings.cache_clear()
    sent = workbook(tmp_path / "answers.xlsx", list(FORM), list(ROW))
    with sent.open("rb") as content:
        path = keep_table(db, actor, "C:\\exports\\answers.xlsx", content)
    assert path == tmp_path / "tables" / "answers.xlsx"
    assert add_source(db, actor, str(path)) == add_source(db, actor, str(path))
    with db.reading() as session:
        source = session.scalars(select(Source)).one()
        columns = table_columns(source)
    assert columns is not None
    assert (columns[0], columns[2]["title"]) == (FORM, "Title of your piece")
    plan = SourcePlan("Autumn form", None, True, columns[2])
    change_source(db, actor, source.id, source.version, plan)
    with pytest.raises(Stale):
        change_source(db, actor, source.id, source.version, plan)
    result = pull(db, store, actor, "Autumn form")
    assert (result.new, result.rejected) == (1, 0)
    assert pull(db, store, actor, path).unchanged == 1
    with db.reading() as session:
        piece = session.scalars(select(Contribution)).one()
        assert (piece.title, piece.kind, piece.licence, piece.media_state) == ("Salt", "music", "CC BY 4.0", "waiting")
        assert "ida@example.org" not in piece.found
        assert session.get_one(RemoteFile, piece.id).url == "https://files.example.org/salt.mp3"
        assert "has not been fetched yet" in piece.clearance_reason
    settings.cache_clear()


def test_a_schedule_out_of_reach_and_a_column_of_nobody_are_refused(sqlite_db: Database, actor: Actor) -> None:
    with sqlite_db.writing() as session:
        session.add(Source(name="a", kind="feed", location="https://example.org", created_at=now()))
    for plan, told in (
        (SourcePlan(" ", None, True, {}), "needs a name"),
        (SourcePlan("a", 1, True, {}), "every 5 minutes at most"),
        (SourcePlan("a", None, True, {"smell": "Smell"}), "“smell” is no column of ours"),
    ):
        with pytest.raises(BadInput, match=told):
            change_source(sqlite_db, actor, 1, 1, plan)
