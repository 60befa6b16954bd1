"""The shortlist of the open episode: what was picked, by whom and why, and the way into the rundown."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import Card, shortlist
from dashboard.curation.service import drop_from_shortlist, shortlist_piece
from dashboard.people.roles import Permission
from dashboard.rundown.commands import add_piece
from dashboard.rundown.queries import acts_holding, acts_of
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import ago_text, duration_text, length_text
from dashboard.ui.guard import guard
from dashboard.ui.widgets import action, empty, heading, page_link, plain, quiet

actor = guard(Permission.SEE_PIECES)
episode = heading("Shortlist", "What was picked for the episode.", episode=True)
if episode is None:
    empty("A shortlist belongs to an episode. Create the first one on the Episodes page.", "movie")
    if actor.may(Permission.SEE_RUNDOWN):
        page_link("episodes", "Go to Episodes", "movie")
    st.stop()

with database().reading() as session:
    entries = shortlist(session, episode.shortlist_id)
    acts = {act.id: act.title for act in acts_of(session, episode.episode_id)}
    held = acts_holding(session, episode.episode_id)

if not entries:
    empty(f"Nothing is shortlisted for {plain(episode.label)} yet. Pick pieces on the Trending page.", "bookmark")
    page_link("trending", "Go to Trending", "trending_up")
    st.stop()

notes = {entry.contribution_id: entry.note for entry, _ in entries}


def add_to_act(piece_id: int, title: str) -> None:
    """Put a piece at the end of the act that was chosen."""
    act_id = st.session_state[f"act{piece_id}"]
    done = f"{title} stands in {acts[act_id]} now."
    action(add_piece, database(), actor, act_id, [piece_id], done=done)


def keep_note(piece_id: int) -> None:
    """Save a note as it was typed."""
    words = st.session_state[f"note{piece_id}"]
    action(shortlist_piece, database(), actor, episode.shortlist_id, piece_id, words, done="Note saved.")


def buttons(card: Card) -> None:
    """What one may do with a shortlisted piece."""
    piece_id = card.contribution_id
    if actor.may(Permission.EDIT_EPISODE) and acts:
        st.menu_button(
            "Add to", list(acts), key=f"act{piece_id}", format_func=acts.__getitem__,
            on_click=add_to_act, args=(piece_id, card.title),
        )  # fmt: skip
    if not actor.may(Permission.SHORTLIST):
        return
    with st.popover("Edit"):
        st.text_area("Note", notes[piece_id], key=f"note{piece_id}", placeholder="Why it is here, what to ask")
        with st.container(horizontal=True):
            st.button("Save note", key=f"keep{piece_id}", type="primary", on_click=keep_note, args=(piece_id,))
            st.button(
                "Drop from the shortlist", key=f"drop{piece_id}", icon=":material/bookmark_remove:", on_click=action,
                args=(drop_from_shortlist, database(), actor, episode.shortlist_id, piece_id),
                kwargs={"done": f"{card.title} is off the shortlist."},
            )  # fmt: skip


def words_about(piece_id: int, picked: str) -> str:
    """The note, who picked it when, and the act that holds it already."""
    lines = [plain(notes[piece_id])] if notes[piece_id] else []
    lines.append(quiet(picked))
    if piece_id in held:
        lines.append(f":blue-badge[:material/playlist_add_check: In {plain(held[piece_id])}]")
    return "  \n".join(lines)


cards = [card for _, card in entries]
with st.grid(3, min_column_width=150):
    st.metric("Pieces", len(cards), border=True)
    st.metric(
        f"Length, target {duration_text(episode.target_frames, episode.rate)}",
        length_text(sum(card.duration_ms or 0 for card in cards)),
        border=True,
    )
    st.metric("Not cleared", sum(card.clearance != "cleared" for card in cards), border=True)

about = {e.contribution_id: words_about(e.contribution_id, f"Picked by {e.picked_by}, {ago_text(e.picked_at, now())}") for e, _ in entries}  # fmt: skip
card_grid(cards, notes=about, buttons=buttons)
