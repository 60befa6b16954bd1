"""What a piece uses and what was made of it; where one may, confirming and refusing those links."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.community.artists import is_own_piece
from dashboard.community.declaring import BuiltOn, declare_later
from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, SUGGESTED
from dashboard.community.service import decide_edge
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.curation.queries import Card, Piece, artists
from dashboard.curation.search.order import first_cards
from dashboard.intake.record import RELATIONS
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.finder import find_piece
from dashboard.ui.lineage_tree import tree_panel
from dashboard.ui.widgets import action, page_link, plain

STATES = {
    DECLARED: ("Declared by the source", "link", "orange"),
    SUGGESTED: ("Suggested by the program", "help", "orange"),
    CONFIRMED: ("Confirmed", "check_circle", "green"),
    REFUSED: ("Refused", "block", "gray"),
}
"""The word, the shape and the colour of each state of a link."""
_MATCHES, _SHOWN = 8, 6


def lineage_panel(actor: Actor, piece: Piece) -> None:
    """The tree, then the links of the piece itself in both directions."""
    st.header("Remix tree", anchor=False)
    tree_panel(piece.contribution.id)
    above, below = st.columns([3, 2], gap="medium")
    with above:
        st.header("What it uses", anchor=False)
        if not piece.uses:
            st.caption("Nothing of anybody else's, as far as the source says.")
        _edges(actor, [(edge, edge.parent) for edge in piece.uses], "uses")
        _add(actor, piece.contribution)
    with below:
        st.header("What was made of it", anchor=False)
        if not piece.used_by:
            st.caption("Nothing yet.")
        _edges(actor, [(edge, edge.child) for edge in piece.used_by], "used")


def _add(actor: Actor, child: Contribution) -> None:
    """For whoever may say what else the piece is built on: its artists, and curators."""
    with database().reading() as session:
        own = is_own_piece(session, actor.account_id, child.id)
    if not actor.may(Permission.JUDGE) and not (own and actor.may(Permission.CONTRIBUTE)):
        return
    adding = st.popover("Add what it uses", icon=":material/add_link:", key="add_link", on_change="rerun")
    if adding.open:
        with adding:
            parent = find_piece("The piece it uses", "added_parent")
            relation = st.selectbox("How", RELATIONS, format_func=lambda name: name.replace("_", " "), key="added_how")
            if parent is not None and relation:
                st.button(
                    "Add it", key="added", type="primary", on_click=action,
                    args=(declare_later, database(), actor, child.id, BuiltOn(parent, relation)),
                    kwargs={"done": "The link is declared."},
                )  # fmt: skip


def _edges(actor: Actor, links: Sequence[tuple[LineageEdge, Contribution | None]], side: str) -> None:
    """The links of one side, those that a person must judge first, the rest behind one click where there are many."""
    ordered = sorted(links, key=lambda link: link[0].state not in (DECLARED, SUGGESTED))
    for edge, other in ordered[:_SHOWN]:
        _edge(actor, edge, other)
    if rest := ordered[_SHOWN:]:
        more = st.expander(f"{len(rest)} more", key=f"more_{side}", on_change="rerun")
        if more.open:
            with more:
                for edge, other in rest:
                    _edge(actor, edge, other)


def _edge(actor: Actor, edge: LineageEdge, other: Contribution | None) -> None:
    word, icon, colour = STATES[edge.state]
    relation = edge.relation.replace("_", " ")
    with st.container(border=True, gap="xsmall"):
        if other is None:
            why = "Using it would close a loop" if edge.looped_parent_id is not None else "Not here yet"
            st.markdown(f"**{plain(edge.parent_ref)}**  \n:small[:gray[{why}]]")
        else:
            page_link("contribution", f"**{plain(other.title)}**", piece=other.id)
            st.markdown(f":small[:gray[{plain(artists(other))}]]")
        pinned = f", version {edge.parent_version}" if edge.parent_version is not None else ""
        st.markdown(f":{colour}-badge[:material/{icon}: {word}] :small[:gray[{relation}{pinned}]]")
        if actor.may(Permission.JUDGE):
            with st.container(horizontal=True):
                _decide(actor, edge, other)


def _decide(actor: Actor, edge: LineageEdge, other: Contribution | None) -> None:
    ask = (decide_edge, database(), actor, edge.id)
    if other is None:
        finder = st.popover("Find it", icon=":material/search:", key=f"find{edge.id}", on_change="rerun")
        if finder.open:
            with finder:
                _find(actor, edge)
    elif edge.state != CONFIRMED:
        st.button(
            "Confirm", key=f"confirm{edge.id}", icon=":material/check:", on_click=action,
            args=(*ask, CONFIRMED), kwargs={"done": "Confirmed; it counts for credits and payments."},
        )  # fmt: skip
    if edge.state != REFUSED:
        st.button(
            "Refuse", key=f"refuse{edge.id}", icon=":material/close:", on_click=action, args=(*ask, REFUSED),
            kwargs={"done": "Refused; it counts for nothing."},
        )  # fmt: skip


def _find(actor: Actor, edge: LineageEdge) -> None:
    """The piece that is meant, among those whose words match."""
    words = st.text_input("Words of its title or artist", key=f"words{edge.id}", type="search")
    if not words:
        return
    with database().reading() as session:
        found = first_cards(session, words, _MATCHES)
    matches = [card for card in found if card.contribution_id != edge.child_id]
    if not matches:
        st.caption("No piece matches these words.")
        return
    chosen: Card | None = st.selectbox(
        "The piece that is meant", matches, format_func=lambda card: f"{card.title}, {card.artists}"
    )
    if chosen:
        st.button(
            "Confirm this one", key=f"meant{edge.id}", type="primary", on_click=action,
            args=(decide_edge, database(), actor, edge.id, CONFIRMED, chosen.contribution_id),
            kwargs={"done": "Confirmed; it counts for credits and payments."},
        )  # fmt: skip
