"""Sources: where contributions come from, the pulls under way and done, and what did not come in."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.home import recent_jobs
from dashboard.desk.jobs import PULL
from dashboard.intake.queries import dead_letters, pulls, sources
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.formats import counted, instant_text
from dashboard.ui.guard import guard
from dashboard.ui.hosts_panel import hosts_panel
from dashboard.ui.letters_panel import LETTERS_PER_PAGE, letter_line
from dashboard.ui.pulls import pull_progress
from dashboard.ui.source_panel import add_source_form, source_line, table_form
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import empty, heading
from dashboard.work.queue import OPEN

actor = guard(Permission.SEE_PIECES)
pulls_here = actor.may(Permission.PULL)
heading("Sources", "Where contributions come from.")

with database().reading() as session:
    lines, history, jobs = sources(session), pulls(session, limit=10), recent_jobs(session, PULL)
    pages = -(-dead_letters(session, limit=1).total // LETTERS_PER_PAGE)

if pulls_here:
    add_source_form(actor)
    table_form(actor)
    pull_progress(actor, polling=any(job.state in OPEN for job in jobs))

st.header("Known sources", anchor=False)
if not lines:
    empty("No source yet. Pull a folder or an address, and it stays here to be pulled again.", "move_to_inbox")
for line in lines:
    source_line(actor, line)

if pulls_here:
    st.header("What did not come in", anchor=False)
    if not pages:
        empty("Everything that was sent has come in. What is refused shows here with its reason.", "task_alt")
    slot = st.container()
    page = st.pagination(pages, key="letters", bind="query-params") if pages > 1 else 1
    with database().reading() as session:
        shown = dead_letters(session, limit=LETTERS_PER_PAGE, offset=(page - 1) * LETTERS_PER_PAGE).letters
    for letter in shown:
        with slot.container(border=True):
            letter_line(actor, letter)

with st.expander("Past pulls"):
    figures = [Column(name, number=True) for name in ("New", "Changed", "Unchanged", "Not taken in", "Gone")]
    sheet_table(
        "The newest pulls and what came of each",
        [Column("Source"), Column("When"), Column("Asked by"), *figures, Column("How it ended")],
        [
            (p.source.name, instant_text(p.started_at), p.asked_by,
             *(f"{n:,}" for n in (p.new, p.changed, p.unchanged, p.rejected, p.gone)),
             p.problem or (counted(p.may_not_air, "piece") + " may not air" if p.finished_at else "cut short"))
            for p in history
        ],
    )  # fmt: skip
hosts_panel(actor)
