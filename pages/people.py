"""Accounts and their roles, what each role may do, and the audit trail."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import ALLOWED, Permission, Role
from dashboard.people.service import accounts, add_account, change_account
from dashboard.storage.audit import recent
from dashboard.storage.engine import database
from dashboard.ui.formats import date_text, instant_text
from dashboard.ui.guard import guard
from dashboard.ui.widgets import action, empty, heading

ROLES = [role.value for role in Role]
actor = guard(Permission.MANAGE_PEOPLE)
heading("People", "Accounts, the roles they hold, and what was done by whom.")

with database().reading() as session:
    everybody = {account.id: account for account in accounts(session)}


def add() -> None:
    """Make the account that the form describes."""
    said = st.session_state
    roles = [Role(role) for role in said["new_roles"]]
    action(add_account, database(), actor, said["new_email"] or "", said["new_name"] or "", roles, done="Added.")


def change(account_id: int, version: int) -> None:
    """Keep what the form says of an account, unless somebody changed it since it was shown."""
    said = st.session_state
    roles = [Role(role) for role in said[f"roles{account_id}"]]
    action(
        change_account, database(), actor, account_id, version=version, roles=roles,
        active=said[f"open{account_id}"], done=f"{everybody[account_id].name}: changed.",
    )  # fmt: skip


if not everybody:
    empty("No accounts yet. People come in when they sign in for the first time, or when you add them below.", "badge")
else:
    st.dataframe(
        [
            {"Name": a.name, "E-mail": a.email, "Roles": [r.role for r in a.roles],
             "Account": "open" if a.active else "closed", "Since": date_text(a.created_at)}
            for a in everybody.values()
        ],
        hide_index=True, alt="All accounts with their roles",
        column_config={"Roles": st.column_config.MultiselectColumn(options=ROLES, width="large")},
    )  # fmt: skip

changing, adding = st.columns(2, gap="large")
with changing:
    st.header("Change an account", anchor=False)
    chosen = st.selectbox(
        "Account", list(everybody), format_func=lambda key: f"{everybody[key].name}, {everybody[key].email}",
        key="account",
    )  # fmt: skip
    if chosen is not None:
        account = everybody[chosen]
        with st.form(f"change{chosen}-{account.version}"):
            st.pills("Roles", ROLES, selection_mode="multi", default=[r.role for r in account.roles], key=f"roles{chosen}")
            st.checkbox("The account is open", account.active, key=f"open{chosen}")
            st.form_submit_button("Save", type="primary", on_click=change, args=(chosen, account.version))
with adding:
    st.header("Add somebody", anchor=False)
    with st.form("add", clear_on_submit=True):
        st.text_input("E-mail", key="new_email", type="email", placeholder="name@example.org")
        st.text_input("Name", key="new_name")
        st.pills("Roles", ROLES, selection_mode="multi", key="new_roles")
        st.form_submit_button("Add", on_click=add)

with st.expander("What each role may do"):
    st.table(
        [
            {"May": p.value, **{role.value.capitalize(): ":material/check: yes" if role in ALLOWED[p] else "–" for role in Role}}
            for p in Permission
        ],
        hide_index=True, border="horizontal", alt="The permissions of each role",
    )  # fmt: skip

trail = st.expander("Audit trail", key="trail", on_change="rerun")
if trail.open:
    with trail, database().reading() as session:
        st.dataframe(
            [
                {"When": instant_text(e.at), "Who": e.actor_name, "What": e.action.replace(".", " "),
                 "About": f"{e.subject} {e.subject_id}", "Detail": str(e.detail or "")}
                for e in recent(session, limit=200)
            ],
            hide_index=True, alt="The newest changes, the newest first",
        )  # fmt: skip
