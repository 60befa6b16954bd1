"""Answers: what each reviewed piece is told, writing to one or many artists, and the list to send."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.answers import templates
from dashboard.curation.rounds.queries import rounds
from dashboard.curation.rounds.sources import answered_calls
from dashboard.desk.answers import (
    LISTED,
    PER_PAGE,
    WAITING,
    WRITTEN,
    Narrowed,
    answer_rows,
    answer_versions,
)
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.answers_panel import list_panel, rows_panel, templates_panel, writing_panel
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading

VIEWS = {
    WAITING: ("Waiting", "Nothing waits for an answer. What was reviewed and got no words of yours yet stands here."),
    WRITTEN: ("Written", "No answer waits to be handed out."),
    LISTED: ("Handed out", "No answer has been handed out yet."),
}

actor = guard(Permission.ANSWER)
heading("Answers", "Everybody whose piece was looked at is told so; whoever comes further is told why.")


def first_page() -> None:
    """Another view begins at its first page."""
    st.session_state["page"] = 1


with database().reading() as session:
    calls = answered_calls(session)
    titles = {row.round_id: row.title for row in rounds(session)}
    words = templates(session)
with st.container(horizontal=True, vertical_alignment="bottom"):
    view = st.segmented_control(
        "Show", list(VIEWS), default=WAITING, key="view", bind="query-params", on_change=first_page,
        format_func=lambda name: VIEWS[name][0],
    )  # fmt: skip
    round_id = st.selectbox(
        "Round", list(titles), index=None, key="of_round", format_func=titles.__getitem__, on_change=first_page,
        placeholder="Any",
    )  # fmt: skip
    call_id = st.selectbox(
        "Call", list(calls), index=None, key="of_call", format_func=calls.__getitem__, on_change=first_page,
        placeholder="Any",
    )  # fmt: skip

narrowed = Narrowed(view or WAITING, round_id, call_id)
head, body, foot = st.container(), st.container(), st.container(horizontal_alignment="center")
with database().reading() as session:
    versions = answer_versions(session, narrowed)
    pages = -(-len(versions) // PER_PAGE)
    page = foot.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    rows = answer_rows(session, narrowed, page)

head.caption(counted(len(versions), "piece"))
with body:
    if rows:
        chosen = rows_panel(rows)
        st.header("Write to them", anchor=False)
        writing_panel(actor, rows, chosen, words)
        st.header("The list to send", anchor=False)
        list_panel(actor, narrowed, versions)
    else:
        empty(VIEWS[narrowed.view][1], "mark_email_read")

changing = st.expander("The words that answers begin with", key="templates", on_change="rerun")
if changing.open:
    with changing:
        templates_panel(actor, words)
