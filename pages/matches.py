"""Matches: pieces and calls that ask for a missing part, and pieces here that could be it, with the reason."""

from __future__ import annotations

import streamlit as st

from dashboard.community.call_queries import own_pieces_of
from dashboard.curation.matches import filled_by, fillers_of, part_of, suggestions
from dashboard.curation.matching import lacks
from dashboard.curation.queries import cards_of
from dashboard.people.roles import Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.finder import find_piece
from dashboard.ui.guard import guard
from dashboard.ui.matches_panel import lack_button, pairs
from dashboard.ui.widgets import empty, heading, plain

actor = guard(Permission.SEE_PIECES)
heading("Matches", "What is missing somewhere, and who may have made it already.")


asked = st.query_params.get("piece", "")
chosen = find_piece("A piece", "match_piece", chosen=int(asked) if asked.isdecimal() else None)

with database().reading() as session:
    own = own_pieces_of(session, actor.account_id)
    if chosen is None:
        found, could_fill = suggestions(session, now()), []
    else:
        found, could_fill = fillers_of(session, chosen), filled_by(session, chosen, now())
    ids = {id_ for one in (*found, *could_fill) for id_ in (one.asking_id, one.filling_id) if id_ is not None}
    cards = cards_of(session, {*ids, *([chosen] if chosen else [])})
    missing = lacks(part_of(session, chosen)) if chosen else ()

if chosen is None:
    if found:
        pairs(actor, found, cards, own)
    else:
        empty("No pair was found yet. Films without sound, words without a voice and open calls show here.", "join")
else:
    title = plain(cards[chosen].title)
    st.header(f"What “{title}” lacks", anchor=False)
    if not missing:
        st.caption("Nothing, as far as its media, its words and its links tell.")
    elif not found and (actor.may(Permission.RUN_CALLS) or chosen in own):
        st.caption("Nothing here fits it yet. Ask the community.")
        for lack in missing:
            lack_button(actor, cards[chosen], lack, f"lack_{lack}")
    pairs(actor, found, cards, own)
    st.header(f"What “{title}” could fill", anchor=False)
    if could_fill:
        pairs(actor, could_fill, cards, own)
    else:
        st.caption("No piece and no call here asks for something like it.")
