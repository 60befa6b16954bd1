"""The credit sheet on screen: the roll's length, who is credited, and what must be done for it."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import groupby

import streamlit as st

from dashboard.assembly.lettering import UNITS
from dashboard.assembly.roll import roll_layout
from dashboard.assembly.service import PROFILES, programme_roll
from dashboard.credits.credit_list import CreditSheet
from dashboard.credits.queries import CreditedRundown
from dashboard.credits.roll import LEGIBLE_S, RollName, roll_lines
from dashboard.rundown.timing import ROLL
from dashboard.ui.formats import NOTHING, duration_text
from dashboard.ui.tables import Column, sheet_table

INTEGRATED, RESOURCE = "airs itself", "was built on"
NAMES = [
    Column("Name", width="24%"), Column("Role", width="18%"), Column("For"), Column("In", width="24%"),
    Column("Its work", width="7.5rem"),
]  # fmt: skip


def credit_figures(credited: CreditedRundown) -> None:
    """How many are credited, and how long the roll is; then whether it can be read."""
    sheet, rundown = credited.credits, credited.rundown
    rolls = [row.timed.counted_frames for row in rundown.airing if row.item.kind == ROLL]
    people = {entry.contributor_id or entry.credit_name for entry in sheet.entries}
    obliged = sum(bool(entry.obligations) for entry in sheet.attributions)
    credit, works, roll = st.columns(3)
    credit.metric("People credited", len(people), border=True)
    works.metric("Works they made", len(sheet.attributions), border=True)
    roll.metric("Credits roll", duration_text(sum(rolls), rundown.episode.rate) if rolls else NOTHING, border=True)
    if not rolls:
        st.warning("There is no credits roll in the rundown, so nobody is named on air; add one there.")
    else:
        st.markdown(roll_statement(sheet, max(rolls), rundown.episode.rate))
    if obliged:
        st.caption(f"{obliged} of the works ask for something to be done when they air; see Attributions.")


def roll_statement(sheet: CreditSheet, frames: int, rate: Fraction) -> str:
    """How the roll is set in so many frames and whether it can be read, by the layout that goes to air."""
    height = PROFILES["programme"].height
    layout = roll_layout(programme_roll(sheet), frames, rate, height)
    names = sum(isinstance(line, RollName) for line in roll_lines(sheet))
    visible = Fraction(height, layout.speed_px) / rate
    across = "1 column" if layout.columns == 1 else f"{layout.columns} columns"
    said = f"The roll has {names} lines of names in {across}; each is in the picture for {_seconds(visible)}"
    if visible >= LEGIBLE_S:
        return f":green[:material/check_circle: {said}.]"
    needed = math.ceil(LEGIBLE_S * (layout.height + UNITS) / UNITS)
    return (
        f":red[:material/speed: {said}, which is too quick to read: give it at least {needed} s, or take the "
        "set length off.]"
    )


def _seconds(seconds: Fraction) -> str:
    """To one decimal, cut off, so that no limit looks met that is not."""
    tenths = int(seconds * 10)
    return f"{tenths // 10}.{tenths % 10} s"


def people_tables(sheet: CreditSheet) -> None:
    """A table for each department, in the order of the roll."""
    for department, entries in groupby(sheet.entries, key=lambda entry: entry.department):
        st.header(department, anchor=False)
        rows = [
            (
                entry.credit_name, entry.role, "; ".join(entry.titles),
                "; ".join(dict.fromkeys(use.piece.title for use in entry.uses)),
                INTEGRATED if entry.credit_kind == "integrated" else RESOURCE,
            )
            for entry in entries
        ]  # fmt: skip
        sheet_table(f"Credits: {department}", NAMES, rows)


def attribution_tables(sheet: CreditSheet) -> None:
    """What has to be done, then what has to be said for each work; both in the order in which they air."""
    to_do = [(entry.work.title, entry.obligations) for entry in sheet.attributions if entry.obligations]
    if to_do:
        st.header("What must be done", anchor=False)
        sheet_table("What must be done for a work", [Column("Work", width="30%"), Column("Obligation")], to_do)
    st.header("What must be said", anchor=False)
    said = [(entry.work.title, entry.text) for entry in sheet.attributions]
    sheet_table("What must be said of a work", [Column("Work", width="30%"), Column("Attribution")], said)
