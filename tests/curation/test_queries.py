"""Cards, and one piece with its links and readings."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dashboard.community.tables import MetricReading
from dashboard.curation.queries import NOT_NAMED, first_line, latest_cards, open_links, piece
from dashboard.errors import NotFound
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.world import add_edge, add_piece


def test_the_latest_come_first(db: Database) -> None:
    for days in range(4):
        add_piece(db, f"Piece {days}", days_old=days)
    with db.reading() as session:
        assert [card.title for card in latest_cards(session, 2)] == ["Piece 0", "Piece 1"]


def test_a_piece_shows_what_it_uses_and_what_was_made_of_it(db: Database) -> None:
    poem, song, film = (add_piece(db, name) for name in ("Poem", "Song", "Film"))
    add_edge(db, song, poem)
    add_edge(db, film, song)
    with db.reading() as session:
        found = piece(session, song)
        assert [edge.parent.title for edge in found.uses if edge.parent] == ["Poem"]
        assert [edge.child.title for edge in found.used_by] == ["Film"]
        assert {edge.child.title for edge in open_links(session)} == {"Song", "Film"}
    with db.reading() as session, pytest.raises(NotFound):
        piece(session, 999)


def test_a_piece_of_nobody_says_so(db: Database) -> None:
    add_piece(db, "Found tape", artists=())
    with db.reading() as session:
        assert latest_cards(session, 1)[0].artists == NOT_NAMED


def test_a_first_line_is_cut_at_a_word() -> None:
    assert first_line("\n\n  The ferry leaves.  \nIt comes back.") == "The ferry leaves."
    cut = first_line("word " * 60)
    assert cut.endswith("word …") and len(cut) <= 92


def test_readings_are_all_there(db: Database) -> None:
    piece_id = add_piece(db, "Night Ferry")
    with db.writing() as session:
        session.add(MetricReading(contribution_id=piece_id, name="likes", value=3, observed_at=now()))
    with db.reading() as session:
        assert [reading.value for reading in piece(session, piece_id).counted[0].readings] == [3]
        assert session.scalars(select(MetricReading)).one().name == "likes"
