"""Charts, each with its table beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.community.tables import MetricReading
from dashboard.ui.formats import date_text

_ROW_PX, _TABLE_ROW_PX = 150, 35
_LEAST_SCALE = 4
"""So few that every mark of the axis is a whole number."""
_INFORMATION = {"light": "#1F5FA8", "dark": "#8AB8F0"}


def metrics_chart(readings: Sequence[MetricReading], title: str) -> None:
    """A piece's counters over time, each on its own scale, and the last reading of each day as a table.

    `readings` in the order of time.
    """
    series: dict[str, list[MetricReading]] = defaultdict(list)
    for reading in readings:
        series[reading.name].append(reading)
    chart, table = st.columns([3, 2], gap="medium")
    names = ", ".join(series)
    with chart:
        alt = f"How {names} of {title} grew; the table beside it says the same"
        st.plotly_chart(_figure(series), config={"displayModeBar": False}, alt=alt)
    with table:
        days = daily(readings)
        height = min(max(_ROW_PX * len(series), 200), _TABLE_ROW_PX * (len(days) + 1) + 2)
        figures = {name: st.column_config.NumberColumn(format="%,d") for name in days.columns}
        alt = f"{names} of {title}, day by day"
        st.dataframe(days, height=height, placeholder="–", alt=alt, column_config=figures)


def daily(readings: Sequence[MetricReading]) -> pd.DataFrame:
    """The last reading of each day, the newest day first: a row a day, a column a counter, blank where none was."""
    frame = pd.DataFrame(
        [(reading.observed_at.date(), reading.name.capitalize(), reading.value) for reading in readings],
        columns=["Day", "counter", "value"],
    )
    counters = frame["counter"].unique().tolist()
    last = frame.groupby(["Day", "counter"])["value"].last().unstack("counter")
    days = last.sort_index(ascending=False)[counters].astype("Int64")
    return days.set_axis(pd.Index([date_text(day) for day in days.index], name="Day"))


def _figure(series: dict[str, list[MetricReading]]) -> go.Figure:
    """One row a counter, over one time axis."""
    colour = _INFORMATION[st.context.theme.type or "light"]
    count = len(series)
    share = 1 / count
    layout: dict[str, Any] = {
        "height": max(_ROW_PX * count, 200),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "hovermode": "x",
        "xaxis": {"anchor": f"y{count}" if count > 1 else "y", "showgrid": False},
    }
    data = []
    for at, (name, row) in enumerate(series.items()):
        axis = "" if at == 0 else str(at + 1)
        top = 1 - at * share
        highest = max(_LEAST_SCALE, *(reading.value for reading in row))
        layout[f"yaxis{axis}"] = {
            "title": {"text": name.capitalize()}, "domain": [top - share * 0.8, top],
            "range": [0, highest * 1.1], "tickformat": ",d", "nticks": 4, "automargin": True,
        }  # fmt: skip
        data.append(
            {
                "type": "scatter", "mode": "lines+markers", "name": name.capitalize(),
                "xaxis": "x", "yaxis": f"y{axis}",
                "x": [reading.observed_at for reading in row], "y": [reading.value for reading in row],
                "line": {"color": colour}, "marker": {"size": 5}, "cliponaxis": False,
            }
        )  # fmt: skip
    return go.Figure({"data": data, "layout": layout})
