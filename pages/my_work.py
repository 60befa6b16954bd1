"""My work: an artist's own pieces, where they stand, what is owed for them, and what was asked and answered."""

from __future__ import annotations

import streamlit as st

from dashboard.community.artists import people_of
from dashboard.community.claims import claims_by
from dashboard.community.contributor_queries import people_named
from dashboard.community.requests import requests_by
from dashboard.desk.my_work import my_pieces, my_release
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.consents_panel import waiting_panel
from dashboard.ui.formats import counted
from dashboard.ui.guard import guard
from dashboard.ui.my_work_panel import my_piece, owed_tables
from dashboard.ui.requests_panel import own_requests
from dashboard.ui.widgets import empty, heading, page_link, plain

PER_PAGE = 10
actor = guard(Permission.CONTRIBUTE)
heading("My work", "Your pieces, where they stand, and what you are owed.")
account_id = actor.account_id or 0

with database().reading() as session:
    pieces, release = my_pieces(session, account_id), my_release(session, account_id)
    names = people_named(session, people_of(session, account_id))
    claims, asked = claims_by(session, account_id), requests_by(session, account_id)

with st.container(horizontal=True, vertical_alignment="center"):
    for named in names.values():
        page_link("artist", f"You are {plain(named.credit_name)}", "person", artist=named.person_id)
    page_link("artists", "Find yourself among the artists", "search")
for claim in claims:
    if claim.state == "asked":
        st.caption(f"You said that you are “{plain(claim.credit_name)}”; somebody will confirm it.")

waiting_panel(actor)

st.header("Your pieces", anchor=False)
if not pieces:
    empty("Nothing of yours is here yet. Find yourself among the artists, or post a piece.", "palette")
else:
    st.caption(counted(len(pieces), "piece"))
pages = -(-len(pieces) // PER_PAGE)
page = st.pagination(pages, key="my_page", bind="query-params") if pages > 1 else 1
for piece in pieces[(page - 1) * PER_PAGE : page * PER_PAGE]:
    my_piece(actor, piece)

st.header("What you are owed", anchor=False)
if release.owed:
    owed_tables(release.owed)
else:
    st.caption("Amounts show here once an episode with your work in it is released.")

st.header("What you asked", anchor=False)
if asked:
    own_requests(asked)
else:
    st.caption("Nothing yet. Ask about a credit or payment at the piece, or report a problem on any piece's page.")
