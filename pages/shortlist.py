"""The shortlist of the open episode: what was picked, by whom and why, and the way into the rundown."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.formats import counted, duration_text
from dashboard.ui.guard import guard
from dashboard.ui.shortlist_board import board_groups, load_board
from dashboard.ui.shortlist_bulk import bulk_panel, narrowed, tick_box
from dashboard.ui.widgets import empty, heading, page_link, plain, said

actor = guard(Permission.SEE_RUNDOWN)  # who is considered is nobody's to know before the producer says so
episode = heading("Shortlist", "What was picked for the episode, by whom and why.", episode=True)
if episode is None:
    empty("A shortlist belongs to an episode. Create the first one on the Episodes page.", "movie")
    page_link("episodes", "Go to Episodes", "movie")
    st.stop()
opened = episode


@st.fragment
def shortlist() -> None:
    """All of it; picking, changing and playing redraw only this."""
    said()
    with database().reading() as session:
        board = load_board(session, opened)
    if not board.pieces:
        empty(f"Nothing is shortlisted for {plain(opened.label)} yet. Pick pieces on the Trending page.", "bookmark")
        page_link("trending", "Go to Trending", "trending_up")
        return
    target = duration_text(opened.target_frames, opened.rate)
    with st.grid(3, min_column_width=150):
        st.metric("Pieces", len(board.pieces), border=True)
        st.metric(f"Length, target {target}", duration_text(board.frames(board.pieces), opened.rate), border=True)
        st.metric("Not cleared", sum(one.card.clearance != "cleared" for one in board.pieces), border=True)
    shown = narrowed(board)
    if len(shown) < len(board.pieces):
        st.caption(f"{counted(len(shown), 'piece')} of {len(board.pieces)}")
    if not shown:
        empty("No piece on the shortlist matches. Take away a filter.", "search_off")
        return
    may_change = actor.may(Permission.SHORTLIST)
    if may_change:
        bulk_panel(actor, opened, board, shown)
    board_groups(actor, opened, board, shown, tick_box if may_change else None)


shortlist()
