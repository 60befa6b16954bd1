"""Snapshots on screen: taking one, and going back to, renaming or deleting those there are."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.people.roles import Actor, Permission
from dashboard.rundown.cuts.snapshots import (
    LONGEST_NAME,
    SnapshotRow,
    delete_snapshot,
    rename_snapshot,
    restore_snapshot,
    take_snapshot,
)
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.locks.rules import DELIVERY, Standing
from dashboard.storage.engine import database
from dashboard.ui.formats import instant_text
from dashboard.ui.widgets import action, attempt, empty, plain, quiet

PER_PAGE = 10
PURPOSES = {"lock": (":material/lock: Lock", "gray"), "as_aired": (":material/live_tv: As aired", "red")}


def take_form(actor: Actor, episode_id: int) -> None:
    """Keeps the rundown as it is now under a name."""
    if not actor.may(Permission.EDIT_EPISODE):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Keep the rundown as it is now, under the name", key=f"snapshot_name{episode_id}",
                      max_chars=LONGEST_NAME, placeholder="Before the network's notes", width=420)  # fmt: skip
        st.button("Take a snapshot", icon=":material/photo_camera:", key=f"take{episode_id}", type="primary",
                  on_click=_take, args=(actor, episode_id))  # fmt: skip


def snapshot_list(actor: Actor, rows: Sequence[SnapshotRow], held: Sequence[Standing]) -> None:
    """The snapshots, the newest first, each with what can be done with it."""
    if not rows:
        empty("There is no snapshot yet; take one before you try something.", "photo_camera")
        return
    pages = -(-len(rows) // PER_PAGE)
    page = st.pagination(pages, key="snapshots_page") if pages > 1 else 1
    for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]:
        with st.container(border=True, gap="xsmall"):
            label, colour = PURPOSES.get(row.purpose, ("", ""))
            badge = f" :{colour}-badge[{label}]" if label else ""
            st.markdown(f"**{plain(row.name)}**{badge}")
            st.markdown(quiet(f"Revision {row.revision}, {instant_text(row.taken_at)}, by {row.taken_by}"))
            if actor.may(Permission.EDIT_EPISODE):
                _buttons(actor, row, held)


def _buttons(actor: Actor, row: SnapshotRow, held: Sequence[Standing]) -> None:
    key = row.snapshot_id
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Go back to it", icon=":material/history:", key=f"open_restore{key}"):
            st.markdown("The rundown becomes what it was then, in one step that can be undone.")
            if held:
                steps = [lock.step for lock in held if lock.step != DELIVERY]
                verb = "is" if len(steps) == 1 else "are"
                st.text_input(f"Why, now that {' and '.join(steps)} {verb} locked?", key=f"restore_why{key}")
            st.button("Go back", key=f"restore{key}", type="primary", on_click=_restore, args=(actor, key))
        with st.popover("Rename", icon=":material/edit:", key=f"open_rename{key}"):
            st.text_input("New name", row.name, key=f"rename_to{key}", max_chars=LONGEST_NAME)
            st.button("Rename it", key=f"rename{key}", on_click=_rename, args=(actor, key))
        if row.needed_by:
            st.caption(f"It stays: {row.needed_by} stands on it.")
        else:
            with st.popover("Delete", icon=":material/delete:", key=f"open_delete{key}"):
                st.markdown(f"Throw “{plain(row.name)}” away? It cannot be brought back.")
                st.button("Delete it", key=f"delete{key}", on_click=action,
                          args=(delete_snapshot, database(), actor, key), kwargs={"done": "Deleted."})  # fmt: skip


def _take(actor: Actor, episode_id: int) -> None:
    field = f"snapshot_name{episode_id}"
    name = str(st.session_state[field])
    if attempt(take_snapshot, database(), actor, episode_id, name, done=f"Kept as “{name.strip()}”."):
        st.session_state[field] = ""


def _restore(actor: Actor, snapshot_id: int) -> None:
    slip = Slip(reason=str(st.session_state.get(f"restore_why{snapshot_id}", "")))
    action(restore_snapshot, database(), actor, snapshot_id, slip, done="The rundown is as it was then.")


def _rename(actor: Actor, snapshot_id: int) -> None:
    action(rename_snapshot, database(), actor, snapshot_id, str(st.session_state[f"rename_to{snapshot_id}"]),
           done="Renamed.")  # fmt: skip
