"""The three locks on screen: what each holds, whether it is on, and locking and releasing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.people.roles import Actor, Permission
from dashboard.rundown.locks.locks import lock_step, release_lock
from dashboard.rundown.locks.queries import LockRow
from dashboard.rundown.locks.rules import DELIVERY, PICTURE, SOUND, STEPS, Standing, last_step, next_step
from dashboard.storage.engine import database
from dashboard.ui.formats import NOTHING, instant_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, plain, quiet

HOLDS = {
    PICTURE: "Order, lengths, and all that is seen.",
    SOUND: "Levels, fades and music.",
    DELIVERY: "All that airs. From here on nothing changes until it is released.",
}


def lock_steps(actor: Actor, episode_id: int, held: Sequence[Standing], in_the_way: Sequence[str]) -> None:
    """A card a step. `in_the_way` is what keeps delivery from being locked, a sentence each."""
    by_step = {lock.step: lock for lock in held}
    for column, step in zip(st.columns(len(STEPS)), STEPS, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.header(step.capitalize(), anchor=False)
            st.markdown(_state(by_step.get(step)))
            st.caption(HOLDS[step])
            if actor.may(Permission.EDIT_EPISODE):
                _buttons(actor, episode_id, step, held, blocked=step == DELIVERY and bool(in_the_way))
    if next_step(held) == DELIVERY and in_the_way:
        with st.container(border=True, gap="xsmall"):
            st.markdown(":orange[:material/pending:] **Delivery waits for this**")
            for sentence in in_the_way:
                st.markdown(f"- {plain(sentence)}")


def lock_history_table(rows: Sequence[LockRow]) -> None:
    """Every lock there was, behind one click."""
    if not rows:
        return
    with st.expander("All locks there were", icon=":material/history:", key="lock_history"):
        columns = [Column("Lock", width="5.5rem"), Column("Locked"), Column("By"), Column("Released"), Column("Why")]
        sheet_table("Locks, the newest first", columns, [_history_row(row) for row in rows])


def _state(lock: Standing | None) -> str:
    if lock is None:
        return ":gray-badge[:material/lock_open: Open]"
    said = f"{instant_text(lock.locked_at)}, by {lock.locked_by}"
    return f":blue-badge[:material/lock: Locked]  \n{quiet(said)}"


def _buttons(actor: Actor, episode_id: int, step: str, held: Sequence[Standing], *, blocked: bool) -> None:
    key = f"{step}{episode_id}"
    if step == next_step(held):
        with st.popover(f"Lock {step}", icon=":material/lock:", key=f"open_lock_{key}", disabled=blocked):
            said = "Nothing that airs changes then until it is released." if step == DELIVERY else (
                "A change of what it holds then needs a reason, and takes a number.")  # fmt: skip
            st.markdown(f"A snapshot is kept. {said}")
            st.button(f"Lock {step} now", key=f"lock_{key}", type="primary", on_click=action,
                      args=(lock_step, database(), actor, episode_id, step),
                      kwargs={"done": f"{step.capitalize()} is locked."})  # fmt: skip
    elif step == last_step(held):
        with st.popover(f"Release {step}", icon=":material/lock_open:", key=f"open_release_{key}"):
            st.text_input("Why?", key=f"why_{key}", placeholder="The network asked for another opening")
            st.button("Release it", key=f"release_{key}", on_click=_release, args=(actor, episode_id, step))


def _release(actor: Actor, episode_id: int, step: str) -> None:
    why = str(st.session_state[f"why_{step}{episode_id}"])
    action(release_lock, database(), actor, episode_id, step, why, done=f"{step.capitalize()} is released.")


def _history_row(row: LockRow) -> tuple[str, ...]:
    released = f"{instant_text(row.released_at)}, by {row.released_by}" if row.released_at else NOTHING
    return row.step.capitalize(), instant_text(row.locked_at), row.locked_by, released, row.released_why
