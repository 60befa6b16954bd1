"""One artist: who it is, what they made, what was made of it, and what aired."""

from __future__ import annotations

import streamlit as st

from dashboard.community.artists import people_of
from dashboard.community.claims import claims_by, claims_on
from dashboard.community.contributor_queries import built_on, doubles, made_by, person
from dashboard.desk.released import aired_works
from dashboard.errors import NotFound
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.contributor_panel import (
    claim_button,
    claim_lines,
    double_lines,
    handles_panel,
    made_lines,
    person_form,
)
from dashboard.ui.guard import guard
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import empty, heading, page_link, plain

actor = guard(Permission.SEE_PIECES)
asked = st.query_params.get("artist", "")
knows = actor.may(Permission.KNOW_ARTISTS)
try:
    with database().reading() as session:
        shown = person(session, int(asked) if asked.isdecimal() else 0)
        mine = people_of(session, actor.account_id)
        made, others = made_by(session, [shown.person_id]), built_on(session, [shown.person_id])
        aired = aired_works(session, [shown.person_id])
        waiting = claims_on(session, shown.person_id) if knows else []
        own_claims = claims_by(session, actor.account_id) if actor.account_id else []
        likely = doubles(session, among=shown.person_id) if knows else []
except NotFound as missing:
    heading("Artist")
    empty(str(missing), "search_off")
    page_link("artists", "Go to Artists", "groups")
    st.stop()

page_link("artists", "Artists", "arrow_back")
heading(plain(shown.credit_name), plain(", ".join(filter(None, [shown.pronouns, shown.country]))))
for link in shown.links:
    st.markdown(f"[{plain(link)}]({link.replace(')', '%29').replace('(', '%28')})")
if shown.takes_no_credit:
    st.markdown(":gray-badge[:material/visibility_off: Asked not to be named in credits]")
claim_button(actor, shown, own_claims)
claim_lines(actor, waiting)

if knows or shown.person_id in mine:
    change = st.expander("Change", icon=":material/edit:", key="change_person", on_change="rerun")
    if change.open:
        with change:
            person_form(actor, shown)

pieces, derived = st.columns([3, 2], gap="medium")
with pieces:
    st.header("What they made", anchor=False)
    made_lines(made)
    if not made:
        st.caption("Nothing that is here.")
with derived:
    st.header("What was made of it", anchor=False)
    made_lines(others)
    if not others:
        st.caption("Nothing by others yet.")

st.header("What aired", anchor=False)
titles = {piece.contribution_id: piece.title for piece in made}
if aired:
    sheet_table(
        f"What of {shown.credit_name} aired",
        [Column("Piece"), Column("Episode"), Column("In"), Column("At", number=True)],
        [(titles.get(place.work_id, ""), place.episode, place.through, place.clock) for place in aired],
    )
else:
    st.caption("Nothing yet.")

st.header("Known as", anchor=False)
handles_panel(actor, shown)
if likely:
    st.header("Likely the same person", anchor=False)
    double_lines(actor, likely, shown.person_id)
