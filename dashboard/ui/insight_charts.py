"""The charts of Insight: bars in one colour with their words above them, and counts over time in rows of one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.curation.insight_counts import Group, Steps
from dashboard.ui.formats import counted

SHADES = {"light": ("#B7CDE5", "#608EC2", "#1D599E"), "dark": ("#364A62", "#6689B3", "#BDD7F7")}
"""Of one hue, from the whole to the innermost part: they differ in lightness, so that they tell apart for everybody."""
EDGE = {"light": "#1F5FA8", "dark": "#8AB8F0"}
LIMIT = {"light": "#8A5300", "dark": "#C77F00"}
"""Seen on the bars as well as beside them."""
INK = {"light": "#1B1A17", "dark": "#F3F1EB"}
_BAR_PX, _ROW_PX, _FOOT_PX = 52, 96, 64
_MARGIN = {"l": 8, "r": 16, "t": 8, "b": 8}


@dataclass(frozen=True)
class Bar:
    """A bar and the words above it. `parts` are the whole and then what of it is inside, each within the one before."""

    words: str
    parts: tuple[int, ...]


def bar_chart(bars: Sequence[Bar], axis: str, alt: str, *, limit: int | None = None) -> None:
    """Bars below one another. `limit` draws a line through each at that number; `axis` says what it is."""
    st.plotly_chart(bar_figure(bars, axis, _theme(), limit), config={"displayModeBar": False}, alt=alt)


def time_chart(cut: Steps, groups: Sequence[Group], alt: str) -> None:
    """A row of bars for each group over the steps of a period, all rows of one scale."""
    st.plotly_chart(time_figure(cut, groups, _theme()), config={"displayModeBar": False}, alt=alt)


def bar_figure(bars: Sequence[Bar], axis: str, theme: str, limit: int | None = None) -> go.Figure:
    """The figure of `bar_chart`; the bar at the top is the first."""
    places = [-at for at in range(len(bars))]
    simple = all(len(bar.parts) == 1 for bar in bars)
    shades: Sequence[str] = SHADES[theme][-1:] if simple else SHADES[theme]
    data = [
        {
            "type": "bar", "orientation": "h", "y": places, "width": 0.4, "offset": -0.4,
            "x": [bar.parts[level] if level < len(bar.parts) else 0 for bar in bars],
            "marker": {"color": shades[level], "line": {"color": EDGE[theme], "width": 1 if level == 0 else 0}},
            "hoverinfo": "skip",
        }
        for level in range(len(shades))
    ]  # fmt: skip
    layout: dict[str, Any] = {
        "height": _BAR_PX * len(bars) + _FOOT_PX, "margin": _MARGIN, "showlegend": False, "barmode": "overlay",
        "xaxis": _count_axis(axis, max((bar.parts[0] for bar in bars), default=0)),
        "yaxis": {"visible": False, "range": [0.6 - len(bars), 0.6]},
        "annotations": [_words(bar.words, place, INK[theme]) for bar, place in zip(bars, places, strict=True)],
    }  # fmt: skip
    if limit is not None:
        line = {"color": LIMIT[theme], "width": 3}
        layout["shapes"] = [
            {"type": "line", "x0": limit, "x1": limit, "y0": place - 0.5, "y1": place + 0.06, "line": line}
            for place in places
        ]
    return go.Figure({"data": data, "layout": layout})


def time_figure(cut: Steps, groups: Sequence[Group], theme: str) -> go.Figure:
    """The figure of `time_chart`: one axis of time below, the name and total of a group above its row."""
    count = len(groups)
    share = 1 / count
    highest = max((max(group.counts) for group in groups), default=0)
    layout: dict[str, Any] = {
        "height": _ROW_PX * count + _FOOT_PX, "margin": _MARGIN, "showlegend": False, "bargap": 0.15, "hovermode": "x",
        "xaxis": {"anchor": f"y{count}" if count > 1 else "y", "showgrid": False, "nticks": 6,
                  "title": {"text": f"First day of the {cut.grain}" if cut.grain != "day" else "Day"}},
        "annotations": [],
    }  # fmt: skip
    data = []
    for at, group in enumerate(groups):
        axis = "" if at == 0 else str(at + 1)
        top = 1 - at * share
        layout[f"yaxis{axis}"] = {
            **_count_axis("Pieces", highest), "domain": [top - share * 0.95, top - share * 0.3], "nticks": 3,
        }  # fmt: skip
        layout["annotations"].append(
            {**_words(f"{group.name}: {counted(group.total, 'piece')}", top - share * 0.3, INK[theme]),
             "xref": "paper", "yref": "paper"}
        )  # fmt: skip
        data.append(
            {"type": "bar", "x": list(cut.starts), "y": list(group.counts), "xaxis": "x", "yaxis": f"y{axis}",
             "name": group.name, "marker": {"color": SHADES[theme][-1]}}
        )  # fmt: skip
    return go.Figure({"data": data, "layout": layout})


def _count_axis(title: str, highest: int) -> dict[str, Any]:
    """So few at least that every mark of it is a whole number."""
    return {
        "title": {"text": title}, "range": [0, max(highest, 4) * 1.05], "tickformat": ",d", "nticks": 5,
        "zeroline": True, "automargin": True,
    }  # fmt: skip


def _words(text: str, y: float, colour: str) -> dict[str, Any]:
    return {
        "text": text.replace("&", "&amp;").replace("<", "&lt;"), "x": 0, "y": y, "xanchor": "left",
        "yanchor": "bottom", "yshift": 2, "showarrow": False, "align": "left", "font": {"color": colour, "size": 13},
    }  # fmt: skip


def _theme() -> str:
    return st.context.theme.type or "light"
