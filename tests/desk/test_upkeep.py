"""What the worker does between jobs, and once a night."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from dashboard.community.tables import Contribution
from dashboard.curation.duplicates.queries import open_pair_count
from dashboard.curation.search.tables import SearchWord
from dashboard.curation.trends.training import latest
from dashboard.desk.jobs import handlers
from dashboard.desk.upkeep import NIGHTLY, enqueue_nightly, keep_up, nightly
from dashboard.media.store import MediaStore
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.work.queue import CANCELLED, claim, finish
from tests.world import add_piece

POEM = "The ferry leaves at four and nobody is on it but the gulls and the boy who counts them all the way home."


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def test_words_are_learnt_and_copies_found(db: Database, store: MediaStore) -> None:
    add_piece(db, "The boy who counts", kind="text", text=POEM)
    add_piece(db, "Counting gulls", kind="text", text=POEM, artists=("Max Odell",))
    with db.writing() as session:
        session.execute(update(Contribution).values(media_hash=None))  # texts come without a file
    keep_up(db, store)
    with db.reading() as session:
        assert "ferry" in set(session.scalars(select(SearchWord.word)))
        assert open_pair_count(session) == 1


def test_the_night_is_asked_for_once_a_day(db: Database, store: MediaStore) -> None:
    assert enqueue_nightly(db)
    assert not enqueue_nightly(db)
    claimed = claim(db)
    assert claimed is not None and claimed.kind == NIGHTLY
    result = handlers(db, store)[NIGHTLY](claimed, None)  # type: ignore[arg-type]
    finish(db, claimed, "done", "Done.", result)
    assert result["chosen"] == "cold"
    assert not enqueue_nightly(db, now() + timedelta(hours=23))
    assert enqueue_nightly(db, now() + timedelta(hours=25))


def test_a_night_that_failed_is_tried_again_after_an_hour(db: Database) -> None:
    enqueue_nightly(db)
    claimed = claim(db)
    assert claimed is not None
    finish(db, claimed, CANCELLED, "Stopped.", {})
    assert not enqueue_nightly(db, now() + timedelta(minutes=59))
    assert enqueue_nightly(db, now() + timedelta(minutes=61))


def test_the_night_keeps_what_it_found(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    assert nightly(db)["pieces"] == 1
    with db.reading() as session:
        model = latest(session)
    assert piece and model is not None
    assert "short" in str(model.backtest)
