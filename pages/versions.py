"""The versions of an episode and what the master offers them."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.versions import master_of
from dashboard.people.roles import Permission
from dashboard.rundown.queries import load_episode
from dashboard.rundown.versions.versions import offers_to, terms_of, versions_of
from dashboard.storage.engine import database
from dashboard.ui.guard import guard
from dashboard.ui.version_panels import new_version_form, version_card
from dashboard.ui.widgets import empty, heading, page_link, plain

actor = guard(Permission.SEE_RUNDOWN)
chosen = heading(
    "Versions", "Each has a rundown of its own; what changes in the master is offered, never applied.", episode=True
)
if chosen is None:
    empty("There is no episode yet.", "movie")
    page_link("episodes", "Make an episode", "movie")
    st.stop()

with database().reading() as session:
    master = load_episode(session, master_of(session, chosen.episode_id))
    st.markdown(f"Of **{plain(master.show.title)} {master.number}: {plain(master.title)}**")
    version_card(actor, session, master, terms_of(session, master.id), [])
    versions = versions_of(session, master.id)
    for row in versions:
        version_card(actor, session, row.episode, row.terms, offers_to(session, row.episode))

if not versions:
    empty("There is only the master; derive a version for another slot, the web or another country.", "alt_route")
if actor.may(Permission.EDIT_EPISODE):
    with st.expander("New version", icon=":material/add:", expanded=not versions, key="version_open"):
        new_version_form(actor, master, {row.episode.version for row in versions})
