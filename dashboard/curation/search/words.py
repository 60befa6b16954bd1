"""What somebody typed into the search field, read as words, phrases and words that must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.community.searching import query_words

MOST_CHARACTERS, MOST_TERMS = 500, 24
SHORTEST_BEGINNING = 2
"""A single letter stands for itself: as the beginning of a word it would find nearly everything."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TERM = re.compile(r'(?P<out>[-−](?=\S))?(?:"(?P<quoted>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """One thing that a piece must hold, or must not: words side by side."""

    typed: str
    words: tuple[str, ...]
    is_beginning: bool = False
    """Whether the last of the words is the beginning of one."""
    is_out: bool = False
    """Whether it must not be there."""
    instead: tuple[str, ...] = ()
    """Words of which any will do, where no piece holds this one."""


@dataclass(frozen=True)
class Query:
    """All that must be there and all that must not; without terms everything matches."""

    terms: tuple[Term, ...] = ()
    is_cut: bool = False
    """Whether more was typed than is searched for."""

    @property
    def wanted(self) -> tuple[Term, ...]:
        """What must be there."""
        return tuple(term for term in self.terms if not term.is_out)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        """What must not be there."""
        return tuple(term for term in self.terms if term.is_out)


def read_query(typed: str) -> Query:
    """Words, “phrases” and -words; whatever else was typed divides words and means nothing.

    The last word is taken for the beginning of one, as long as no blank follows it.
    """
    text = typed[:MOST_CHARACTERS].translate(_QUOTES)
    ends = bool(text) and not text[-1].isspace() and len(typed) <= MOST_CHARACTERS
    found: dict[tuple[object, ...], Term] = {}
    matches = list(_TERM.finditer(text))
    for match in matches:
        may_go_on = ends and match is matches[-1] and match["word"] is not None and match["out"] is None
        term = _term(match, may_go_on=may_go_on)
        if term.words:
            found.setdefault((term.words, term.is_out), term)
    terms = tuple(found.values())
    return Query(terms[:MOST_TERMS], is_cut=len(typed) > MOST_CHARACTERS or len(terms) > MOST_TERMS)


def _term(match: re.Match[str], *, may_go_on: bool) -> Term:
    typed = match["quoted"] if match["word"] is None else match["word"]
    words, is_beginning = query_words(typed)
    is_long = bool(words) and len(words[-1]) >= SHORTEST_BEGINNING and words[-1][-1:].isalnum()
    goes_on = may_go_on and is_long and typed[-1:].isalnum()
    return Term(typed.strip(), tuple(words), is_beginning or goes_on, is_out=match["out"] is not None)
