"""The payment sheet on screen: the sums, who gets what, for which piece, and how that is worked out."""

from __future__ import annotations

from fractions import Fraction

import plotly.graph_objects as go
import streamlit as st

from dashboard.payments.payment_sheet import Payee, PaymentSheet
from dashboard.payments.splits import DEPTH, KEEP, Line
from dashboard.ui.formats import duration_text, format_amount, grouped_amount
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import plain

MOST_BARS = 15
PER_PAGE = 100
MONEY_COLOUR = {"light": "#5B3E96", "dark": "#C3A6FF"}
MUTED_COLOUR = {"light": "#5E5A52", "dark": "#AAA59A"}


def payment_figures(sheet: PaymentSheet) -> None:
    """The budget and where it goes; then each sum that must come out, and whether it does."""
    sums = [("Budget", sheet.budget_minor), ("Paid", sheet.paid_minor), ("Held", sheet.held_minor)]
    if sheet.unallocated_minor:
        sums.append(("Unallocated", sheet.unallocated_minor))
    for column, (label, minor) in zip(st.columns(len(sums)), sums, strict=True):
        column.metric(f"{label} ({sheet.currency})", grouped_amount(minor, sheet.currency), border=True)
    with st.container(gap="xxsmall"):
        for check in sheet.checks:
            colour, icon = ("red", "error") if check.difference else ("green", "check_circle")
            st.markdown(f":{colour}[:material/{icon}:] {plain(check.statement)}")


def shares(sheet: PaymentSheet) -> None:
    """The payees as a chart of the largest and, beside it, as a table of all."""
    payees = sorted(sheet.payees, key=lambda payee: (-payee.amount_minor, payee.display_name))
    table, chart = st.columns([7, 5], gap="medium")
    with table:
        columns = [
            Column("Payee"), Column("On air", number=True), Column(f"Amount ({sheet.currency})", number=True),
            Column("Share", number=True),
        ]  # fmt: skip
        sheet_table("Payees, the largest amount first", columns, [_payee_row(sheet, payee) for payee in payees])
    with chart:
        st.plotly_chart(
            _bars(sheet, payees), key="share_chart", config={"displayModeBar": False, "staticPlot": True},
            alt="Share of the budget by payee, the largest first; the table beside it has every figure.",
        )  # fmt: skip


def _payee_row(sheet: PaymentSheet, payee: Payee) -> tuple[str, ...]:
    on_air = duration_text(payee.on_air_frames, sheet.rate)
    amount = grouped_amount(payee.amount_minor, sheet.currency)
    return payee.display_name, on_air, amount, share_text(payee.amount_minor, sheet.budget_minor)


def share_text(part: int, whole: int) -> str:
    """`12.3 %`, to one decimal, half up; `<0.1 %` for less than that."""
    tenths = int(Fraction(part * 1000, whole) + Fraction(1, 2)) if whole else 0
    return f"{tenths // 10}.{tenths % 10} %" if tenths or not part else "<0.1 %"


def _bars(sheet: PaymentSheet, payees: list[Payee]) -> go.Figure:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    shown = payees if len(payees) <= MOST_BARS else payees[: MOST_BARS - 1]
    rest = payees[len(shown) :]
    names = [_short(payee.display_name) for payee in shown]
    minor = [payee.amount_minor for payee in shown]
    colours = [MONEY_COLOUR[theme]] * len(shown)
    if rest:
        names.append(f"{len(rest)} more")
        minor.append(sum(payee.amount_minor for payee in rest))
        colours.append(MUTED_COLOUR[theme])
    places = list(range(len(names)))
    muted = {"size": 14, "color": MUTED_COLOUR[theme]}
    bars = go.Bar(
        x=[100 * part / (sheet.budget_minor or 1) for part in minor], y=places, orientation="h",
        marker_color=colours, text=[share_text(part, sheet.budget_minor) for part in minor],
        textposition="outside", cliponaxis=False, textfont=muted,
    )  # fmt: skip
    figure = go.Figure(bars)
    figure.update_layout(
        height=48 + 32 * len(names), margin={"l": 0, "r": 64, "t": 32, "b": 0}, bargap=0.4, showlegend=False,
        title={"text": "Share of the budget", "font": muted | {"weight": 400}, "x": 0},
        xaxis={"visible": False},
        yaxis={
            "autorange": "reversed", "tickvals": places, "ticktext": names, "showgrid": False,
            "automargin": True, "tickfont": muted,
        },
    )  # fmt: skip
    return figure


def _short(name: str) -> str:
    """A name as a chart's label; markup in it is not followed."""
    name = name.replace("<", "‹").replace(">", "›")
    return name if len(name) <= 24 else name[:23] + "…"


def unpaid_table(sheet: PaymentSheet) -> None:
    """What nobody gets yet, and why."""
    columns = [Column("What"), Column("Why"), Column(f"Amount ({sheet.currency})", number=True)]
    rows = [(e.what, e.reason, grouped_amount(e.amount_minor, sheet.currency)) for e in sheet.unpaid]
    sheet_table("What is held or unallocated", columns, rows)


def lines_table(sheet: PaymentSheet) -> None:
    """Every line that is paid, a hundred a page."""
    pages = max(1, -(-len(sheet.lines) // PER_PAGE))
    page = st.pagination(pages, key="lines_page") if pages > 1 else 1
    columns = [
        Column("No.", number=True, width="3rem"), Column("Payee", width="20%"), Column("Role"),
        Column("Work"), Column("In"),
        Column("Of the piece", number=True), Column(f"Amount ({sheet.currency})", number=True),
    ]  # fmt: skip
    lines = sheet.lines[(page - 1) * PER_PAGE : page * PER_PAGE]
    sheet_table("Lines to pay", columns, [_line_row(sheet, line) for line in lines])


def _line_row(sheet: PaymentSheet, line: Line) -> tuple[str, ...]:
    return (
        str(line.line_no), line.credit_name, line.role, line.work_title, line.piece_title,
        share_text(line.share.numerator, line.share.denominator),
        grouped_amount(line.amount_minor, sheet.currency),
    )  # fmt: skip


def how_it_is_worked_out(sheet: PaymentSheet) -> None:
    """The rules in plain words, with this episode's figures."""
    aired = {line.piece_id for line in sheet.lines} | {e.line.piece_id for e in sheet.unpaid if e.line}
    keep, rest = int(KEEP * 100), int((1 - KEEP) * 100)
    st.markdown(
        f"""
1. **By time on air.** The budget of `{format_amount(sheet.budget_minor, sheet.currency)}` is divided over
   the {len(aired)} pieces that air, in proportion to the frames that each is seen or heard. A song over
   pictures counts for as long as it runs, and so do the pictures.
2. **By what it is built on.** A piece that uses other works keeps {keep} % of its amount and passes {rest} %
   on to them, by the weight of each confirmed link. They do the same, up to {DEPTH} steps. A piece that uses
   nothing keeps everything.
3. **By share points.** Within one work the amount is divided over its authors by their share points.
4. **Rounding.** Each division is exact to the last unit: what is left over goes to the largest remainders,
   so that the parts always add up to the whole.
5. **Held.** Where the artist is not named or has no record to be paid by, the money is held for them. It is
   never given to the others.

Floated lines, breaks and host links take no money. A link that nobody has confirmed yet pays nobody.
"""
    )
