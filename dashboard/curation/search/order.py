"""The order in which search shows what it found, cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import islice

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.folding import fold
from dashboard.community.tables import Contribution, Source
from dashboard.curation.queries import Card, cards_of
from dashboard.curation.search.facets import Numbers, Pieces
from dashboard.curation.search.relevance import Document, by_relevance
from dashboard.curation.search.searching import Found, Search, search
from dashboard.curation.trends.tables import TrendKey

MOST_WEIGHED = 300
"""So many matches are weighed by how well they match, those that rise most, besides those that are titled as was
typed; the others follow by how they rise."""
FEW = 2000
"""So many are sorted by themselves; of more, the index over all pieces is read until a page is full."""


class Order(StrEnum):
    """How results are sorted; the value is what a page calls it."""

    BEST = "Best match"
    RISING = "Rising"
    NEWEST = "Newest"
    OLDEST = "Oldest"
    LONGEST = "Longest"
    SHORTEST = "Shortest"


def page_of(session: Session, found: Found, order: Order, page: int, per_page: int) -> list[int]:
    """The ids of a page (1 is the first). Without words the best match is what rises."""
    start, stop = (page - 1) * per_page, page * per_page
    if order is Order.BEST and found.query.wanted:
        return _best(session, found, start, stop)
    if order in (Order.BEST, Order.RISING):
        return _rising(session, found.pieces.ids, start, stop)
    return [int(id_) for id_ in found.pieces.ids[_by_field(found.pieces, order)[start:stop]]]


def first_cards(session: Session, words: str, most: int) -> list[Card]:
    """The cards of the best matches for a few words; none without words."""
    if not words.strip():
        return []
    ids = page_of(session, search(session, Search(words)), Order.BEST, 1, most)
    cards = cards_of(session, ids)
    return [cards[id_] for id_ in ids]


def _by_field(pieces: Pieces, order: Order) -> Numbers:
    """Places in order; of equal ones the newest id first, or last for the oldest. What has no length is last."""
    if order is Order.OLDEST:
        return np.lexsort((pieces.ids, pieces.fields["created_s"]))
    key = -pieces.fields["created_s" if order is Order.NEWEST else "length_ms"]
    if order is Order.SHORTEST:
        key = np.where(key == 0, np.iinfo(np.int64).max, -key)
    return np.lexsort((-pieces.ids, key))


def _rising(session: Session, ids: Numbers, start: int, stop: int) -> list[int]:
    """By the key of the middle half-life; those that have none yet come last, the newest of them first."""
    query = select(TrendKey.contribution_id).order_by(TrendKey.key_4.desc(), TrendKey.contribution_id.desc())
    if len(ids) <= FEW:
        query = query.where(TrendKey.contribution_id.in_(ids.tolist()))
    wanted = np.zeros(int(ids.max(initial=0)) + 1, bool)
    wanted[ids] = True
    every = session.scalars(query.execution_options(yield_per=FEW))
    found = list(islice((id_ for id_ in every if id_ < len(wanted) and wanted[id_]), stop))
    every.close()
    if len(found) < stop:
        found += np.setdiff1d(ids, found)[::-1][: stop - len(found)].tolist()
    return found[start:]


def _best(session: Session, found: Found, start: int, stop: int) -> list[int]:
    ids = found.pieces.ids
    rising = _rising(session, ids, 0, MOST_WEIGHED)
    titled = np.intersect1d(_titled(session, found), ids).tolist() if len(ids) > MOST_WEIGHED else []
    weighed = by_relevance(found.query.wanted, _documents(session, list(dict.fromkeys(rising + titled))))
    if stop <= len(weighed) or len(weighed) == len(ids):
        return weighed[start:stop]
    others = np.setdiff1d(ids, weighed)
    after = _rising(session, others, max(0, start - len(weighed)), stop - len(weighed))
    return weighed[start:stop] + after


def _titled(session: Session, found: Found) -> list[int]:
    """The pieces whose title is what was typed; each source by itself, as the index over titles wants it."""
    title = fold(" ".join(term.typed for term in found.query.wanted))
    query = select(Contribution.id).where(
        Contribution.source_id.in_(select(Source.id)), Contribution.title_key == title
    )
    return list(session.scalars(query.limit(MOST_WEIGHED)))


def _documents(session: Session, ids: Sequence[int]) -> list[Document]:
    columns = (Contribution.id, Contribution.title, Contribution.found)
    rows = {row.id: row for row in session.execute(select(*columns).where(Contribution.id.in_(ids)))}
    return [Document(id_, rows[id_].title, rows[id_].found.rpartition("\n")[2]) for id_ in ids if id_ in rows]
