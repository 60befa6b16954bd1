"""The parts of Insight: each a sentence, a chart, and beside it the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.curation.insight import Looks, Share
from dashboard.curation.insight_counts import Group, Steps
from dashboard.curation.shortlists import PLACES
from dashboard.desk.insight import TOP, Exposures, Outcome, PickedPiece, by_place, median_place
from dashboard.ui.formats import NOTHING, counted, date_text
from dashboard.ui.insight_charts import Bar, bar_chart, time_chart
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import empty

LOOKED_WITHIN = ("Within an hour", "Within a day", "Within 3 days", "Within a week", "Later")
_HOURS_IN_DAY = 24
_TABLE_PX = 400


def wait_text(hours: int | None) -> str:
    """`under 1 hour`, `5 hours`, `2 days`; whole days from two on, rounded down; a dash for none."""
    if hours is None:
        return NOTHING
    if hours < 1:
        return "under 1 hour"
    return counted(hours, "hour") if hours < 2 * _HOURS_IN_DAY else counted(hours // _HOURS_IN_DAY, "day")


def percent(share: Share) -> str:
    """`12 %`, rounded; a dash of nothing."""
    return f"{round(100 * share.part / share.whole)} %" if share.whole else NOTHING


def arrivals_panel(cut: Steps, groups: Sequence[Group], by: str) -> None:
    """What came in over the steps, a row a group."""
    if not groups:
        empty("Nothing came in during this period. What does is counted here by kind, call and country.", "inbox")
        return
    chart, table = st.columns([3, 2], gap="medium")
    with chart:
        time_chart(cut, groups, f"Pieces that came in by {by}; the table beside it says the same")
    with table:
        columns = {group.name: group.counts for group in groups}
        frame = pd.DataFrame({"All": [sum(row) for row in zip(*columns.values(), strict=True)], **columns})
        name = "Day" if cut.grain == "day" else f"{cut.grain.capitalize()} from"
        frame.index = pd.Index([date_text(start) for start in cut.starts], name=name)
        figures = {column: st.column_config.NumberColumn(format="%,d") for column in frame.columns}
        st.dataframe(frame.iloc[::-1], height=_TABLE_PX, alt=f"Pieces by {by}", column_config=figures)


def looks_panel(looks: Looks) -> None:
    """How long pieces waited until somebody who chooses looked at them."""
    if not looks.arrived:
        empty("Nothing came in during this period. How soon it is looked at will be counted here.", "visibility")
        return
    if looks.looked_at:
        st.markdown(
            f"Of those that were looked at, half waited {wait_text(looks.median_h)} at most, "
            f"nine in ten {wait_text(looks.ninetieth_h)} at most."
        )
    rows = [*zip(LOOKED_WITHIN, looks.within, strict=True), ("Not looked at yet", looks.unseen)]
    bars = [Bar(f"{name}: {counted(count, 'piece')}", (count,)) for name, count in rows]
    chart, table = st.columns([3, 2], gap="medium")
    with chart:
        bar_chart(bars, "Pieces", "How soon pieces were first looked at; the table beside it says the same")
    with table:
        columns = [Column("First look"), Column("Pieces", number=True), Column("Share", number=True)]
        whole = looks.arrived
        sheet_table("First looks", columns, [(n, f"{c:,}", percent(Share(c, whole))) for n, c in rows])


def newcomers_panel(shares: Mapping[str, Share]) -> None:
    """The part that newcomers have in what came in, was picked and aired."""
    if not any(share.whole for share in shares.values()):
        empty("Nothing came in during this period. The part of newcomers will be shown here.", "person_add")
        return
    st.markdown("A newcomer's piece is the first here of one of its artists, under whatever handle.")
    bars = [Bar(f"{name}: {s.part:,} of {s.whole:,}, {percent(s)}", (s.whole, 0, s.part)) for name, s in shares.items()]
    chart, table = st.columns([3, 2], gap="medium")
    with chart:
        bar_chart(bars, "Pieces; strong: by newcomers", "The part of newcomers; the table beside it says the same")
    with table:
        columns = [Column("Which"), *(Column(name, number=True) for name in ("Pieces", "Newcomers", "Share"))]
        rows = [(name, f"{s.whole:,}", f"{s.part:,}", percent(s)) for name, s in shares.items()]
        sheet_table("Newcomers", columns, rows)


def outcomes_panel(rows: Sequence[Outcome], who: str) -> None:
    """What became of picked pieces, a bar a row: picked, of these in a rundown, of these aired."""
    bars = [
        Bar(f"{row.name}: {row.picked:,} picked, {row.placed:,} in a rundown, {row.aired:,} aired",
            (row.picked, row.placed, row.aired))
        for row in rows
    ]  # fmt: skip
    chart, table = st.columns([3, 2], gap="medium")
    with chart:
        axis = "Picked; stronger: in a rundown; strongest: aired"
        bar_chart(bars, axis, f"What became of the picks by {who.lower()}; the table beside it says the same")
    with table:
        columns = [Column(who), *(Column(name, number=True) for name in ("Picked", "In a rundown", "Aired"))]
        sheet_table(f"Picks by {who.lower()}", columns,
                    [(row.name, f"{row.picked:,}", f"{row.placed:,}", f"{row.aired:,}") for row in rows])  # fmt: skip


def picks_panel(rows: Sequence[Outcome]) -> None:
    """What became of everybody's picks, by name."""
    if not rows:
        empty(
            "Nobody picked anything in this period. What becomes of each person's picks will be shown here.", "bookmark"
        )
        return
    st.markdown("A piece counts for everybody who picked it. Names stand in the order of the alphabet.")
    outcomes_panel(rows, "Person")


def trend_panel(pieces: Sequence[PickedPiece]) -> None:
    """Where picks stood on Trending when they were picked, against what became of them."""
    if not pieces:
        empty("Nothing was picked in this period. Whether what rises also airs will be shown here.", "trending_up")
        return
    aired = [piece for piece in pieces if piece.aired and piece.place is not None]
    if aired:
        high = Share(sum((piece.place or 0) <= TOP for piece in aired), len(aired))
        st.markdown(
            f"{high.part:,} of {high.whole:,} aired picks with a known place ({percent(high)}) stood among the top "
            f"{TOP} when they were picked. The middle one that aired stood at "
            f"{_place(median_place(pieces, aired=True))}, the middle one that did not at "
            f"{_place(median_place(pieces, aired=False))}."
        )
    else:
        st.markdown("None of these picks has aired yet.")
    outcomes_panel(by_place(pieces), "Place when picked")


def exposure_panel(found: Exposures) -> None:
    """The artists with part in the most picks, against a fair share."""
    if not found.artists:
        empty("Nothing was picked in this period. How the picks are spread over artists will be shown here.", "groups")
        return
    st.markdown(
        f"{counted(found.picked, 'piece')} by {counted(found.people, 'artist')} picked. A piece by several counts for "
        f"each of them. With more than {found.fair} one artist has more than a fair share."
    )
    bars = [
        Bar(f"{one.name}: {one.picked:,} picked, {one.aired:,} aired", (one.picked, 0, one.aired))
        for one in found.artists
    ]
    chart, table = st.columns([3, 2], gap="medium")
    with chart:
        axis = "Picked; strong: aired; line: a fair share"
        bar_chart(bars, axis, "Picks by artist; the table beside it says the same", limit=found.fair)
    with table:
        columns = [Column("Artist"), Column("Picked", number=True), Column("Share", number=True),
                   Column("Aired", number=True)]  # fmt: skip
        rows = [
            (f"{one.name}{' (more than fair)' if one.picked > found.fair else ''}", f"{one.picked:,}",
             percent(Share(one.picked, found.picked)), f"{one.aired:,}")
            for one in found.artists
        ]  # fmt: skip
        sheet_table("Picks by artist", columns, rows)


def _place(place: int | None) -> str:
    if place is None:
        return NOTHING
    return f"place {place:,}" if place <= PLACES else f"a place below {PLACES:,}"
