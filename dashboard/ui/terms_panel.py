"""The submission terms in force, and publishing a new version."""

from __future__ import annotations

import streamlit as st

from dashboard.community.terms import current_terms, publish_terms
from dashboard.people.roles import Actor
from dashboard.storage.engine import database
from dashboard.ui.widgets import action


def terms_panel(actor: Actor) -> None:
    """The newest version to change into the next; what was accepted before stays as it was."""
    with database().reading() as session:
        terms = current_terms(session)
    key = f"terms_text{terms.version}"
    st.text_area(f"Version {terms.version}", terms.text, key=key, height=280)
    st.button(
        f"Publish as version {terms.version + 1}", key="terms_publish", on_click=_publish, args=(actor, key),
        help="Artists accept it from now on; what they accepted before stays on record.",
    )  # fmt: skip


def _publish(actor: Actor, key: str) -> None:
    action(publish_terms, database(), actor, st.session_state[key], done="The new terms are in force.")
