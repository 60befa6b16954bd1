"""The rundown as a list: to drag, to move by keyboard, to edit in place. What is done shows at once, and is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.ui.components.rundown_list_script import address

# The script itself is too much to go along with the data on each run; the browser gets it once and keeps it.
_LOADER = """const loaded = new Map();
export default function (component) {
  const { script } = component.data;
  if (!loaded.has(script)) loaded.set(script, import(new URL(script, document.baseURI)));
  let leave = null;
  let gone = false;
  loaded.get(script).then(
    (list) => { if (!gone) leave = list.default(component); },
    () => loaded.delete(script), // the next run tries again
  );
  return () => { gone = true; leave?.(); };
}
"""
_LIST = st.components.v2.component(
    "greenroom_rundown_list",
    css=(Path(__file__).parent / "rundown_list.css").read_text(encoding="utf-8"),
    js=_LOADER,
)


def rundown_list(data: Mapping[str, Any], *, key: str, on_sent: Callable[[], None]) -> None:
    """Draw the list; `dashboard/ui/rundown_table.py` makes its data.

    In `on_sent`, `st.session_state[key].sent` is a message of it: its `mark`, the `episode`, the item `chosen` if
    another was, and the `commands` to carry out in their order.
    """
    _LIST(data={**data, "script": address()}, key=key, on_sent_change=on_sent)
