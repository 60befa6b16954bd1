"""Round: what a round is made of and who reviews it; once it is closed, what came of it."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.rounds.queries import round_page
from dashboard.curation.rounds.rounds import CLOSED, DRAFT
from dashboard.errors import NotFound
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.round_form import plan_form, rubric_form
from dashboard.ui.round_lines import state_badge
from dashboard.ui.round_panels import look_up_panel, pieces_panel, reviewers_panel, step_buttons
from dashboard.ui.round_results_panel import results_panel
from dashboard.ui.widgets import empty, heading, page_link, plain, quiet

actor = guard(Permission.RUN_ROUNDS)
asked = st.query_params.get("round", "")
try:
    with database().reading() as session:
        page = round_page(session, int(asked) if asked.isdecimal() else 0, actor.account_id)
except NotFound as missing:
    heading("Round")
    empty(plain(str(missing)), "search_off")
    page_link("rounds", "Go to Rounds", "how_to_vote")
    st.stop()

closed = page.state == CLOSED
page_link("rounds", "Rounds", "arrow_back")
episode = heading(plain(page.plan.title), f"For {plain(page.call_title)}" if page.call_title else "", episode=closed)
facts = f"{counted(len(page.pieces), 'piece')}, {'blind' if page.plan.blind else 'with names'}"
st.markdown(f"{state_badge(page.state)} {quiet(facts)}")
step_buttons(actor, page)

if closed:
    results_panel(actor, page.round_id, episode)
else:
    wanted = page.plan.reviews_wanted * len(page.pieces)
    given = sum(min(line.reviews, page.plan.reviews_wanted) for line in page.pieces)
    if page.state != DRAFT:
        st.progress(given / wanted if wanted else 0.0, text=f"{given:,} of {counted(wanted, 'review')} in")
    st.header("Pieces", anchor=False)
    pieces_panel(actor, page)

st.header("Reviewers", anchor=False)
reviewers_panel(actor, page)
look_up_panel(actor, page)

if not closed:
    st.header("How it is run", anchor=False)
    plan_form(actor, page)
if page.state == DRAFT:
    st.header("Rubric", anchor=False)
    rubric_form(actor, page)
else:
    st.header("Rubric, as it was when the round was opened", anchor=False)
    for criterion in page.criteria:
        st.markdown(f"{plain(criterion.name)}, weight {criterion.weight}  \n{quiet(criterion.words)}")
