"""What pages share: the head with its episode picker, clearance, links, actions, empty places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.errors import GreenroomError
from dashboard.rundown.queries import EpisodeRow, episodes
from dashboard.settings import ROOT
from dashboard.storage.engine import database

CLEARANCE = {
    "cleared": ("Cleared", "check_circle", "green"),
    "pending": ("To be decided", "help", "orange"),
    "blocked": ("May not air", "block", "red"),
}
"""The word, the shape and the colour of each state of clearance."""

DONE_S, REFUSAL_S = 4, 20

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&])")
_LINKS_ITSELF = re.compile(r"(?:(?<=http)|(?<=https))\\:(?=//)|(?<=www)\\\.|(?<=\S)@(?=\S)", re.IGNORECASE)
"""What makes a link of an address that nobody marked as one, as `plain` has escaped it. Escapes do not help: links are
looked for once they are resolved. In a span of its own (`:color` without a colour) it stands apart from the rest."""

_EPISODE, _CHOICE, _SAID, _LIST = "episode", "episode_choice", "said", "list"


# --- the head of a page ---


def heading(title: str, sentence: str = "", *, episode: bool = False) -> EpisodeRow | None:
    """What this page is and, with `episode`, for which one; then what the last action said."""
    st.html(ROOT / "dashboard" / "ui" / "links.css")
    chosen = None
    if episode:
        words, picker = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
        with picker:
            chosen = episode_picker()
    else:
        words = st.container()
    with words, st.container(gap=None):
        st.title(title, anchor=False)
        if sentence:
            st.caption(sentence)
    said()
    return chosen


def episode_picker() -> EpisodeRow | None:
    """Which episode is open: the one that the address names, else the one opened before, else the newest master.

    The choice is written into the address as `?episode=ID` and kept from page to page. None without episodes.
    """
    with database().reading() as session:
        rows = {row.episode_id: row for row in episodes(session)}
    if not rows:
        return None
    asked = st.query_params.get(_EPISODE, "")
    chosen = int(asked) if asked.isdecimal() and int(asked) in rows else st.session_state.get(_CHOICE)
    masters = (key for key, row in rows.items() if row.master_id is None)
    st.session_state[_CHOICE] = chosen if chosen in rows else next(masters)
    st.selectbox(
        "Episode", list(rows), format_func=lambda key: rows[key].label, key=_CHOICE, on_change=_open_episode,
        persist_state="session",
    )  # fmt: skip
    opened = rows[st.session_state[_CHOICE]]
    if asked != str(opened.episode_id):
        st.query_params[_EPISODE] = str(opened.episode_id)
    return opened


def _open_episode() -> None:
    st.query_params[_EPISODE] = str(st.session_state[_CHOICE])


# --- actions and what came of them ---


def action(call: Callable[..., object], *args: object, done: str = "", **kwargs: Any) -> None:
    """Call a service from a widget's callback; `said()` then shows `done`, or why it was refused."""
    attempt(call, *args, done=done, **kwargs)


def attempt(call: Callable[..., object], *args: object, done: str = "", **kwargs: Any) -> bool:
    """Like `action`, for a callback that goes on only when it was done."""
    try:
        call(*args, **kwargs)
    except GreenroomError as refusal:
        st.session_state[_SAID] = ("error", str(refusal))
        return False
    if done:
        st.session_state[_SAID] = ("check", done)
    return True


def said() -> None:
    """Show what the last action said, once; a refusal stays long enough to be read twice."""
    if words := st.session_state.pop(_SAID, None):
        icon, sentence = words
        lasts = REFUSAL_S if icon == "error" else DONE_S
        st.toast(plain(sentence), icon=f":material/{icon}:", duration=lasts)


# --- words and links ---


def plain(text: str) -> str:
    """Somebody's words, so that Markdown shows them as they are, and addresses among them as words, not as links."""
    return _LINKS_ITSELF.sub(r":color[\g<0>]", _MARKS.sub(r"\\\1", text))


def quiet(text: str) -> str:
    """Somebody's words in Markdown, small and muted."""
    return f":small[:gray[{plain(text)}]]"


def clearance_badge(state: str) -> str:
    """Clearance in Markdown: a word, a shape and a colour."""
    word, icon, colour = CLEARANCE.get(state, CLEARANCE["pending"])
    return f":{colour}-badge[:material/{icon}: {word}]"


def page_link(page: str, label: str, icon: str = "", *, icon_last: bool = False, **query: object) -> None:
    """A link to another page of the open episode; `query` is what its address says besides."""
    opened = st.query_params.get(_EPISODE)
    kept = {_EPISODE: opened} if opened else {}
    st.page_link(
        ROOT / "pages" / f"{page}.py",
        label=label,
        icon=f":material/{icon}:" if icon else "",
        help="",
        icon_position="right" if icon_last else "left",
        query_params=kept | {key: str(value) for key, value in query.items()},
    )


def leads_back(page: str, title: str, query: Mapping[str, str]) -> None:
    """Remember this list, as its address has it, for `back_link` on the pages of its pieces."""
    st.session_state[_LIST] = (page, title, dict(query))


def back_link() -> None:
    """The way back to the list from which one came."""
    page, title, query = st.session_state.get(_LIST, ("trending", "Trending", {}))
    page_link(page, title, "arrow_back", **query)


def row(text: str, share: int = 2) -> DeltaGenerator:
    """One line of a list, in Markdown; what is written into the container it gives stands at its end.

    `share` is the tenths of the width that the end takes.
    """
    words, end = st.columns([10 - share, share], vertical_alignment="center")
    words.markdown(text)
    return end.container(horizontal=True, horizontal_alignment="right")


def row_link(text: str, page: str, label: str, **query: object) -> None:
    """One line of a list, in Markdown, with the way to where it is dealt with at its end."""
    with row(text):
        page_link(page, label, "arrow_forward", icon_last=True, **query)


def empty(sentence: str, icon: str = "inbox") -> None:
    """An empty place: what will be here, and how it comes."""
    with st.container(border=True, horizontal_alignment="center", vertical_alignment="center", height=160):
        st.markdown(f":gray[:material/{icon}: {sentence}]", text_alignment="center")
