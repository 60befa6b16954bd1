"""One call: what it asks for, what to look at first, who answered, and for who may, changing it."""

from __future__ import annotations

import streamlit as st

from dashboard.community.call_queries import call_page
from dashboard.curation.queries import card
from dashboard.errors import NotFound
from dashboard.people.roles import Permission
from dashboard.rundown.call_places import place_of
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.call_form import change_call_form
from dashboard.ui.call_panels import (
    answer_link,
    facts_line,
    follow_button,
    standing_badges,
    state_buttons,
)
from dashboard.ui.call_references_panel import references_panel
from dashboard.ui.cards import card_grid, piece_card
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.programme_calls import place_panel
from dashboard.ui.together import can_play_together, together_choice
from dashboard.ui.widgets import empty, heading, page_link, plain, quiet

actor = guard(Permission.SEE_PIECES)
asked = st.query_params.get("call", "")
try:
    with database().reading() as session:
        page = call_page(session, actor, int(asked) if asked.isdecimal() else 0, now())
        place = place_of(session, page.row.call_id)
except NotFound as missing:
    heading("Call")
    empty(str(missing), "search_off")
    page_link("calls", "Go to Calls", "campaign")
    st.stop()

row = page.row
page_link("calls", "Calls", "arrow_back")
heading(plain(row.title), plain(facts_line(row)))
st.markdown(standing_badges(row) + (f"  \n{quiet(f'For {place.label}')}" if place else ""))
words, about = st.columns([3, 2], gap="medium")
with words:
    st.markdown(plain(row.brief).replace("\n", "  \n") or ":gray[No brief was written.]")
    with st.container(horizontal=True, vertical_alignment="center"):
        follow_button(actor, row)
        answer_link(actor, row)
with about:
    if page.about is not None:
        st.header("The piece it is for", anchor=False)
        with st.container(border=True):
            st.fragment(piece_card)(card(page.about), area="about")

references_panel(actor, page)

st.header(f"{counted(row.answers, 'answer')}", anchor=False)
answers = [card(piece) for piece in page.answers]
if not answers:
    empty("Nobody has answered yet. Answers stand here, the newest first.", "hourglass_empty")
else:
    st.fragment(card_grid)(answers, area="answers")
    if page.about is not None and can_play_together(card(page.about), answers):
        st.header("Together", anchor=False)
        st.fragment(together_choice)(card(page.about), answers)

if page.may_change:
    st.header("This call", anchor=False)
    state_buttons(actor, row)
    if actor.may(Permission.RUN_CALLS):
        place_panel(actor, row.call_id, place)
    changing = st.expander("Change it", key="changing", on_change="rerun")
    if changing.open:
        with changing:
            change_call_form(actor, row)
