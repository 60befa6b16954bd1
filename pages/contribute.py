"""Contribute: an artist posts a piece, answers a call, and agrees to the shares that others offer."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import Permission
from dashboard.ui.consents_panel import waiting_panel
from dashboard.ui.contribute_form import POSTED, contribute_form, post_piece
from dashboard.ui.guard import guard
from dashboard.ui.widgets import attempt, heading, page_link

actor = guard(Permission.CONTRIBUTE)
heading("Contribute", "Post a piece of yours: a file, words, or a link to where it lies.")

if posted := st.session_state.pop(POSTED, None):
    with st.container(border=True):
        st.markdown(":green-badge[:material/check_circle: Received] Your piece is here.")
        page_link("contribution", "Look at it", "arrow_forward", icon_last=True, piece=posted)

waiting_panel(actor)

asked = st.query_params.get("call", "")
if contribute_form(actor, int(asked) if asked.isdecimal() else None):
    with st.spinner("Your piece is looked at from beginning to end; a long film takes minutes."):
        attempt(post_piece, actor, done="Your piece is here.")
    st.rerun()
