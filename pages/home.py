"""Home: what waits for whoever looks, how the open episode stands, and what came in last."""

from __future__ import annotations

import streamlit as st

from dashboard.community.requests import requests_by
from dashboard.curation.queries import latest_cards
from dashboard.desk.home import open_dead_letter_count, open_link_count, standing
from dashboard.desk.my_work import my_pieces
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import duration_text, over_word, signed_text
from dashboard.ui.guard import guard
from dashboard.ui.my_work_panel import standing_badge
from dashboard.ui.requests_panel import own_requests
from dashboard.ui.waiting import waiting, waiting_panel
from dashboard.ui.widgets import empty, heading, page_link, quiet

OWN_SHOWN, ASKED_SHOWN, LATEST_SHOWN = 6, 3, 6
actor = guard(Permission.SEE_HOME)
judges, pulls = actor.may(Permission.JUDGE), actor.may(Permission.PULL)
episode = heading("Home", "Where the show stands.", episode=actor.may(Permission.SEE_RUNDOWN))

with database().reading() as session:
    stands = standing(session, episode.episode_id) if episode else None
    problems = stands.problems if stands else ()
    waits = waiting(session, actor, episode.shortlist_id if episode else None, problems)
    links = open_link_count(session) if judges else 0
    letters = open_dead_letter_count(session) if pulls else 0
    own = my_pieces(session, actor.account_id)[:OWN_SHOWN] if actor.account_id else []
    asked = requests_by(session, actor.account_id)[:ASKED_SHOWN] if actor.account_id else []
    latest = latest_cards(session, LATEST_SHOWN)

with st.grid(4, min_column_width=150):
    if stands:
        target = duration_text(stands.target_frames, stands.rate)
        st.metric(f"Time, target {target}", duration_text(stands.trt_frames, stands.rate), border=True)
        over = over_word(stands.over_frames, stands.rate).capitalize()
        st.metric(over, signed_text(stands.over_frames, stands.rate), border=True)
    if judges:
        st.metric("Links to judge", links, border=True)
    if pulls:
        st.metric("Did not come in", letters, border=True)

if own:
    st.header("Your pieces", anchor=False)
    whereabouts = {piece.card.contribution_id: f"{standing_badge(piece)} {quiet(piece.sentence)}" for piece in own}
    st.fragment(card_grid)([piece.card for piece in own], notes=whereabouts, area="own")
    if actor.may(Permission.CONTRIBUTE):
        page_link("my_work", "All of your work, and what you are owed", "brush")

waiting_panel(actor, waits)

if asked:
    st.header("What you asked", anchor=False)
    own_requests(asked)

st.header("Latest arrivals", anchor=False)
if latest:
    st.fragment(card_grid)(latest)
else:
    empty("Nothing has come in yet. Pull a folder on the Sources page, and what is new shows here.")
    if pulls:
        page_link("sources", "Go to Sources", "move_to_inbox")
