"""The episodes of the show: making one, changing what it aims at, opening one."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import Actor, Permission
from dashboard.rundown.queries import EpisodeRow, episodes
from dashboard.rundown.timecode import rate_name
from dashboard.storage.engine import database
from dashboard.ui.clone_form import clone_form
from dashboard.ui.episode_form import change_episode_form, new_episode_form
from dashboard.ui.formats import duration_text, format_amount
from dashboard.ui.guard import guard
from dashboard.ui.release_panel import release_panel
from dashboard.ui.widgets import empty, heading, page_link, plain

PER_PAGE = 10

actor = guard(Permission.SEE_RUNDOWN)
heading("Episodes", "What each episode aims at; open one to work on its rundown.")


def episode_line(actor: Actor, episode: EpisodeRow) -> None:
    """One episode: its name, what it aims at, and the ways into it."""
    rate = episode.rate
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(width="content", gap="xxsmall"):
                st.header(plain(episode.label), anchor=False)
                st.markdown(
                    f"Target `{duration_text(episode.target_frames, rate)}` · "
                    f"slot `{duration_text(episode.slot_frames, rate)}` · {rate_name(rate)} fps · "
                    f"budget `{format_amount(episode.budget_minor, episode.currency)}`"
                )
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                page_link("rundown", "Rundown", "format_list_numbered", episode=episode.episode_id)
                page_link("versions", "Versions", "alt_route", episode=episode.episode_id)
                page_link("assembly", "Assembly", "smart_display", episode=episode.episode_id)
                page_link("shortlist", "Shortlist", "bookmark", episode=episode.episode_id)
        if actor.may(Permission.EDIT_EPISODE):
            release_panel(actor, episode.episode_id)
            if episode.master_id is None:
                clone_form(actor, episode)
            change = st.expander("Change", key=f"change_{episode.episode_id}", on_change="rerun")
            if change.open:
                with change:
                    change_episode_form(actor, episode)


with database().reading() as session:
    rows = episodes(session)

if actor.may(Permission.EDIT_EPISODE):
    with st.expander("New episode", icon=":material/add:", expanded=not rows, key="new_episode"):
        new_episode_form(actor)
elif not rows:
    empty("There is no episode yet; a producer makes the first one here.", "movie")

pages = -(-len(rows) // PER_PAGE)
page = st.pagination(pages, key="episodes_page", bind="query-params") if pages > 1 else 1
for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]:
    episode_line(actor, row)
