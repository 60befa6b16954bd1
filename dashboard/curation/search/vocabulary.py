"""The words that pieces hold, and the nearest of them to a misspelt one: by trigrams of our own, on either database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from dashboard.curation.search.spelling import distance, least_shared, may_be_misspelt, most_edits, trigrams
from dashboard.curation.search.tables import SearchTrigram, SearchWord
from dashboard.storage.engine import Database

MOST_NEAREST, MOST_COMPARED, AT_ONCE = 3, 300, 2000
_Part = TypeVar("_Part")


def nearest(session: Session, word: str) -> tuple[str, ...]:
    """The words that a misspelt one may stand for, all as few edits away as the nearest, the most frequent first."""
    if not may_be_misspelt(word):
        return ()
    edits = most_edits(word)
    shared = func.count()
    sharing = (
        select(SearchTrigram.word_id, shared.label("shared"))
        .join(SearchWord, SearchWord.id == SearchTrigram.word_id)
        .where(SearchTrigram.trigram.in_(trigrams(word)))
        .where(func.length(SearchWord.word).between(len(word) - edits, len(word) + edits))
        .group_by(SearchTrigram.word_id)
        .having(shared >= least_shared(word))
        .order_by(shared.desc(), SearchTrigram.word_id)
        .limit(MOST_COMPARED)
        .subquery()
    )
    rows = session.execute(select(SearchWord.word, SearchWord.pieces).join(sharing, sharing.c.word_id == SearchWord.id))
    apart = sorted((distance(word, row.word), -row.pieces, row.word) for row in rows)
    near = [found for found in apart if found[0] == apart[0][0] <= edits]
    return tuple(found[2] for found in near[:MOST_NEAREST])


def refresh_vocabulary(db: Database) -> int:
    """Learn the words that came and forget those that went; how many. For the background.

    A word's number of pieces is brought up to date when it has doubled or halved.
    """
    with db.reading() as session:
        now = {word: pieces for word, pieces in _stored_words(session, db) if may_be_misspelt(word)}
        columns = (SearchWord.id, SearchWord.word, SearchWord.pieces)
        known = {row.word: (row.id, row.pieces) for row in session.execute(select(*columns))}
    gone = [id_ for word, (id_, _) in known.items() if word not in now]
    new = [{"word": word, "pieces": now[word]} for word in now.keys() - known.keys()]
    changed = [
        {"id": id_, "pieces": now[word]}
        for word, (id_, pieces) in known.items()
        if word in now and now[word].bit_length() != pieces.bit_length()
    ]
    for part in _parts(gone):
        with db.writing() as session:
            session.execute(delete(SearchWord).where(SearchWord.id.in_(part)))
    for rows in _parts(changed):
        with db.writing() as session:
            session.execute(update(SearchWord), rows)
    for rows in _parts(new):
        _learn(db, rows)
    return len(new) + len(gone)


def _learn(db: Database, rows: Sequence[dict[str, object]]) -> None:
    with db.writing() as session:
        known = set(session.scalars(select(SearchWord.word).where(SearchWord.word.in_([row["word"] for row in rows]))))
        missing = [row for row in rows if row["word"] not in known]
        if missing:
            made = session.execute(insert(SearchWord).returning(SearchWord.id, SearchWord.word), missing).all()
            parts = [{"trigram": part, "word_id": row.id} for row in made for part in trigrams(row.word)]
            session.execute(insert(SearchTrigram), parts)


def _stored_words(session: Session, db: Database) -> Iterator[tuple[str, int]]:
    query = (
        "SELECT term, doc FROM search_vocabulary"
        if db.is_sqlite
        else "SELECT word, ndoc FROM ts_stat('SELECT words FROM search_document')"
    )
    return ((row[0], row[1]) for row in session.execute(text(query)))


def _parts(rows: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))
