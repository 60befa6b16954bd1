"""Accounts and their roles, what each role may do, and the audit trail."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import ALLOWED, Permission, Role
from dashboard.people.service import accounts, add_account, change_account
from dashboard.storage.audit import recent
from dashboard.storage.engine import database
from dashboard.ui.formats import date_text, instant_text
from dashboard.ui.guard import guard
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, attempt, empty, heading

ROLES = [role.value for role in Role]
actor = guard(Permission.MANAGE_PEOPLE)
heading("People", "Accounts, the roles they hold, and what was done by whom.")

with database().reading() as session:
    everybody = {account.id: account for account in accounts(session)}


def add() -> None:
    """Make the account that the form describes."""
    email, name = st.session_state["new_email"] or "", st.session_state["new_name"] or ""
    roles = [Role(role) for role in st.session_state["new_roles"]]
    if attempt(add_account, database(), actor, email, name, roles, done=f"{email} is added."):
        st.session_state.update({"new_email": "", "new_name": "", "new_roles": []})


def change(account_id: int, version: int) -> None:
    """Save what the form says of an account, unless somebody changed it since it was shown."""
    roles, active = st.session_state[f"roles{account_id}"], st.session_state[f"open{account_id}"]
    wanted = {"version": version, "roles": roles, "active": active}
    action(change_account, database(), actor, account_id, **wanted, done="The account is changed.")


if not everybody:
    empty("No accounts yet. People come in when they first sign in, or when you add them below.", "badge")
else:
    sheet_table(
        "All accounts with their roles",
        [Column("Name"), Column("E-mail"), Column("Roles"), Column("Account"), Column("Since")],
        [
            (a.name, a.email, ", ".join(r.role for r in a.roles), "open" if a.active else "closed",
             date_text(a.created_at))
            for a in everybody.values()
        ],
    )  # fmt: skip

changing, adding = st.columns(2, gap="medium")
with changing:
    st.header("Change an account", anchor=False)
    names = {a.id: f"{a.name}, {a.email}" for a in everybody.values()}
    chosen = st.selectbox("Account", list(names), format_func=names.__getitem__, key="account")
    if chosen is not None:
        account = everybody[chosen]
        with st.form(f"change{chosen}-{account.version}"):
            held = [r.role for r in account.roles]
            st.pills("Roles", ROLES, selection_mode="multi", default=held, key=f"roles{chosen}")
            st.checkbox("The account is open", account.active, key=f"open{chosen}")
            st.form_submit_button("Save", type="primary", on_click=change, args=(chosen, account.version))
with adding:
    st.header("Add somebody", anchor=False)
    with st.form("add"):
        st.text_input("E-mail", key="new_email", type="email", placeholder="name@example.org")
        st.text_input("Name", key="new_name")
        st.pills("Roles", ROLES, selection_mode="multi", key="new_roles")
        st.form_submit_button("Add", on_click=add)

with st.expander("What each role may do"):
    sheet_table(
        "The permissions of each role",
        [Column("May"), *(Column(role.capitalize()) for role in ROLES)],
        [
            (permission.value, *("yes" if role in ALLOWED[permission] else "" for role in Role))
            for permission in Permission
        ],
    )

trail = st.expander("Audit trail", key="trail", on_change="rerun")
if trail.open:
    with database().reading() as session:
        entries = recent(session, limit=200)
    trail.dataframe(
        [
            {"When": instant_text(e.at), "Who": e.actor_name, "What": e.action.replace(".", " "),
             "About": f"{e.subject} {e.subject_id}",
             "Detail": ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in (e.detail or {}).items())}
            for e in entries
        ],
        hide_index=True, alt="The latest changes, the newest first",
    )  # fmt: skip
