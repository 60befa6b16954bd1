"""The rundown as a list: one line an item, to choose, to drag, and to move by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
_LIST = st.components.v2.component(
    "greenroom_rundown_list",
    css=(HERE / "rundown_list.css").read_text(encoding="utf-8"),
    js=(HERE / "rundown_list.js").read_text(encoding="utf-8"),
)


def rundown_list(
    data: Mapping[str, Any], *, key: str, on_chosen: Callable[[], None], on_moved: Callable[[], None]
) -> None:
    """Draw the list; `dashboard/ui/rundown_table.py` makes its data.

    In its callbacks `st.session_state[key]` has `chosen`, an item id, or `moved`: an item id with either
    `by`, so many lines up or down, or `act` and `position`, where it was dropped; and its mark, `sent`.
    """
    _LIST(data=dict(data), key=key, on_chosen_change=on_chosen, on_moved_change=on_moved)
