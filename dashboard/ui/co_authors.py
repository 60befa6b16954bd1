"""The co-authors of a piece that is being posted: found among the people here, or named for the first time."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from dashboard.community.contributor_queries import PersonRow
from dashboard.intake.authors import MOST_POINTS, CoAuthor
from dashboard.ui.finder import find_people
from dashboard.ui.widgets import plain


class Named(NamedTuple):
    """A row of the form."""

    number: int
    name: str
    contributor_id: int | None


def co_authors_panel(prefix: str) -> None:
    """The rows so far, each with its role and share, and the field that adds one."""
    rows: list[Named] = st.session_state.setdefault(f"{prefix}_people", [])
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            known = " :small[:gray[known here, will be asked]]" if row.contributor_id else ""
            st.markdown(f"**{plain(row.name)}**{known}", width=220)
            st.text_input(f"Role of {row.name}", key=f"{prefix}_role{row.number}", placeholder="Such as bass")
            st.number_input(f"Share of {row.name}", 1, MOST_POINTS, 1, key=f"{prefix}_points{row.number}", width=150)
            st.button(
                "Remove", key=f"{prefix}_less{row.number}", help=f"Remove {plain(row.name)}", icon=":material/close:",
                on_click=_remove, args=(prefix, row.number),
            )  # fmt: skip
    typed = st.text_input(
        "Add a co-author", key=f"{prefix}_who", type="search", placeholder="Name or handle",
        help="Everybody you name is asked to accept role and share; until then the piece does not air.",
    )  # fmt: skip
    if typed.strip():
        with st.container(horizontal=True):
            for person in find_people(typed):
                st.button(_known(person), key=f"{prefix}_add{person.person_id}", on_click=_add, args=(prefix, person))
            st.button(
                f"Somebody new: {typed.strip()}", key=f"{prefix}_add", icon=":material/person_add:", on_click=_add_new,
                args=(prefix, typed.strip()),
            )  # fmt: skip


def co_authors(prefix: str) -> tuple[CoAuthor, ...]:
    """What the rows say."""
    state = st.session_state
    return tuple(
        CoAuthor(
            row.name, row.contributor_id, state.get(f"{prefix}_role{row.number}", ""),
            int(state.get(f"{prefix}_points{row.number}", 1)),
        )
        for row in state.get(f"{prefix}_people", [])
    )  # fmt: skip


def _known(person: PersonRow) -> str:
    handle = f" ({person.handles[0]})" if person.handles else ""
    return plain(f"{person.credit_name}{handle}")


def _add(prefix: str, person: PersonRow) -> None:
    _append(prefix, person.credit_name, person.person_id)


def _add_new(prefix: str, name: str) -> None:
    _append(prefix, name, None)


def _append(prefix: str, name: str, contributor_id: int | None) -> None:
    rows: list[Named] = st.session_state[f"{prefix}_people"]
    number = max((row.number for row in rows), default=0) + 1
    st.session_state[f"{prefix}_people"] = [*rows, Named(number, name, contributor_id)]
    st.session_state[f"{prefix}_who"] = ""


def _remove(prefix: str, number: int) -> None:
    rows: list[Named] = st.session_state[f"{prefix}_people"]
    st.session_state[f"{prefix}_people"] = [row for row in rows if row.number != number]
