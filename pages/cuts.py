"""Snapshots of a rundown, and any two cuts side by side."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.cuts import NOW, choices, cut
from dashboard.people.roles import Permission
from dashboard.rundown.cuts.difference import compare
from dashboard.rundown.cuts.snapshots import snapshots
from dashboard.rundown.locks.standing import standing
from dashboard.storage.engine import database
from dashboard.ui.cuts_panel import snapshot_list, take_form
from dashboard.ui.cuts_view import FROM, TO, side_by_side
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading, page_link

actor = guard(Permission.SEE_RUNDOWN)
episode = heading("Cuts", "Snapshots of a rundown, and any two cuts side by side.", episode=True)
if episode is None:
    empty("There is no episode yet, so there is nothing to compare.", "movie")
    page_link("episodes", "Make an episode", "movie")
    st.stop()

take_form(actor, episode.episode_id)
with database().reading() as session:
    kept = snapshots(session, episode.episode_id)
    held = standing(session, episode.episode_id)
    labels = {choice.key: choice.label for choice in choices(session, episode.episode_id)}

compared, listed = st.tabs(["Side by side", "Snapshots"])
with compared:
    if len(labels) == 1:
        empty("There is only the cut as it is now. Take a snapshot, try something, and see both here.", "difference")
    else:
        keys = list(labels)
        first, second = st.columns(2)
        before = first.selectbox(FROM, keys, 1, format_func=labels.__getitem__, key=f"before{episode.episode_id}")
        after = second.selectbox(TO, keys, keys.index(NOW), format_func=labels.__getitem__,
                                 key=f"after{episode.episode_id}")  # fmt: skip
        with database().reading() as session:
            one, other = (cut(session, actor, episode.episode_id, key) for key in (before, after))
        side_by_side(one, other, compare(one, other))
with listed:
    snapshot_list(actor, kept, held)
