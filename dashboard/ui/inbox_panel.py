"""The inbox's working part: what it is narrowed to, the pieces to judge, and what was judged."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy.exc import OperationalError

from dashboard.community.requests import GONE, REPORTED, WITHDRAWN
from dashboard.curation.inbox.batch import Outcome, Refusal
from dashboard.curation.inbox.cards import JudgedRow, latest_verdicts, shown
from dashboard.curation.inbox.culling import judge
from dashboard.curation.inbox.queue import (
    NEW,
    NO_CALL,
    PASSED,
    STARRED,
    Counts,
    Narrowing,
    Queue,
    arrived,
    narrow,
    queue_of,
    take_in,
)
from dashboard.curation.inbox.verdicts import MAYBE, PICK, REJECT
from dashboard.desk.requests import RequestRow
from dashboard.errors import GreenroomError
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.queries import EpisodeRow
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.components.culling import culling
from dashboard.ui.formats import ago_text, counted, length_text
from dashboard.ui.inbox_data import Answer, culling_data, window
from dashboard.ui.requests_panel import waiting_panel
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, attempt, empty

CULLING, ANSWER = "culling", "inbox_answer"
VIEW, KIND, CALL = "inbox_view", "inbox_kind", "inbox_call"
"""The session-state keys: the component, what came of its last batch, and the three filters."""
VIEW_NAMES = {
    NEW: "New", PICK: "Picked", MAYBE: "Maybe", STARRED: "Starred", REJECT: "Rejected", PASSED: "Passed",
}  # fmt: skip
EMPTY = {
    NEW: "Everything is seen. What comes in next waits here; “Passed” shows again what you went by.",
    PASSED: "You have passed nothing so far. What you see and leave without a verdict is listed here.",
}
MOST_PILLS = 8
TROUBLE = (REPORTED, WITHDRAWN, GONE)


def trouble_panel(actor: Actor, rows: Sequence[RequestRow]) -> None:
    """What was reported, withdrawn, or is gone at its source, behind one line that counts it."""
    found = [row for row in rows if row.request.kind in TROUBLE]
    if found:
        label = f"{counted(len(found), 'piece')} reported, withdrawn or gone"
        with st.expander(label, icon=":material/flag:"):
            waiting_panel(actor, found)


def filters(actor: Actor, queue: Queue, found: Counts) -> None:
    """What the queue is made of; another choice makes it anew."""
    chosen = queue.narrowing
    st.session_state[VIEW] = chosen.view
    st.segmented_control(
        "Show", list(VIEW_NAMES), key=VIEW, required=True, label_visibility="collapsed", on_change=_narrow,
        args=(actor,), format_func=lambda view: VIEW_NAMES[view] + (f" {found.new:,}" if view == NEW else ""),
    )  # fmt: skip
    st.session_state[KIND], st.session_state[CALL] = chosen.kind or None, chosen.call_id
    if chosen.view != NEW:
        return
    kinds = dict.fromkeys([*found.kinds, *filter(None, [chosen.kind])])
    calls = dict.fromkeys([*found.calls, *([] if chosen.call_id is None else [chosen.call_id])])
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(kinds) > 1 or chosen.kind:
            _choice("Kind", list(kinds), KIND, actor, lambda kind: f"{kind} {found.kinds.get(kind, 0):,}")
        if len(calls) > 1 or chosen.call_id is not None:
            _choice("Call", list(calls), CALL, actor, lambda call_id: _call_name(found, call_id))


def _choice(label: str, options: list[Any], key: str, actor: Actor, name: Any) -> None:
    if len(options) <= MOST_PILLS:
        st.pills(
            label, options, key=key, format_func=name, on_change=_narrow, args=(actor,), label_visibility="collapsed"
        )
    else:
        st.selectbox(
            label, options, index=None, key=key, format_func=name, on_change=_narrow, args=(actor,),
            placeholder=f"Every {label.lower()}", label_visibility="collapsed",
        )  # fmt: skip


def _call_name(found: Counts, call_id: int) -> str:
    title, number = found.calls.get(call_id, ("", 0))
    return f"{title or ('No call' if call_id == NO_CALL else 'This call')} {number:,}"


def _narrow(actor: Actor) -> None:
    state = st.session_state
    view = state[VIEW]
    kind, call_id = (state.get(KIND), state.get(CALL)) if view == NEW else (None, None)
    action(narrow, database(), actor, Narrowing(view, kind or "", call_id))


@st.fragment
def culling_panel(actor: Actor, account_id: int, episode: EpisodeRow | None) -> None:
    """The queue, piece by piece; what is done in it draws only this anew."""
    answer = st.session_state.get(ANSWER, Answer())
    with database().reading() as session:
        queue = queue_of(session, account_id)
        if queue is None or not queue.piece_ids:
            empty(EMPTY.get(queue.narrowing.view if queue else NEW, "Nothing is in this list."), "inbox")
            return
        pieces = shown(session, account_id, window(queue), episode.shortlist_id if episode else None)
        more = arrived(session, account_id, queue)
    may_shortlist = actor.may(Permission.SHORTLIST)
    data = culling_data(
        account_id, queue, pieces, episode, answer, now(), arrived=more, may_shortlist=may_shortlist
    )  # fmt: skip
    culling(data, key=CULLING, on_saved=partial(_save, actor), on_more=partial(_take_in, actor))


def _save(actor: Actor) -> None:
    # While the database is busy nothing is acknowledged, and the browser sends the same again.
    with suppress(OperationalError):
        st.session_state[ANSWER] = answered(actor, st.session_state[CULLING].saved)


def answered(actor: Actor, batch: object) -> Answer:
    """Make what a browser sent, and say what came of it; what is no batch changes nothing."""
    if not isinstance(batch, dict) or not isinstance(batch.get("sent"), int):
        return Answer()
    gestures, at = batch.get("gestures"), batch.get("at")
    if not isinstance(gestures, list):
        return Answer()
    try:
        outcome = judge(database(), actor, gestures, at if isinstance(at, int) else None)
    except GreenroomError as refusal:
        marks = [gesture.get("mark") for gesture in gestures if isinstance(gesture, dict)]
        outcome = Outcome([Refusal(str(mark), str(refusal)) for mark in marks])
    return Answer(batch["sent"], outcome)


def _take_in(actor: Actor) -> None:
    attempt(take_in, database(), actor)


def judged_panel(account_id: int) -> None:
    """What one last judged, read only when it is opened."""
    with st.expander("What you judged", icon=":material/history:", key="judged", on_change="rerun") as opened:
        if not opened.open:
            return
        with database().reading() as session:
            rows = latest_verdicts(session, account_id)
        if not rows:
            st.caption("Nothing yet. What you pick, reject or rate is listed here with your notes.")
            return
        columns = [Column("Piece"), Column("Verdict"), Column("Stars", number=True), Column("Use"), Column("Note"),
                   Column("When")]  # fmt: skip
        sheet_table("What you judged, the latest first", columns, [_judged(row) for row in rows])


def _judged(row: JudgedRow) -> tuple[str, ...]:
    said = row.opinion
    part = ""
    if said.in_ms is not None or said.out_ms is not None:
        part = f"{length_text(said.in_ms or 0)}–{length_text(said.out_ms) if said.out_ms is not None else 'end'}"
    choice = VIEW_NAMES[said.choice] if said.choice else ""
    return (
        row.title, choice, str(said.stars or ""), part, said.note, ago_text(row.changed_at, now())
    )  # fmt: skip
