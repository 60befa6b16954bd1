"""The changes made after a lock, what each made stale, and what has been given out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.desk.delivery import NumberedChange
from dashboard.desk.stale import Stale
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.locks.given import BY_HAND, Given
from dashboard.rundown.locks.given_out import note_given
from dashboard.storage.engine import database
from dashboard.ui.formats import counted, instant_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import attempt, plain, quiet

PER_PAGE = 10
WHAT = {"sheet": "Sheet", "file": "File", "approval": "Approval", "message": "Message"}


def changes(rows: Sequence[NumberedChange]) -> None:
    """The numbered changes, the newest first."""
    st.header("Changes after a lock", anchor=False)
    if not rows:
        st.markdown(quiet("None. An edit of what is locked needs a reason, and stands here with a number."))
        return
    pages = -(-len(rows) // PER_PAGE)
    page = st.pagination(pages, key="changes_page") if pages > 1 else 1
    for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]:
        _change(row)


def given_out_table(actor: Actor, episode_id: int, rows: Sequence[Given]) -> None:
    """What was given out and at which revision, and a way to note what the program does not hand out itself."""
    st.header("Given out", anchor=False)
    if rows:
        columns = [Column("What"), Column("Kind"), Column("Revision", number=True), Column("When"), Column("By")]
        cells = [(_named(one), WHAT[one.kind], str(one.revision), instant_text(one.given_at), one.given_by)
                 for one in rows[: PER_PAGE * 2]]  # fmt: skip
        sheet_table("What was given out, the newest first", columns, cells)
        if len(rows) > len(cells):
            st.caption(f"And {len(rows) - len(cells)} before that.")
    else:
        st.markdown(quiet("Nothing yet. Sheets and files are noted here by themselves as they are taken away."))
    if actor.may(Permission.EDIT_EPISODE):
        with st.expander("Note an approval or a message", icon=":material/add:", key=f"note{episode_id}"):
            st.segmented_control("Kind", BY_HAND, default=BY_HAND[0], format_func=WHAT.__getitem__, key="given_kind",
                                 required=True)  # fmt: skip
            st.text_input("What was given", key="given_name", placeholder="The network's approval of picture")
            st.button("Note it", key="note_given", on_click=_note, args=(actor, episode_id))


def _change(row: NumberedChange) -> None:
    with st.container(border=True, gap="xsmall"):
        back = " :gray-badge[:material/undo: taken back since]" if row.undone else ""
        st.markdown(f"**Change {row.number}**: {plain(row.said)}{back}")
        st.markdown(quiet(f"{instant_text(row.made_at)}, by {row.made_by}. Why: {row.reason}"))
        if not row.stale:
            st.markdown(":green[:material/check_circle:] Nothing that was given out says anything of it.")
            return
        st.markdown(_waiting(row))
        columns = [Column("Made stale"), Column("Given out"), Column("Anew")]
        sheet_table(f"What change {row.number} made stale", columns, [_stale_row(one) for one in row.stale])


def _waiting(row: NumberedChange) -> str:
    if not row.waiting:
        return ":green[:material/check_circle:] All that it made stale has been given out anew."
    verb = "is" if row.waiting == 1 else "are"
    return f":orange[:material/pending:] {counted(row.waiting, 'thing')} {verb} still to be given out anew."


def _stale_row(one: Stale) -> tuple[str, ...]:
    anew = "not yet" if one.again is None else instant_text(one.again.given_at)
    return (
        f"{_named(one.given)} ({one.given.kind})",
        f"{instant_text(one.given.given_at)}, revision {one.given.revision}", anew,
    )  # fmt: skip


def _named(one: Given) -> str:
    """Its name with a capital first; what somebody typed keeps its own."""
    return one.name[:1].upper() + one.name[1:]


def _note(actor: Actor, episode_id: int) -> None:
    state = st.session_state
    if attempt(note_given, database(), actor, episode_id, state["given_kind"], state["given_name"], done="Noted."):
        state["given_name"] = ""
