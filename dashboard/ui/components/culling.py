"""Judging pieces one after another at the keyboard or by touch, with their pictures, films and sounds in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
PARTS = ("culling.js", "culling.judging.js", "culling.saving.js", "culling.painting.js", "culling.player.js",
         "culling.grid.js")  # fmt: skip
"""One module in several files, joined in this order."""
_CULLING = st.components.v2.component(
    "greenroom_culling",
    css=(HERE / "culling.css").read_text(encoding="utf-8"),
    js="\n".join((HERE / part).read_text(encoding="utf-8") for part in PARTS),
)


def culling(data: Mapping[str, Any], *, key: str, on_saved: Callable[[], None], on_more: Callable[[], None]) -> None:
    """Draw it; `dashboard/ui/inbox_data.py` makes its data.

    In its callbacks `st.session_state[key]` has `saved`: the `gestures` to make, the piece `at` which one is, and
    the mark of the batch, `sent`; or `more`, when what came in is to join the queue.
    """
    _CULLING(data=dict(data), key=key, on_saved_change=on_saved, on_more_change=on_more)
