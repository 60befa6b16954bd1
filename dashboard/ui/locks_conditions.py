"""What a picture lock leaves to be settled: the list, settling, and adding to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from dashboard.people.roles import Actor, Permission
from dashboard.rundown.locks.locks import Condition, add_condition, settle_condition
from dashboard.rundown.locks.queries import ConditionRow
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import counted, date_text, instant_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, attempt, plain, quiet

WHOLE = 0
"""Stands for the whole programme where a line is chosen."""


def conditions(actor: Actor, episode_id: int, rows: Sequence[ConditionRow], lines: Mapping[int, str], *,
               may_add: bool) -> None:  # fmt: skip
    """The conditions that are open, each with its due day and a way to settle it; then those that were settled.

    `lines` are the slugs that a new one may be about.
    """
    st.header("Conditions", anchor=False)
    may_edit = actor.may(Permission.EDIT_EPISODE)
    waiting = [row for row in rows if row.settled_at is None]
    if not waiting:
        st.markdown("Nothing is open." if rows else quiet("None. A picture lock may leave things to be settled."))
    for row in waiting:
        _open_condition(actor, row, may_edit=may_edit)
    if may_edit and may_add:
        _form(actor, episode_id, lines)
    if settled := [row for row in rows if row.settled_at]:
        columns = [Column("Settled"), Column("About"), Column("By"), Column("When"), Column("How")]
        cells = [
            (row.what, row.about or "the programme", row.settled_by, instant_text(row.settled_at), row.settled_how)
            for row in settled
            if row.settled_at
        ]
        sheet_table("Conditions that were settled", columns, cells)


def due_text(row: ConditionRow, today: date) -> str:
    """`due on 5 Nov 2026`, `due today`, `overdue by 2 days`."""
    if days := row.overdue_days(today):
        return f"overdue by {counted(days, 'day')}"
    return "due today" if row.due_on == today else f"due on {date_text(row.due_on)}"


def _open_condition(actor: Actor, row: ConditionRow, *, may_edit: bool) -> None:
    due = due_text(row, now().date())
    colour, icon = ("red", "alarm") if due.startswith("overdue") else ("orange", "pending")
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="stretch", gap="xxsmall"):
            st.markdown(f"**{plain(row.what)}**")
            about = f"about “{row.about}”" if row.about else "about the whole programme"
            st.markdown(f":{colour}-badge[:material/{icon}: {due}] {quiet(f'{row.owner}, {about}')}")
        if may_edit:
            key = row.condition_id
            with st.popover("Settle", icon=":material/check:", key=f"open_settle{key}"):
                st.text_input("How was it settled?", key=f"how{key}", placeholder="Licence signed")
                st.button("It is settled", key=f"settle{key}", type="primary", on_click=_settle, args=(actor, key))


def _form(actor: Actor, episode_id: int, lines: Mapping[int, str]) -> None:
    names = {WHOLE: "the whole programme", **lines}
    with st.expander("Add a condition", icon=":material/add:", key=f"new_condition{episode_id}"):
        st.text_input("What is to be settled", key="condition_what", placeholder="Clearance of the sample")
        owner, due = st.columns(2)
        owner.text_input("By whom", key="condition_owner", placeholder="Legal")
        due.date_input("Due", now().date(), min_value=now().date(), key="condition_due")
        st.selectbox("About", list(names), format_func=names.__getitem__, key="condition_item")
        st.button("Add it", key="add_condition", type="primary", on_click=_add, args=(actor, episode_id))


def _settle(actor: Actor, condition_id: int) -> None:
    how = str(st.session_state[f"how{condition_id}"])
    action(settle_condition, database(), actor, condition_id, how, done="Settled.")


def _add(actor: Actor, episode_id: int) -> None:
    state = st.session_state
    item_id = int(state["condition_item"])
    made = Condition(state["condition_what"], state["condition_owner"], state["condition_due"], item_id or None)
    if attempt(add_condition, database(), actor, episode_id, made, done="Added."):
        state["condition_what"] = state["condition_owner"] = ""
