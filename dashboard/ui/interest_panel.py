"""Interest in a piece: what people here did, with a button to like it; apart from that, what its source counted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.community.interest import interest_in, like, likes_now
from dashboard.community.tables import Contribution, MetricReading
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.charts import metrics_chart
from dashboard.ui.formats import counted
from dashboard.ui.widgets import action


def interest_panel(actor: Actor, piece: Contribution, readings: Sequence[MetricReading]) -> None:
    """First ours, then the source's counters."""
    st.header("Interest here", anchor=False)
    with database().reading() as session:
        interest = interest_in(session, [piece.id])[piece.id]
        likes = likes_now(session, actor.account_id, piece.id)
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
    if readings:
        st.caption("What its source counted, as it stood with each pull.")
        metrics_chart(readings, piece.title)
    else:
        st.caption("The source has counted nothing yet. Readings come with each pull.")


def _accounts(number: int) -> str:
    return counted(number, "person").replace("persons", "people") if number else "nobody"
