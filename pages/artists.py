"""Artists: everybody whose work came in, found by any name; claims and likely doubles for those who decide them."""

from __future__ import annotations

import streamlit as st

from dashboard.community.claims import open_claims
from dashboard.community.contributor_queries import PER_PAGE, doubles, people
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.contributor_panel import claim_lines, double_lines, person_line
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading

actor = guard(Permission.SEE_PIECES)
heading("Artists", "Everybody whose work came in, one entry a person.")
knows = actor.may(Permission.KNOW_ARTISTS)


def first_page() -> None:
    """Other words begin at their first page."""
    st.session_state["people_page"] = 1


words = st.text_input(
    "Search", key="artist_words", bind="query-params", type="search", placeholder="Name or handle",
    on_change=first_page,
)  # fmt: skip
slot, foot = st.container(), st.container(horizontal_alignment="center")
with database().reading() as session:
    pages = -(-people(session, words or "")[1] // PER_PAGE)
    page = foot.pagination(pages, key="people_page", bind="query-params") if pages > 1 else 1
    found, total = people(session, words or "", page)
    claims = open_claims(session) if knows else []

with slot:
    if not total and words:
        empty("Nobody goes by these words. Search for fewer of them.", "search_off")
    elif not total:
        empty("Nobody is here yet. Artists come in with their pieces.", "groups")
    else:
        st.caption(counted(total, "artist"))
    with st.grid("auto", min_column_width=260):
        for person in found:
            person_line(person)

if knows:
    st.header("“This is me”", anchor=False)
    if claims:
        claim_lines(actor, claims)
    else:
        st.caption("Nobody waits to be confirmed.")
    st.header("Likely one person", anchor=False)
    look = st.expander("Look for doubles", icon=":material/group:", key="doubles", on_change="rerun")
    if look.open:
        with look:
            with database().reading() as session:
                likely = doubles(session)
            if likely:
                double_lines(actor, likely)
            else:
                st.caption("Nobody looks like anybody else.")
