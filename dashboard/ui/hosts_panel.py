"""Hosts on private networks from which an admin lets sources be read."""

from __future__ import annotations

import streamlit as st

from dashboard.intake.hosts import allow_host, forbid_host, hosts
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.formats import instant_text
from dashboard.ui.widgets import action, plain, row


def hosts_panel(actor: Actor) -> None:
    """Draws nothing for whoever may not allow hosts."""
    if not actor.may(Permission.ALLOW_HOSTS):
        return
    with st.expander("Hosts on our own network"):
        st.caption("Nothing is fetched from a local or private address unless its host stands here.")
        with database().reading() as session:
            allowed = hosts(session)
        for host in allowed:
            with row(f"**{plain(host.host)}**  \n:small[{plain(host.allowed_by)}, {instant_text(host.allowed_at)}]"):
                st.button(
                    "Forbid", key=f"forbid_{host.host}", on_click=action,
                    args=(forbid_host, database(), actor, host.host), kwargs={"done": f"{host.host} is forbidden."},
                )  # fmt: skip
        with st.form("allow_host", border=False, clear_on_submit=True):
            st.text_input("Host, with its port where it has one", key="host_name", placeholder="archive.studio:8080")
            st.form_submit_button("Allow", on_click=_allow, args=(actor,))


def _allow(actor: Actor) -> None:
    action(allow_host, database(), actor, st.session_state["host_name"] or "", done="The host is allowed.")
