"""Sources on their page: adding one, sending a table, and what is set of each."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.community.tables import Source
from dashboard.desk.jobs import ask_for_pull
from dashboard.intake.columns import OURS
from dashboard.intake.kinds import KINDS
from dashboard.intake.queries import SourceLine, table_columns
from dashboard.intake.registry import CONNECTORS, KIND_NAMES
from dashboard.intake.service import SourcePlan, add_source, change_source, keep_table
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text, counted, instant_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, plain, quiet, row

EVERY = {None: "Only when asked", 60: "Every hour", 360: "Every 6 hours", 1440: "Every day", 10080: "Every week"}
NONE = "None of them"
COLUMN_NAMES = {
    "id": "Its id", "file": "File beside the table", "media_url": "Address of the file", "mime": "Type of the file",
    "kind": "Kind", "role": "Role", "title": "Title", "artist": "Artist", "handle": "Handle", "country": "Country",
    "licence": "Licence", "licence_url": "Address of the licence", "origin": "Where it comes from",
    "origin_url": "Address of its page", "created_at": "Date", "call": "Call it answers", "credits": "Credits",
    "derived_from": "Built on", "derived_from_artist": "Artist it is built on", "relation": "How it is built on it",
    "tags": "Tags", "note": "Note", "text": "Text or description", "language": "Language", "likes": "Likes",
    "views": "Views", "comments": "Comments",
}  # fmt: skip


def add_source_form(actor: Actor) -> None:
    """Pull a path or an address; it stays as a source."""
    with st.form("pull"):
        st.text_input(
            "Folder, table or address", key="pull_location", required=True,
            placeholder="/shows/harbour/inbox or https://example.org/feed",
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("Kind of piece", KINDS, index=None, key="pull_kind", placeholder="Every kind", width=180)
            st.selectbox(
                "Read as", list(CONNECTORS), index=None, key="pull_connector", placeholder="What it looks like",
                format_func=lambda kind: KIND_NAMES[kind], width=240,
            )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.checkbox("Dry run, keep nothing", key="pull_dry_run", width="content")
            st.form_submit_button(
                "Pull", type="primary", icon=":material/download:", on_click=_pull_from_form, args=(actor,)
            )


def _pull_from_form(actor: Actor) -> None:
    said = st.session_state
    action(
        ask_for_pull, database(), actor, said["pull_location"] or "", source_kind=said["pull_connector"] or "",
        kind=said["pull_kind"], dry_run=said["pull_dry_run"],
    )  # fmt: skip


def table_form(actor: Actor) -> None:
    """Send the export of a form or a spreadsheet; its columns are guessed, shown and corrected below it."""
    with st.expander("Send a table", icon=":material/table_view:", key="send_table"):
        sent = st.file_uploader(
            "Export of a form or spreadsheet (CSV, TSV, Excel, JSON, JSON Lines)", key="table_file",
            type=["csv", "tsv", "xlsx", "json", "jsonl", "ndjson"],
        )  # fmt: skip
        if sent is not None:
            st.button(f"Keep {plain(sent.name)}", key="table_keep", type="primary", on_click=_keep, args=(actor,))
        st.caption("It becomes a source. Look at its columns under Settings, correct them, then pull it.")


def _keep(actor: Actor) -> None:
    sent = st.session_state["table_file"]

    def keep() -> None:
        add_source(database(), actor, str(keep_table(database(), actor, sent.name, sent)))

    action(keep, done=f"{sent.name} is kept; look at its columns, then pull it.")


def source_line(actor: Actor, line: SourceLine) -> None:
    """One source: what came of it, when it is pulled next, and what is set of it."""
    source, pulls_here = line.source, actor.may(Permission.PULL)
    last = f"last pulled {ago_text(line.last_pull.started_at, now())}" if line.last_pull else "not pulled yet"
    following = f", next {instant_text(source.next_pull_at)}" if source.next_pull_at else ""
    words = f"**{plain(source.name)}** :gray-badge[{plain(KIND_NAMES.get(source.kind, source.kind))}]  \n"
    words += f"{counted(line.pieces, 'piece')}, {last}{following}"
    if line.last_pull and line.last_pull.problem:
        words += f"  \n:red[:material/error: {plain(line.last_pull.problem)}]"
    if pulls_here:
        words += f"  \n{quiet(source.location)}"
    with st.container(border=True):
        with row(words, share=3):
            if pulls_here and source.kind in CONNECTORS:
                ask = (ask_for_pull, database(), actor, source.location)
                st.button(
                    "Pull again" if line.last_pull else "Pull", key=f"again{source.id}", icon=":material/refresh:",
                    on_click=action, args=ask,
                    help=f"Pull {source.name} once more",
                )  # fmt: skip
        if pulls_here and source.kind in CONNECTORS:
            settings = st.expander("Settings", key=f"source{source.id}", on_change="rerun")
            if settings.open:
                with settings:
                    _settings(actor, source)


def _settings(actor: Actor, source: Source) -> None:
    key = f"{source.id}_{source.version}"
    columns = table_columns(source)
    with st.form(f"source_form_{key}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Name", source.name, key=f"source_name_{key}")
            every = list(EVERY) if source.every_minutes in EVERY else [*EVERY, source.every_minutes]
            st.selectbox(
                "Pull it", every, every.index(source.every_minutes), key=f"source_every_{key}", width=200,
                format_func=lambda minutes: EVERY.get(minutes, f"Every {minutes} minutes"),
            )  # fmt: skip
        st.toggle("Fetch the files that its pieces name", source.fetches_media, key=f"source_media_{key}")
        if columns is not None:
            _mapping(*columns, key)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Save", key=f"source_save_{key}", type="primary", on_click=_save,
                args=(actor, source, columns is not None, key),
            )  # fmt: skip
            st.form_submit_button(
                "Read all of it", key=f"source_full_{key}", on_click=action,
                args=(ask_for_pull, database(), actor, source.location), kwargs={"full": True},
                help="Notices what was edited or taken away; happens by itself once a week.",
            )  # fmt: skip


def _mapping(header: list[str], rows: list[list[str]], chosen: Mapping[str, str], key: str) -> None:
    """Which of their columns is which of ours, with what stands in them."""
    st.subheader("Columns", anchor=False)
    st.caption("What each of our fields is called in the table. What is not chosen is not taken in.")
    sheet_table(
        "The first rows of the table",
        [Column(name or "(no name)") for name in header],
        [[cell[:80] for cell in (*line, *[""] * len(header))[: len(header)]] for line in rows[:3]],
    )
    with st.grid(3, min_column_width=200):
        for ours in OURS:
            options = [NONE, *dict.fromkeys(name for name in header if name.strip())]
            theirs = chosen.get(ours, NONE)
            at = options.index(theirs) if theirs in options else 0
            st.selectbox(COLUMN_NAMES[ours], options, at, key=f"column_{ours}_{key}")


def _save(actor: Actor, source: Source, is_table: bool, key: str) -> None:
    said = st.session_state
    columns = dict(source.settings.get("columns") or {})
    if is_table:
        given = {ours: said[f"column_{ours}_{key}"] for ours in OURS}
        columns = {ours: "" if theirs == NONE else theirs for ours, theirs in given.items()}
    plan = SourcePlan(
        said[f"source_name_{key}"] or "", said[f"source_every_{key}"], said[f"source_media_{key}"], columns
    )
    action(change_source, database(), actor, source.id, source.version, plan, done=f"{plan.name} is saved.")
