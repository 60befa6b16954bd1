"""What is searched for, as the address of the Search page says it; the address is the only place where it is kept."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from sqlalchemy.orm import Session

from dashboard.curation.search.facets import FACETS
from dashboard.curation.search.searching import Search
from dashboard.errors import BadInput
from dashboard.rundown.queries import used_ids
from dashboard.rundown.timecode import parse_duration_ms
from dashboard.ui.formats import length_text

WORDS, GAP, ORDER, PAGE = "q", "gap", "order", "page"
"""Keys of widgets that stand in the address themselves."""
AS_TYPED = "as_typed"
NEWS = "search_news"
"""The session-state key of the ids that are new in the saved search that is open."""
_DIVIDER = "|"


def wanted(words: str, gap: str) -> tuple[Search, str]:
    """What is asked for by these two fields and the rest of the address, and why the gap could not be read."""
    problem, gap_ms = "", None
    try:
        gap_ms = parse_duration_ms(gap) or None if gap.strip() else None
    except BadInput as wrong:
        problem = str(wrong)
    return Search(words, chosen(), gap_ms, as_typed=AS_TYPED in st.query_params), problem


def chosen() -> dict[str, tuple[str, ...]]:
    """By facet the values that the address names."""
    return {name: _values(st.query_params[name]) for name in FACETS if st.query_params.get(name)}


def choose(facet: str, value: str, *, on: bool) -> None:
    """Add a value to a facet or take it away. For callbacks."""
    values = [kept for kept in _values(st.query_params.get(facet, "")) if kept != value]
    _write(facet, [*values, value] if on else values)
    first_page()


def first_page() -> None:
    """Another search begins at its first page, and has no news. For callbacks."""
    st.session_state[PAGE] = 1
    st.session_state.pop(NEWS, None)


def new_words() -> None:
    """What was typed is read anew. For callbacks."""
    st.query_params.pop(AS_TYPED, None)
    first_page()


def leave_as_typed() -> None:
    """Search for the words as they are typed, however few hold them. For callbacks."""
    st.query_params[AS_TYPED] = "1"
    first_page()


def show(search: Search) -> None:
    """Let the address say this search and nothing else. For callbacks."""
    st.session_state[WORDS] = search.words
    st.session_state[GAP] = "" if search.gap_ms is None else length_text(search.gap_ms)
    for facet in FACETS:
        _write(facet, search.chosen.get(facet, ()))
    st.query_params.pop(AS_TYPED, None)
    if search.as_typed:
        st.query_params[AS_TYPED] = "1"
    first_page()


def reset() -> None:
    """Take away the words and every filter. For callbacks."""
    show(Search())


def address() -> Mapping[str, str]:
    """What the address says, for the way back to it."""
    names = (WORDS, GAP, ORDER, PAGE, AS_TYPED, *FACETS)
    return {name: st.query_params[name] for name in names if name in st.query_params}


def used_pieces(session: Session, *, may_know: bool) -> set[int] | None:
    """The pieces in any rundown; None for whoever may not see rundowns, and then has no such facet."""
    return used_ids(session) if may_know else None


def _values(text: str) -> tuple[str, ...]:
    parts = (part.replace("%7C", _DIVIDER).replace("%25", "%") for part in text.split(_DIVIDER))
    return tuple(dict.fromkeys(part for part in parts if part))


def _write(facet: str, values: list[str] | tuple[str, ...]) -> None:
    st.query_params.pop(facet, None)
    if values:
        parts = (value.replace("%", "%25").replace(_DIVIDER, "%7C") for value in values)
        st.query_params[facet] = _DIVIDER.join(parts)
