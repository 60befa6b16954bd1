"""The rundown's working part: the figures, the list of lines, and the panel of what is chosen."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st

from dashboard.credits.queries import credited_rundown
from dashboard.desk.export import RUNDOWN
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.commands import move_item
from dashboard.rundown.queries import ItemRow, Rundown
from dashboard.storage.engine import database
from dashboard.ui.acts_panel import acts_panel
from dashboard.ui.add_panel import add_panel
from dashboard.ui.components.rundown_list import rundown_list
from dashboard.ui.downloads import downloads
from dashboard.ui.formats import duration_text, over_colour, over_word, signed_text
from dashboard.ui.line_panel import line_panel, move_by
from dashboard.ui.programme_calls import call_answers_panel
from dashboard.ui.rundown_table import list_data
from dashboard.ui.widgets import action, said

LIST = "rundown_list"
CHOSEN = "chosen_line"
HEARD = "rundown_heard"
PANEL = "rundown_panel"
LINE, ADD, ACTS = "Line", "Add", "Acts"


@st.fragment
def rundown_desk(actor: Actor, episode_id: int) -> None:
    """Everything below the episode picker; what is done here draws only this anew."""
    with database().reading() as session:
        rundown = credited_rundown(session, episode_id).rundown
    figures(rundown)
    said()
    may_edit = actor.may(Permission.EDIT_EPISODE)
    chosen = _chosen(rundown)
    lines, panel = st.columns([8, 5], gap="medium")
    with lines:
        heard = st.session_state.get(HEARD, 0)
        data = list_data(rundown, chosen.item.id if chosen else None, may_edit=may_edit, heard=heard)
        rundown_list(data, key=LIST, on_chosen=_choose, on_moved=partial(_move, actor, rundown))
        if may_edit:
            revision = rundown.episode.revision
            st.caption(f"Revision {revision}. Drag a line, or choose it and press Alt with ↑ or ↓.")
        downloads(actor, episode_id, RUNDOWN, {"rundown_csv": "Rundown as CSV"})
    with panel:
        _panel(actor, rundown, chosen, may_edit=may_edit)


def figures(rundown: Rundown) -> None:
    """How long it runs, against the target and the slot, and how many lines stand in the way."""
    rate, timing, episode = rundown.episode.rate, rundown.timing, rundown.episode
    blocked = sum(bool(row.blocked) for row in rundown.airing)
    empty = sum(bool(row.timed.problem) and not row.item.floated for row in rundown.items)
    with st.grid(3, min_column_width=150):
        target, slot = duration_text(episode.target_frames, rate), duration_text(episode.slot_frames, rate)
        _figure(f"TRT, target {target}", timing.trt_frames, timing.over_frames, rate)
        with_breaks = timing.trt_frames + timing.break_frames
        _figure(f"In the {slot} slot", with_breaks, timing.slot_over_frames, rate)
        st.metric(
            "Lines to settle", blocked + empty, f"{blocked} may not air" if blocked else "all may air",
            delta_color="red" if blocked else "green", delta_arrow="off", border=True,
            delta_description=f"{empty} without length" if empty else None,
        )  # fmt: skip


def _figure(label: str, frames: int, over_frames: int, rate: Fraction) -> None:
    st.metric(
        label, duration_text(frames, rate),
        f"{signed_text(over_frames, rate)} {over_word(over_frames, rate)}",
        delta_color=over_colour(over_frames, rate), delta_arrow="off", border=True,
    )  # fmt: skip


def _panel(actor: Actor, rundown: Rundown, chosen: ItemRow | None, *, may_edit: bool) -> None:
    mode = LINE
    if may_edit:
        st.session_state.setdefault(PANEL, LINE)
        st.segmented_control(
            "Work on",
            [LINE, ADD, ACTS],
            key=PANEL,
            required=True,
            width="stretch",
            label_visibility="collapsed",
        )
        mode = st.session_state[PANEL]
    if mode == ADD:
        add_panel(actor, rundown)
    elif mode == ACTS:
        acts_panel(actor, rundown)
    elif chosen is None:
        st.caption("Nothing is in the rundown yet." + (" Add a piece from the shortlist." if may_edit else ""))
    else:
        line_panel(actor, rundown, chosen, may_edit=may_edit)
    if not may_edit:
        call_answers_panel(actor, rundown)


def _chosen(rundown: Rundown) -> ItemRow | None:
    rows = rundown.items
    wanted = st.session_state.get(CHOSEN)
    return next((row for row in rows if row.item.id == wanted), rows[0] if rows else None)


def _choose() -> None:
    st.session_state[CHOSEN] = st.session_state[LIST].chosen
    st.session_state[PANEL] = LINE


def _move(actor: Actor, rundown: Rundown) -> None:
    moved: dict[str, Any] = st.session_state[LIST].moved
    item_id = int(moved["item"])
    st.session_state[HEARD] = moved["sent"]
    st.session_state[CHOSEN] = item_id
    if "by" in moved:
        move_by(actor, rundown, item_id, int(moved["by"]))
    else:
        act_id, position = int(moved["act"]), int(moved["position"])
        action(move_item, database(), actor, item_id, act_id, position)
