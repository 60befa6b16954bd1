"""Trending: what is rising and why, what is loved, and what hardly anybody has seen."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import PER_PAGE, Card, cards_of, shortlisted_ids
from dashboard.curation.shortlists import TRENDING
from dashboard.desk.trending import notes
from dashboard.people.roles import Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.shortlisting import pick_button
from dashboard.ui.trending_panel import (
    FILTERS,
    MEANINGS,
    NOTHING,
    choices,
    kept_listing,
    note_text,
    proof,
    refresh_button,
    thin_note,
)
from dashboard.ui.widgets import empty, heading, leads_back, said

actor = guard(Permission.SEE_PIECES)
episode = heading("Trending", "What is rising, and why.", episode=actor.may(Permission.SHORTLIST))
wish = choices()
st.caption(MEANINGS[wish.view])


@st.fragment
def results() -> None:
    """One page of cards; playing, shortlisting and paging redraw only this."""
    said()
    leads_back("trending", "Trending", {key: st.query_params[key] for key in FILTERS if key in st.query_params})
    head, body, foot = st.container(), st.container(), st.container(horizontal_alignment="center")
    with database().reading() as session:
        shown = kept_listing(session, wish)
        pages = -(-len(shown.places) // PER_PAGE)
        page = foot.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        places = shown.places[(page - 1) * PER_PAGE : page * PER_PAGE]
        ids = [place.contribution_id for place in places]
        known, said_of = cards_of(session, ids), notes(session, ids, now())
        listed = shortlisted_ids(session, episode.shortlist_id, ids) if episode else set()
        with head.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(counted(len(shown.places), "piece"))
            refresh_button(session, shown)
        with head:
            if shown.places:
                thin_note(session)

    def buttons(card: Card) -> None:
        if episode:
            pick_button(actor, episode, card, is_on=card.contribution_id in listed, picked_from=TRENDING)

    with body:
        if not places and wish.view in NOTHING:
            empty(NOTHING[wish.view], "visibility_off")
        elif not places and (wish.kind or wish.call_id):
            empty("No piece matches. Take away a filter, or look on the Search page.", "search_off")
        elif not places:
            empty("No piece has come in yet. Pull a folder on the Sources page, and what rises shows here.")
        words = {
            place.contribution_id: note_text(place.axis, wish.view, said_of.get(place.contribution_id))
            for place in places
        }
        card_grid([known[id_] for id_ in ids if id_ in known], notes=words, buttons=buttons)


results()
proof()
