"""Interest in a piece: how it is rising and why, what people here did, and apart from that what its source counted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.community.interest import interest_in, like, likes_now
from dashboard.community.tables import Contribution
from dashboard.curation.queries import Counted
from dashboard.desk.trending import Note, notes
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.charts import metrics_chart
from dashboard.ui.formats import counted
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, plain


def interest_panel(actor: Actor, piece: Contribution, counters: Sequence[Counted]) -> None:
    """How it is doing, then ours, then the counters of its source, and of each where it is besides."""
    with database().reading() as session:
        interest = interest_in(session, [piece.id])[piece.id]
        likes = likes_now(session, actor.account_id, piece.id)
        standing = notes(session, [piece.id], now()).get(piece.id)
    if standing is not None:
        _standing(piece, standing)
    st.header("Interest here", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        if actor.may(Permission.REACT) and actor.account_id is not None:
            st.button(
                "Liked" if likes else "Like",
                key=f"like{piece.id}",
                icon=":material/heart_check:" if likes else ":material/favorite:",
                help="Take it back" if likes else "Say that you like it",
                on_click=action,
                args=(like, database(), actor, piece.id),
                kwargs={"likes": not likes},
            )
        st.markdown(f"Opened by {_accounts(interest.opened)}, liked by {_accounts(interest.likes)}.")
    st.caption("People of this Greenroom, each counted once; its own artists do not count.")
    st.header("Interest at its source", anchor=False)
    if not counters:
        st.caption("The source has counted nothing yet. Readings come with each pull.")
        return
    whose = "its source" if len(counters) == 1 else "each of its sources"
    st.caption(f"What {whose} counted, as it stood with each pull.")
    for one in counters:
        if len(counters) > 1:
            st.subheader(plain(f"“{one.title}” at {one.source}"), anchor=False)
        metrics_chart(one.readings, f"{one.title} at {one.source}")


def _standing(piece: Contribution, standing: Note) -> None:
    """Why it stands where it does among what is trending, in words and in numbers."""
    st.header("How it is rising", anchor=False)
    st.markdown(f"{plain(standing.sentence[:1].upper() + standing.sentence[1:])}.")
    if standing.parts:
        rows = [(words, f"{added:+.1f}".replace("-", "−")) for words, added in standing.parts]
        sheet_table(f"What makes the score of {piece.title}", [Column("Because"), Column("Adds", number=True)], rows)
        st.caption("Against a piece just posted that gains what is usual; +0.7 is about twice as much.")
    if standing.totals_only:
        st.caption("Known only by the totals of its source, of which a sudden jump counts in part.")


def _accounts(number: int) -> str:
    return counted(number, "person").replace("persons", "people") if number else "nobody"
