"""What credits and payments rest on: the rundown as it stands, or what went to air."""

from __future__ import annotations

import streamlit as st

from dashboard.rundown.versions.tables import AsAired
from dashboard.ui.formats import instant_text
from dashboard.ui.widgets import plain


def basis(aired: AsAired | None) -> None:
    """Say which of the two, and since when."""
    if aired is None:
        st.caption("By the rundown as it stands now; final once the as-aired rundown has been accepted.")
        return
    st.caption(
        f":material/verified: Final: by the rundown that went to air, accepted by {plain(aired.accepted_by)} on "
        f"{instant_text(aired.accepted_at)}. Later edits of the rundown change nothing here."
    )
