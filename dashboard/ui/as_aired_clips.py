"""The clips of a final cut on the page: what each was taken for and why, and saying it by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.desk.as_aired_reading import FinalCut
from dashboard.rundown.aired.matching import Match, State
from dashboard.rundown.interchange.cut_list import SentFile
from dashboard.ui.finder import find_piece
from dashboard.ui.formats import counted, duration_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import plain, quiet, row

PER_PAGE = 8
DECISIONS = "as_aired_decisions"


def said_of(files: Sequence[SentFile]) -> dict[str, int | None]:
    """What somebody has said of the clips of these files in this session: a contribution, or none."""
    said: dict[str, int | None] = st.session_state.setdefault(DECISIONS, {}).setdefault(_key(files), {})
    return said


def forget(files: Sequence[SentFile]) -> None:
    """Nothing was said of these files."""
    st.session_state.get(DECISIONS, {}).pop(_key(files), None)


def resolve_panel(files: Sequence[SentFile], final: FinalCut) -> None:
    """The clips that somebody has to say something of, a few a page."""
    waiting = final.unresolved
    if not waiting:
        return
    st.header("To resolve", anchor=False)
    proposed = {one.clip.key: one.contribution_id for one in waiting if one.contribution_id is not None}
    with st.container(horizontal=True):
        st.button(
            "Take every first proposal", icon=":material/done_all:", key="take_all", on_click=_say_all,
            args=(files, proposed), disabled=not proposed,
        )  # fmt: skip
        st.button(
            "None of these is a contribution", icon=":material/block:", key="none_all", on_click=_say_all,
            args=(files, dict.fromkeys(one.clip.key for one in waiting)),
        )  # fmt: skip
    pages = -(-len(waiting) // PER_PAGE)
    page = st.pagination(pages, key="resolve_page") if pages > 1 else 1
    for one in waiting[(page - 1) * PER_PAGE : page * PER_PAGE]:
        _clip_box(files, final, one)


def by_hand(files: Sequence[SentFile], final: FinalCut) -> None:
    """What was said by hand, to say it again."""
    said = said_of(files)
    decided = [one for one in final.matches if one.clip.key in said]
    if not decided:
        return
    with st.expander(f"Set by hand ({len(decided)})", key="by_hand"):
        for one in decided:
            with row(f"**{plain(one.clip.name)}**  \n{plain(_taken_for(final, one))}", share=3):
                st.button(
                    "Decide again", key=f"again_{_widget(one)}", on_click=_say_again, args=(files, one.clip.key),
                    help=f"Decide again what {plain(one.clip.name)} is",
                )  # fmt: skip


def clip_table(final: FinalCut) -> None:
    """Every clip with what it was taken for and why."""
    rate = final.cut.clock.rate
    with st.expander(f"All clips ({len(final.matches)})", key="all_clips"):
        columns = [Column("Clip"), Column("Taken for"), Column("Why"), Column("On air", number=True)]
        rows = [
            (one.clip.name, _taken_for(final, one), one.reason, duration_text(one.clip.frames, rate))
            for one in final.matches
        ]
        sheet_table("The clips of the final cut and what they were matched to", columns, rows)


def _taken_for(final: FinalCut, one: Match) -> str:
    if one.state == State.SURE and one.contribution_id is not None:
        return final.pieces[one.contribution_id].title
    return {
        State.OURS: "The programme's own", State.NOT_OURS: "No contribution", State.LIKELY: "Not decided",
    }.get(one.state, "Not known")  # fmt: skip


def _clip_box(files: Sequence[SentFile], final: FinalCut, one: Match) -> None:
    clip, rate = one.clip, final.cut.clock.rate
    with st.container(border=True, gap="xsmall"):
        uses = f"{counted(clip.uses, 'use')}, {duration_text(clip.frames, rate)} on air"
        st.markdown(f"**{plain(clip.name)}**  \n{plain(one.reason)} {quiet(uses)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            for id_ in one.proposals:
                title = final.pieces[id_].title
                st.button(
                    f"It is {plain(title)}", key=f"is_{id_}_{_widget(one)}", icon=":material/check:",
                    on_click=_say, args=(files, clip.key, id_),
                )  # fmt: skip
            label = "Another contribution" if one.proposals else "Choose a contribution"
            with st.popover(label, icon=":material/search:"):
                chosen = find_piece(f"What {clip.name} is", f"find_{_widget(one)}")
                st.button(
                    "Take it", key=f"take_{_widget(one)}", type="primary", disabled=chosen is None,
                    on_click=_say, args=(files, clip.key, chosen),
                )  # fmt: skip
            st.button(
                "No contribution", key=f"none_{_widget(one)}", icon=":material/block:", on_click=_say,
                args=(files, clip.key, None), help=f"{plain(clip.name)} is black, graphics or a title",
            )  # fmt: skip


def _say(files: Sequence[SentFile], key: str, contribution_id: int | None) -> None:
    said_of(files)[key] = contribution_id


def _say_again(files: Sequence[SentFile], key: str) -> None:
    said_of(files).pop(key, None)


def _say_all(files: Sequence[SentFile], said: Mapping[str, int | None]) -> None:
    said_of(files).update(said)


def _key(files: Sequence[SentFile]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(file.data).digest() for file in files)).hexdigest()


def _widget(one: Match) -> str:
    """A key for widgets: names of clips may hold anything."""
    return hashlib.sha256(one.clip.key.encode()).hexdigest()[:12]
