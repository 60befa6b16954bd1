"""Pieces that are the same or nearly, side by side: merge them, link them, ask whose they are, or tell them apart."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.duplicates.copies import merged_copies
from dashboard.curation.duplicates.queries import decided_pairs, open_groups, open_pair_count, open_pairs_of
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.duplicate_pairs import copy_lines, decided_lines, group_box
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading, page_link

PER_PAGE, PAGE = 8, "duplicates_page"

actor = guard(Permission.JUDGE)
heading("Duplicates", "What looks, sounds or reads alike, to merge, to link or to tell apart; never to reject.")

asked = st.query_params.get("piece", "")
with database().reading() as session:
    waiting = open_pair_count(session)
    if asked.isdecimal():
        of_piece = open_pairs_of(session, int(asked))
        groups, total = ([of_piece] if of_piece else []), 1
    else:
        groups, total = open_groups(session, st.session_state.get(PAGE, 1), PER_PAGE)
    copies, decided = merged_copies(session), decided_pairs(session)

st.metric("Pairs to decide", f"{waiting:,}")
if asked.isdecimal():
    page_link("duplicates", "All pairs", "arrow_back")
if not groups:
    here = "about this piece " if asked.isdecimal() else ""
    empty(f"Nothing {here}to decide. Pieces that look, sound or read alike come here once their files are measured.")
for pairs in groups:
    group_box(actor, pairs)
if (pages := -(-total // PER_PAGE)) > 1:
    st.session_state[PAGE] = min(st.session_state.get(PAGE, 1), pages)
    st.pagination(pages, key=PAGE)

st.header("Merged", anchor=False)
if not copies:
    st.caption("No piece is a copy of another.")
copy_lines(actor, copies)

if decided:
    with st.expander(f"Decided: {counted(len(decided), 'pair')}", key="decided_pairs"):
        decided_lines(actor, decided)
