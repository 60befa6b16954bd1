"""Rounds: what waits for one's own judgement, and for who runs rounds, all of them."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.rounds.queries import open_rounds_of, rounds
from dashboard.curation.rounds.rounds import CLOSED, DRAFT, OPEN
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.guard import guard
from dashboard.ui.round_form import new_round_form
from dashboard.ui.round_lines import round_line, waiting_line
from dashboard.ui.widgets import empty, heading

SECTIONS = {OPEN: "Open rounds", DRAFT: "Drafts", CLOSED: "Closed, with results"}

actor = guard(Permission.REVIEW)
heading("Rounds", "Several people judge the same pieces by one rubric, without knowing whose they are.")

with database().reading() as session:
    mine = open_rounds_of(session, actor.account_id)
    every = rounds(session)

st.header("Waits for your judgement", anchor=False)
if not any(one.left for one in mine):
    empty("Nothing waits for your judgement. Rounds that you are asked to review in stand here.", "how_to_vote")
with st.grid("auto", min_column_width=340):
    for one in mine:
        waiting_line(one)

if actor.may(Permission.RUN_ROUNDS):
    making = st.expander("Make a round", icon=":material/add:", key="making", on_change="rerun")
    if making.open:
        with making:
            new_round_form(actor)

for state, title in SECTIONS.items():
    of_state = [row for row in every if row.state == state]
    if of_state:
        st.header(title, anchor=False)
        with st.grid("auto", min_column_width=340):
            for row in of_state:
                round_line(actor, row)
