"""Review: the pieces of a round one by one, each scored by the rubric, without whose it is in a blind round."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.rounds.review_queries import review_page
from dashboard.curation.rounds.rounds import CLOSED
from dashboard.errors import GreenroomError
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.guard import guard
from dashboard.ui.review_panel import (
    PIECE,
    judged_so_far,
    other_ways,
    piece_to_judge,
    progress_line,
    rubric_form,
    skipped_of,
)
from dashboard.ui.widgets import empty, heading, page_link, plain

actor = guard(Permission.REVIEW)
asked = st.query_params.get("round", "")
round_id = int(asked) if asked.isdecimal() else 0
try:
    with database().reading() as session:
        page = review_page(session, actor, round_id, st.query_params.get(PIECE, ""), skipped_of(round_id))
except GreenroomError as refusal:
    heading("Review")
    empty(plain(str(refusal)), "how_to_vote")
    page_link("rounds", "Go to Rounds", "how_to_vote")
    st.stop()

page_link("rounds", "Rounds", "arrow_back")
hidden = page.blind and not page.names_shown
heading(plain(page.title), "You judge blind: whose a piece is stays hidden." if hidden else "")
progress_line(page)

piece = page.piece
if piece is not None:
    if st.query_params.get(PIECE) != piece.token:
        st.query_params[PIECE] = piece.token  # a reload comes back to the same piece
    large, beside = st.columns([3, 2], gap="large")
    with large:
        piece_to_judge(piece)
    with beside:
        rubric_form(actor, round_id, page, piece)
        other_ways(actor, round_id, page, piece)
elif page.state == CLOSED:
    st.success("This round is closed. Thank you for your reviews.", icon=":material/check_circle:")
else:
    st.success("Thank you, nothing waits for you here any more.", icon=":material/check_circle:")

if page.given and piece is None:
    st.header("What you have judged", anchor=False)
    judged_so_far(round_id, page.given, may_change=page.state != CLOSED)
elif page.given:
    judged = st.expander("What you have judged", key="judged", on_change="rerun")
    if judged.open:
        with judged:
            judged_so_far(round_id, page.given, may_change=True)
