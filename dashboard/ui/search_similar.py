"""More like this, below a piece: the pieces most like it, each with the reasons."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import cards_of
from dashboard.curation.search.similar import similar_to
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.widgets import quiet

SHOWN = 6


def similar_panel(actor: Actor, contribution_id: int) -> None:
    """Pieces like this one, found when somebody opens the panel."""
    if not actor.may(Permission.SEE_PIECES):
        return
    panel = st.expander("More like this", key=f"similar{contribution_id}", on_change="rerun")
    if not panel.open:
        return
    with database().reading() as session:
        alike = similar_to(session, contribution_id, SHOWN)
        cards = cards_of(session, [one.contribution_id for one in alike])
    with panel:
        if not alike:
            st.caption("Nothing here is like it: no call, tag, link or telling word in common with another piece.")
        reasons = {one.contribution_id: quiet(one.reason) for one in alike}
        shown = [cards[one.contribution_id] for one in alike if one.contribution_id in cards]
        st.fragment(card_grid)(shown, notes=reasons, area=f"similar{contribution_id}")
