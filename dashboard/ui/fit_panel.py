"""Pieces that would make the rundown land on time, to fill a gap, and trims that bring it down to time."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.fitting import Filling, find_fillings
from dashboard.desk.fitting_trims import Trimming, find_trims
from dashboard.people.roles import Actor
from dashboard.rundown.fitting.fitting import Preference, Wishes
from dashboard.rundown.queries import Rundown
from dashboard.storage.engine import database
from dashboard.ui.fit_proposals import filling_proposals, trimming_proposals
from dashboard.ui.formats import NOTHING, duration_text, signed_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import attempt, said

MODE, SCOPE, FOUND = "fit_mode", "fit_scope", "fit_found"
MOST, TRIMS, PREFER = "fit_most", "fit_trims", "fit_prefer_"
FILL, TRIM = "Fill", "Trim"
WHOLE = 0
"""Stands for the whole episode among the ids of acts."""
PER_ARTIST = {1: "1 at most", 2: "2 at most", 3: "3 at most", 0: "Any number"}
TRIM_PERCENTS = {0: "Not at all", 5: "Up to 5 %", 10: "Up to 10 %", 20: "Up to 20 %"}


def fit_panel(actor: Actor, rundown: Rundown) -> None:
    """What each act lacks or has too much of, what is wished for, and the proposals that were found."""
    st.header("Fill and trim", anchor=False)
    _standing(rundown)
    st.session_state.setdefault(MODE, TRIM if rundown.timing.over_frames > 0 else FILL)
    st.segmented_control("What to do", [FILL, TRIM], key=MODE, required=True, width="stretch")
    names = {WHOLE: "The whole episode"}
    names |= {row.act.id: row.act.title for row in rundown.acts if row.timed.over_frames is not None}
    if st.session_state.get(SCOPE) not in names:
        st.session_state[SCOPE] = WHOLE
    st.selectbox("Up to time", list(names), format_func=names.__getitem__, key=SCOPE)
    if st.session_state[MODE] == FILL:
        _wishes()
    else:
        st.caption("Stills give first. No line falls below 3 seconds or 60 % of what it runs; locked lines stay.")
    word = "pieces" if st.session_state[MODE] == FILL else "trims"
    if st.button(f"Look for {word}", key="fit_look", type="primary", icon=":material/search:", width="stretch"):
        with st.spinner("Trying what lands on time; a few seconds at most.", show_time=True):
            attempt(_look, rundown.episode.id)
        said()
    _found(actor, rundown)


def _standing(rundown: Rundown) -> None:
    """How far each act is from its budget and the episode from its target; in all first."""
    rate, timing = rundown.episode.rate, rundown.timing
    rows = [
        ["In all", duration_text(timing.trt_frames, rate), duration_text(rundown.episode.target_frames, rate),
         signed_text(timing.over_frames, rate)]
    ]  # fmt: skip
    for row in rundown.acts:
        over, budget = row.timed.over_frames, row.act.budget_frames
        rows.append([
            row.act.title, duration_text(row.timed.filled_frames, rate),
            duration_text(budget, rate) if budget else NOTHING, NOTHING if over is None else signed_text(over, rate),
        ])  # fmt: skip
    columns = [Column("Act"), *(Column(name, number=True) for name in ("Runs", "Target", "Over"))]
    sheet_table("Time of each act against its budget", columns, rows)


def _wishes() -> None:
    with st.container(horizontal=True, gap="small"):
        st.session_state.setdefault(MOST, 2)
        st.selectbox("Pieces of one artist", list(PER_ARTIST), format_func=PER_ARTIST.__getitem__, key=MOST)
        st.selectbox("Cut films and music", list(TRIM_PERCENTS), format_func=TRIM_PERCENTS.__getitem__, key=TRIMS)
    st.caption("Of sets that land alike, prefer")
    with st.grid(2, gap="small", min_column_width=140):
        for one in Preference:
            st.session_state.setdefault(PREFER + one.name, True)
            st.checkbox(one.value, key=PREFER + one.name)


def _look(episode_id: int) -> None:
    state = st.session_state
    state.pop(FOUND, None)
    if state[MODE] == TRIM:
        state[FOUND] = find_trims(database(), episode_id, state[SCOPE] or None)
    else:
        prefer = frozenset(one for one in Preference if state[PREFER + one.name])
        wishes = Wishes(state[MOST] or None, state[TRIMS], prefer)
        state[FOUND] = find_fillings(database(), episode_id, state[SCOPE] or None, wishes)


def _found(actor: Actor, rundown: Rundown) -> None:
    """The proposals that belong to what is chosen above, as long as the rundown is as they found it."""
    found = st.session_state.get(FOUND)
    wanted = Trimming if st.session_state[MODE] == TRIM else Filling
    here = rundown.episode.id, st.session_state[SCOPE] or None
    if not isinstance(found, wanted) or (found.episode_id, found.act_id) != here:
        return
    if found.revision != rundown.episode.revision:
        st.info("The rundown has changed since; look again.", icon=":material/update:")
    elif isinstance(found, Trimming):
        trimming_proposals(actor, found)
    else:
        filling_proposals(actor, found)
