"""Files that were admitted before they could be measured are measured later, and a failure is noted once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import select, update

from dashboard.media.admit import content_hash, examine, note_admitted
from dashboard.media.checks import VERSION, Checks
from dashboard.media.measuring import measure_waiting
from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaCheck, MediaFile
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import config, migrating, upgrade
from tests.media.specimens import write

AT = datetime(2026, 3, 4, tzinfo=UTC)


def never() -> bool:
    return False


def admit(db: Database, store: MediaStore, path: Path, days: int = 0) -> str:
    admitted = examine(path, content_hash(path), name=path.name, store=store)
    with db.writing() as session:
        note_admitted(session, [admitted], AT + timedelta(days=days))
    return admitted.content_hash


def forget(db: Database) -> None:
    """As if the files had come before there was anything to measure."""
    with db.writing() as session:
        session.execute(update(MediaCheck).values(version=0, measured={}, picture_prints=b"", problem=""))


def row(db: Database, found: str) -> MediaCheck:
    with db.reading() as session:
        return session.scalars(
            select(MediaCheck).where(MediaCheck.content_hash == found).execution_options(populate_existing=True)
        ).one()


def prints(db: Database, found: str) -> bytes:
    with db.reading() as session:
        return session.scalars(select(MediaCheck.picture_prints).where(MediaCheck.content_hash == found)).one()


def test_what_is_admitted_is_measured_with_it(db: Database, store: MediaStore, film: Path, still: Path) -> None:
    moving, picture = admit(db, store, film), admit(db, store, still)
    found = row(db, moving)
    assert (found.version, found.problem, found.measured_at, found.judged_by) == (VERSION, "", AT, 0)
    checks = Checks.from_dict(found.measured)
    assert checks.black is not None
    assert checks.clipped is not None
    assert len(prints(db, moving)) == 4 * 8
    assert len(prints(db, picture)) == 8
    assert measure_waiting(db, store, 10, never) == 0


def test_older_files_are_measured_newest_first_as_many_as_asked(
    db: Database, store: MediaStore, tone: Path, still: Path
) -> None:
    old, new = admit(db, store, tone), admit(db, store, still, days=1)
    before = prints(db, new)
    forget(db)
    assert measure_waiting(db, store, 1, never) == 1
    assert (row(db, new).version, row(db, old).version) == (VERSION, 0)
    assert prints(db, new) == before
    assert measure_waiting(db, store, 10, never) == 1
    assert row(db, old).measured["clipped"] == {"count": 0, "total_ms": 0, "named": []}


def test_whoever_stops_it_leaves_the_rest_waiting(sqlite_db: Database, store: MediaStore, film: Path) -> None:
    found = admit(sqlite_db, store, film)
    forget(sqlite_db)
    assert measure_waiting(sqlite_db, store, 10, lambda: True) == 0
    asked: list[int] = []

    def later() -> bool:
        """Not before it has begun to decode."""
        asked.append(1)
        return len(asked) > 1

    assert measure_waiting(sqlite_db, store, 10, later) == 0
    assert row(sqlite_db, found).version == 0


def test_what_cannot_be_measured_is_noted_once_with_the_reason(
    sqlite_db: Database, store: MediaStore, still: Path, tone: Path
) -> None:
    lost, damaged = admit(sqlite_db, store, still), admit(sqlite_db, store, tone)
    forget(sqlite_db)
    store.local_path(lost).unlink()
    place = store.local_path(damaged)
    place.chmod(0o644)
    place.write_bytes(b"RIFF and no more")
    assert measure_waiting(sqlite_db, store, 10, never) == 2
    assert "is not in the store" in row(sqlite_db, lost).problem
    assert "The file" in row(sqlite_db, damaged).problem
    assert row(sqlite_db, damaged).measured == {}
    assert measure_waiting(sqlite_db, store, 10, never) == 0


def test_words_have_nothing_to_measure(sqlite_db: Database, store: MediaStore, tmp_path: Path) -> None:
    poem = admit(sqlite_db, store, write(tmp_path, "poem.txt", b"The ferry leaves."))
    assert (row(sqlite_db, poem).version, row(sqlite_db, poem).problem) == (VERSION, "")


def test_the_upgrade_lets_every_file_wait_to_be_measured(sqlite_db: Database, store: MediaStore, still: Path) -> None:
    found = admit(sqlite_db, store, still)
    with migrating(sqlite_db) as connection:
        command.downgrade(config(connection), "0007")
    assert upgrade(sqlite_db)
    with sqlite_db.reading() as session:
        assert session.get(MediaFile, found) is not None
    assert (row(sqlite_db, found).version, row(sqlite_db, found).state) == (0, "")
    assert measure_waiting(sqlite_db, store, 10, never) == 1
    assert len(prints(sqlite_db, found)) == 8
