"""One piece: to see or hear, its artists, licence and clearance, its lineage, its interest, and where it is used."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import artists, card, piece, shortlisted_ids
from dashboard.curation.service import drop_from_shortlist, shortlist_piece
from dashboard.desk.history import piece_history
from dashboard.errors import NotFound
from dashboard.people.roles import Permission
from dashboard.rundown.queries import episodes_using
from dashboard.storage.engine import database
from dashboard.ui.charts import metrics_chart
from dashboard.ui.formats import instant_text
from dashboard.ui.guard import guard
from dashboard.ui.piece_facts import credits_panel, facts_panel, media_panel
from dashboard.ui.piece_lineage import lineage_panel
from dashboard.ui.widgets import action, empty, heading, page_link, plain

actor = guard(Permission.SEE_PIECES)
asked = st.query_params.get("piece", "")
try:
    with database().reading() as session:
        shown = piece(session, int(asked) if asked.isdecimal() else 0)
        users = episodes_using(session, shown.contribution.id)
except NotFound as missing:
    heading("Contribution")
    empty(str(missing), "search_off")
    page_link("trending", "Go to Trending", "trending_up")
    st.stop()

work, its_card = shown.contribution, card(shown.contribution)
page_link("trending", "Trending", "arrow_back")
episode = heading(plain(work.title), plain(artists(work)), episode=actor.may(Permission.SHORTLIST))

media, facts = st.columns([3, 2], gap="medium")
with media:
    media_panel(work, its_card)
with facts:
    facts_panel(work, its_card)
    if episode:
        with database().reading() as session:
            is_on = bool(shortlisted_ids(session, episode.shortlist_id, [work.id]))
        st.button(
            "Take off the shortlist" if is_on else "Add to the shortlist",
            icon=":material/bookmark_remove:" if is_on else ":material/bookmark:",
            type="secondary" if is_on else "primary",
            on_click=action,
            args=(
                drop_from_shortlist if is_on else shortlist_piece, database(), actor, episode.shortlist_id, work.id
            ),
            kwargs={"done": f"{work.title}: {'off' if is_on else 'on'} the shortlist of {episode.label}."},
        )  # fmt: skip

artists_column, uses_column = st.columns([3, 2], gap="medium")
with artists_column:
    st.header("Artists", anchor=False)
    credits_panel(work)
with uses_column:
    st.header("Episodes", anchor=False)
    if not users:
        st.caption("In no rundown yet.")
    for row in users:
        if actor.may(Permission.SEE_RUNDOWN):
            page_link("rundown", plain(row.label), "format_list_numbered", episode=row.episode_id)
        else:
            st.markdown(plain(row.label))

lineage_panel(actor, shown)

st.header("Interest", anchor=False)
if shown.readings:
    metrics_chart(shown.readings, work.title)
else:
    st.caption("The source has counted nothing yet. Readings come with each pull.")

if actor.may(Permission.JUDGE):
    history = st.expander("History", key="history", on_change="rerun")
    if history.open:
        with history, database().reading() as session:
            entries = piece_history(session, work.id, [edge.id for edge in (*shown.uses, *shown.used_by)])
            if not entries:
                st.caption("Nobody has changed anything about it yet.")
            else:
                st.table(
                    [
                        {"When": instant_text(e.at), "Who": plain(e.actor_name), "What": plain(e.action.replace(".", " "))}
                        for e in entries
                    ],
                    hide_index=True, alt=f"Changes about {work.title}, the newest first",
                )  # fmt: skip
