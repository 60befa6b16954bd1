"""Making the next episode in the shape of one that there is."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import Actor
from dashboard.rundown.episodes import next_number
from dashboard.rundown.queries import EpisodeRow
from dashboard.rundown.versions.cloning import clone_episode
from dashboard.storage.engine import database
from dashboard.ui.widgets import attempt


def clone_form(actor: Actor, episode: EpisodeRow) -> None:
    """Behind a button: its name, its number, and whether the pieces come along."""
    prefix = f"clone_{episode.episode_id}"
    with st.popover("Clone", icon=":material/content_copy:", key=f"{prefix}_open"):
        with database().reading() as session:
            number = next_number(session, episode.show)
        with st.form(prefix, border=False):
            st.text_input("Title of the new episode", key=f"{prefix}_title", placeholder="Working title")
            st.number_input("Its number", 1, None, number, key=f"{prefix}_number_{number}")
            st.checkbox("With its pieces, too", key=f"{prefix}_pieces", help="Else acts, budgets, breaks and slates.")
            st.form_submit_button(
                "Make the clone", type="primary", key=f"{prefix}_make", on_click=_clone,
                args=(actor, episode, prefix, number),
            )  # fmt: skip


def _clone(actor: Actor, episode: EpisodeRow, prefix: str, number: int) -> None:
    state = st.session_state
    title = state[f"{prefix}_title"]
    attempt(
        clone_episode, database(), actor, episode.episode_id, title=title,
        number=int(state[f"{prefix}_number_{number}"]), with_pieces=state[f"{prefix}_pieces"],
        done=f"“{title.strip()}” was made.",
    )  # fmt: skip
