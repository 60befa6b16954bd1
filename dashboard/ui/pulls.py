"""The pulls under way and the last ones done, redrawn every second while one runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.desk.home import recent_jobs
from dashboard.desk.jobs import PULL, cancel_pull
from dashboard.people.roles import Actor
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text, counted
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, plain, said
from dashboard.work.queue import CANCELLED, DONE, OPEN, QUEUED
from dashboard.work.tables import Job

EVERY_S = 1.0
_MOST_SHOWN = 50


def pull_progress(actor: Actor, *, polling: bool) -> None:
    """Draw the newest pulls. They live in the database, so leaving the page changes nothing for them."""
    st.fragment(_pulls, run_every=EVERY_S if polling else None)(actor, polling)


def _pulls(actor: Actor, polling: bool) -> None:
    with database().reading() as session:
        jobs = recent_jobs(session, PULL, 3)
    if polling and not any(job.state in OPEN for job in jobs):
        st.rerun()
    said()
    for job in jobs:
        if job.state in OPEN:
            _under_way(actor, job)
        else:
            _ended(job)


def _under_way(actor: Actor, job: Job) -> None:
    where = plain(str(job.args["location"]))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        if job.state == QUEUED:
            st.progress(0.0, text=f"{where}: waits for its turn")
        elif not job.total:
            st.progress(0.0, text=f"{where}: looking through it")
        else:
            st.progress(job.done / job.total, text=f"{where}: {job.done} of {job.total}, {plain(job.message)}")
        st.button(
            "Stop", key=f"stop{job.id}", icon=":material/stop_circle:", disabled=job.cancel_asked,
            on_click=action, args=(cancel_pull, database(), actor, job.id),
        )  # fmt: skip


def _ended(job: Job) -> None:
    where, at = plain(str(job.args["location"])), ago_text(job.finished_at or job.created_at, now())
    if job.state == DONE:
        badge, words = ":green-badge[:material/check_circle: Done]", _outcome(job.result)
    elif job.state == CANCELLED:
        badge, words = ":gray-badge[:material/stop_circle: Stopped]", plain(job.message)
    else:
        badge, words = ":red-badge[:material/error: Failed]", plain(job.message)
    st.markdown(f"{badge} {words}  \n:small[:gray[{where}, {at}]]")
    if job.result.get("dry_run"):
        _rehearsed(job.result)


def _outcome(result: Mapping[str, Any]) -> str:
    counts = f"{result['new']} new, {result['changed']} changed, {result['unchanged']} unchanged"
    counts += f", {result['rejected']} not taken in"
    counts += f", {result['gone']} gone" if result.get("gone") else ""
    counts += f"; {result['may_not_air']} of them may not air" if result.get("may_not_air") else ""
    told = f"Dry run, nothing was kept: {counts}." if result.get("dry_run") else f"{counts}."
    return " ".join(plain(part) for part in (told, *result.get("remarks", ()), result.get("problem", "")) if part)


def _rehearsed(result: Mapping[str, Any]) -> None:
    """What would change, field by field, and what would not come in."""
    if changes := result.get("changes", ()):
        with st.expander("What would come in, the first few"):
            sheet_table(
                "New and changed pieces, field by field",
                [Column("Piece"), Column("What"), Column("Field"), Column("Is now"), Column("Would be")],
                [line for change in changes for line in _lines(change)],
            )
    if letters := result.get("dead_letters", ()):
        with st.expander(f"{counted(len(letters), 'thing')} would not come in"):
            for letter in letters[:_MOST_SHOWN]:
                st.markdown(f"**{plain(letter['what'])}**  \n{plain(letter['reason'])}")


def _lines(change: Mapping[str, Any]) -> list[tuple[str, str, str, str, str]]:
    title, outcome = change["title"], change["outcome"]
    fields = change["fields"] or {"": ("", "")}
    return [(title, outcome, field.replace("_", " "), str(was), str(will)) for field, (was, will) in fields.items()]
