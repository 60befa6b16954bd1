"""What credits and payments rest on: the rundown as it stands, or what went to air."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.rundown.versions.tables import AsAired
from dashboard.ui.formats import instant_text
from dashboard.ui.widgets import plain


def basis(aired: AsAired | None, waiting: Sequence[str] = ()) -> None:
    """Say which of the two, and since when. `waiting` are versions that count too, and are not final yet."""
    if aired is None:
        st.caption("By the rundown as it stands now; final once the as-aired rundown has been accepted.")
        return
    accepted = f"accepted by {plain(aired.accepted_by)} on {instant_text(aired.accepted_at)}"
    if waiting:
        versions, follow = ("versions", "follow") if len(waiting) > 1 else ("version", "follows")
        st.caption(
            f":material/pending: By the master that went to air, {accepted}. The {' and '.join(waiting)} {versions} "
            f"still {follow} the rundown; final once what aired of every version has been accepted."
        )
        return
    st.caption(
        f":material/verified: Final: by the rundown that went to air, {accepted}. "
        "Later edits of the rundown change nothing here."
    )
