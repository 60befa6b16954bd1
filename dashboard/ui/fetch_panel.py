"""Asking for the file of a piece that still lies at its source."""

from __future__ import annotations

import streamlit as st

from dashboard.community.tables import Contribution
from dashboard.desk.jobs import ask_for_file
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.widgets import action


def fetch_button(actor: Actor, piece: Contribution) -> None:
    """Draws nothing where there is nothing to fetch, or for whoever may not."""
    if piece.media_state not in ("waiting", "refused") or not actor.may(Permission.PULL):
        return
    st.button(
        "Fetch its file" if piece.media_state == "waiting" else "Try its file again", key="fetch_file",
        icon=":material/cloud_download:", on_click=action, args=(ask_for_file, database(), actor, piece.id),
        kwargs={"done": "Its file is being fetched; look again in a moment."},
    )  # fmt: skip
