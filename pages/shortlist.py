"""The shortlist of the open episode: what was picked, by whom and why, and the way into the rundown."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import Card, shortlist
from dashboard.people.roles import Permission
from dashboard.rundown.queries import acts_holding, acts_of
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import ago_text, duration_text, length_text
from dashboard.ui.guard import guard
from dashboard.ui.shortlisting import entry_buttons
from dashboard.ui.widgets import empty, heading, page_link, plain, quiet

actor = guard(Permission.SEE_PIECES)
episode = heading("Shortlist", "What was picked for the episode.", episode=True)
if episode is None:
    empty("A shortlist belongs to an episode. Create the first one on the Episodes page.", "movie")
    if actor.may(Permission.SEE_RUNDOWN):
        page_link("episodes", "Go to Episodes", "movie")
    st.stop()
opened = episode

with database().reading() as session:
    listed = shortlist(session, episode.shortlist_id)
    acts = {act.id: act.title for act in acts_of(session, episode.episode_id)}
    # Who is in the show is nobody's to know before the producer says so.
    held = acts_holding(session, episode.episode_id) if actor.may(Permission.SEE_RUNDOWN) else {}

if not listed:
    empty(
        f"Nothing is shortlisted for {plain(episode.label)} yet. Pick pieces on the Trending page.",
        "bookmark",
    )
    page_link("trending", "Go to Trending", "trending_up")
    st.stop()

entries = {entry.contribution_id: entry for entry, _ in listed}
cards = [card for _, card in listed]
target = duration_text(episode.target_frames, episode.rate)
with st.grid(3, min_column_width=150):
    st.metric("Pieces", len(cards), border=True)
    st.metric(f"Length, target {target}", length_text(sum(c.duration_ms or 0 for c in cards)), border=True)
    st.metric("Not cleared", sum(c.clearance != "cleared" for c in cards), border=True)

notes = {}
for piece_id, entry in entries.items():
    lines = [plain(entry.note), quiet(f"Picked by {entry.picked_by}, {ago_text(entry.picked_at, now())}")]
    if piece_id in held:
        lines.append(f":blue-badge[:material/playlist_add_check: In {plain(held[piece_id])}]")
    notes[piece_id] = "  \n".join(line for line in lines if line)


def buttons(card: Card) -> None:
    """What one may do with the piece."""
    entry_buttons(actor, opened, acts, entries[card.contribution_id], card)


card_grid(cards, notes=notes, buttons=buttons)
