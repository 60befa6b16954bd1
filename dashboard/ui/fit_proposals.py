"""Proposals to fill or trim, each with its lines, how far off it is, and a button that takes it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.desk.fitting import Filling, put_in
from dashboard.desk.fitting_trims import Trimming, take_trim
from dashboard.people.roles import Actor
from dashboard.rundown.fitting.fitting import Proposal
from dashboard.rundown.fitting.trims import Trim
from dashboard.rundown.fitting.words import frames_said, off_said, spread_said
from dashboard.ui.change_reason import edit
from dashboard.ui.formats import counted, duration_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import plain

SHOWN_AT_ONCE = 8
"""A longer list is folded away."""


def filling_proposals(actor: Actor, filling: Filling) -> None:
    """Sets of pieces, the best first, or why there is none."""
    if filling.answer.why:
        st.info(plain(filling.answer.why), icon=":material/block:")
    for number, proposal in enumerate(filling.answer.proposals, start=1):
        with st.container(border=True):
            _head(number, proposal.off_frames, filling)
            _pieces(proposal, filling)
            st.markdown(f":small[{plain(_filled_said(proposal, filling))}]")
            if proposal.why:
                st.caption(plain(proposal.why))
            st.button(
                "Put into the rundown", key=f"fit_put{number}", on_click=edit,
                args=(put_in, actor, filling, proposal),
                kwargs={"done": f"{counted(len(proposal.parts), 'piece')} put into the rundown."},
            )  # fmt: skip


def trimming_proposals(actor: Actor, trimming: Trimming) -> None:
    """Ways down to time, the nearest first, or why there is none."""
    if trimming.why:
        st.info(plain(trimming.why), icon=":material/block:")
    for number, trim in enumerate(trimming.trims, start=1):
        with st.container(border=True):
            _head(number, trim.off_frames, trimming)
            _cuts(trim, trimming)
            if said := _trimmed_said(trim, trimming):
                st.markdown(f":small[{plain(said)}]")
            if trim.why:
                st.caption(plain(trim.why))
            st.button(
                "Trim the rundown", key=f"fit_trim{number}", on_click=edit, args=(take_trim, actor, trimming, trim),
                kwargs={"done": "The rundown is trimmed."},
            )  # fmt: skip


def _head(number: int, off_frames: int, found: Filling | Trimming) -> None:
    rate = found.gap.rate if isinstance(found, Filling) else found.over.rate
    st.subheader(f"{number}. Lands {plain(off_said(off_frames, rate))}", anchor=False)


def _pieces(proposal: Proposal, filling: Filling) -> None:
    acts = {act.act_id: act.title for act in filling.gap.acts}
    columns = [Column("Piece"), Column("Act", width="32%"), Column("Length", number=True)]
    rows = [
        [f"{part.piece.title} – {part.piece.artists}", acts[part.act_id], duration_text(part.frames, filling.gap.rate)]
        for part in proposal.parts
    ]
    if len(acts) == 1:
        columns, rows = [columns[0], columns[2]], [[piece, length] for piece, _, length in rows]
    _table("piece", "Pieces proposed", columns, rows)


def _cuts(trim: Trim, trimming: Trimming) -> None:
    rate = trimming.over.rate
    rows = [
        [cut.item.slug, duration_text(cut.item.frames, rate), f"−{frames_said(cut.by_frames, rate)}"]
        for cut in trim.cuts
    ]
    rows += [[item.slug, duration_text(item.frames, rate), "floated"] for item in trim.floated]
    columns = [Column("Line"), Column("Runs", number=True), Column("Change", number=True)]
    _table("line", "Lines that would change", columns, rows)


def _table(noun: str, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    if len(rows) <= SHOWN_AT_ONCE:
        sheet_table(caption, columns, rows)
        return
    with st.expander(counted(len(rows), noun)):
        sheet_table(caption, columns, rows)


def _filled_said(proposal: Proposal, filling: Filling) -> str:
    rate = filling.gap.rate
    pieces = f"{counted(len(proposal.parts), 'piece')}, {duration_text(proposal.frames, rate)} in all"
    return f"{pieces}{_roll_said(proposal.roll_frames, filling)}. {spread_said(proposal.spread)}"


def _trimmed_said(trim: Trim, trimming: Trimming) -> str:
    return f"With what is floated{_roll_said(trim.roll_frames, trimming)}." if trim.roll_frames else ""


def _roll_said(frames: int, found: Filling | Trimming) -> str:
    rate = found.gap.rate if isinstance(found, Filling) else found.over.rate
    if not frames:
        return ""
    return f", and the credits run {frames_said(frames, rate)} {'longer' if frames > 0 else 'shorter'}"
