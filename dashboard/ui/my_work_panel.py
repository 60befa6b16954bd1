"""An artist's own work on the page: each piece with where it stands, and what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from dashboard.desk.my_work import AIRED, CONSIDERED, IN_SHOW, RECEIVED, SEEN, WITHDRAWN_NOW, MyPiece
from dashboard.desk.released import Owed
from dashboard.people.roles import Actor
from dashboard.ui.cards import frame
from dashboard.ui.formats import format_amount, grouped_amount
from dashboard.ui.piece_lineage import STATES
from dashboard.ui.requests_panel import own_piece_buttons
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import clearance_badge, page_link, plain, quiet

STANDINGS = {
    RECEIVED: ("inbox", "gray"), SEEN: ("visibility", "gray"), CONSIDERED: ("bookmark", "blue"),
    WITHDRAWN_NOW: ("undo", "orange"), IN_SHOW: ("campaign", "green"), AIRED: ("live_tv", "red"),
}  # fmt: skip
"""The shape and the colour of each place where a piece stands."""


def standing_badge(piece: MyPiece) -> str:
    """Where it stands in Markdown: a word, a shape and a colour."""
    icon, colour = STANDINGS[piece.standing]
    return f":{colour}-badge[:material/{icon}: {piece.standing.capitalize()}]"


def my_piece(actor: Actor, piece: MyPiece) -> None:
    """One piece: its picture, where it stands, who built on it, and what its artist may ask and do."""
    card = piece.card
    with st.container(border=True):
        picture, words = st.columns([1, 3], gap="medium")
        with picture:
            frame(card)
        with words, st.container(gap="xsmall"):
            page_link("contribution", f"**{plain(card.title)}**", piece=card.contribution_id)
            st.markdown(f"{standing_badge(piece)} {plain(piece.sentence)}")
            if piece.answer:
                said = "  \n".join(plain(line) for line in piece.answer.splitlines())
                st.markdown(f":blue-badge[:material/mark_email_read: Answer]  \n{said}")
            if card.clearance != "cleared":
                st.markdown(f"{clearance_badge(card.clearance)} {plain(card.clearance_reason)}")
            if piece.interest.likes:
                st.markdown(quiet(f"Liked here by {piece.interest.likes}."))
            for made in piece.built_on:
                with st.container(gap=None):
                    page_link("contribution", plain(made.title), "subdirectory_arrow_right", piece=made.contribution_id)
                    st.markdown(quiet(f"Built on it by {made.artists}: {STATES[made.state][0].lower()}"))
        withdrawn, aired = piece.standing == WITHDRAWN_NOW, piece.standing == AIRED
        own_piece_buttons(actor, card.contribution_id, withdrawn=withdrawn, aired=aired)


def owed_tables(owed: Sequence[Owed]) -> None:
    """What one is owed, an episode at a time, with its sum and what of it is held."""
    columns = [
        Column("For"), Column("As"), Column("In"), Column("Amount", number=True), Column("Held"),
    ]  # fmt: skip
    for (_, episode), group in groupby(owed, key=lambda line: (line.episode_id, line.episode)):
        lines = list(group)
        currency = lines[0].currency
        st.subheader(plain(episode), anchor=False)
        paid = sum(line.amount_minor for line in lines if not line.held)
        st.markdown(f"`{format_amount(paid, currency)}` is proposed for you.")
        sheet_table(
            f"What {episode} owes you, in {currency}",
            columns,
            [
                (line.title, line.role, line.piece, grouped_amount(line.amount_minor, currency), line.held)
                for line in lines
            ],
        )
