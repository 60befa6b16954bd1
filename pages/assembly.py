"""The rough assembly of the open episode: building it, and watching it."""

from __future__ import annotations

import streamlit as st

from dashboard.assembly.service import PROFILES
from dashboard.credits.queries import working_rundown
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.assembly_desk import build_part, player_part, profile_label
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading, page_link

actor = guard(Permission.SEE_RUNDOWN)
episode = heading("Assembly", "The rough cut of a rundown, to watch.", episode=True)
if episode is None:
    empty("There is no episode yet, so there is nothing to build.", "smart_display")
    page_link("episodes", "Go to Episodes", "movie")
    st.stop()

with database().reading() as session:
    rundown = working_rundown(session, episode.episode_id).rundown

row = st.container(horizontal=True, vertical_alignment="bottom")
profile = row.segmented_control(
    "Quality", list(PROFILES), default="preview", required=True, format_func=profile_label, key="quality",
    bind="query-params",
)  # fmt: skip
if rundown.airing:
    build_part(actor, episode, str(profile), row)
    player_part(rundown, str(profile))
else:
    empty("Nothing in the rundown takes time yet, so there is nothing to build.", "smart_display")
    page_link("rundown", "Go to the rundown", "format_list_numbered")
