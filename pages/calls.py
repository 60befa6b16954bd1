"""The calls: what the community is asked for, which of it nobody has answered, and opening one."""

from __future__ import annotations

import streamlit as st

from dashboard.community.call_queries import FOLLOWED, MINE, PER_PAGE, UNANSWERED, call_count, calls
from dashboard.community.standing import CLOSED, DRAFT, OPEN
from dashboard.people.roles import Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.call_form import new_call_form
from dashboard.ui.call_panels import call_line
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.terms_panel import terms_panel
from dashboard.ui.widgets import empty, heading

VIEWS = {
    OPEN: ("Open", "No call is open. Curators and producers open them here, artists for pieces of their own."),
    UNANSWERED: ("Not answered yet", "Every open call has been answered."),
    FOLLOWED: ("Followed", "You follow no call yet. Press Follow on one, and it is found here."),
    MINE: ("Mine", "You have opened no call yet."),
    DRAFT: ("Drafts", "There is no draft. A gap in a rundown or what a piece lacks becomes one in one gesture."),
    CLOSED: ("Closed", "No call has been closed yet."),
}

actor = guard(Permission.SEE_PIECES)
heading("Calls", "What the community is asked for. Answer one, follow it, or open your own.")


def first_page() -> None:
    """Another view begins at its first page."""
    st.session_state["page"] = 1


may_open = actor.may(Permission.RUN_CALLS) or actor.may(Permission.CONTRIBUTE)
if may_open:
    opening = st.expander("Open a call", icon=":material/add:", key="opening", on_change="rerun")
    if opening.open:
        with opening:
            new_call_form(actor)

with st.container(horizontal=True, vertical_alignment="bottom"):
    words = st.text_input(
        "Search", key="q", bind="query-params", type="search", on_change=first_page, placeholder="Title, brief, role"
    )
    shown = [name for name in VIEWS if may_open or name not in {MINE, DRAFT}]
    view = st.selectbox(
        "Show", shown, key="view", bind="query-params", on_change=first_page, width=200,
        format_func=lambda name: VIEWS[name][0],
    )  # fmt: skip

head, body, foot = st.container(), st.container(), st.container(horizontal_alignment="center")
with database().reading() as session:
    total = call_count(session, actor, now(), view, words)
    pages = -(-total // PER_PAGE)
    page = foot.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    found = calls(session, actor, now(), view, words, page)

head.caption(counted(total, "call"))
with body:
    if not found:
        empty("No call matches these words." if words else VIEWS[view][1], "campaign")
    with st.grid("auto", min_column_width=340):
        for row in found:
            call_line(actor, row)

if actor.may(Permission.JUDGE):
    terms = st.expander("Submission terms", key="terms", on_change="rerun")
    if terms.open:
        with terms:
            terms_panel(actor)
