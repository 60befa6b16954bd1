"""How well a piece matches the words that were asked, the same on every database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.community.searching import index_words
from dashboard.curation.search.words import Term

SATURATION, LENGTH_SHARE = 1.2, 0.75
"""k1 and b of Okapi BM25, as in Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009.

How rare a word is does not matter here: every piece that is weighed holds all of them.
"""
IN_TITLE = 2.5
"""More than any number of repetitions in the text gives (SATURATION + 1)."""
WHOLE_TITLE = 5.0


@dataclass(frozen=True)
class Document:
    """A piece as it is weighed: its title, and its words divided by blanks."""

    piece_id: int
    title: str
    words: str


def by_relevance(terms: Sequence[Term], documents: Sequence[Document]) -> list[int]:
    """Ids, the best match first; equally good ones stay in the order in which they come."""
    if not documents:
        return []
    usual = sum(len(document.words) for document in documents) / len(documents) or 1.0
    scores = {document.piece_id: _score(terms, document, usual) for document in documents}
    return sorted(scores, key=lambda piece_id: -scores[piece_id])


def _score(terms: Sequence[Term], document: Document, usual: float) -> float:
    title, words = f" {' '.join(index_words(document.title))} ", f" {document.words} "
    long = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * len(document.words) / usual)
    score = 0.0
    for term in terms:
        times = _times(term, words)
        score += times * (SATURATION + 1) / (times + long) + IN_TITLE * bool(_times(term, title))
    return score + WHOLE_TITLE * (title.split() == [word for term in terms for word in term.words])


def _times(term: Term, text: str) -> int:
    if term.instead:
        return sum(text.count(f" {word} ") for word in term.instead)
    return text.count(f" {' '.join(term.words)}{'' if term.is_beginning else ' '}")
