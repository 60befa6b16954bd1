"""What a final cut changes, on the page: figures, names, pieces and money."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.desk.as_aired_comparison import Change, Comparison, PieceChange
from dashboard.ui.formats import duration_text, grouped_amount, signed_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import plain


def comparison_figures(found: Comparison) -> None:
    """Running time and music, before and after, and how many names come and go."""
    time, music, names = st.columns(3)
    time.metric(
        "Running time", duration_text(found.trt_frames.after, found.rate), _signed(found.trt_frames, found),
        delta_color="off", delta_arrow="off", border=True,
    )  # fmt: skip
    music.metric(
        "Music", duration_text(found.music_frames.after, found.rate), _signed(found.music_frames, found),
        delta_color="off", delta_arrow="off", border=True,
    )  # fmt: skip
    names.metric(
        "Names in and out", f"+{len(found.names_in)} −{len(found.names_out)}", "credited", delta_color="off",
        delta_arrow="off", border=True,
    )  # fmt: skip


def comparison_tables(found: Comparison, *, with_money: bool) -> None:
    """Names, then each contribution that differs, then each payee; money only `with_money`."""
    if not (found.pieces or found.names_in or found.names_out or found.people or found.trt_frames.differs):
        st.markdown(":green[:material/check_circle:] Nothing differs: seconds, names, music and money are the same.")
        return
    if found.names_in:
        st.markdown(f":green[:material/person_add:] Names in: {plain(', '.join(found.names_in))}")
    if found.names_out:
        st.markdown(f":red[:material/person_remove:] Names out: {plain(', '.join(found.names_out))}")
    if with_money and found.with_versions:
        st.caption("Money is that of the episode and its versions together: each piece once, on its longest use.")
    retimed = [one for one in found.pieces if one.frames.differs]
    repaid = [one for one in found.pieces if not one.frames.differs]
    if retimed:
        st.subheader("Contributions", anchor=False)
        _pieces(retimed, found, with_money=with_money)
    if repaid:
        with st.expander(f"As long as before, and paid otherwise ({len(repaid)})", key="repaid"):
            _pieces(repaid, found, with_money=with_money)
    if with_money and (found.people or found.held_minor.differs):
        st.subheader("Payments", anchor=False)
        _people(found)


def _pieces(pieces: Sequence[PieceChange], found: Comparison, *, with_money: bool) -> None:
    columns = [
        Column("Contribution"), Column("Rundown", number=True), Column("Aired", number=True),
        Column("Frames", number=True),
    ]  # fmt: skip
    if with_money:
        columns += [
            Column(f"Was paid ({found.currency})", number=True),
            Column(f"Is paid ({found.currency})", number=True),
        ]
    rows = [_piece_row(one, found, with_money=with_money) for one in pieces]
    sheet_table("Contributions whose time or money changes", columns, rows)


def _piece_row(one: PieceChange, found: Comparison, *, with_money: bool) -> tuple[str, ...]:
    title = f"{one.title} (music)" if one.is_music else one.title
    times = (duration_text(frames, found.rate) for frames in (one.frames.before, one.frames.after))
    row = (title, *times, _difference(one.frames))
    if not with_money:
        return row
    return (
        *row,
        *(grouped_amount(minor, found.currency) for minor in (one.amount_minor.before, one.amount_minor.after)),
    )


def _people(found: Comparison) -> None:
    columns = [
        Column(f"Payee ({found.currency})"), Column("Before", number=True), Column("After", number=True),
        Column("Change", number=True),
    ]  # fmt: skip
    changes = [(one.name, one.amount_minor) for one in found.people]
    if found.held_minor.differs:
        changes.append(("Held", found.held_minor))
    rows = [
        (
            name, grouped_amount(minor.before, found.currency), grouped_amount(minor.after, found.currency),
            _signed_amount(minor, found.currency),
        )
        for name, minor in changes
    ]  # fmt: skip
    sheet_table("Payees whose amount changes", columns, rows)


def _signed(change: Change, found: Comparison) -> str:
    return f"{signed_text(change.after - change.before, found.rate)} against the rundown"


def _difference(change: Change) -> str:
    difference = change.after - change.before
    return f"{'+' if difference > 0 else '−' if difference < 0 else '±'}{abs(difference):,}"


def _signed_amount(change: Change, currency: str) -> str:
    difference = change.after - change.before
    return f"{'+' if difference > 0 else '−'}{grouped_amount(abs(difference), currency)}"
