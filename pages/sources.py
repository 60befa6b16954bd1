"""Sources: where contributions come from, the pulls under way and done, and what did not come in."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.home import recent_jobs
from dashboard.desk.jobs import PULL, ask_for_pull
from dashboard.intake.kinds import KINDS
from dashboard.intake.queries import dead_letters, pulls, sources
from dashboard.intake.service import ignore_letter
from dashboard.people.roles import Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text, counted, instant_text
from dashboard.ui.guard import guard
from dashboard.ui.pulls import pull_progress
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, empty, heading, plain, quiet, row
from dashboard.work.queue import OPEN

LETTERS_PER_PAGE = 10
actor = guard(Permission.SEE_PIECES)
pulls_here = actor.may(Permission.PULL)
heading("Sources", "Where contributions come from.")


def pull_from_form() -> None:
    """Queue what the form says; the progress below it tells the rest."""
    location, kind = st.session_state["pull_location"] or "", st.session_state["pull_kind"]
    action(ask_for_pull, database(), actor, location, kind=kind, dry_run=st.session_state["pull_dry_run"])


def pull_button(label: str, key: str, location: str) -> None:
    """Pulls a known source once more."""
    ask = (ask_for_pull, database(), actor, location)
    st.button(label, key=key, icon=":material/refresh:", on_click=action, args=ask)


with database().reading() as session:
    lines, history, jobs = sources(session), pulls(session, limit=10), recent_jobs(session, PULL)
    pages = -(-dead_letters(session, limit=1).total // LETTERS_PER_PAGE)

if pulls_here:
    with st.form("pull"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Folder or manifest", key="pull_location", required=True, placeholder="/shows/harbour/inbox")
            st.selectbox("Kind", KINDS, index=None, key="pull_kind", placeholder="Every kind", width=180)
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.checkbox("Dry run, keep nothing", key="pull_dry_run", width="content")
            st.form_submit_button("Pull", type="primary", icon=":material/download:", on_click=pull_from_form)
    pull_progress(actor, polling=any(job.state in OPEN for job in jobs))

st.header("Known sources", anchor=False)
if not lines:
    empty("No source yet. Pull a folder, and it stays here to be pulled again.", "move_to_inbox")
for line in lines:
    last = f"last pulled {ago_text(line.last_pull.started_at, now())}" if line.last_pull else "not pulled yet"
    words = f"**{plain(line.source.name)}**  \n{counted(line.pieces, 'piece')}, {last}"
    with st.container(border=True), row(f"{words}  \n{quiet(line.source.location)}" if pulls_here else words):
        if pulls_here:
            pull_button("Pull again", f"again{line.source.id}", line.source.location)

if pulls_here:
    st.header("What did not come in", anchor=False)
    if not pages:
        empty("Everything that was sent has come in. What is refused shows here with its reason.", "task_alt")
    slot = st.container()
    page = st.pagination(pages, key="letters", bind="query-params") if pages > 1 else 1
    with database().reading() as session:
        shown = dead_letters(session, limit=LETTERS_PER_PAGE, offset=(page - 1) * LETTERS_PER_PAGE).letters
    for letter in shown:
        met = f"met {counted(letter.times, 'time')}, last {ago_text(letter.last_at, now())}"
        words = f"**{plain(letter.what)}**  \n{plain(letter.reason)}  \n{quiet(f'{letter.source.name}, {met}')}"
        with slot.container(border=True), row(words, share=3):
            pull_button("Try again", f"retry{letter.id}", letter.source.location)
            ignore = (ignore_letter, database(), actor, letter.id)
            st.button("Ignore", key=f"ignore{letter.id}", icon=":material/visibility_off:", on_click=action,
                      args=ignore, kwargs={"done": f"{letter.what} is set aside."})  # fmt: skip

with st.expander("Past pulls"):
    figures = [Column(name, number=True) for name in ("New", "Changed", "Unchanged", "Not taken in")]
    sheet_table(
        "The newest pulls and what came of each",
        [Column("Source"), Column("When"), Column("Asked by"), *figures],
        [
            (p.source.name, instant_text(p.started_at), p.asked_by,
             *(f"{n:,}" for n in (p.new, p.changed, p.unchanged, p.rejected)))
            for p in history
        ],
    )  # fmt: skip
