"""What was done about a piece, on its own page."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.queries import Piece
from dashboard.desk.history import piece_history
from dashboard.storage.engine import database
from dashboard.ui.formats import instant_text
from dashboard.ui.tables import Column, sheet_table


def history_panel(shown: Piece) -> None:
    """The newest changes, looked up when somebody opens the panel."""
    panel = st.expander("History", key="history", on_change="rerun")
    if not panel.open:
        return
    piece = shown.contribution
    with database().reading() as session:
        entries = piece_history(session, piece.id, [edge.id for edge in (*shown.uses, *shown.used_by)])
    with panel:
        if not entries:
            st.caption("Nobody has changed anything about it yet.")
            return
        sheet_table(
            f"Changes about {piece.title}, the newest first",
            [Column("When"), Column("Who"), Column("What")],
            [(instant_text(e.at), e.actor_name, e.action.replace(".", " ").replace("_", " ")) for e in entries],
        )
