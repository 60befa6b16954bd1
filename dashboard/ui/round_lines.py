"""Rounds in lists: what waits for one's own judgement, and how far each round has come."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.rounds.queries import RoundRow, WaitingRound
from dashboard.curation.rounds.rounds import CLOSED, DRAFT, OPEN
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.ui.formats import ago_text, counted
from dashboard.ui.widgets import page_link, plain, quiet

STATES = {
    DRAFT: ("Draft", "edit_note", "gray"),
    OPEN: ("Open", "how_to_vote", "green"),
    CLOSED: ("Closed", "lock", "gray"),
}
"""The word, the shape and the colour of each state of a round."""


def state_badge(state: str) -> str:
    """The state in Markdown: a word, a shape and a colour."""
    word, icon, colour = STATES[state]
    return f":{colour}-badge[:material/{icon}: {word}]"


def waiting_line(waiting: WaitingRound) -> None:
    """A round in which pieces wait for one's judgement, or one's own pass is over."""
    whole = waiting.judged + waiting.left
    with st.container(border=True, gap="xsmall"):
        page_link("review", f"**{plain(waiting.title)}**", round=waiting.round_id)
        st.progress(
            waiting.judged / whole if whole else 1.0,
            text=f"{counted(waiting.judged, 'piece')} judged, {waiting.left:,} to go",
        )
        verb = "Look again" if not waiting.left else ("Go on" if waiting.judged else "Begin")
        page_link("review", verb, "arrow_forward", icon_last=True, round=waiting.round_id)


def round_line(actor: Actor, row: RoundRow) -> None:
    """One round as who runs rounds sees it in a list."""
    with st.container(border=True, gap="xsmall"):
        if actor.may(Permission.RUN_ROUNDS):
            page_link("round", f"**{plain(row.title)}**", round=row.round_id)
        else:
            st.markdown(f"**{plain(row.title)}**")
        facts = [counted(row.pieces, "piece")]
        facts += [f"{row.reviews:,} of {counted(row.wanted, 'review')} in"] if row.state != DRAFT else []
        facts += [f"for {row.call_title}"] if row.call_title else []
        facts.append(f"by {row.made_by}, {ago_text(row.since, now())}")
        st.markdown(f"{state_badge(row.state)}  \n{quiet(' · '.join(facts))}")
