"""Search: the pieces that match, what each facet would leave of them, and what was read for misspelt words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Call, Source
from dashboard.curation.search.facets import (
    FACETS,
    FIXED,
    NAMED,
    Narrowed,
    Numbers,
    Pieces,
    facet_numbers,
    fits_gap,
    narrow,
)
from dashboard.curation.search.index import facet_words, is_held, matching_pieces
from dashboard.curation.search.vocabulary import nearest
from dashboard.curation.search.words import Query, Term, read_query

NONE = "-"
"""The value of a facet for pieces of which nothing is known there."""
MOST_CHOICES = 200
"""Of a facet are shown, the largest."""


@dataclass(frozen=True)
class Search:
    """What is searched for; the least says everything."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By facet the values of which a piece has one: words, ids as text, or NONE."""
    gap_ms: int | None = None
    """The gap that it is to fit."""
    as_typed: bool = False
    """Whether words that no piece holds are left as they are."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing was asked."""
        return not (self.words.strip() or any(self.chosen.values()) or self.gap_ms)

    def as_dict(self) -> dict[str, Any]:
        """For a JSON column."""
        chosen = {name: list(values) for name, values in self.chosen.items() if values}
        return {"words": self.words, "chosen": chosen, "gap_ms": self.gap_ms, "as_typed": self.as_typed}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Search:
        """Back from a JSON column."""
        chosen = {name: tuple(values) for name, values in kept["chosen"].items()}
        return cls(kept["words"], chosen, kept["gap_ms"], kept["as_typed"])


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how it is named, and how many pieces it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Found:
    """What a search found."""

    query: Query
    """As it was read; a term with `instead` was misspelt."""
    pieces: Pieces
    """All that match, in no order."""
    choices: Mapping[str, tuple[Choice, ...]]
    """By facet, in the order of FACETS."""

    @property
    def total(self) -> int:
        """How many pieces match."""
        return len(self.pieces)

    @property
    def misspelt(self) -> tuple[Term, ...]:
        """The words for which others were searched."""
        return tuple(term for term in self.query.terms if term.instead)


def search(session: Session, wanted: Search, used: Collection[int] | None = None) -> Found:
    """Everything that matches. `used` are the pieces in any rundown; without it there is no such facet."""
    query, pieces = _matching(session, wanted)
    numbers = facet_numbers(pieces, used)
    words = facet_words(session)
    narrowed = _narrow(pieces, numbers, wanted, words)
    choices = {
        name: _choices(session, name, narrowed.counts[name], wanted.chosen.get(name, ()), words)
        for name in FACETS
        if name in numbers
    }
    return Found(query, pieces.only(narrowed.left), choices)


def matching_ids(session: Session, wanted: Search, used: Collection[int] | None = None) -> Numbers:
    """Only the ids of what matches, in no order."""
    _, pieces = _matching(session, wanted)
    narrowed = _narrow(pieces, facet_numbers(pieces, used), wanted, facet_words(session))
    return pieces.ids[narrowed.left]


def _matching(session: Session, wanted: Search) -> tuple[Query, Pieces]:
    query = read_query(wanted.words)
    pieces = matching_pieces(session, query)
    if len(pieces) or wanted.as_typed or not query.wanted:
        return query, pieces
    mended = replace(query, terms=tuple(_mended(session, term) for term in query.terms))
    return (query, pieces) if mended == query else (mended, matching_pieces(session, mended))


def _mended(session: Session, term: Term) -> Term:
    """The same, or with the nearest words where no piece holds this one."""
    if term.is_out or len(term.words) > 1 or is_held(session, term):
        return term
    return replace(term, instead=nearest(session, term.words[0]))


def _narrow(pieces: Pieces, numbers: Mapping[str, Numbers], wanted: Search, words: Mapping[int, str]) -> Narrowed:
    also = np.ones(len(pieces), bool) if wanted.gap_ms is None else fits_gap(pieces, wanted.gap_ms)
    by_word = {word: number for number, word in words.items()}
    chosen = {name: _numbers_of(name, values, by_word) for name, values in wanted.chosen.items() if values}
    return narrow(numbers, chosen, also)


def _numbers_of(name: str, values: Iterable[str], by_word: Mapping[str, int]) -> list[int]:
    """The numbers that the values of a facet stand for; −1 for one that nothing has."""
    if name in FIXED:
        return [FIXED[name].index(value) if value in FIXED[name] else -1 for value in values]
    if name in NAMED:
        return [0 if value == NONE else int(value) if value.isdecimal() else -1 for value in values]
    return [by_word.get("" if value == NONE else value, -1) for value in values]


def _choices(
    session: Session, name: str, counts: Mapping[int, int], chosen: Collection[str], words: Mapping[int, str]
) -> tuple[Choice, ...]:
    """What can be chosen, the most frequent first, fixed ones in their own order; what is chosen is always among it."""
    if name in FIXED:
        return tuple(Choice(value, value, counts.get(at, 0)) for at, value in enumerate(FIXED[name]))
    most = sorted(counts, key=lambda number: (-counts[number], number))[:MOST_CHOICES]
    if name in NAMED:
        by_value = {str(number) if number else NONE: counts[number] for number in most}
    else:
        by_value = {words.get(number, "") or NONE: counts[number] for number in most}
    by_value |= {value: by_value.get(value, 0) for value in chosen}
    titles = _titles(session, name, by_value) if name in NAMED else {}
    return tuple(Choice(value, titles.get(value, value), count) for value, count in by_value.items())


def _titles(session: Session, name: str, values: Iterable[str]) -> dict[str, str]:
    ids = [int(value) for value in values if value.isdecimal()]
    query = (
        select(Call.id, Call.title).where(Call.id.in_(ids))
        if name == "call"
        else select(Source.id, Source.name).where(Source.id.in_(ids))
    )
    return {str(id_): title for id_, title in session.execute(query)}
