"""Tables to read: real HTML with a caption, figures in tabular monospace on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboard.ui.formats import NOTHING

_LINE = "1px solid color-mix(in srgb, currentColor 18%, transparent)"
_UNSEEN = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"
_STYLE = f"""<style>
.sheet {{ overflow-x: auto; container-type: inline-size }}
.sheet table {{ width: 100%; border-collapse: collapse; line-height: 1.4 }}
.sheet caption {{ {_UNSEEN} }}
.sheet th, .sheet td {{ padding: .5rem 1rem .5rem 0; text-align: left; vertical-align: baseline;
  border-bottom: {_LINE} }}
.sheet th:last-child, .sheet td:last-child {{ padding-right: 0 }}
.sheet thead th {{ font-size: .875rem; font-weight: 400; white-space: nowrap;
  color: color-mix(in srgb, currentColor 72%, transparent) }}
.sheet tbody th {{ font-weight: 600 }}
.sheet tbody th.number {{ font-weight: 400 }}
.sheet .number {{ text-align: right; white-space: nowrap }}
.sheet tbody .number {{ font-family: 'JetBrains Mono', monospace; font-size: .875rem;
  font-feature-settings: 'zero', 'tnum' }}
.sheet .text {{ overflow-wrap: anywhere }}
@container (max-width: 34rem) {{
  .wide table, .wide tbody {{ display: block }}
  .wide thead {{ {_UNSEEN} }}
  .wide tr {{ display: block; padding: .75rem 0; border-bottom: {_LINE} }}
  .wide th[scope=row], .wide td {{ display: flex; gap: 1rem; width: auto; padding: 0; border: 0; text-align: left;
    white-space: normal; align-items: baseline }}
  .wide tbody [data-label]::before {{ content: attr(data-label); flex: none; width: 6.5rem; text-align: left;
    font: 400 .875rem Inter, sans-serif; color: color-mix(in srgb, currentColor 72%, transparent) }}
}}
</style>"""
_MOST_SIDE_BY_SIDE = 4
"""Columns that a phone shows side by side; in a table of more, each row becomes a list of labelled values there."""


@dataclass(frozen=True)
class Column:
    """A column's heading; `number` sets it in monospace to the right, `width` is a CSS width."""

    heading: str
    number: bool = False
    width: str = ""


def sheet_table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table; the caption is for those who cannot see it, the first cell of a row is its heading."""
    head = "".join(_head(column) for column in columns)
    body = "".join(f'<tr role="row">{"".join(map(_cell, range(len(row)), row, columns))}</tr>' for row in rows)
    kind = "sheet wide" if len(columns) > _MOST_SIDE_BY_SIDE else "sheet"
    # The roles say what the elements are by themselves, for when a phone shows them as blocks.
    st.html(
        f'{_STYLE}<div class="{kind}"><table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _head(column: Column) -> str:
    width = f' style="width:{column.width}"' if column.width else ""
    return f'<th scope="col" role="columnheader" class="{_class(column)}"{width}>{escape(column.heading)}</th>'


def _cell(at: int, text: str, column: Column) -> str:
    shown = escape(text) or NOTHING
    if at == 0:
        return f'<th scope="row" role="rowheader" class="{_class(column)}">{shown}</th>'
    label = escape(column.heading, quote=True)
    return f'<td role="cell" class="{_class(column)}" data-label="{label}">{shown}</td>'


def _class(column: Column) -> str:
    return "number" if column.number else "text"
