"""Trending: what is rising and why, and search over every contribution."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import PER_PAGE, Card, Filters, cards, count, licences, shortlisted_ids
from dashboard.curation.service import drop_from_shortlist, shortlist_piece
from dashboard.intake.kinds import KINDS
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.widgets import CLEARANCE, action, empty, heading, quiet, said

actor = guard(Permission.SEE_PIECES)
picks = actor.may(Permission.SHORTLIST)
episode = heading("Trending", "What is rising, and why.", episode=picks)
RISING, NEWEST = "Rising", "Newest"


def first_page() -> None:
    """Another filter begins at its first page."""
    st.session_state["page"] = 1


with database().reading() as session:
    named = licences(session)

with st.container(horizontal=True, vertical_alignment="bottom"):
    words = st.text_input(
        "Search", key="q", bind="query-params", type="search", width="stretch", on_change=first_page,
        placeholder="Title, artist, words, tags",
    )  # fmt: skip
    kind = st.selectbox(
        "Kind", KINDS, index=None, key="kind", bind="query-params", placeholder="Every kind", width=140,
        on_change=first_page,
    )  # fmt: skip
    licence = st.selectbox(
        "Licence", named, index=None, key="licence", bind="query-params", placeholder="Every licence", width=160,
        format_func=lambda name: name or "None named", on_change=first_page,
    )  # fmt: skip
    clearance = st.selectbox(
        "Clearance", list(CLEARANCE), index=None, key="clearance", bind="query-params", placeholder="Any", width=150,
        format_func=lambda state: CLEARANCE[state][0], on_change=first_page,
    )  # fmt: skip
    order = st.selectbox(
        "Order", [RISING, NEWEST], key="order", bind="query-params", width=130, on_change=first_page
    )  # fmt: skip

narrowed = bool(words or kind or licence or clearance)
filters = Filters(words or "", kind or "", licence or "", clearance or "", newest_first=order == NEWEST)


@st.fragment
def results() -> None:
    """One page of cards; playing, shortlisting and paging redraw only this."""
    said()
    with database().reading() as session:
        total = count(session, filters)
        head, body, foot = st.container(), st.container(), st.container(horizontal_alignment="center")
        page = foot.pagination(max(1, -(-total // PER_PAGE)), key="page", bind="query-params")
        found = cards(session, filters, page)
        ids = [card.contribution_id for card in found]
        listed = shortlisted_ids(session, episode.shortlist_id, ids) if episode else set()

    def buttons(card: Card) -> None:
        if not episode:
            return
        piece = (database(), actor, episode.shortlist_id, card.contribution_id)
        is_on = card.contribution_id in listed
        st.button(
            "Shortlisted" if is_on else "Shortlist", key=f"pick{card.contribution_id}",
            icon=":material/bookmark_added:" if is_on else ":material/bookmark:", on_click=action,
            args=(drop_from_shortlist if is_on else shortlist_piece, *piece),
            kwargs={"done": f"{card.title}: {'off' if is_on else 'on'} the shortlist of {episode.label}."},
        )  # fmt: skip

    with body:
        if not total and narrowed:
            empty("No piece matches. Take away a filter, or search for fewer words.", "search_off")
        elif not total:
            empty("No piece has come in yet. Pull a folder on the Sources page, and what is rising shows here.")
        head.caption(counted(total, "piece"))
        card_grid(found, notes={c.contribution_id: quiet(c.score_reason) for c in found}, buttons=buttons)


results()
