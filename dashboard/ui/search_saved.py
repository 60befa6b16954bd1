"""The saved searches of whoever looks: what is new in each, opening one, saving the one that is open."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.search.saved import LONGEST_NAME, News, delete_saved, news_of_saved, open_saved, save_search
from dashboard.curation.search.searching import Search
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.search_state import NEWS, show, used_pieces
from dashboard.ui.widgets import action, attempt, plain

NEWS_FRESH_S = 60
_NAME = "search_name"


def saved_panel(actor: Actor, asked: Search) -> None:
    """A button that says how much is new, and behind it the searches and a field to save this one."""
    if actor.account_id is None:
        return
    news = saved_news(actor.account_id, may_know=actor.may(Permission.SEE_RUNDOWN))
    new = sum(one.count for one in news)
    label = f"Saved searches :blue-badge[{new:,} new]" if new else "Saved searches"
    with st.popover(label, icon=":material/bookmarks:", key="saved_searches"):
        if not news:
            st.caption("A saved search tells you when something new matches it.")
        for one in news:
            _line(actor, one)
        if asked.is_everything:
            st.caption("Type a word or choose a filter, and you can save the search here.")
            return
        with st.form("save_search", border=False, clear_on_submit=True):
            st.text_input("Save this search as", key=_NAME, max_chars=LONGEST_NAME)
            st.form_submit_button("Save", icon=":material/bookmark_add:", on_click=_save, args=(actor, asked))


@st.cache_data(ttl=NEWS_FRESH_S, max_entries=200, show_spinner=False)
def saved_news(account_id: int, *, may_know: bool) -> list[News]:
    """The saved searches of an account with their news, at most a minute old."""
    with database().reading() as session:
        return news_of_saved(session, account_id, used_pieces(session, may_know=may_know))


def _line(actor: Actor, one: News) -> None:
    saved = one.saved
    with st.container(horizontal=True, vertical_alignment="center"):
        new = f" :blue-badge[{one.count:,} new]" if one.count else ""
        st.button(
            f"{plain(saved.name)}{new}", key=f"open{saved.saved_id}",
            type="tertiary", on_click=_open, args=(actor, saved.saved_id),
        )  # fmt: skip
        st.button(
            "Delete", key=f"forget{saved.saved_id}", type="tertiary", icon=":material/delete:", on_click=_delete,
            args=(actor, saved.saved_id, saved.name),
        )  # fmt: skip


def _save(actor: Actor, asked: Search) -> None:
    name = st.session_state[_NAME]
    done = "Saved. What matches from now on shows as new."
    action(save_search, database(), actor, name, asked, _used(actor), done=done)
    saved_news.clear()


def _open(actor: Actor, saved_id: int) -> None:
    opened: list[News] = []
    if attempt(lambda: opened.append(open_saved(database(), actor, saved_id, _used(actor)))):
        show(opened[0].saved.search)
        st.session_state[NEWS] = frozenset(opened[0].new_ids)
    saved_news.clear()


def _delete(actor: Actor, saved_id: int, name: str) -> None:
    action(delete_saved, database(), actor, saved_id, done=f"“{name}” is no longer saved.")
    saved_news.clear()


def _used(actor: Actor) -> set[int] | None:
    with database().reading() as session:
        return used_pieces(session, may_know=actor.may(Permission.SEE_RUNDOWN))
