"""Pairs of a piece that asks for something and a piece that could be it, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.curation.matches import Suggestion
from dashboard.curation.matching import LACKS
from dashboard.curation.queries import Card
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.call_places import draft_from_lack
from dashboard.storage.engine import database
from dashboard.ui.cards import piece_card
from dashboard.ui.together import can_play_together, together_panel
from dashboard.ui.widgets import action, page_link, plain


def pairs(actor: Actor, found: Sequence[Suggestion], cards: Mapping[int, Card], own: Mapping[int, str]) -> None:
    """One pair under the other. `own` are the pieces whose artist looks, for which a call may be drafted."""
    for number, one in enumerate(found):
        asking, filling = cards.get(one.asking_id or 0), cards.get(one.filling_id)
        if filling is None:
            continue
        with st.container(border=True):
            st.markdown(plain(one.reason))
            left, right = st.columns(2, gap="medium")
            with left:
                _asking(actor, one, asking, number, own)
            with right:
                piece_card(filling, area=f"fill{number}")
            if asking is not None and can_play_together(asking, [filling]):
                _together(asking, filling, number)


def _asking(actor: Actor, one: Suggestion, card: Card | None, number: int, own: Mapping[int, str]) -> None:
    if card is not None:
        piece_card(card, area=f"ask{number}")
    if one.call_id is not None:
        page_link("call", "To the call", "campaign", call=one.call_id)
    elif card is not None and (actor.may(Permission.RUN_CALLS) or card.contribution_id in own):
        lack_button(actor, card, one.lack, f"lack{number}")


def lack_button(actor: Actor, card: Card, lack: str, key: str) -> None:
    """Makes a draft call of what a piece lacks."""
    wanted = LACKS[lack].name.lower()
    st.button(
        f"Call for {wanted}", key=key, icon=":material/campaign:", on_click=action,
        args=(draft_from_lack, database(), actor, card.contribution_id, lack),
        kwargs={"done": f"A draft call for {wanted} is on the Calls page; look it over and publish it."},
    )  # fmt: skip


def _together(asking: Card, filling: Card, number: int) -> None:
    opened = st.expander("Play them together", key=f"pair{number}", on_change="rerun")
    if opened.open:
        with opened:
            together_panel(asking, filling)
