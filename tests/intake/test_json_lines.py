"""JSON Lines of any length and state of repair: every line is a piece or a named dead letter."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dashboard.community.tables import Contribution, Source
from dashboard.errors import NotFound
from dashboard.intake.outcome import PullResult
from dashboard.intake.pull import pull
from dashboard.intake.queries import table_columns
from dashboard.intake.raw import raw_items
from dashboard.intake.service import SourcePlan, change_source
from dashboard.intake.web import Web
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.storage.engine import Database
from tests.services import Asked, Reply, service

GOOD = {"id": "1", "title": "Salt", "artist": "Ida Holm", "licence": "CC0", "kind": "music", "likes": 3}


def lines(path: Path, *records: object) -> Path:
    """Objects as JSON, everything else as it is."""
    path.write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in records), "utf-8")
    return path


def notes(result: PullResult) -> list[str]:
    return [f"{note.what}: {note.reason}" for note in result.dead_letters]


def test_every_line_comes_in_or_is_named(db: Database, store: MediaStore, actor: Actor, tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl", GOOD, "", "{broken", "[1, 2]", '{"id": "2", "title": NaN}', "3",
        {"id": "#REF!", "title": "Wreck"}, {"id": "3", "title": "Rain", "remix_of": "1"},
        *({"id": f"4{n}", "title": "Tide"} for n in range(3)), {"id": "5", "title": "Moth"},
        {"id": "6", "title": "Bad \ud800 half"},
        {"id": "1", "title": "Again"},
    )  # fmt: skip
    result = pull(db, store, actor, path)
    assert (result.new, result.rejected, result.problem) == (7, 6, "")
    starts = ("line 3: It is no JSON", "line 4: It has no fields", "line 5: It is no JSON that can be read (NaN",
              "line 6: It has no fields", "line 7 (#REF!): Its id “#REF!” was spoilt",
              "line 14 (1): The id “1” is that of line 1 too")  # fmt: skip
    assert [note.startswith(start) for note, start in zip(notes(result), starts, strict=True)] == [True] * 6
    with db.reading() as session:
        source_id = session.scalars(select(Contribution.source_id)).first() or 0
        assert raw_items(session, source_id, ["1"])["1"].payload == GOOD
    again = pull(db, store, actor, path)
    assert (again.new, again.changed, again.unchanged, again.rejected) == (0, 0, 7, 6)


def test_singer_records_gzip_and_an_address_read_the_same(
    sqlite_db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    singer = [{"type": "SCHEMA", "stream": "s"}, {"type": "RECORD", "stream": "s", "record": GOOD}, {"type": "STATE"}]
    packed = tmp_path / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(lines(tmp_path / "b.jsonl", *singer).read_bytes()))
    assert pull(sqlite_db, store, actor, packed).new == 1

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"1"':
            return Reply(status=304)
        body = json.dumps(GOOD).encode() + b"\n" + json.dumps({"id": "2", "title": "B"}).encode()
        return Reply(body, headers={"ETag": '"1"'})

    with service(answer) as here:
        web = Web(allowed_hosts={here.host})
        result = pull(sqlite_db, store, actor, f"{here.url}/export.jsonl", web=web)
        assert (result.new, result.rejected) == (2, 0)
        again = pull(sqlite_db, store, actor, f"{here.url}/export.jsonl", web=web)
        assert (again.unchanged, again.remarks) == (0, ("Nothing changed since the last pull.",))
        assert pull(sqlite_db, store, actor, f"{here.url}/export.jsonl", web=web, full=True).unchanged == 2
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contribution)) == 3


def test_a_file_that_breaks_off_keeps_what_came_and_says_so(
    sqlite_db: Database, store: MediaStore, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.intake.connectors.json_lines.PAGE", 10)
    path = tmp_path / "c.jsonl.gz"
    whole = gzip.compress(b"".join(json.dumps(GOOD | {"id": str(n)}).encode() + b"\n" for n in range(4000)), 1)
    path.write_bytes(whole[: len(whole) // 2])
    result = pull(sqlite_db, store, actor, path)
    assert 0 < result.new < 4000
    assert "breaks off after line" in result.problem
    path.write_bytes(whole)
    assert pull(sqlite_db, store, actor, path).new == 4000 - result.new


def test_a_page_that_cannot_be_read_stops_the_pull(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.intake.connectors.json_lines.PAGE", 10)
    good = [GOOD | {"id": str(n)} for n in range(10)]
    strange = [{"id": "#NAME?", "title": str(n)} for n in range(6)] + [GOOD | {"id": f"x{n}"} for n in range(4)]
    path = lines(tmp_path / "d.jsonl", *good, *strange, *(GOOD | {"id": f"y{n}"} for n in range(10)))
    result = pull(db, store, actor, path)
    assert (result.new, result.rejected) == (10, 6)
    assert result.problem.startswith("6 of the 10 records of a page could not be read, the first (line 11 (#NAME?))")
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contribution)) == 10


def test_a_file_that_is_not_there_is_named(
    sqlite_db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.jsonl” is not here"):
        pull(sqlite_db, store, actor, tmp_path / "nowhere.jsonl")


def test_the_real_records_come_in(sqlite_db: Database, store: MediaStore, actor: Actor, shared: Path) -> None:
    result = pull(sqlite_db, store, actor, shared / "real" / "contributions" / "openclipart.jsonl.gz")
    assert (result.new + result.rejected, result.problem) == (5272, "")
    assert len(result.dead_letters) == result.rejected
    with sqlite_db.reading() as session:
        kinds = Counter(session.scalars(select(Contribution.kind)))
        assert kinds == {"illustration": result.new}


def test_the_fields_of_records_are_mapped_like_columns(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    path = lines(tmp_path / "e.jsonl", {"id": "1", "werk": "Salt", "maker": "Ida", "title": ""}, "{broken")
    source_id = pull(db, store, actor, path).source_id
    with db.reading() as session:
        source = session.get_one(Source, source_id)
        columns = table_columns(source)
    assert columns is not None
    assert columns[0] == ["id", "werk", "maker", "title"]
    plan = SourcePlan("E", None, True, {"title": "werk", "artist": "maker"})
    change_source(db, actor, source_id, source.version, plan)
    assert pull(db, store, actor, path).changed == 1
    with db.reading() as session:
        piece = session.scalars(select(Contribution)).one()
        assert (piece.title, piece.credits[0].contributor.credit_name) == ("Salt", "Ida")


def test_an_id_that_comes_again_pages_later_belongs_to_the_first(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.intake.connectors.json_lines.PAGE", 2)
    other = [GOOD | {"id": str(n)} for n in range(2, 6)]
    path = lines(tmp_path / "f.jsonl", GOOD, *other, GOOD, GOOD | {"title": "Another"})
    for counts in ((5, 0, 0, 1), (0, 0, 5, 1)):
        result = pull(db, store, actor, path)
        assert (result.new, result.changed, result.unchanged, result.rejected) == counts
        assert notes(result) == [
            "line 7 (1): The id “1” is that of line 1 too, which stays; give line 7 an id of its own."
        ]
