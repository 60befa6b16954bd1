"""Insight: what is coming in, how fast it is looked at, whose picks aired, and what trending was worth."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.insight import CALL, COUNTRY, KIND, arrivals, first_looks, steps_of
from dashboard.curation.insight_counts import PERIODS
from dashboard.desk.insight import CAME_IN, exposure, newcomers, picked_places, whose_picks
from dashboard.people.roles import Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.guard import guard
from dashboard.ui.insight_panels import (
    arrivals_panel,
    exposure_panel,
    looks_panel,
    newcomers_panel,
    percent,
    picks_panel,
    trend_panel,
    wait_text,
)
from dashboard.ui.widgets import heading

actor = guard(Permission.SEE_INSIGHT)
heading("Insight", "What is coming in, how soon it is looked at, and what becomes of what is picked.")
period = st.segmented_control(
    "Period", list(PERIODS), default="4 weeks", key="period", bind="query-params", required=True
)  # fmt: skip

with database().reading() as session:
    cut = steps_of(session, period or "4 weeks", now().date())
    looks = first_looks(session, cut.since)
    shares = newcomers(session, cut.since)
    pieces = picked_places(session, cut.since)
    spread = exposure(session, cut.since)

with st.grid(4, min_column_width=180):
    st.metric("Came in", f"{looks.arrived:,}", border=True)
    st.metric("Half looked at within", wait_text(looks.median_h), border=True)
    st.metric("Not looked at yet", f"{looks.unseen:,}", border=True)
    st.metric("By newcomers", percent(shares[CAME_IN]), border=True)

st.header("What is coming in", anchor=False)
NAMES = {KIND: "Kind", CALL: "Call", COUNTRY: "Country"}
by = st.segmented_control(
    "By", list(NAMES), default=KIND, key="by", bind="query-params", required=True, format_func=NAMES.__getitem__
)  # fmt: skip
with database().reading() as session:
    groups = arrivals(session, cut, by or KIND)
arrivals_panel(cut, groups, by or KIND)

st.header("From arrival to first look", anchor=False)
looks_panel(looks)

st.header("Newcomers", anchor=False)
newcomers_panel(shares)

if actor.may(Permission.SHORTLIST) or actor.may(Permission.MANAGE_PEOPLE):
    st.header("What became of whose picks", anchor=False)
    with database().reading() as session:
        picks = whose_picks(session, cut.since)
    picks_panel(picks)

st.header("Trending against what aired", anchor=False)
trend_panel(pieces)

st.header("How the picks are spread over artists", anchor=False)
exposure_panel(spread)
