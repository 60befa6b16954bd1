"""The rundown's working part: the figures, the list of lines, and the panel of what is chosen."""

from __future__ import annotations

import secrets
from contextlib import suppress
from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from dashboard.credits.queries import working_rundown
from dashboard.desk.export import RUNDOWN
from dashboard.errors import GreenroomError
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.edits.sent import Ack, carry_out
from dashboard.rundown.edits.undo import last_standing, next_undone
from dashboard.rundown.locks.rules import DELIVERY
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.queries import ItemRow, Rundown
from dashboard.storage.engine import database
from dashboard.ui.acts_panel import acts_panel
from dashboard.ui.add_panel import add_panel
from dashboard.ui.change_reason import REASON
from dashboard.ui.components.rundown_list import rundown_list
from dashboard.ui.downloads import downloads
from dashboard.ui.edits_panel import edits_panel
from dashboard.ui.fit_panel import fit_panel
from dashboard.ui.formats import duration_text, over_colour, over_word, signed_text
from dashboard.ui.line_panel import line_panel
from dashboard.ui.programme_calls import call_answers_panel
from dashboard.ui.rundown_table import Heard, Steps, list_data
from dashboard.ui.widgets import page_link, said

CHOSEN = "chosen_line"
PANEL = "rundown_panel"
SESSION, RUN, HEARD = "rundown_session", "rundown_run", "rundown_heard"
"""The session-state keys: the line that is open, the panel's mode, and what the list is told of this session: its
name, its run, and what came of the last message."""
LINE, ADD, ACTS, FIT, HISTORY = "Line", "Add", "Acts", "Fit", "History"
PAGES = (
    ("timing", "Timing", "timer"), ("cuts", "Cuts", "difference"), ("locks", "Locks", "lock"),
    ("versions", "Versions", "alt_route"), ("as_aired", "As aired", "fact_check"),
    ("exchange", "In and out", "swap_vert"),
)  # fmt: skip


@st.fragment
def rundown_desk(actor: Actor, episode_id: int) -> None:
    """Everything below the episode picker; what is done here draws only this anew."""
    may_edit = actor.may(Permission.EDIT_EPISODE)
    with database().reading() as session:
        rundown = working_rundown(session, episode_id).rundown
        steps = _steps(session, actor, episode_id) if may_edit else Steps()
        locks = standing(session, episode_id)
    figures(rundown)
    said()
    chosen = _chosen(rundown)
    lines, panel = st.columns([8, 5], gap="small")
    with lines:
        if may_edit and any(lock.step == DELIVERY for lock in locks):
            st.info("Locked for delivery; release that lock to change what airs.", icon=":material/lock:")
        elif may_edit and locks:
            st.text_input(
                "Reason for this change", key=REASON, placeholder="Why it is changed although it is locked",
                help="What is locked can be changed with a reason; it becomes a numbered change.",
            )  # fmt: skip
        _list(actor, rundown, chosen, steps, may_edit=may_edit)
        _ways(actor, episode_id)
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


def _list(actor: Actor, rundown: Rundown, chosen: ItemRow | None, steps: Steps, *, may_edit: bool) -> None:
    state = st.session_state
    state.setdefault(SESSION, secrets.token_hex(4))
    state[RUN] = state.get(RUN, 0) + 1
    key = f"rundown_list_{rundown.episode.id}_{actor.account_id}"
    data = list_data(
        rundown, chosen.item.id if chosen else None, steps, state.get(HEARD, Heard()), account=actor.account_id,
        session=state[SESSION], run=state[RUN], may_edit=may_edit,
    )  # fmt: skip
    rundown_list(data, key=key, on_sent=partial(_hear, actor, rundown.episode.id, key))


def _ways(actor: Actor, episode_id: int) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        for page, title, icon in PAGES:
            page_link(page, title, icon)
    downloads(actor, episode_id, RUNDOWN, {"rundown_csv": "Rundown as CSV"})


def _panel(actor: Actor, rundown: Rundown, chosen: ItemRow | None, *, may_edit: bool) -> None:
    mode = LINE
    if may_edit:
        st.session_state.setdefault(PANEL, LINE)
        st.segmented_control(
            "Work on",
            [LINE, ADD, ACTS, FIT, HISTORY],
            key=PANEL,
            required=True,
            width="stretch",
            label_visibility="collapsed",
        )
        mode = st.session_state[PANEL]
    panels = {ADD: add_panel, ACTS: acts_panel, FIT: fit_panel, HISTORY: edits_panel}
    if mode in panels:
        panels[mode](actor, rundown)
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


def _steps(session: Session, actor: Actor, episode_id: int) -> Steps:
    undo, redo = last_standing(session, actor, episode_id), next_undone(session, actor, episode_id)
    return Steps(undo.said if undo else "", redo.said if redo else "")


def _hear(actor: Actor, episode_id: int, key: str) -> None:
    # While the database is busy nothing is acknowledged, and the browser sends the same again.
    with suppress(OperationalError):
        st.session_state[HEARD] = answered(actor, episode_id, st.session_state[key].sent)


def answered(actor: Actor, episode_id: int, message: object) -> Heard:
    """Carry out what the list sent, and say what came of it; what is no message of this episode changes nothing."""
    if not isinstance(message, dict) or message.get("episode") != episode_id:
        return Heard()
    chosen: Any = message.get("chosen")
    if isinstance(chosen, int):
        st.session_state[CHOSEN] = chosen
        st.session_state[PANEL] = LINE
    mark, reason = message.get("mark"), st.session_state.get(REASON) or ""
    try:
        acks = carry_out(database(), actor, episode_id, message.get("commands"), reason)
    except GreenroomError as refusal:
        sent = message.get("commands")
        keys = [one.get("key") for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
        acks = [Ack(str(key), ok=False, said=str(refusal)) for key in keys]
    return Heard(mark if isinstance(mark, str) else "", tuple(acks))
