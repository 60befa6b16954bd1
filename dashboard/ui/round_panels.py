"""A round for those who run it: its steps, its pieces and reviewers, and looking up whose a piece is."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.rounds.queries import RoundPage
from dashboard.curation.rounds.reviews import unblind
from dashboard.curation.rounds.rounds import (
    CLOSED,
    DRAFT,
    OPEN,
    add_pieces,
    assign_reviewers,
    close_round,
    drop_draft,
    drop_piece,
    open_round,
    reviewers_there,
)
from dashboard.people.roles import Actor
from dashboard.storage.engine import database
from dashboard.ui.finder import find_pieces
from dashboard.ui.formats import counted, instant_text
from dashboard.ui.round_form import NAMES_ARE_SEEN
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, attempt, empty, page_link, plain, quiet, row

PER_PAGE = 25


def step_buttons(actor: Actor, page: RoundPage) -> None:
    """Open it, close it, throw a draft away."""
    steps = {
        DRAFT: [("Open the round", open_round, "The round is open."), ("Throw it away", drop_draft, "It is gone.")],
        OPEN: [("Close the round", close_round, "The round is closed; here are its results.")],
        CLOSED: [],
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        for at, (label, call, done) in enumerate(steps[page.state]):
            st.button(
                label, key=f"step{at}_{page.version}", type="primary" if at == 0 else "secondary", on_click=action,
                args=(call, database(), actor, page.round_id, page.version), kwargs={"done": done},
            )  # fmt: skip
        if page.state == OPEN:
            page_link("review", "Review in it", "rate_review", round=page.round_id)


def pieces_panel(actor: Actor, page: RoundPage) -> None:
    """The pieces with how many reviews each has, the least reviewed first; without names while it is blind."""
    if page.plan.blind and page.state != CLOSED:
        st.caption("The round is blind, so whose the pieces are stays hidden here, too, until it is closed.")
    if not page.pieces:
        empty("There is no piece in this round yet. Add some below.", "palette")
    pages = -(-len(page.pieces) // PER_PAGE)
    at = st.pagination(pages, key="pieces", bind="query-params") if pages > 1 else 1
    for line in page.pieces[(at - 1) * PER_PAGE : at * PER_PAGE]:
        piece = line.piece
        whose = f" {quiet(piece.artists)}" if piece.artists else ""
        reviews = f", {line.reviews} of {counted(page.plan.reviews_wanted, 'review')}" if page.state != DRAFT else ""
        with row(f"{plain(piece.title)}{whose}  \n{quiet(piece.kind + reviews)}"):
            if page.state == DRAFT:
                st.button(
                    "Take out", key=f"out_{piece.token}", help=f"Take “{plain(piece.title)}” out", on_click=action,
                    args=(drop_piece, database(), actor, page.round_id, page.version, piece.token),
                    kwargs={"done": "It is out of the round."},
                )  # fmt: skip
    if page.state == DRAFT:
        key = f"round_add_{page.version}"
        ids = find_pieces("Add pieces", key)
        if page.plan.blind:
            st.caption(NAMES_ARE_SEEN)
        st.button(
            "Add them", key=f"{key}_go", disabled=not ids, on_click=action,
            args=(add_pieces, database(), actor, page.round_id, page.version, ids), kwargs={"done": "Added."},
        )  # fmt: skip


def reviewers_panel(actor: Actor, page: RoundPage) -> None:
    """Who reviews, how far each has come, and asking others."""
    if page.reviewers:
        columns = [Column("Reviewer"), Column("Reviews", number=True), Column("Stood back", number=True)]
        rows = [(one.name, str(one.reviews), str(one.recusals)) for one in page.reviewers]
        sheet_table("Who reviews in this round", columns, rows)
    if not page.asked:
        st.caption("Open to everybody who may review, as nobody in particular was asked.")
    if page.state == CLOSED:
        return
    with database().reading() as session:
        able = {account.id: account.name for account in reviewers_there(session)}
    key = f"reviewers_{page.round_id}_{page.version}"
    st.multiselect(
        "Reviewers", list(able), [id_ for id_ in page.asked if id_ in able], key=key, format_func=able.__getitem__,
        placeholder="Everybody who may review",
    )  # fmt: skip
    st.button(
        "Save the reviewers", key=f"{key}_save", on_click=_ask, args=(actor, page.round_id, page.version, key),
    )  # fmt: skip


def _ask(actor: Actor, round_id: int, version: int, key: str) -> None:
    chosen = st.session_state[key]
    action(assign_reviewers, database(), actor, round_id, version, chosen, done="The reviewers are set.")


def look_up_panel(actor: Actor, page: RoundPage) -> None:
    """Looking up whose a piece of an open blind round is, with the reason; and who did so."""
    if page.state == OPEN and page.plan.blind:
        titles = {line.piece.token: line.piece.title for line in page.pieces if not line.piece.artists}
        with st.popover("Look up whose a piece is", icon=":material/visibility:"):
            st.caption("For you alone. It is written down with your reason, and your review of it counts as knowing.")
            st.selectbox("Piece", list(titles), index=None, key="look_piece", format_func=titles.__getitem__)
            st.text_area("Why", key="look_why")
            st.button("Look it up", key="look", type="primary", on_click=_look_up, args=(actor, page.round_id))
    if page.look_ups:
        columns = [Column("Piece"), Column("By"), Column("Why"), Column("When")]
        rows = [(one.title, one.looked_by, one.reason, instant_text(one.at)) for one in page.look_ups]
        sheet_table("Who looked up whose a piece is", columns, rows)


def _look_up(actor: Actor, round_id: int) -> None:
    token, reason = st.session_state["look_piece"] or "", st.session_state["look_why"] or ""
    done = "It stands in the list of pieces now."
    if attempt(unblind, database(), actor, round_id, token, reason, done=done):
        st.session_state["look_why"], st.session_state["look_piece"] = "", None
