"""How well the ranking foresees what will be loved, beside the formulas others use, and a table that says the same."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st
from sqlalchemy.orm import Session

from dashboard.curation.trends.formulas import DECAYED_RATE
from dashboard.curation.trends.scoring import COLD_START, NAMES
from dashboard.curation.trends.tables import TrendModel
from dashboard.curation.trends.training import latest
from dashboard.ui.formats import counted, date_text
from dashboard.ui.tables import Column, sheet_table

_ROW_PX, _AXIS_PX = 34, 60
_USED = {"light": "#1F5FA8", "dark": "#8AB8F0"}
_OTHERS = {"light": "#5E5A52", "dark": "#AAA59A"}
_INK = {"light": "#1B1A17", "dark": "#F3F1EB"}


def backtest_panel(session: Session) -> None:
    """Which formula is used and why, how much it rests on, and the backtest of the last fit."""
    row = latest(session)
    if row is None:
        st.markdown(f"**{NAMES[COLD_START]}** is used: nothing has been fitted yet.")
        st.caption("Every night Greenroom tries what it could rank by on its own history. The first result shows here.")
        return
    st.markdown(f"**{NAMES[row.chosen]}** is used. {row.backtest['why']}")
    if row.evidence["little"]:
        chance = " Take small differences for chance." if row.backtest["lines"] else ""
        st.warning(f"Little evidence: {_evidence(row)}.{chance}", icon=":material/warning:")
    else:
        st.caption(f"It rests on {_evidence(row)}.")
    if row.backtest["lines"]:
        _results(row)
    st.caption(f"Fitted on {date_text(row.fitted_at)} at {row.fitted_at:%H:%M} UTC, and again every night.")


def _evidence(row: TrendModel) -> str:
    kept = row.evidence
    return f"{kept['gains_a_week']:,} gains a week over {counted(round(kept['days']), 'day')}"


def _results(row: TrendModel) -> None:
    lines: list[dict[str, Any]] = row.backtest["lines"]
    alt = "How well each formula foresaw what gained most, with intervals; the table says the same"
    st.plotly_chart(_figure(lines, row.chosen), config={"displayModeBar": False}, alt=alt)
    figures = ("Score", "Difference", "At least", "At most")
    columns = [Column("Formula"), *(Column(name, number=True) for name in figures)]
    sheet_table("How well each formula foresaw what gained most", columns, [_cells(line, row) for line in lines])
    st.caption(_meaning(row))


def _meaning(row: TrendModel) -> str:
    """What the figures are, for somebody who meets them for the first time."""
    period = "hour" if row.period_hours == 1 else "day"
    horizon = row.backtest["horizon"]
    ahead = period if horizon == 1 else counted(horizon, period)
    return (
        f"A score of 1 names the ten pieces that gained most in the next {ahead}, in the right order (NDCG@10). "
        f"Everything was fitted to {counted(row.backtest['fitted_times'], 'past moment')} and judged on the "
        f"{row.backtest['times']} after them, which nothing had seen. The difference is to the decayed rate. The "
        "lines, and from “at least” to “at most”, are 95 % intervals."
    )


def _cells(line: dict[str, Any], row: TrendModel) -> list[str]:
    ahead = line["ahead"]
    itself = line["key"] == DECAYED_RATE.key
    against = ["" if itself else _signed(ahead[part]) for part in ("mean", "low", "high")]
    return [_name(line, row.chosen), f"{line['did']['mean']:.3f}", *against]


def _name(line: dict[str, Any], chosen: str) -> str:
    return f"{line['name']} (used)" if line["key"] == chosen else str(line["name"])


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def _figure(lines: list[dict[str, Any]], chosen: str) -> go.Figure:
    """A bar a formula, the best on top, its interval as a line."""
    theme = st.context.theme.type or "light"
    means = [line["did"]["mean"] for line in lines]
    bars = {
        "type": "bar", "orientation": "h", "x": means, "y": [_name(line, chosen) for line in lines],
        "marker": {"color": [(_USED if line["key"] == chosen else _OTHERS)[theme] for line in lines], "opacity": 0.6},
        "error_x": {
            "type": "data", "symmetric": False, "thickness": 2, "width": 4, "color": _INK[theme],
            "array": [line["did"]["high"] - mean for line, mean in zip(lines, means, strict=True)],
            "arrayminus": [mean - line["did"]["low"] for line, mean in zip(lines, means, strict=True)],
        },
        "hovertemplate": "%{y}: %{x:.3f}<extra></extra>",
    }  # fmt: skip
    layout = {
        "height": _ROW_PX * len(lines) + _AXIS_PX, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "bargap": 0.35,
        "xaxis": {"range": [0, 1], "title": {"text": "Score"}}, "yaxis": {"autorange": "reversed", "automargin": True},
    }  # fmt: skip
    return go.Figure({"data": [bars], "layout": layout})
