"""Picking pieces for an episode, and what one may do with one that is on its shortlist."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.curation.queries import Card
from dashboard.curation.shortlist_notes import change_entry
from dashboard.curation.shortlist_queries import Listed
from dashboard.curation.shortlists import (
    SHORTLIST,
    drop_from_shortlist,
    give_reason,
    shortlist_piece,
    take_back_pick,
)
from dashboard.curation.tables import ShortlistPick
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.edits.commands import add_piece
from dashboard.rundown.queries import EpisodeRow
from dashboard.rundown.shortlist.places import set_target
from dashboard.rundown.shortlist.to_rundown import to_rundown
from dashboard.storage.engine import database
from dashboard.ui.widgets import action, attempt, plain

NO_ACT = 0
"""Stands for no act in particular where acts are chosen from."""


def pick_button(actor: Actor, episode: EpisodeRow, card: Card, *, is_on: bool, picked_from: str = "") -> None:
    """Picks a piece for the episode, or takes one's own pick back. `picked_from` as in curation/shortlists.py."""
    verb = "Take your pick back from" if is_on else "Put it on"
    st.button(
        "Shortlisted" if is_on else "Shortlist",
        key=f"pick{card.contribution_id}",
        icon=":material/bookmark_added:" if is_on else ":material/bookmark:",
        help=f"{verb} the shortlist of {plain(episode.label)}",  # always some: the focus stays on the same button
        on_click=_take_back if is_on else _pick,
        args=(actor, episode, card.contribution_id, card.title, picked_from),
    )


def rundown_button(actor: Actor, acts: Mapping[int, str], one: Listed, act_id: int | None) -> None:
    """Into the act it is meant for in one gesture; where it is meant for none, into any. `acts` are titles by id."""
    if not actor.may(Permission.EDIT_EPISODE) or not acts:
        return
    if act_id is not None and act_id in acts:
        st.button(
            "Add to rundown", key=f"move{one.entry.id}", icon=":material/playlist_add:", on_click=move_to_rundown,
            args=(actor, [one.entry.id]), help=f"Puts it into {plain(acts[act_id])}",
        )  # fmt: skip
        return
    st.menu_button(
        "Add to", list(acts), key=f"act{one.card.contribution_id}", format_func=acts.__getitem__,
        on_click=_add_to_act, args=(actor, acts, one.card),
    )  # fmt: skip


def entry_panel(
    actor: Actor, episode: EpisodeRow, one: Listed, acts: Mapping[int, str], act_id: int | None,
    owners: Mapping[int, str],
) -> None:  # fmt: skip
    """What is said of a piece on the shortlist, and one's own pick of it. `owners` are names by account."""
    editing = st.popover("Edit", key=f"edit{one.entry.id}", on_change="rerun")
    if not editing.open:
        return
    mine = next((pick for pick in one.picks if _is_of(pick, actor)), None)
    piece_id = one.card.contribution_id
    with editing:
        _said_of_it(actor, episode, one, acts, act_id, owners)
        st.text_area(
            "Why you picked it" if mine else "Why you pick it too", mine.why if mine else "", key=f"why{piece_id}",
            height=80,
        )  # fmt: skip
        with st.container(horizontal=True):
            st.button(
                "Save your reason" if mine else "Pick it too", key=f"own{piece_id}",
                on_click=_save_reason if mine else _pick_too, args=(actor, episode, one.card),
            )  # fmt: skip
            if mine and len(one.picks) > 1:
                st.button("Take your pick back", key=f"back{piece_id}", on_click=_take_back,
                          args=(actor, episode, piece_id, one.card.title, ""))  # fmt: skip
            st.button(
                "Drop from the shortlist", key=f"drop{piece_id}", icon=":material/bookmark_remove:", on_click=action,
                args=(drop_from_shortlist, database(), actor, episode.shortlist_id, piece_id),
                kwargs={"done": f"{one.card.title} is off the shortlist."},
            )  # fmt: skip


def move_to_rundown(actor: Actor, entry_ids: Sequence[int]) -> None:
    """Move pieces into the acts they are meant for, and say what came of it; for a widget's callback."""
    say_what_came_of(lambda: to_rundown(database(), actor, entry_ids).sentence)


def say_what_came_of(change: Callable[[], str]) -> None:
    """Make a change from a callback and say the sentence that it gives back, or why it was refused."""
    said: list[str] = []
    if attempt(lambda: said.append(change())):
        action(lambda: None, done=said[0])


def _said_of_it(
    actor: Actor, episode: EpisodeRow, one: Listed, acts: Mapping[int, str], act_id: int | None,
    owners: Mapping[int, str],
) -> None:  # fmt: skip
    entry, piece_id = one.entry, one.card.contribution_id
    named = dict(owners)
    if entry.owner:  # stays to be seen when the account was closed since
        named.setdefault(entry.owner.id, entry.owner.name)
    places = {NO_ACT: "No act in particular", **acts}
    with st.form(f"entry{entry.id}_{entry.version}_{act_id}", border=False):
        st.text_area("Note", entry.note, key=f"note{piece_id}", placeholder="Where to trim, what to ask", height=80)
        st.text_input("Tags", entry.tags, key=f"tags{piece_id}", placeholder="Divided by commas")
        st.selectbox(
            "Owner", list(named), key=f"owner{piece_id}", format_func=named.__getitem__, placeholder="Nobody",
            index=list(named).index(entry.owner_id) if entry.owner_id in named else None,
        )  # fmt: skip
        st.selectbox(
            "Act", list(places), key=f"target{piece_id}", format_func=places.__getitem__,
            index=list(places).index(act_id or NO_ACT),
        )  # fmt: skip
        st.form_submit_button("Save", key=f"keep{piece_id}", type="primary", on_click=_save,
                              args=(actor, episode, one, act_id))  # fmt: skip


def _save(actor: Actor, episode: EpisodeRow, one: Listed, act_id: int | None) -> None:
    state, piece_id, shortlist_id = st.session_state, one.card.contribution_id, episode.shortlist_id
    wanted = state[f"target{piece_id}"] or None
    if attempt(
        change_entry, database(), actor, shortlist_id, one.entry.id, one.entry.version,
        note=state[f"note{piece_id}"], tags=state[f"tags{piece_id}"], owner_id=state[f"owner{piece_id}"],
        done="Saved.",
    ) and wanted != act_id:  # fmt: skip
        action(set_target, database(), actor, shortlist_id, [one.entry.id], wanted, done="Saved.")


def _pick(actor: Actor, episode: EpisodeRow, piece_id: int, title: str, picked_from: str) -> None:
    done = f"{title}: on the shortlist of {episode.label}."
    action(shortlist_piece, database(), actor, episode.shortlist_id, piece_id, picked_from=picked_from, done=done)


def _take_back(actor: Actor, episode: EpisodeRow, piece_id: int, title: str, _picked_from: str) -> None:
    def take_back() -> str:
        if take_back_pick(database(), actor, episode.shortlist_id, piece_id):
            return f"{title}: off the shortlist of {episode.label}."
        return f"{title}: your pick is taken back; others have picked it, so it stays on the shortlist."

    say_what_came_of(take_back)


def _pick_too(actor: Actor, episode: EpisodeRow, card: Card) -> None:
    why = st.session_state[f"why{card.contribution_id}"]
    action(
        shortlist_piece, database(), actor, episode.shortlist_id, card.contribution_id, why, picked_from=SHORTLIST,
        done=f"You picked {card.title} too.",
    )  # fmt: skip


def _save_reason(actor: Actor, episode: EpisodeRow, card: Card) -> None:
    why = st.session_state[f"why{card.contribution_id}"]
    action(
        give_reason, database(), actor, episode.shortlist_id, card.contribution_id, why, done="Your reason is saved."
    )


def _add_to_act(actor: Actor, acts: Mapping[int, str], card: Card) -> None:
    act_id = st.session_state[f"act{card.contribution_id}"]
    done = f"{card.title} stands in {acts[act_id]} now."
    action(add_piece, database(), actor, act_id, [card.contribution_id], done=done)


def _is_of(pick: ShortlistPick, actor: Actor) -> bool:
    return pick.account_id == actor.account_id and (actor.account_id is not None or pick.picked_by == actor.name)
