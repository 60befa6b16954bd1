"""Letting artists know that they are in an episode, and noting that it aired."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.people.roles import Actor
from dashboard.rundown.release import mark_aired, release_episode, unmark_aired, withdraw_release
from dashboard.rundown.tables import Episode
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import date_text
from dashboard.ui.widgets import action


def release_panel(actor: Actor, episode_id: int) -> None:
    """What artists may know of the episode now, and the two steps further."""
    with database().reading() as session:
        episode = session.get(Episode, episode_id)
    if episode is None:
        return
    ask = (database(), actor, episode_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_standing(episode))
        if episode.released_at is None:
            _confirmed("Release to artists", "campaign", f"release{episode_id}",
                       "Everybody whose work is in the rundown sees that they are in the show, and what they are owed.",
                       "Release it", (release_episode, *ask), "Released; its artists see it on My work.")  # fmt: skip
        elif episode.aired_at is None:
            st.button("Keep it quiet again", key=f"quiet{episode_id}", icon=":material/visibility_off:",
                      on_click=action, args=(withdraw_release, *ask))  # fmt: skip
        with st.popover("Mark as aired", icon=":material/live_tv:", key=f"open_aired{episode_id}"):
            day = episode.aired_at.date() if episode.aired_at else now().date()
            st.date_input("On air on", day, max_value=now().date(), key=f"day{episode_id}")
            st.button("Mark it as aired", key=f"aired{episode_id}", type="primary", on_click=_aired,
                      args=(actor, episode_id))  # fmt: skip
            if episode.aired_at is not None:
                st.button("It has not aired", key=f"unaired{episode_id}", on_click=action, args=(unmark_aired, *ask))


def _standing(episode: Episode) -> str:
    if episode.aired_at is not None:
        return f":red-badge[:material/live_tv: Aired on {date_text(episode.aired_at)}]"
    if episode.released_at is not None:
        return f":green-badge[:material/campaign: Released to artists on {date_text(episode.released_at)}]"
    return ":gray-badge[:material/visibility_off: Artists do not know yet]"


def _confirmed(label: str, icon: str, key: str, said: str, verb: str, ask: tuple[object, ...], done: str) -> None:
    with st.popover(label, icon=f":material/{icon}:", key=f"open_{key}"):
        st.markdown(said)
        st.button(verb, key=key, type="primary", on_click=action, args=ask, kwargs={"done": done})


def _aired(actor: Actor, episode_id: int) -> None:
    day = st.session_state[f"day{episode_id}"]
    if isinstance(day, date):
        action(mark_aired, database(), actor, episode_id, day, done=f"Marked as aired on {date_text(day)}.")
