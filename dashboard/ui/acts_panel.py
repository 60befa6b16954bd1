"""The acts of the rundown: naming them, giving them a budget of time, adding and removing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import streamlit as st

from dashboard.people.roles import Actor
from dashboard.rundown.edits.act_commands import add_act, change_act, move_act, remove_act
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.queries import ActRow, Rundown
from dashboard.rundown.timecode import parse_duration
from dashboard.storage.engine import Database
from dashboard.ui.change_reason import edit, edited
from dashboard.ui.formats import duration_text
from dashboard.ui.programme_calls import call_answers_panel

ACT = "act_chosen"
NEW_NAME, NEW_BUDGET = "act_new_name", "act_new_budget"


def acts_panel(actor: Actor, rundown: Rundown) -> None:
    """Change one act; below, add another."""
    rate = rundown.episode.rate
    acts = {act.act.id: act for act in rundown.acts}
    if acts:
        chosen = st.selectbox("Act", list(acts), format_func=lambda key: acts[key].act.title, key=ACT)
        if chosen in acts:
            _change(actor, acts[chosen], rate)
            _order(actor, list(acts), chosen)
    st.header("New act", anchor=False)
    with st.form("act_new", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input("Name", key=NEW_NAME, placeholder=f"Act {len(acts) + 1}")
            st.text_input("Budget", key=NEW_BUDGET, placeholder="m:ss", width=110)
        st.form_submit_button("Add act", key="act_add", on_click=_add, args=(actor, rundown))
    call_answers_panel(actor, rundown)


def _change(actor: Actor, row: ActRow, rate: Fraction) -> None:
    act = row.act
    budget = duration_text(act.budget_frames, rate) if act.budget_frames else ""
    keys = [f"act_name_{act.id}_{hash(act.title)}", f"act_budget_{act.id}_{act.budget_frames}"]
    with st.form(f"act_{act.id}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input("Name", act.title, key=keys[0])
            st.text_input("Budget", budget, key=keys[1], placeholder="m:ss", width=110)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button("Save act", key="act_save", on_click=_save, args=(actor, row, rate, keys))
            st.form_submit_button(
                "Remove act", key="act_remove", disabled=bool(row.items), on_click=edit,
                args=(remove_act, actor, act.id), kwargs={"done": f"“{act.title}” was removed."},
                help="An act with lines in it cannot be removed; move them first." if row.items else None,
            )  # fmt: skip


def _save(actor: Actor, row: ActRow, rate: Fraction, keys: list[str]) -> None:
    typed = [st.session_state[key] for key in keys]
    edit(_change_act, actor, row, rate, *typed, done="The act is saved.")


def _change_act(db: Database, actor: Actor, row: ActRow, rate: Fraction, title: str, typed: str, *, slip: Slip) -> None:
    budget = row.act.budget_frames
    if not budget or typed.strip() != duration_text(budget, rate):
        budget = parse_duration(typed, rate) if typed.strip() else 0
    change_act(db, actor, row.act.id, title, budget, slip=slip)


def _order(actor: Actor, ids: Sequence[int], act_id: int) -> None:
    """Its place among the acts; its lines go with it."""
    at = ids.index(act_id)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Move act up", icon=":material/arrow_upward:", key="act_up", disabled=at == 0, on_click=edit,
            args=(move_act, actor, act_id, ids[at - 2] if at > 1 else None),
        )  # fmt: skip
        st.button(
            "Move act down", icon=":material/arrow_downward:", key="act_down", disabled=at == len(ids) - 1,
            on_click=edit, args=(move_act, actor, act_id, ids[min(at + 1, len(ids) - 1)]),
        )  # fmt: skip


def _add(actor: Actor, rundown: Rundown) -> None:
    state = st.session_state
    title = state[NEW_NAME].strip() or f"Act {len(rundown.acts) + 1}"
    if edited(_new_act, actor, rundown, title, state[NEW_BUDGET], done=f"“{title}” was added."):
        state.update({NEW_NAME: "", NEW_BUDGET: ""})


def _new_act(db: Database, actor: Actor, rundown: Rundown, title: str, typed: str, *, slip: Slip) -> None:
    budget = parse_duration(typed, rundown.episode.rate) if typed.strip() else 0
    add_act(db, actor, rundown.episode.id, title, budget, slip=slip)
