"""Pieces as search finds them, with the words that a pull would store."""

from __future__ import annotations

from sqlalchemy import select, text

from dashboard.community.searching import found_words
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.curation.search.order import Order, page_of
from dashboard.curation.search.searching import Search, search
from dashboard.storage.engine import Database
from dashboard.storage.full_text import restore
from tests.world import add_piece


def findable(db: Database, title: str, text: str = "", tags: str = "", **facts: object) -> int:
    """A piece whose title, text, tags and artists are searched; returns its id."""
    named = {name: facts.pop(name) for name in ("kind", "artists", "licence", "seconds", "days_old") if name in facts}
    piece_id = add_piece(db, title, **named)  # type: ignore[arg-type]
    change(db, piece_id, text=text, tags=tags, **facts)
    return piece_id


def change(db: Database, piece_id: int, **facts: object) -> None:
    """Set columns of a piece, and find it by what it says now."""
    with db.writing() as session:
        piece = session.get_one(Contribution, piece_id)
        for name, value in facts.items():
            setattr(piece, name, value)
        names = session.scalars(
            select(Contributor.credit_name)
            .join(Credit, Credit.contributor_id == Contributor.id)
            .where(Credit.contribution_id == piece_id)
        )
        piece.found = found_words(piece.title, piece.text, piece.tags, names)


def ids(db: Database, words: str = "", order: Order = Order.BEST, **wanted: object) -> list[int]:
    """What a search finds, in order."""
    with db.reading() as session:
        found = search(session, Search(words, **wanted))  # type: ignore[arg-type]
        return page_of(session, found, order, 1, 100)


def stored(db: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """All that the database keeps of facets and words, in order."""
    number = "rowid" if db.is_sqlite else "contribution_id"
    facets = "SELECT contribution_id, packed FROM search_facet ORDER BY 1"
    words = f"SELECT {number}, words FROM search_document ORDER BY 1"  # noqa: S608 - one of two constants
    with db.reading() as session:
        one, two = ([tuple(row) for row in session.execute(text(query))] for query in (facets, words))
    return one, two


def restored(db: Database) -> None:
    """Fill what search reads anew, as an upgrade does."""
    with db.engine.begin() as connection:
        restore(connection)
