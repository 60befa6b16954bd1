"""A rundown as a sheet, a print or a timeline, and a sheet read back in."""

from __future__ import annotations

import streamlit as st

from dashboard.credits.queries import working_rundown
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.exchange_panels import way_in, way_out
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading, page_link

actor = guard(Permission.SEE_RUNDOWN)
episode = heading("In and out", "A rundown as a sheet, a print or a timeline, and a sheet read back in.", episode=True)
if episode is None:
    empty("There is no episode yet, so there is nothing to take away.", "movie")
    page_link("episodes", "Make an episode", "movie")
    st.stop()

page_link("rundown", "Back to the rundown", "arrow_back", episode=episode.episode_id)
with database().reading() as session:
    rundown = working_rundown(session, episode.episode_id).rundown
way_out(actor, rundown)
if actor.may(Permission.EDIT_EPISODE):
    way_in(actor, rundown)
