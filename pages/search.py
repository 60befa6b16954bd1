"""Search: every contribution by words and facts, and searches that tell of new matches."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import PER_PAGE, Card, cards_of, shortlisted_ids
from dashboard.curation.search.order import page_of
from dashboard.curation.search.searching import search
from dashboard.curation.shortlists import SEARCH
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.search_facets import facets_panel
from dashboard.ui.search_head import search_head, what_was_read
from dashboard.ui.search_state import NEWS, PAGE, address, used_pieces
from dashboard.ui.shortlisting import pick_button
from dashboard.ui.widgets import empty, heading, leads_back, said

actor = guard(Permission.SEE_PIECES)
episode = heading(
    "Search", "Every piece, by words and by what is known of it.", episode=actor.may(Permission.SHORTLIST)
)
asked = search_head(actor)
with database().reading() as session:
    used = used_pieces(session, may_know=actor.may(Permission.SEE_RUNDOWN))
    found = search(session, asked.search, used)
facets_panel(found, asked.search.chosen)
what_was_read(asked.search, found)


@st.fragment
def results() -> None:
    """One page of cards; playing, shortlisting and paging redraw only this."""
    said()
    leads_back("search", "Search", address())
    head, body, foot = st.container(), st.container(), st.container(horizontal_alignment="center")
    pages = -(-found.total // PER_PAGE)
    page = foot.pagination(pages, key=PAGE, bind="query-params") if pages > 1 else 1
    with database().reading() as session:
        ids = page_of(session, found, asked.order, page, PER_PAGE)
        shown = cards_of(session, ids)
        listed = shortlisted_ids(session, episode.shortlist_id, ids) if episode else set()
    news = st.session_state.get(NEWS, frozenset())

    def buttons(card: Card) -> None:
        if episode:
            pick_button(actor, episode, card, is_on=card.contribution_id in listed, picked_from=SEARCH)

    with body:
        if not found.total and asked.search.is_everything:
            empty("No piece has come in yet. Pull a folder on the Sources page, and it can be found here.")
        elif not found.total:
            empty("No piece matches. Take away a filter, or search for fewer words.", "search_off")
        head.caption(counted(found.total, "piece"))
        notes = {id_: ":blue-badge[:material/fiber_new: New]" for id_ in ids if id_ in news}
        card_grid([shown[id_] for id_ in ids if id_ in shown], notes=notes, buttons=buttons, area="search")


results()
