"""Shortlisting, the gallery's filters, and scores that follow the readings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.community.tables import MetricReading
from dashboard.curation.queries import (
    NOT_NAMED,
    PER_PAGE,
    Filters,
    first_line,
    gallery,
    licences,
    open_links,
    piece,
    shortlist,
    shortlisted_ids,
)
from dashboard.curation.service import drop_from_shortlist, refresh_scores, shortlist_piece
from dashboard.curation.tables import Shortlist
from dashboard.errors import NotAllowed, NotFound
from dashboard.people.roles import Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.world import add_edge, add_piece, piece_named


@pytest.fixture
def list_id(db: Database) -> int:
    with db.writing() as session:
        made = Shortlist(name="Episode 1", created_at=now())
        session.add(made)
        session.flush()
        return made.id


def titles(db: Database, filters: Filters, page: int = 1) -> list[str]:
    with db.reading() as session:
        return [card.title for card in gallery(session, filters, page).cards]


def test_a_pick_keeps_who_picked_it_and_why(db: Database, actor: Actor, list_id: int) -> None:
    piece_id = add_piece(db, "Night Ferry")
    shortlist_piece(db, actor, list_id, piece_id, " opens act two ")
    with db.reading() as session:
        ((entry, card),) = shortlist(session, list_id)
        assert (entry.picked_by, entry.note, card.title) == ("Ada", "opens act two", "Night Ferry")
        assert shortlisted_ids(session, list_id, [piece_id, 999]) == {piece_id}


def test_picking_again_changes_the_note_and_not_who_picked(db: Database, actor: Actor, list_id: int) -> None:
    piece_id = add_piece(db, "Night Ferry")
    shortlist_piece(db, actor, list_id, piece_id, "first")
    other = Actor(None, "Bo", frozenset({Role.CURATOR}))
    shortlist_piece(db, other, list_id, piece_id, "second")
    with db.reading() as session:
        ((entry, _),) = shortlist(session, list_id)
        assert (entry.picked_by, entry.note) == ("Ada", "second")


def test_a_dropped_piece_stays_in_the_trail(db: Database, actor: Actor, list_id: int) -> None:
    piece_id = add_piece(db, "Night Ferry")
    shortlist_piece(db, actor, list_id, piece_id, "why not")
    drop_from_shortlist(db, actor, list_id, piece_id)
    with db.reading() as session:
        assert shortlist(session, list_id) == []
        newest = recent(session, limit=1)[0]
        assert (newest.action, newest.detail["note"]) == ("piece.dropped", "why not")
    with pytest.raises(NotFound, match="not on this shortlist"):
        drop_from_shortlist(db, actor, list_id, piece_id)


def test_an_artist_shortlists_nothing(db: Database, list_id: int) -> None:
    artist = Actor(None, "Ida", frozenset({Role.ARTIST}))
    with pytest.raises(NotAllowed, match="Ida may not shortlist pieces"):
        shortlist_piece(db, artist, list_id, add_piece(db, "Night Ferry"))


def test_the_gallery_is_narrowed_by_words_kind_licence_and_clearance(db: Database) -> None:
    add_piece(db, "Night Ferry", artists=("Ida Holm",))
    add_piece(db, "Harbour Loop", kind="music", licence="CC-BY-NC-4.0", artists=("Tomás",))
    add_piece(db, "100% Rain", kind="sound", licence="CC0-1.0")
    assert titles(db, Filters(words="ferry ida")) == ["Night Ferry"]
    assert titles(db, Filters(words="TOMÁS")) == ["Harbour Loop"]
    assert titles(db, Filters(words="100%")) == ["100% Rain"]
    assert titles(db, Filters(words="%")) == ["100% Rain"]
    assert titles(db, Filters(kind="music")) == ["Harbour Loop"]
    assert titles(db, Filters(licence="CC0-1.0")) == ["100% Rain"]
    assert titles(db, Filters(clearance="blocked")) == ["Harbour Loop"]
    with db.reading() as session:
        assert set(licences(session)) == {"CC-BY-4.0", "CC-BY-NC-4.0", "CC0-1.0"}


def test_the_gallery_is_cut_into_pages_in_sql(db: Database) -> None:
    for number in range(PER_PAGE + 3):
        add_piece(db, f"Piece {number:03}", days_old=number)
    first, second = titles(db, Filters(newest_first=True)), titles(db, Filters(newest_first=True), 2)
    assert (len(first), len(second)) == (PER_PAGE, 3)
    assert first[0] == "Piece 000"
    with db.reading() as session:
        page = gallery(session, Filters(), 1)
        assert (page.total, page.pages) == (PER_PAGE + 3, 2)


def test_scores_follow_the_readings_and_nothing_changes_twice(db: Database) -> None:
    rising, flat = add_piece(db, "Rising"), add_piece(db, "Flat")
    instant = now()
    with db.writing() as session:
        for days in range(4):
            for piece_id, gain in ((rising, 10), (flat, 0)):
                at = instant - timedelta(days=3 - days)
                session.add(MetricReading(contribution_id=piece_id, name="likes", value=days * gain, observed_at=at))
    assert refresh_scores(db, instant) == 2
    assert refresh_scores(db, instant) == 0
    assert titles(db, Filters()) == ["Rising", "Flat"]
    assert "a day" in piece_named(db, rising).score_reason


def test_a_reading_from_the_future_has_no_effect(db: Database) -> None:
    piece_id = add_piece(db, "Night Ferry")
    instant = now()
    refresh_scores(db, instant)
    before = piece_named(db, piece_id).score
    with db.writing() as session:
        at = instant + timedelta(days=2)
        session.add(MetricReading(contribution_id=piece_id, name="likes", value=10**6, observed_at=at))
    refresh_scores(db, instant)
    assert piece_named(db, piece_id).score == before


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
        assert gallery(session, Filters()).cards[0].artists == NOT_NAMED


def test_a_first_line_is_cut_at_a_word() -> None:
    assert first_line("\n\n  The ferry leaves.  \nIt comes back.") == "The ferry leaves."
    cut = first_line("word " * 60)
    assert cut.endswith("word …") and len(cut) <= 92


def test_readings_are_all_there(db: Database) -> None:
    piece_id = add_piece(db, "Night Ferry")
    with db.writing() as session:
        session.add(MetricReading(contribution_id=piece_id, name="likes", value=3, observed_at=now()))
    with db.reading() as session:
        assert [reading.value for reading in piece(session, piece_id).readings] == [3]
        assert session.scalars(select(MetricReading)).one().name == "likes"
