"""The rundown against the clock, for the room."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import Permission
from dashboard.ui.guard import guard
from dashboard.ui.timing_view import timing_view, whole_screen
from dashboard.ui.widgets import empty, episode_picker, heading, page_link

guard(Permission.SEE_RUNDOWN)
whole_screen()
view = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    with st.container(gap=None, width="content"):
        page_link("rundown", "Back to the rundown", "arrow_back")
        st.caption("It follows what is done elsewhere. F11 gives it the whole screen.")
    with st.container(width=400):
        episode = episode_picker()
with view:
    if episode is None:
        heading("Timing", "The rundown against the clock, for the room.")
        empty("There is no episode yet, so there is nothing to time.", "movie")
        page_link("episodes", "Make an episode", "movie")
    else:
        timing_view(episode.episode_id)
