"""Two media elements on one clock, with one play button, one position and two volumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
_PLAYER = st.components.v2.component(
    "greenroom_together",
    css=(HERE / "together.css").read_text(encoding="utf-8"),
    js=(HERE / "together.js").read_text(encoding="utf-8"),
)


def together_player(tracks: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """Draw the player. Each track has `title`, `by`, `kind` (video or audio), `url` and `duration_s`."""
    _PLAYER(data={"tracks": [dict(track) for track in tracks]}, key=key)
