"""Home: what waits for whoever looks, how the open episode stands, and what came in last."""

from __future__ import annotations

import streamlit as st

from dashboard.community.claims import open_claims
from dashboard.community.overlays import conflicted
from dashboard.community.requests import requests_by
from dashboard.curation.queries import Filters, cards, open_links
from dashboard.desk.home import (
    not_airing,
    open_dead_letter_count,
    open_jobs,
    open_link_count,
    standing,
)
from dashboard.desk.my_work import my_pieces
from dashboard.desk.requests import waiting_requests
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.consents_panel import waiting_panel as agreements
from dashboard.ui.formats import counted, duration_text, over_word, signed_text
from dashboard.ui.guard import guard
from dashboard.ui.my_work_panel import standing_badge
from dashboard.ui.piece_lineage import STATES
from dashboard.ui.requests_panel import own_requests, waiting_panel
from dashboard.ui.widgets import clearance_badge, empty, heading, page_link, plain, quiet, row_link

OWN_SHOWN, ASKED_SHOWN = 6, 3
actor = guard(Permission.SEE_HOME)
judges, pulls = actor.may(Permission.JUDGE), actor.may(Permission.PULL)
episode = heading("Home", "Where the show stands.", episode=actor.may(Permission.SEE_RUNDOWN))

with database().reading() as session:
    stands = standing(session, episode.episode_id) if episode else None
    held = not_airing(session, episode.shortlist_id) if episode else []
    links, link_count = (open_links(session, 5), open_link_count(session)) if judges else ([], 0)
    letters, jobs = (open_dead_letter_count(session), open_jobs(session)) if pulls else (0, [])
    own = my_pieces(session, actor.account_id)[:OWN_SHOWN] if actor.account_id else []
    requests = waiting_requests(session) if actor.may(Permission.ANSWER) else []
    disputed = conflicted(session) if judges else []
    claims = open_claims(session) if actor.may(Permission.KNOW_ARTISTS) else []
    asked = requests_by(session, actor.account_id)[:ASKED_SHOWN] if actor.account_id else []
    latest = cards(session, Filters(newest_first=True), per_page=6)

with st.grid(4, min_column_width=150):
    if stands:
        target = duration_text(stands.target_frames, stands.rate)
        st.metric(f"Time, target {target}", duration_text(stands.trt_frames, stands.rate), border=True)
        over = over_word(stands.over_frames, stands.rate).capitalize()
        st.metric(over, signed_text(stands.over_frames, stands.rate), border=True)
    if judges:
        st.metric("Links to judge", link_count, border=True)
    if pulls:
        st.metric("Did not come in", letters, border=True)

if own:
    st.header("Your pieces", anchor=False)
    whereabouts = {piece.card.contribution_id: f"{standing_badge(piece)} {quiet(piece.sentence)}" for piece in own}
    st.fragment(card_grid)([piece.card for piece in own], notes=whereabouts, area="own")
    if actor.may(Permission.CONTRIBUTE):
        page_link("my_work", "All of your work, and what you are owed", "brush")

problems = stands.problems if stands else ()
judged = {edge.child_id for edge in links}
held = [c for c in held if c.clearance_reason not in problems and c.contribution_id not in judged]
if actor.may(Permission.SEE_RUNDOWN):
    st.header("What waits for you", anchor=False)
    if not (jobs or letters or links or held or problems or requests or claims or disputed):
        empty("Nothing waits for you. Requests, open links and pieces that may not air show here.", "task_alt")
agreements(actor)
waiting_panel(actor, requests)
for claim in claims:
    text = f":blue-badge[:material/person_check: This is me] {plain(claim.claimed_by)} is “{plain(claim.credit_name)}”?"
    row_link(text, "artist", "Decide", artist=claim.contributor_id)
for piece in disputed:
    text = f":orange-badge[:material/warning: Corrected] The source of “{plain(piece.title)}” disagrees."
    row_link(text, "contribution", "Settle", piece=piece.id)
for job in jobs:
    badge = f":blue-badge[:material/sync: {job.state.capitalize()}]"
    row_link(f"{badge} {job.kind.capitalize()}: {plain(job.message or 'waits for its turn')}", "sources", "Look")
for problem in problems:
    row_link(f":orange-badge[:material/warning: In the rundown] {plain(problem)}", "rundown", "Rundown")
for card in held:
    text = f"{clearance_badge(card.clearance)} {plain(card.clearance_reason)}"
    row_link(text, "contribution", "Look", piece=card.contribution_id)
for edge in links:
    parent = edge.parent.title if edge.parent else edge.parent_ref
    word, icon, colour = STATES[edge.state]
    text = f":{colour}-badge[:material/{icon}: {word}] “{plain(edge.child.title)}” uses “{plain(parent)}”."
    row_link(text, "contribution", "Judge", piece=edge.child_id)
if link_count > len(links):
    st.caption(f"And {counted(link_count - len(links), 'more link')} to judge, on the pages of their pieces.")
if letters:
    badge = ":orange-badge[:material/mail_off: Not taken in]"
    row_link(f"{badge} {counted(letters, 'thing')} did not come in.", "sources", "Look")

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
