"""Why a locked rundown is changed: asked for once above the list, and sent with every edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import Slip
from dashboard.storage.engine import database
from dashboard.ui.widgets import attempt

REASON = "rundown_reason"
"""The session-state key of the field."""


def slip() -> Slip:
    """What goes with an edit of this moment; for callbacks, which see what was typed last."""
    return Slip(reason=st.session_state.get(REASON) or "")


def edit(call: Callable[..., object], actor: Actor, *args: object, done: str = "", **kwargs: Any) -> None:
    """Make an edit of the rundown from a callback, with the reason; `said()` then shows what came of it."""
    edited(call, actor, *args, done=done, **kwargs)


def edited(call: Callable[..., object], actor: Actor, *args: object, done: str = "", **kwargs: Any) -> bool:
    """Like `edit`, for a callback that goes on only when it was made."""
    return attempt(call, database(), actor, *args, done=done, slip=slip(), **kwargs)
