"""Pairs of a piece that asks for something and a piece that could be it, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.community.call_queries import own_pieces_of
from dashboard.curation.matches import Suggestion, part_of
from dashboard.curation.matching import LACKS, lacks
from dashboard.curation.queries import Card
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.call_places import draft_from_lack
from dashboard.storage.engine import database
from dashboard.ui.cards import piece_card
from dashboard.ui.together import can_play_together, together_panel
from dashboard.ui.widgets import action, clearance_badge, page_link, plain, quiet


def pairs(actor: Actor, found: Sequence[Suggestion], cards: Mapping[int, Card], own: Mapping[int, str]) -> None:
    """What asks, each with the pieces that could be it. `own` are pieces whose artist looks, who may call for it."""
    asking: dict[tuple[int | None, int | None, str], list[Suggestion]] = {}
    for one in found:
        asking.setdefault((one.call_id, one.asking_id, one.lack), []).append(one)
    for (call_id, piece_id, lack), fitting in asking.items():
        area = f"{call_id}_{piece_id}_{lack}"
        with st.container(border=True):
            left, right = st.columns([2, 3], gap="medium")
            card = cards.get(piece_id or 0)
            with left, st.container():  # of its own, so that the card is no longer than it needs to be
                if card is not None:
                    piece_card(card, area=f"ask{area}")
                if call_id is not None:
                    page_link("call", "To the call", "campaign", call=call_id)
                elif card is not None and (actor.may(Permission.RUN_CALLS) or card.contribution_id in own):
                    lack_button(actor, card, lack, f"lack{area}")
            with right:
                for one in fitting:
                    _fitting(one, card, cards.get(one.filling_id), area)


def _fitting(one: Suggestion, asking: Card | None, filling: Card | None, area: str) -> None:
    if filling is None:
        return
    with st.container(gap="xsmall"):
        page_link("contribution", f"**{plain(filling.title)}**", piece=filling.contribution_id)
        st.markdown(quiet(filling.artists) + f" {clearance_badge(filling.clearance)}")
        st.markdown(plain(one.reason))
        if asking is not None and can_play_together(asking, [filling]):
            opened = st.expander("Play them together", key=f"pair{area}{filling.contribution_id}", on_change="rerun")
            if opened.open:
                with opened:
                    together_panel(asking, filling)


def lacks_panel(actor: Actor, card: Card) -> None:
    """For a piece's own page: what it lacks, a call for it in one gesture, and the way to what could fit."""
    with database().reading() as session:
        missing = lacks(part_of(session, card.contribution_id))
        own = own_pieces_of(session, actor.account_id) if missing else {}
    for lack in missing:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":orange-badge[:material/join: It {LACKS[lack].sentence}]")
            if actor.may(Permission.RUN_CALLS) or card.contribution_id in own:
                lack_button(actor, card, lack, f"lack_{lack}")
            page_link("matches", "What could fit", "arrow_forward", icon_last=True, piece=card.contribution_id)


def lack_button(actor: Actor, card: Card, lack: str, key: str) -> None:
    """Makes a draft call of what a piece lacks."""
    wanted = LACKS[lack].name.lower()
    st.button(
        f"Call for {wanted}", key=key, icon=":material/campaign:", on_click=action,
        args=(draft_from_lack, database(), actor, card.contribution_id, lack),
        kwargs={"done": f"A draft call for {wanted} is on the Calls page; look it over and publish it."},
    )  # fmt: skip
