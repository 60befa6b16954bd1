"""Finding pieces and people by a few words, wherever a form asks for one."""

from __future__ import annotations

import streamlit as st

from dashboard.community.contributor_queries import PersonRow, people
from dashboard.curation.queries import Card, cards_of
from dashboard.curation.search.order import first_cards
from dashboard.storage.engine import database

MATCHES = 12


def find_piece(label: str, key: str, *, chosen: int | None = None, help: str | None = None) -> int | None:  # noqa: A002
    """One piece, found by words; `chosen` is the one that stands when the form opens."""
    st.session_state.setdefault(key, chosen)
    words = st.text_input(f"{label}: find it by words", key=f"{key}_words", type="search", help=help)
    shown = _found(words, [st.session_state[key]])
    if st.session_state[key] not in shown:
        st.session_state[key] = None
    none = "Nothing matches these words" if words else "None"
    return st.selectbox(
        label, list(shown), index=None, key=key, format_func=lambda id_: _named(shown[id_]), placeholder=none
    )


def find_pieces(label: str, key: str, *, help: str | None = None) -> list[int]:  # noqa: A002
    """Several pieces, found by words one after the other; `st.session_state[key]` holds them."""
    st.session_state.setdefault(key, [])
    words = st.text_input(f"{label}: find by words", key=f"{key}_words", type="search", help=help)
    shown = _found(words, st.session_state[key])
    st.session_state[key] = [id_ for id_ in st.session_state[key] if id_ in shown]
    return st.multiselect(
        label, list(shown), key=key, format_func=lambda id_: _named(shown[id_]),
        placeholder="Choose among what was found" if words else "Nothing chosen",
    )  # fmt: skip


def find_people(words: str) -> list[PersonRow]:
    """People whose names or handles hold the words; none without words."""
    if not words.strip():
        return []
    with database().reading() as session:
        return people(session, words)[0][:MATCHES]


def _found(words: str, kept: list[int | None]) -> dict[int, Card]:
    with database().reading() as session:
        there = cards_of(session, [id_ for id_ in kept if id_ is not None])
        met = first_cards(session, words, MATCHES)
    return there | {card.contribution_id: card for card in met}


def _named(card: Card) -> str:
    return f"{card.title}, {card.artists} ({card.kind})"
