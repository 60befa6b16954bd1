"""Reading the full text index, which differs by database; no typed text ever becomes a part of its language."""

from __future__ import annotations

import numpy as np
from sqlalchemy import ColumnElement, Select, String, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from dashboard.curation.search.facets import Numbers, Pieces, unpack
from dashboard.curation.search.words import Query, Term

_documents = table("search_document", column("rowid"), column("contribution_id"), column("words"))
_facets = table("search_facet", column("contribution_id"), column("packed"))
_values = table("search_value", column("id"), column("value"))


def matching_pieces(session: Session, query: Query) -> Pieces:
    """The pieces that hold all that is wanted and nothing that is not, in no order."""
    packed = select(func.aggregate_strings(_facets.c.packed, "")).where(*_holding(session, query))
    return unpack(session.scalar(packed) or "")


def ids_holding(session: Session, words: tuple[str, ...]) -> Numbers:
    """The ids of the pieces that hold these words side by side."""
    held = _holding(session, Query((Term(" ".join(words), words),)))
    found = session.scalar(select(func.aggregate_strings(cast(_facets.c.contribution_id, String), ",")).where(*held))
    return np.fromstring(found or "", np.int64, sep=",")


def is_held(session: Session, term: Term) -> bool:
    """Whether any piece holds it."""
    wanted = Term(term.typed, term.words, term.is_beginning)
    held = select(_facets.c.contribution_id).where(*_holding(session, Query((wanted,)))).limit(1)
    return session.scalar(held) is not None


def facet_words(session: Session) -> dict[int, str]:
    """What the numbers of the facets with words stand for."""
    return {row.id: row.value for row in session.execute(select(_values.c.id, _values.c.value))}


def _holding(session: Session, query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.wanted:
        found.append(_facets.c.contribution_id.in_(_ids(session, query.wanted, all_of=True)))
    if query.unwanted:
        found.append(_facets.c.contribution_id.not_in(_ids(session, query.unwanted, all_of=False)))
    return found


def _ids(session: Session, terms: tuple[Term, ...], *, all_of: bool) -> Select[tuple[int]]:
    if session.get_bind().dialect.name == "sqlite":
        asked = (" AND " if all_of else " OR ").join(map(_fts5, terms))
        return select(_documents.c.rowid).where(_documents.c.words.op("MATCH")(asked))
    asked = (" & " if all_of else " | ").join(map(_tsquery, terms))
    return select(_documents.c.contribution_id).where(_documents.c.words.op("@@")(cast(asked, TSQUERY)))


def _fts5(term: Term) -> str:
    if term.instead:
        return "(" + " OR ".join(f'"{word}"' for word in term.instead) + ")"
    return f'"{" ".join(term.words)}"' + ("*" if term.is_beginning else "")


def _tsquery(term: Term) -> str:
    if term.instead:
        return "(" + " | ".join(f"'{word}'" for word in term.instead) + ")"
    return "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.is_beginning else "") + ")"
