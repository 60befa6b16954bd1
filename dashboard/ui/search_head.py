"""The head of the Search page: what to search for, what was read differently from what was typed, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.curation.search.order import Order
from dashboard.curation.search.searching import Found, Search
from dashboard.people.roles import Actor
from dashboard.ui.search_saved import saved_panel
from dashboard.ui.search_state import GAP, ORDER, WORDS, first_page, leave_as_typed, new_words, reset, wanted
from dashboard.ui.widgets import plain


@dataclass(frozen=True)
class Asked:
    """What the head of the page asks for."""

    search: Search
    order: Order


def search_head(actor: Actor) -> Asked:
    """The fields, and behind a button the saved searches."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Search", key=WORDS, bind="query-params", type="search", on_change=new_words, width="stretch",
            placeholder="Title, artist, lyrics, tags", help="“exact words” in quotes; -word for what must not be there",
        )  # fmt: skip
        gap = st.text_input(
            "Fits a gap of", key=GAP, bind="query-params", on_change=first_page, placeholder="0:47", width=130,
            help="Pieces no longer than the gap that fill at least four fifths of it.",
        )  # fmt: skip
        order = st.selectbox(
            "Order", [each.value for each in Order], key=ORDER, bind="query-params", on_change=first_page, width=150,
            help="By best match the pieces that hold your words most and in their titles come first.",
        )  # fmt: skip
    search, problem = wanted(words or "", gap or "")
    if problem:
        st.caption(f":red[:material/error: {plain(problem)}]")
    with st.container(horizontal=True):
        saved_panel(actor, search)
        if not search.is_everything:
            st.button("Reset", icon=":material/restart_alt:", key="search_reset", on_click=reset, type="tertiary")
    return Asked(search, Order(order))


def what_was_read(search: Search, found: Found) -> None:
    """Say where what was searched differs from what was typed, and let it be taken back."""
    if search.words.strip() and not found.query.terms:
        st.caption("That holds no word to search for, so every piece is shown.")
    if found.query.is_cut:
        st.caption("That is more than a search can hold: only its beginning was searched for.")
    for term in found.misspelt:
        instead = " or ".join(f"“{plain(word)}”" for word in term.instead)
        st.markdown(f":material/spellcheck: No piece holds “{plain(term.typed)}”. Showing {instead} instead.")
    if found.misspelt:
        st.button("Search for what I typed", key="as_typed_button", on_click=leave_as_typed, type="tertiary")
