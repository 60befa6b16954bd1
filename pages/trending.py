"""Trending: what is rising and why, and search over every contribution."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import PER_PAGE, Card, Filters, cards, count, licences, shortlisted_ids
from dashboard.intake.kinds import KINDS
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.shortlisting import pick_button
from dashboard.ui.widgets import CLEARANCE, empty, heading, quiet, said

actor = guard(Permission.SEE_PIECES)
episode = heading("Trending", "What is rising, and why.", episode=actor.may(Permission.SHORTLIST))
RISING, NEWEST = "Rising", "Newest"
FILTERS = ("q", "kind", "licence", "clearance", "order", "page")


def first_page() -> None:
    """Another filter begins at its first page."""
    st.session_state["page"] = 1


with database().reading() as session:
    named = licences(session)

with st.container(horizontal=True, vertical_alignment="bottom"):
    words = st.text_input(
        "Search", key="q", bind="query-params", type="search", on_change=first_page,
        placeholder="Title, artist, words, tags",
    )  # fmt: skip
    kind = st.selectbox(
        "Kind", KINDS, index=None, key="kind", bind="query-params", on_change=first_page,
        placeholder="Every kind", width=140,
    )  # fmt: skip
    licence = st.selectbox(
        "Licence", named, index=None, key="licence", bind="query-params", on_change=first_page,
        placeholder="Every licence", width=160, format_func=lambda name: name or "None named",
    )  # fmt: skip
    clearance = st.selectbox(
        "Clearance", list(CLEARANCE), index=None, key="clearance", bind="query-params", on_change=first_page,
        placeholder="Any", width=150, format_func=lambda state: CLEARANCE[state][0],
    )  # fmt: skip
    order = st.selectbox(
        "Order", [RISING, NEWEST], key="order", bind="query-params", on_change=first_page, width=130
    )  # fmt: skip

narrowed = bool(words or kind or licence or clearance)
filters = Filters(words or "", kind or "", licence or "", clearance or "", newest_first=order == NEWEST)


@st.fragment
def results() -> None:
    """One page of cards; playing, shortlisting and paging redraw only this."""
    said()
    st.session_state["trending"] = {key: st.query_params[key] for key in FILTERS if key in st.query_params}
    head, body, foot = st.container(), st.container(), st.container(horizontal_alignment="center")
    with database().reading() as session:
        total = count(session, filters)
        pages = -(-total // PER_PAGE)
        page = foot.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        found = cards(session, filters, page)
        ids = [card.contribution_id for card in found]
        listed = shortlisted_ids(session, episode.shortlist_id, ids) if episode else set()

    def buttons(card: Card) -> None:
        if episode:
            pick_button(actor, episode, card, is_on=card.contribution_id in listed)

    with body:
        if not total and narrowed:
            empty("No piece matches. Take away a filter, or search for fewer words.", "search_off")
        elif not total:
            empty("No piece has come in yet. Pull a folder on the Sources page, and what rises shows here.")
        head.caption(counted(total, "piece"))
        reasons = {card.contribution_id: quiet(card.score_reason) for card in found}
        card_grid(found, notes=reasons, buttons=buttons)


results()
