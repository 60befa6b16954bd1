"""Buttons that hand out an episode's sheets; each file is made when it is asked for, and audited."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.desk.export import SHEETS, export_episode
from dashboard.people.roles import ALLOWED, Actor
from dashboard.people.service import current
from dashboard.storage.engine import database

MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "html": "text/html",
    "otio": "application/json",
    "xml": "application/xml",
    "zip": "application/zip",
}


def downloads(actor: Actor, episode_id: int, sheet: str, files: dict[str, str]) -> None:
    """One button a file: `files` maps `export_episode`'s names to labels. Else whom to ask for them."""
    if not actor.may(SHEETS[sheet]):
        holders = " or ".join(sorted(role.value for role in ALLOWED[SHEETS[sheet]]))
        st.caption(f"Taking this away as a file needs the role of {holders}.")
        return
    with st.container(horizontal=True, gap="xsmall"):
        for name, label in files.items():
            stem, _, ending = name.rpartition("_")
            st.download_button(
                label, partial(sheet_bytes, actor, episode_id, sheet, name), f"{stem or sheet}_{episode_id}.{ending}",
                MIME[ending], key=f"get_{name}", icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def sheet_bytes(actor: Actor, episode_id: int, sheet: str, name: str) -> bytes:
    """One file of a sheet. The rights are asked for anew: the button may have stood there for hours."""
    db = database()
    with tempfile.TemporaryDirectory() as folder:
        return export_episode(db, current(db, actor), episode_id, Path(folder), [sheet])[name].read_bytes()
