"""Narrowing the shortlist, and changing several of its pieces at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from dashboard.curation.shortlist_notes import own_entries, tag_entries
from dashboard.curation.shortlist_queries import Listed
from dashboard.curation.shortlists import copy_entries, drop_entries
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.queries import EpisodeRow, episodes
from dashboard.rundown.shortlist.places import set_target
from dashboard.storage.engine import database
from dashboard.ui.formats import counted
from dashboard.ui.shortlist_board import Board
from dashboard.ui.shortlisting import NO_ACT, move_to_rundown, say_what_came_of
from dashboard.ui.widgets import CLEARANCE, attempt

_Key = TypeVar("_Key", int, str)

NOBODY = 0
"""Stands for no owner where owners are chosen from."""


def narrowed(board: Board) -> list[Listed]:
    """The pieces that the filters let through; what they are set to stands in the address."""
    acts = {**board.acts, NO_ACT: "No act yet"}
    owners = {one.entry.owner.id: one.entry.owner.name for one in board.pieces if one.entry.owner}
    tags = sorted({tag for one in board.pieces for tag in one.tags}, key=str.casefold)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        act = _choice("Act", acts, "act", "Every act")
        tag = _choice("Tag", {tag: tag for tag in tags}, "tag", "Every tag")
        owner = _choice("Owner", {**owners, NOBODY: "Nobody"}, "owner", "Everybody's")
        clearance = _choice("Clearance", {key: word for key, (word, _, _) in CLEARANCE.items()}, "clearance", "Any")
    return [
        one for one in board.pieces
        if act in (None, board.place(one))
        and (tag is None or tag in one.tags)
        and owner in (None, one.entry.owner_id or NOBODY)
        and clearance in (None, one.card.clearance)
    ]  # fmt: skip


def tick_box(one: Listed) -> None:
    """Takes a piece among those that are changed at once."""
    with st.container(vertical_alignment="center", height=40, width="content", border=False):
        st.checkbox("Select", key=_key(one))


def bulk_panel(actor: Actor, episode: EpisodeRow, board: Board, shown: Sequence[Listed]) -> None:
    """How many of the pieces shown are selected, and what can be done with them."""
    chosen = [one.entry.id for one in shown if st.session_state.get(_key(one))]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Select none" if chosen else "Select all", key="bulk_all", on_click=_tick,
                  args=(shown, not chosen))  # fmt: skip
        if not chosen:
            return
        changing = st.popover(f"Change {counted(len(chosen), 'piece')}", key="bulk", on_change="rerun")
        if actor.may(Permission.EDIT_EPISODE) and board.acts:
            st.button("Add to rundown", key="bulk_move", icon=":material/playlist_add:", on_click=move_to_rundown,
                      args=(actor, chosen))  # fmt: skip
        st.button("Drop", key="bulk_drop", icon=":material/bookmark_remove:", on_click=_drop,
                  args=(actor, episode, chosen))  # fmt: skip
    if changing.open:
        with changing:
            _changes(actor, episode, board, chosen)


def _changes(actor: Actor, episode: EpisodeRow, board: Board, chosen: Sequence[int]) -> None:
    acts, owners = {NO_ACT: "No act in particular", **board.acts}, {NOBODY: "Nobody", **board.owners}
    with database().reading() as session:
        others = {row.shortlist_id: row.label for row in episodes(session) if row.episode_id != episode.episode_id}
    with st.form("bulk_form", border=False):
        st.text_input("Add tags", key="bulk_tags", placeholder="Divided by commas")
        _field("Set act", acts, "bulk_act", "As it is")
        _field("Set owner", owners, "bulk_owner", "As it is")
        if others:
            _field("Copy to the shortlist of", others, "bulk_copy", "No other episode")
        st.form_submit_button("Apply", key="bulk_apply", type="primary", on_click=_apply,
                              args=(actor, episode, list(chosen)))  # fmt: skip


def _apply(actor: Actor, episode: EpisodeRow, chosen: list[int]) -> None:
    """Each field that was filled in is one change of its own."""
    db, state, here = database(), st.session_state, episode.shortlist_id
    act, owner, other = state["bulk_act"], state["bulk_owner"], state.get("bulk_copy")
    done = True
    if state["bulk_tags"].strip():
        done = attempt(tag_entries, db, actor, here, chosen, state["bulk_tags"], done="Tagged.")
    if done and act is not None:
        done = attempt(set_target, db, actor, here, chosen, act or None, done="Saved.")
    if done and owner is not None:
        done = attempt(own_entries, db, actor, here, chosen, owner or None, done="Saved.")
    if done and other is not None:
        say_what_came_of(lambda: f"{counted(copy_entries(db, actor, chosen, other), 'piece')} copied.")
    if done:
        state.update({"bulk_tags": "", "bulk_act": None, "bulk_owner": None, "bulk_copy": None})


def _drop(actor: Actor, episode: EpisodeRow, chosen: list[int]) -> None:
    done = f"{counted(len(chosen), 'piece')} dropped from the shortlist."
    attempt(drop_entries, database(), actor, episode.shortlist_id, chosen, done=done)


def _tick(shown: Sequence[Listed], value: bool) -> None:
    for one in shown:
        st.session_state[_key(one)] = value


def _key(one: Listed) -> str:
    return f"selected{one.entry.id}"


def _choice(label: str, names: Mapping[_Key, str], key: str, everything: str) -> _Key | None:
    return st.selectbox(
        label, list(names), index=None, key=key, bind="query-params", format_func=names.__getitem__,
        placeholder=everything, width=170,
    )  # fmt: skip


def _field(label: str, names: Mapping[int, str], key: str, as_is: str) -> None:
    st.selectbox(label, list(names), index=None, key=key, format_func=names.__getitem__, placeholder=as_is)
