"""Picking pieces for an episode, and what one may do with a picked one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.curation.queries import Card
from dashboard.curation.service import drop_from_shortlist, shortlist_piece
from dashboard.curation.tables import ShortlistEntry
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.commands import add_piece
from dashboard.rundown.queries import EpisodeRow
from dashboard.storage.engine import database
from dashboard.ui.widgets import action, plain


def pick_button(actor: Actor, episode: EpisodeRow, card: Card, *, is_on: bool) -> None:
    """Puts a piece on the shortlist of the episode, or takes it off."""
    call, to, verb = (drop_from_shortlist, "off", "Take it off") if is_on else (shortlist_piece, "on", "Put it on")
    st.button(
        "Shortlisted" if is_on else "Shortlist",
        key=f"pick{card.contribution_id}",
        icon=":material/bookmark_added:" if is_on else ":material/bookmark:",
        help=f"{verb} the shortlist of {plain(episode.label)}",  # always some: the focus stays on the same button
        on_click=action,
        args=(call, database(), actor, episode.shortlist_id, card.contribution_id),
        kwargs={"done": f"{card.title}: {to} the shortlist of {episode.label}."},
    )


def entry_buttons(
    actor: Actor, episode: EpisodeRow, acts: Mapping[int, str], entry: ShortlistEntry, card: Card
) -> None:
    """Into an act of the rundown, the note, and off the list. `acts` are titles by id."""
    piece_id = card.contribution_id
    if actor.may(Permission.EDIT_EPISODE) and acts:
        st.menu_button(
            "Add to", list(acts), key=f"act{piece_id}", format_func=acts.__getitem__,
            on_click=_add_to_act, args=(actor, acts, card),
        )  # fmt: skip
    if not actor.may(Permission.SHORTLIST):
        return
    with st.popover("Edit"):
        st.text_area("Note", entry.note, key=f"note{piece_id}", placeholder="Why it is here, what to ask")
        with st.container(horizontal=True):
            st.button(
                "Save note", key=f"keep{piece_id}", type="primary",
                on_click=_save_note, args=(actor, episode, piece_id),
            )  # fmt: skip
            st.button(
                "Drop from the shortlist",
                key=f"drop{piece_id}",
                icon=":material/bookmark_remove:",
                on_click=action,
                args=(drop_from_shortlist, database(), actor, episode.shortlist_id, piece_id),
                kwargs={"done": f"{card.title} is off the shortlist."},
            )


def _add_to_act(actor: Actor, acts: Mapping[int, str], card: Card) -> None:
    act_id = st.session_state[f"act{card.contribution_id}"]
    done = f"{card.title} stands in {acts[act_id]} now."
    action(add_piece, database(), actor, act_id, [card.contribution_id], done=done)


def _save_note(actor: Actor, episode: EpisodeRow, piece_id: int) -> None:
    note = st.session_state[f"note{piece_id}"]
    action(shortlist_piece, database(), actor, episode.shortlist_id, piece_id, note, done="Note saved.")
