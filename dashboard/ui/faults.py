"""What people see when something fails: a refusal says what to do, a fault gives a reference for the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from dashboard.errors import GreenroomError
from dashboard.ui.widgets import plain

log = logging.getLogger("greenroom.ui")


def show(error: Exception) -> bool:
    """Show one sentence for an error and log a fault with its traceback. True: nothing else need be shown."""
    if isinstance(error, GreenroomError):
        st.error(plain(str(error)), icon=":material/error:")
        return True
    reference = secrets.token_hex(3)
    log.error("fault %s", reference, exc_info=error)
    st.error(
        f"Something went wrong on our side. Try again, or give an admin this reference: **{reference}**",
        icon=":material/error:",
    )
    return True
