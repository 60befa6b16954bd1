"""What the engine does whatever the source: incremental pulls, sweeps, overlays, schedules, dry runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from dashboard.community.overlays import write_overlay
from dashboard.community.submission_tables import PieceRequest
from dashboard.community.tables import Contribution, MetricReading, Source
from dashboard.desk.jobs import SCHEDULE, enqueue_due
from dashboard.errors import AddressRefused, NotFound, SourceFailed
from dashboard.intake.outcome import PullResult
from dashboard.intake.pull import pull
from dashboard.intake.schedule import next_pull
from dashboard.intake.service import SourcePlan, change_source
from dashboard.intake.tables import Pull
from dashboard.intake.web import Web
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.work.tables import Job
from tests.intake.everything import rows_of
from tests.services import Asked, Reply, Service, service

ENTRY = "<item><guid>{n}</guid><title>{title}</title><link>https://example.org/{n}</link></item>"


class Feed:
    """A feed on loopback that says when nothing changed."""

    def __init__(self) -> None:
        self.titles = {"1": "Salt", "2": "Rain"}
        self.tag, self.status = 1, 200

    def __call__(self, asked: Asked) -> Reply:
        etag = f'"{self.tag}"'
        if asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        items = "".join(ENTRY.format(n=n, title=title) for n, title in self.titles.items())
        body = f'<rss version="2.0"><channel><title>Street</title>{items}</channel></rss>'.encode()
        return Reply(body, self.status, {"ETag": etag, "Content-Type": "application/rss+xml"})


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def here(feed: Feed) -> Iterator[Service]:
    with service(feed) as running:
        yield running


def counts(result: PullResult) -> tuple[int, int, int, int]:
    return result.new, result.changed, result.unchanged, result.rejected


def test_a_second_pull_asks_only_whether_something_changed(
    db: Database, store: MediaStore, actor: Actor, feed: Feed, here: Service
) -> None:
    web, address = Web(allowed_hosts={here.host}), f"{here.url}/feed"
    assert counts(pull(db, store, actor, address, web=web)) == (2, 0, 0, 0)
    quiet = pull(db, store, actor, address, web=web)
    assert (counts(quiet), quiet.remarks) == ((0, 0, 0, 0), ("Nothing changed since the last pull.",))
    feed.tag, feed.titles["2"], feed.titles["3"] = 2, "Rain, louder", "Moth"
    assert counts(pull(db, store, actor, address, web=web)) == (1, 1, 1, 0)
    assert counts(pull(db, store, actor, address, web=web, full=True)) == (0, 0, 3, 0)
    with db.writing() as session:
        session.execute(update(Source).values(swept_at=now() - timedelta(days=8)))
    assert counts(pull(db, store, actor, address, web=web)) == (0, 0, 3, 0)
    with db.reading() as session:
        assert [p.full for p in session.scalars(select(Pull).order_by(Pull.id))] == [True, False, False, True, True]


def test_a_source_that_fails_says_so_and_keeps_what_came(
    db: Database, store: MediaStore, actor: Actor, feed: Feed, here: Service
) -> None:
    web, address = Web(allowed_hosts={here.host}), f"{here.url}/feed"
    feed.status = 404
    with pytest.raises(SourceFailed, match="404"):
        pull(db, store, actor, address, web=web)
    with db.reading() as session:
        assert session.scalars(select(Source)).all() == []
    feed.status = 200
    pull(db, store, actor, address, web=web)
    feed.status, feed.tag = 403, 9
    failed = pull(db, store, actor, address, web=web)
    assert "403" in failed.problem
    with db.reading() as session:
        last = session.scalars(select(Pull).order_by(Pull.id.desc())).first()
        assert last is not None
        assert (last.problem, last.finished_at is not None) == (failed.problem, True)


def test_nothing_is_asked_of_a_private_address_that_nobody_allowed(
    sqlite_db: Database, store: MediaStore, actor: Actor, here: Service
) -> None:
    with pytest.raises(AddressRefused):
        pull(sqlite_db, store, actor, f"{here.url}/feed")
    with pytest.raises(AddressRefused):
        pull(sqlite_db, store, actor, "file:///etc/passwd")
    assert here.asked == []
    with pytest.raises(NotFound, match="“The quay” is not here"):
        pull(sqlite_db, store, actor, "The quay")


def lines(path: Path, *records: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def test_what_is_missing_from_a_whole_pull_is_gone_and_asked_about(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    one, two = {"id": "1", "title": "Salt"}, {"id": "2", "title": "Rain"}
    path = lines(tmp_path / "a.jsonl", one, two)
    pull(db, store, actor, path)
    lines(path, one)
    assert pull(db, store, actor, path, full=True).gone == 1
    assert pull(db, store, actor, path, full=True).gone == 0
    with db.reading() as session:
        rain = session.scalars(select(Contribution).where(Contribution.external_id == "2")).one()
        assert rain.gone_at is not None
        assert [(r.kind, r.contribution_id) for r in session.scalars(select(PieceRequest))] == [("gone", rain.id)]
    lines(path, one, two)
    pull(db, store, actor, path)
    with db.reading() as session:
        assert session.get_one(Contribution, rain.id).gone_at is None


def test_no_pull_undoes_what_a_person_corrected_and_a_conflict_is_marked(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", {"id": "1", "title": "Slat", "licence": "CC0"})
    pull(db, store, actor, path)
    with db.reading() as session:
        piece_id = session.scalars(select(Contribution.id)).one()
    write_overlay(db, actor, piece_id, "title", "Salt")
    for title, conflict in (("Slat", False), ("SLAT", True), ("Salt", False)):
        lines(path, {"id": "1", "title": title, "licence": "CC-BY-4.0", "likes": len(title), "note": title})
        pull(db, store, actor, path)
        with db.reading() as session:
            piece = session.get_one(Contribution, piece_id)
            assert (piece.title, piece.title_key, piece.licence) == ("Salt", "salt", "CC-BY-4.0")
            assert (title, piece.overlay_conflict) == (title, conflict)
            assert "salt" in piece.found


def test_a_dry_run_shows_every_field_that_would_change_and_keeps_nothing(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", {"id": "1", "title": "Salt", "kind": "music"})
    pull(db, store, actor, path)
    before = rows_of(db)
    lines(path, {"id": "1", "title": "Salt II", "kind": "music", "tags": ["sea"]}, {"id": "2", "title": "Rain"})
    dry = pull(db, store, actor, path, dry_run=True)
    assert rows_of(db) == before
    assert (counts(dry), dry.may_not_air) == ((1, 1, 0, 0), 2)
    changed = next(change for change in dry.changes if change.outcome == "changed")
    assert changed.fields == {"title": ("Salt", "Salt II"), "tags": ("", "sea")}
    assert [change.title for change in dry.changes] == ["Salt II", "Rain"]


def test_counters_of_a_source_are_readings_over_time(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    for likes in (3, 3, 5):
        pull(db, store, actor, lines(tmp_path / "a.jsonl", {"id": "1", "title": "Salt", "likes": likes}))
    with db.reading() as session:
        assert [r.value for r in session.scalars(select(MetricReading).order_by(MetricReading.id))] == [3, 5]


def test_a_source_is_asked_for_when_its_time_has_come(
    db: Database, store: MediaStore, actor: Actor, tmp_path: Path
) -> None:
    result = pull(db, store, actor, lines(tmp_path / "a.jsonl", {"id": "1", "title": "Salt"}))
    assert enqueue_due(db) == 0
    change_source(db, actor, result.source_id, 1, SourcePlan("Street", 60, True, {}))
    assert (enqueue_due(db), enqueue_due(db)) == (1, 0)
    with db.reading() as session:
        job = session.scalars(select(Job)).one()
        source = session.get_one(Source, result.source_id)
        assert (job.asked_by, job.args["location"]) == (SCHEDULE, source.location)
        assert source.next_pull_at is not None
        assert timedelta(minutes=59) < source.next_pull_at - now() <= timedelta(minutes=60)


def test_a_failed_pull_is_tried_again_sooner() -> None:
    at = now()
    assert next_pull(None, at, failed=True) is None
    assert next_pull(1440, at, failed=False) == at + timedelta(days=1)
    assert next_pull(1440, at, failed=True) == at + timedelta(minutes=30)
    assert next_pull(10, at, failed=True) == at + timedelta(minutes=10)
