"""What was done to the rundown and by whom; undo and redo of one's own."""

from __future__ import annotations

import streamlit as st

from dashboard.people.roles import Actor
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.edits.undo import PastEdit, edit_count, history, last_standing, next_undone, redo, undo
from dashboard.rundown.queries import Rundown
from dashboard.storage.engine import database
from dashboard.ui.change_reason import edit
from dashboard.ui.formats import counted, instant_text
from dashboard.ui.widgets import plain

A_PAGE = 12
PAGE = "edits_page"


def edits_panel(actor: Actor, rundown: Rundown) -> None:
    """What one would undo and make again, then everybody's edits, the latest first."""
    episode_id = rundown.episode.id
    with database().reading() as session:
        total = edit_count(session, episode_id)
        ahead = last_standing(session, actor, episode_id), next_undone(session, actor, episode_id)
    _steps(actor, episode_id, *ahead)
    st.header("History", anchor=False)
    if not total:
        st.caption("Nothing has been changed yet. Every edit will stand here, with who made it and when.")
        return
    st.caption(f"{counted(total, 'edit')}, the latest first.")
    pages = -(-total // A_PAGE)
    if st.session_state.get(PAGE, 1) > pages:
        st.session_state[PAGE] = 1
    # Below the list, where one has come to its end; what it says is known before it is drawn.
    place = st.container()
    page = st.pagination(pages, key=PAGE) if pages > 1 else 1
    with database().reading() as session:
        edits = history(session, episode_id, A_PAGE, (page - 1) * A_PAGE)
    place.markdown("\n".join(_line(one) for one in edits))


def _steps(actor: Actor, episode_id: int, undone: RundownEdit | None, redone: RundownEdit | None) -> None:
    with st.container(gap="xsmall"):
        st.button(
            f"Undo: {plain(undone.said)}" if undone else "Nothing of yours to undo",
            icon=":material/undo:", key="edit_undo", width="stretch", disabled=undone is None,
            on_click=edit, args=(undo, actor, episode_id), kwargs={"done": _done("Undone", undone)},
        )  # fmt: skip
        st.button(
            f"Redo: {plain(redone.said)}" if redone else "Nothing of yours to make again",
            icon=":material/redo:", key="edit_redo", width="stretch", disabled=redone is None,
            on_click=edit, args=(redo, actor, episode_id), kwargs={"done": _done("Made again", redone)},
        )  # fmt: skip


def _done(what: str, found: RundownEdit | None) -> str:
    return f"{what}: {found.said}." if found else ""


def _line(one: PastEdit) -> str:
    said = plain(one.said)
    beside = [instant_text(one.made_at), f"revision {one.revision}"]
    if one.undone:
        said = f"~~{said}~~"
        beside.append("taken back")
    if one.change_number is not None:
        beside.append(f"**change {one.change_number}:** {plain(one.reason)}")
    return f"- **{plain(one.made_by)}** {said}  \n  :small[:gray[{' · '.join(beside)}]]"
