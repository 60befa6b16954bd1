"""A file is looked at, kept with its derivatives, and noted once; one that is refused leaves nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.errors import MediaRefused
from dashboard.media.admit import content_hash, examine, known, note_admitted
from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaFile
from dashboard.storage.engine import Database

AT = datetime(2026, 3, 4, tzinfo=UTC)


def stored(store: MediaStore) -> list[str]:
    return sorted(path.name for path in store.root.rglob("*") if path.is_file())


def test_a_file_is_kept_with_what_was_made_of_it_and_known_again(db: Database, store: MediaStore, tone: Path) -> None:
    expected = content_hash(tone)
    admitted = examine(tone, expected, name="tone.wav", store=store)
    assert admitted.facts.kind == "audio"
    made = [admitted.content_hash, admitted.poster_hash, admitted.proxy_hash]
    assert stored(store) == sorted(name for name in made if name)
    for _ in range(2):
        with db.writing() as session:
            note_admitted(session, [admitted], AT)
    with db.reading() as session:
        row = session.scalars(select(MediaFile)).one()
        assert (row.kind, row.size_bytes, row.duration_ms) == ("audio", tone.stat().st_size, 2000)
        assert known(session, store, [expected, "0" * 64]) == {expected: admitted}


def test_a_file_that_the_store_lost_is_not_known(db: Database, store: MediaStore, tone: Path) -> None:
    admitted = examine(tone, content_hash(tone), name="tone.wav", store=store)
    with db.writing() as session:
        note_admitted(session, [admitted], AT)
    store.local_path(admitted.content_hash).unlink()
    with db.reading() as session:
        assert known(session, store, [admitted.content_hash]) == {}


def test_without_a_store_nothing_is_kept(store: MediaStore, still: Path) -> None:
    admitted = examine(still, content_hash(still), name="still.png", store=None)
    assert admitted.facts.kind == "image"
    assert (admitted.poster_hash, admitted.proxy_hash, admitted.raster_hash) == (None, None, None)
    assert stored(store) == []


def test_a_refused_file_leaves_nothing_in_the_store(store: MediaStore, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    with pytest.raises(MediaRefused, match=r"broken\.png"):
        examine(broken, content_hash(broken), name="broken.png", store=store)
    assert stored(store) == []


def test_a_file_that_changed_meanwhile_is_not_taken_for_the_one_looked_at(store: MediaStore, tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("first")
    expected = content_hash(poem)
    poem.write_text("second")
    with pytest.raises(MediaRefused, match=r"poem\.txt changed while it was read"):
        examine(poem, expected, name="poem.txt", store=store)
