"""Adding to the rundown: pieces from the shortlist, and the lines between them."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from dashboard.curation.queries import Card, shortlist
from dashboard.people.roles import Actor
from dashboard.rundown.edits.commands import add_item, add_piece
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.queries import Rundown
from dashboard.rundown.timecode import parse_duration
from dashboard.rundown.timing import BREAK, HOST, ROLL, SLATE
from dashboard.storage.engine import Database, database
from dashboard.ui.change_reason import edited
from dashboard.ui.formats import counted, length_text
from dashboard.ui.rundown_table import KIND_NAMES
from dashboard.ui.widgets import CLEARANCE, empty, page_link

PIECES, ACT, TOGETHER = "add_pieces", "add_act", "add_together"
KIND, NAME, WORDS, LENGTH = "add_kind", "add_name", "add_words", "add_length"


def piece_options(shortlist_id: int) -> dict[int, str]:
    """The pieces on a shortlist as a chooser shows them."""
    with database().reading() as session:
        return {card.contribution_id: _label(card) for _, card in shortlist(session, shortlist_id)}


def _label(card: Card) -> str:
    length = "" if card.duration_ms is None else f" {length_text(card.duration_ms)}"
    state = "" if card.clearance == "cleared" else f" · {CLEARANCE[card.clearance][0].lower()}"
    return f"{card.title} – {card.artists} · {card.kind}{length}{state}"


def add_panel(actor: Actor, rundown: Rundown) -> None:
    """Into which act, then what."""
    acts = {act.act.id: act.act.title for act in rundown.acts}
    if not acts:
        empty("There is no act to add to yet; make one under Acts.")
        return
    st.selectbox("Into act", list(acts), format_func=acts.__getitem__, key=ACT, index=len(acts) - 1)
    _pieces(actor, rundown)
    _lines(actor, rundown)


def _pieces(actor: Actor, rundown: Rundown) -> None:
    st.header("Pieces from the shortlist", anchor=False)
    options = piece_options(rundown.episode.shortlist_id)
    if not options:
        st.caption("Nothing is on this episode's shortlist yet.")
        page_link("trending", "Find pieces on Trending", "trending_up")
        return
    used = {layer.contribution_id for row in rundown.items for layer in row.item.layers}
    labels = {key: label + (" · in the rundown" if key in used else "") for key, label in options.items()}
    with st.form("add_pieces_form", border=False):
        # It grows while one types in it; without a place of its own the button below would slip from under a click.
        with st.container(height=116, border=False):
            st.multiselect("Pieces", list(labels), format_func=labels.__getitem__, key=PIECES)
        st.checkbox("Lay them into one line: sounds together, pictures one after the other", key=TOGETHER)
        st.form_submit_button("Add pieces", key="pieces_add", type="primary", on_click=_add_pieces, args=(actor,))


def _add_pieces(actor: Actor) -> None:
    pieces, act_id = list(st.session_state[PIECES]), int(st.session_state[ACT])
    groups = [pieces] if st.session_state[TOGETHER] or not pieces else [[piece] for piece in pieces]
    if edited(_add_groups, actor, act_id, groups, done=f"{counted(len(pieces), 'piece')} added."):
        st.session_state[PIECES], st.session_state[TOGETHER] = [], False


def _add_groups(db: Database, actor: Actor, act_id: int, groups: list[list[int]], *, slip: Slip) -> None:
    for group in groups:
        st.session_state["chosen_line"] = add_piece(db, actor, act_id, group, slip=slip)


def _lines(actor: Actor, rundown: Rundown) -> None:
    st.header("Another line", anchor=False)
    with st.form("add_line_form", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox("Kind", [HOST, SLATE, BREAK, ROLL], format_func=KIND_NAMES.__getitem__, key=KIND)
            st.text_input("Set length", key=LENGTH, placeholder="m:ss", width=90)
        st.text_input("Name", key=NAME, placeholder="As it stands in the rundown")
        st.text_area("What is said or shown", key=WORDS, height=80, help="For a host link or a slate.")
        st.form_submit_button("Add line", key="line_add", on_click=_add_line, args=(actor, rundown))


def _add_line(actor: Actor, rundown: Rundown) -> None:
    done = f"A {KIND_NAMES[st.session_state[KIND]].lower()} was added."
    if edited(_new_line, actor, rundown.episode.rate, done=done):
        st.session_state.update({NAME: "", WORDS: "", LENGTH: ""})


def _new_line(db: Database, actor: Actor, rate: Fraction, *, slip: Slip) -> None:
    state = st.session_state
    kind, typed = state[KIND], state[LENGTH].strip()
    name = state[NAME].strip() or KIND_NAMES[kind]
    frames = parse_duration(typed, rate) if typed else None
    state["chosen_line"] = add_item(
        db, actor, int(state[ACT]), kind, name, script=state[WORDS], length_frames=frames, slip=slip
    )
