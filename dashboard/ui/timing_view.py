"""The rundown against the clock as large as the screen allows, for a room: it follows what is done elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from html import escape

import streamlit as st

from dashboard.credits.queries import working_rundown
from dashboard.rundown.clock import clock_text
from dashboard.rundown.queries import ActRow, ItemRow, Rundown, episode_row
from dashboard.settings import ROOT
from dashboard.storage.engine import database
from dashboard.ui.formats import NOTHING, duration_text, over_word, signed_text

REFRESH_S = 4
COLUMNS = ("Start", "Line", "Length", "Back-time", "Slack")


def whole_screen() -> None:
    """Puts the navigation away for as long as this page is open."""
    for sheet in ("links.css", "timing_view.css"):
        st.html(ROOT / "dashboard" / "ui" / sheet)


@st.fragment(run_every=REFRESH_S)
def timing_view(episode_id: int) -> None:
    """The figures and the lines as they are now, and every few seconds again."""
    with database().reading() as session:
        st.html(timing_html(working_rundown(session, episode_id).rundown))


def timing_html(rundown: Rundown) -> str:
    """The whole view. Times are times of day where the episode has one to go on air at, else programme time."""
    wall = _Wall(rundown.episode.rate, rundown.episode.on_air_ms)
    acts = "".join(_act(act, wall) for act in rundown.acts)
    heads = "".join(f'<th scope="col" class="{name.lower()}">{name}</th>' for name in COLUMNS)
    return (
        f'<div class="room"><header><h1>{escape(episode_row(rundown.episode).label)}</h1>'
        f"{_figures(rundown, wall)}</header>"
        f"<table><caption>Acts and lines in order</caption><thead><tr>{heads}</tr></thead>{acts}</table></div>"
    )


@dataclass(frozen=True)
class _Wall:
    """How this episode's frames are written on the wall."""

    rate: Fraction
    on_air_ms: int | None

    def point(self, clock_frames: int | None, programme_frames: int | None) -> str:
        if clock_frames is None or programme_frames is None:
            return NOTHING
        if self.on_air_ms is None:
            return duration_text(programme_frames, self.rate)
        return clock_text(clock_frames, self.rate, self.on_air_ms)

    def length(self, frames: int) -> str:
        return duration_text(frames, self.rate)

    def over(self, frames: int) -> tuple[str, str]:
        """`+0:50 over`, and the class that colours it."""
        word = over_word(frames, self.rate)
        return f"{signed_text(frames, self.rate)} {word}", "over" if word == "over" else "under"

    def slack(self, frames: int | None) -> tuple[str, str]:
        """The classes of the cell, and `0:10 spare` in it."""
        if frames is None:
            return "slack", NOTHING
        word = {"over": "spare", "under": "over", "on time": "on time"}[over_word(frames, self.rate)]
        return f"slack {'over' if word == 'over' else 'under'}", f"{self.length(abs(frames))} {word}"


def _figures(rundown: Rundown, wall: _Wall) -> str:
    timing, episode = rundown.timing, rundown.episode
    over, state = wall.over(timing.over_frames)
    slot_over, slot_state = wall.over(timing.slot_over_frames)
    slot = f"slot {wall.length(episode.slot_frames)}"
    if wall.on_air_ms is not None:
        slot += f", {wall.point(0, 0)} to {wall.point(timing.clock_end_frames, 0)}"
    network = duration_text(timing.network_seconds, Fraction(1))
    figures = (
        ("TRT", wall.length(timing.trt_frames), f"target {wall.length(episode.target_frames)}", ""),
        ("Against target", over, f"{network} to the network", state),
        ("With breaks", slot_over, slot, slot_state),
    )
    cells = "".join(
        f'<div class="{state}"><dt>{name}</dt><dd><b>{value}</b></dd><dd>{note}</dd></div>'
        for name, value, note, state in figures
    )
    return f"<dl>{cells}</dl>"


def _act(act: ActRow, wall: _Wall) -> str:
    said = wall.length(act.timed.filled_frames)
    if act.timed.over_frames is not None:
        over, state = wall.over(act.timed.over_frames)
        said = f'{said} of {wall.length(act.act.budget_frames)}, <span class="{state}">{over}</span>'
    title = f'<th scope="rowgroup" colspan="2">{escape(act.act.title)}</th>'
    lines = "".join(_line(row, wall) for row in act.items)
    return f'<tbody><tr class="act">{title}<td colspan="3">{said}</td></tr>{lines}</tbody>'


def _line(row: ItemRow, wall: _Wall) -> str:
    timed, item = row.timed, row.item
    planned = timed.planned_frames
    cells = (
        _cell("start", "Float" if item.floated else wall.point(timed.clock_frames, timed.start_frames)),
        f'<th scope="row" class="line">{escape(item.slug)}</th>',
        _cell("length", wall.length(planned)) if planned else _cell("length over", "no length"),
        _cell("back-time", wall.point(timed.back_clock_frames, timed.back_frames)),
        _cell(*wall.slack(timed.slack_frames)),
    )
    kind = "float" if item.floated else item.kind
    return f'{_gap(timed.gap_frames, wall)}<tr class="{kind}">{"".join(cells)}</tr>'


def _cell(classes: str, text: str) -> str:
    return f'<td class="{classes}">{text}</td>'


def _gap(frames: int | None, wall: _Wall) -> str:
    """What stands between a line with a hard start and the one before it."""
    if not frames:
        return ""
    length = wall.length(abs(frames))
    said = f"▲ Gap of {length} to fill" if frames > 0 else f"▼ Overlap of {length}: the line above runs into the next"
    return f'<tr class="{"gap" if frames > 0 else "overlap"}"><td colspan="{len(COLUMNS)}">{said}</td></tr>'
