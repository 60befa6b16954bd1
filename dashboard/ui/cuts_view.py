"""Two cuts side by side: the figures, and a table for each thing that differs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import streamlit as st

from dashboard.desk.cuts import NO_COUNTRY
from dashboard.rundown.cuts.difference import Cut, CutDifference, CutMoney, LineChange
from dashboard.rundown.timecode import timecode
from dashboard.ui.formats import NOTHING, duration_text, grouped_amount, signed_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import plain

FROM, TO = "From", "To"
"""The columns are named as the pickers above them: a snapshot's own name may be long."""
Row = tuple[str, str, str, str]


def side_by_side(before: Cut, after: Cut, found: CutDifference) -> None:
    """The figures of both, then what differs of each."""
    _figures(before, after)
    sheet_table(f"{before.label} beside {after.label}", _columns("Figure"), list(_rows(before, after)))
    _lines(before, after, found)
    _names(found)
    _money(before, after, found)
    _rights(before, after)
    _mix(found)


def _figures(before: Cut, after: Cut) -> None:
    figures = (
        ("Running time", duration_text(after.trt_frames, after.rate), _time_difference(before, after)),
        ("Names", f"{len(after.names):,}", _signed(len(after.names) - len(before.names))),
        ("May not air", f"{len(after.blocked):,}", _signed(len(after.blocked) - len(before.blocked))),
    )
    for column, (label, value, difference) in zip(st.columns(len(figures)), figures, strict=True):
        said = "as before" if difference.startswith("±") else difference
        column.metric(label, value, said, delta_color="off", delta_arrow="off", border=True)


def _rows(before: Cut, after: Cut) -> Sequence[Row]:
    was, is_now = (duration_text(cut.trt_frames, cut.rate) for cut in (before, after))
    was_over, is_over = (signed_text(cut.over_frames, cut.rate) for cut in (before, after))
    rows: list[Row] = [
        ("Running time", was, is_now, _time_difference(before, after)),
        ("Against its target", was_over, is_over, ""),
        _counted_row("Pieces on air", before.pieces, after.pieces),
        _counted_row("By newcomers", before.newcomers, after.newcomers),
        _counted_row("Names", len(before.names), len(after.names)),
        _counted_row("Countries", _known(before), _known(after)),
        _counted_row("May not air", len(before.blocked), len(after.blocked)),
    ]
    if before.money and after.money:
        money = before.money, after.money
        paid, held = (f"{word} ({_currencies(*money)})" for word in ("Paid", "Held"))
        rows.append(_amount_row(paid, *money, before.money.paid_minor, after.money.paid_minor))
        rows.append(_amount_row(held, *money, before.money.held_minor, after.money.held_minor))
    return rows


def _lines(before: Cut, after: Cut, found: CutDifference) -> None:
    st.header("Lines", anchor=False)
    if not found.lines:
        st.markdown("Every line is the same, in the same order.")
    else:
        columns = [Column("Line"), Column("What"), Column(FROM), Column(f"{FROM} length", number=True), Column(TO),
                   Column(f"{TO} length", number=True)]  # fmt: skip
        rows = [_line_row(change, before.rate, after.rate) for change in found.lines]
        sheet_table("Lines that differ", columns, rows)
    rows = [
        (pair.name, _frames(pair.before, before.rate), _frames(pair.after, after.rate),
         _seconds_apart(pair.before or 0, before.rate, pair.after or 0, after.rate))
        for pair in found.acts
    ]  # fmt: skip
    sheet_table("Acts", _columns("Act"), rows)


def _line_row(change: LineChange, rate: Fraction, other_rate: Fraction) -> tuple[str, ...]:
    sides = [(change.before, rate), (change.after, other_rate)]
    cells = [
        text for side, own in sides for text in ((side[0], timecode(side[1], own)) if side else (NOTHING, NOTHING))
    ]
    return change.slug, ", ".join(change.what), *cells


def _names(found: CutDifference) -> None:
    st.header("Names", anchor=False)
    if not (found.names_in or found.names_out):
        st.markdown("The same people are credited.")
    for said, icon, names in (("In", "person_add", found.names_in), ("Out", "person_remove", found.names_out)):
        if names:
            st.markdown(f":material/{icon}: **{said}** ({len(names)}): {plain(', '.join(names))}")


def _money(before: Cut, after: Cut, found: CutDifference) -> None:
    if not (before.money and after.money):
        return
    st.header("Money", anchor=False)
    if not found.payees:
        st.markdown("Everybody is paid the same.")
        return
    columns = _columns(f"Payee ({_currencies(before.money, after.money)})")
    rows = [
        _amount_row(pair.name, before.money, after.money, pair.before or 0, pair.after or 0) for pair in found.payees
    ]
    sheet_table("Who is paid another amount, the largest change first", columns, rows)


def _rights(before: Cut, after: Cut) -> None:
    st.header("Rights", anchor=False)
    if not (before.blocked or after.blocked):
        st.markdown(":green[:material/check_circle:] Everything in both may air.")
        return
    rows = [
        (title, "may not air" if id_ in before.blocked else NOTHING, "may not air" if id_ in after.blocked else NOTHING,
         reason)
        for id_, (title, reason) in {**before.blocked, **after.blocked}.items()
    ]  # fmt: skip
    columns = [Column("Piece"), Column(FROM), Column(TO), Column("Why")]
    sheet_table("Pieces on air that may not air", columns, rows)


def _mix(found: CutDifference) -> None:
    st.header("Mix", anchor=False)
    for named, pairs in (("Kind", found.kinds), ("Country", found.countries)):
        rows = [_counted_row(pair.name, pair.before or 0, pair.after or 0) for pair in pairs]
        if rows:
            sheet_table(f"By {named.lower()}", _columns(named), rows)


def _columns(first: str) -> list[Column]:
    return [Column(first), *(Column(name, number=True) for name in (FROM, TO, "Difference"))]


def _counted_row(name: str, before: int, after: int) -> Row:
    return name, f"{before:,}", f"{after:,}", _signed(after - before)


def _amount_row(name: str, before: CutMoney, after: CutMoney, was: int, is_now: int) -> Row:
    """Without a difference where the two cuts pay in two currencies."""
    return (
        name, grouped_amount(was, before.currency), grouped_amount(is_now, after.currency),
        _signed_amount(is_now - was, after.currency) if before.currency == after.currency else NOTHING,
    )  # fmt: skip


def _currencies(before: CutMoney, after: CutMoney) -> str:
    return " / ".join(dict.fromkeys([before.currency, after.currency]))


def _known(cut: Cut) -> int:
    return sum(1 for name in cut.countries if name != NO_COUNTRY)


def _frames(frames: int | None, rate: Fraction) -> str:
    return NOTHING if frames is None else duration_text(frames, rate)


def _time_difference(before: Cut, after: Cut) -> str:
    return _seconds_apart(before.trt_frames, before.rate, after.trt_frames, after.rate)


def _seconds_apart(frames: int, rate: Fraction, other_frames: int, other_rate: Fraction) -> str:
    """Between the two as they are shown, so that the table adds up: each to the nearest second, half up."""
    was, is_now = int(frames / rate + Fraction(1, 2)), int(other_frames / other_rate + Fraction(1, 2))
    return signed_text(is_now - was, Fraction(1))


def _signed(number: int) -> str:
    return f"{'+' if number > 0 else '−' if number else '±'}{abs(number):,}"


def _signed_amount(minor: int, currency: str) -> str:
    return f"{'+' if minor > 0 else '−' if minor else '±'}{grouped_amount(abs(minor), currency)}"
