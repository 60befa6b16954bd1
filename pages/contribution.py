"""One piece: to see or hear, its artists, licence and clearance, its lineage and interest, and its use."""

from __future__ import annotations

import streamlit as st

from dashboard.community.interest import note_opened
from dashboard.curation.queries import artists, card, piece, shortlisted_ids
from dashboard.curation.shortlists import PIECE
from dashboard.errors import NotFound
from dashboard.people.roles import Permission
from dashboard.rundown.queries import episodes_using
from dashboard.rundown.release import known_episodes
from dashboard.storage.engine import database
from dashboard.ui.consents_panel import shares_panel
from dashboard.ui.duplicate_panel import duplicate_panel
from dashboard.ui.fetch_panel import fetch_button
from dashboard.ui.guard import guard
from dashboard.ui.history_panel import history_panel
from dashboard.ui.interest_panel import interest_panel
from dashboard.ui.matches_panel import lacks_panel
from dashboard.ui.overlay_panel import overlay_panel
from dashboard.ui.piece_facts import credits_panel, facts_panel, media_panel
from dashboard.ui.piece_lineage import lineage_panel
from dashboard.ui.requests_panel import piece_requests, report_button
from dashboard.ui.search_similar import similar_panel
from dashboard.ui.shortlisting import pick_button
from dashboard.ui.together import together_uses
from dashboard.ui.widgets import back_link, empty, heading, page_link, plain

actor = guard(Permission.SEE_PIECES)
asked = st.query_params.get("piece", "")
try:
    with database().reading() as session:
        shown = piece(session, int(asked) if asked.isdecimal() else 0)
        known = episodes_using if actor.may(Permission.SEE_RUNDOWN) else known_episodes
        users = known(session, shown.contribution.id)
except NotFound as missing:
    heading("Contribution")
    empty(str(missing), "search_off")
    page_link("trending", "Go to Trending", "trending_up")
    st.stop()

note_opened(database(), actor, shown.contribution.id)
work, its_card = shown.contribution, card(shown.contribution)
back_link()
episode = heading(plain(work.title), plain(artists(work)), episode=actor.may(Permission.SHORTLIST))

media, facts = st.columns([3, 2], gap="medium")
with media:
    media_panel(work, its_card)
    together_uses(its_card)
with facts:
    facts_panel(work, its_card)
    fetch_button(actor, work)
    if episode:
        with database().reading() as session:
            is_on = bool(shortlisted_ids(session, episode.shortlist_id, [work.id]))
        pick_button(actor, episode, its_card, is_on=is_on, picked_from=PIECE)
    report_button(actor, work.id)
    lacks_panel(actor, its_card)

made_by, used_in = st.columns([3, 2], gap="medium")
with made_by:
    st.header("Artists", anchor=False)
    credits_panel(work)
    shares_panel(actor, work.id)
with used_in:
    st.header("Episodes", anchor=False)
    if not users:
        st.caption("In no rundown yet." if actor.may(Permission.SEE_RUNDOWN) else "In no episode that is released.")
    for row in users:
        if actor.may(Permission.SEE_RUNDOWN):
            page_link("rundown", plain(row.label), "format_list_numbered", episode=row.episode_id)
        else:
            st.markdown(plain(row.label))

lineage_panel(actor, shown)
duplicate_panel(actor, work.id)
similar_panel(actor, work.id)

interest_panel(actor, work, shown.counted)
overlay_panel(actor, work)
if actor.may(Permission.ANSWER):
    piece_requests(actor, work.id)

if actor.may(Permission.JUDGE):
    history_panel(shown)
