"""The payment sheet of the open episode: who gets how much, for what, and the proof that it adds up."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.as_aired import accepted
from dashboard.desk.export import PAYMENTS
from dashboard.desk.versions import master_of, not_aired, payments_for
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.basis import basis
from dashboard.ui.downloads import downloads
from dashboard.ui.guard import guard
from dashboard.ui.payment_tables import (
    how_it_is_worked_out,
    lines_table,
    payment_figures,
    shares,
    unpaid_table,
)
from dashboard.ui.widgets import empty, heading, page_link

FILES = {
    "payments_xlsx": "Workbook",
    "payments_csv": "Lines as CSV",
    "payments_control_csv": "Control figures",
}

actor = guard(Permission.SEE_MONEY)
episode = heading("Payments", "Who is paid what for an episode and its versions.", episode=True)
if episode is None:
    empty("There is no episode yet, so there is no budget to divide.", "payments")
    page_link("episodes", "Go to Episodes", "movie")
    st.stop()

with database().reading() as session:
    sheet = payments_for(session, episode.episode_id)
    master_id = master_of(session, episode.episode_id)
    aired, waiting = accepted(session, master_id), not_aired(session, master_id)
basis(aired, waiting)

if master_id != episode.episode_id:
    st.info(
        "A version is paid together with its master: each piece once, on its longest use. This is the sheet of both."
    )
payment_figures(sheet)
if not sheet.budget_minor:
    st.info("This episode has no budget yet, so every amount is zero; a producer sets it under Episodes.")
with st.expander("How is this worked out?", icon=":material/help:"):
    how_it_is_worked_out(sheet)
if not sheet.lines and not sheet.held_minor:
    empty("Nothing airs in this episode yet. Its payees will stand here.", "payments")
    page_link("rundown", "Go to the rundown", "format_list_numbered")
    st.stop()

downloads(actor, episode.episode_id, PAYMENTS, FILES)
payees, lines, held = st.tabs(["Payees", "Lines", f"Held ({len(sheet.unpaid)})"])
with payees:
    shares(sheet)
with lines:
    lines_table(sheet)
with held:
    if sheet.unpaid:
        unpaid_table(sheet)
    else:
        st.caption("Nothing is held: everybody whose work airs has a record to be paid by.")
