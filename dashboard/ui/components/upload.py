"""A file field that sends straight to disk: what it sends is never held in the memory of the server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
_FIELD = st.components.v2.component(
    "greenroom_upload",
    css=(HERE / "upload.css").read_text(encoding="utf-8"),
    js=(HERE / "upload.js").read_text(encoding="utf-8"),
)


def upload_field(label: str, help_text: str, address: str, *, sent: str, key: str, on_sent: Callable[[], None]) -> None:
    """Draw the field. `sent` is the name of the file that has arrived, empty for none yet.

    In `on_sent`, `st.session_state[key].sent` is the name of the file that arrived at `address`.
    """
    data = {"label": label, "help": help_text, "address": address, "sent": sent}
    _FIELD(data=data, key=key, on_sent_change=on_sent)
