"""Requests about pieces: reporting and asking, what waits for an answer and where it matters, what one asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.community.reporting import answer_request, ask_about, report_problem
from dashboard.community.requests import DISPUTED, DONE, OPEN, UPHELD, requests_about
from dashboard.community.submission_tables import PieceRequest
from dashboard.desk.requests import Place, RequestRow, take_back_withdrawal, withdraw_piece
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text
from dashboard.ui.widgets import attempt, page_link, plain, quiet

KINDS = {
    "reported": ("Reported", "flag", "red"),
    "withdrawn": ("Withdrawn", "undo", "orange"),
    "gone": ("Gone at its source", "link_off", "orange"),
    "credit": ("Asks about a credit", "groups", "blue"),
    "payment": ("Asks about a payment", "payments", "violet"),
    "ownership": ("Whose work it is", "help", "orange"),
}
"""The word, the shape and the colour of each kind of request."""
Ask = tuple[Callable[..., object], tuple[object, ...]]
"""A service, and what it is to be called with before the words."""
STATES = {OPEN: "waits for an answer", UPHELD: "stays off the air", DONE: "answered"}


def report_button(actor: Actor, piece_id: int) -> None:
    """Lets anybody report a problem with a piece."""
    if actor.may(Permission.REACT):
        said = "It is held off the air until somebody answers."
        _words(actor, "Report a problem", "flag", f"report{piece_id}", said, "Report it", (report_problem, (piece_id,)))


def own_piece_buttons(actor: Actor, piece_id: int, *, withdrawn: bool, aired: bool) -> None:
    """What the artist of a piece may ask and do about it."""
    key = str(piece_id)
    with st.container(horizontal=True):
        said = "A curator or producer answers; you read it here."
        _words(actor, "Ask about a credit", "groups", f"credit{key}", said, "Ask", (ask_about, (piece_id, "credit")))
        _words(actor, "Ask about payment", "payments", f"payment{key}", said, "Ask", (ask_about, (piece_id, "payment")))
        report_button(actor, piece_id)
        if withdrawn:
            st.button("Take the withdrawal back", key=f"return{key}", icon=":material/redo:", on_click=_take_back,
                      args=(actor, piece_id))  # fmt: skip
        elif not aired:
            said = "It will not air, and whoever has picked it is told. Say why."
            _words(actor, "Withdraw", "undo", f"withdraw{key}", said, "Withdraw it", (withdraw_piece, (piece_id,)))


def waiting_panel(actor: Actor, rows: Sequence[RequestRow]) -> None:
    """The open requests, each with where its piece is wanted and the way to answer."""
    for row in rows:
        request = row.request
        with st.container(border=True, gap="xsmall"):
            page_link("contribution", f"**{plain(request.contribution.title)}**", piece=request.contribution_id)
            _request(actor, request)
            for place in row.places:
                _place(place)
            if not row.places:
                st.markdown(quiet("Neither shortlisted nor used."))


def piece_requests(actor: Actor, piece_id: int) -> None:
    """All requests about a piece, for those who answer them."""
    with database().reading() as session:
        found = requests_about(session, piece_id)
    if not found:
        return
    st.header("Requests", anchor=False)
    for request in found:
        with st.container(border=True, gap="xsmall"):
            _request(actor, request)


def own_requests(requests: Sequence[PieceRequest]) -> None:
    """What one raised oneself, with the answers."""
    for request in requests:
        with st.container(border=True, gap="xsmall"):
            page_link("contribution", f"**{plain(request.contribution.title)}**", piece=request.contribution_id)
            _head(request)
            _said(request)


def _request(actor: Actor, request: PieceRequest) -> None:
    _head(request)
    st.markdown(quiet(f"{request.raised_by}, {ago_text(request.raised_at, now())}"))
    _said(request)
    disputed = request.kind in DISPUTED
    reopens = disputed and request.state == UPHELD
    if not actor.may(Permission.ANSWER) or not (request.state == OPEN or reopens):
        return
    with st.popover("Answer", icon=":material/reply:", key=f"answer{request.id}"):
        st.text_area("Your answer", key=f"words{request.id}", placeholder="Whoever raised it reads this.")
        with st.container(horizontal=True):
            if disputed:
                _answer(actor, request, "Dismiss, let it air", uphold=False)
                if request.state == OPEN:
                    _answer(actor, request, "Uphold, keep it off the air", uphold=True)
            else:
                _answer(actor, request, "Answer and close", uphold=False)


def _head(request: PieceRequest) -> None:
    word, icon, colour = KINDS[request.kind]
    st.markdown(f":{colour}-badge[:material/{icon}: {word}] :small[:gray[{STATES[request.state]}]]")


def _said(request: PieceRequest) -> None:
    if request.words:
        st.markdown("  \n".join(plain(line) for line in request.words.splitlines()))
    if request.answer:
        st.markdown(f"{quiet(request.answered_by + ' answered:')} {plain(request.answer)}")


def _place(place: Place) -> None:
    through = f", in “{plain(place.through)}”" if place.through else ""
    if place.episode_id is None:
        st.markdown(f":material/bookmark: Shortlisted for {plain(place.label)}{through}")
    else:
        page_link("rundown", f"Used in {plain(place.label)}{through}", "format_list_numbered", episode=place.episode_id)


def _answer(actor: Actor, request: PieceRequest, label: str, *, uphold: bool) -> None:
    st.button(label, key=f"{'uphold' if uphold else 'close'}{request.id}", on_click=_send_answer,
              args=(actor, request.id), kwargs={"uphold": uphold})  # fmt: skip


def _send_answer(actor: Actor, request_id: int, *, uphold: bool) -> None:
    words = st.session_state[f"words{request_id}"] or ""
    attempt(answer_request, database(), actor, request_id, words, uphold=uphold, done="Answered.")


def _words(actor: Actor, label: str, icon: str, key: str, said: str, verb: str, ask: Ask) -> None:
    """A button that opens a place for words, and the one that sends them."""
    with st.popover(label, icon=f":material/{icon}:", key=f"open_{key}"):
        st.caption(said)
        st.text_area("In your words", key=f"words_{key}")
        st.button(verb, key=key, type="primary", on_click=_send, args=(actor, key, ask))


def _send(actor: Actor, key: str, ask: Ask) -> None:
    call, about = ask
    words = st.session_state[f"words_{key}"] or ""
    if attempt(call, database(), actor, *about, words, done="Sent; the answer will stand on your pages."):
        st.session_state[f"words_{key}"] = ""


def _take_back(actor: Actor, piece_id: int) -> None:
    attempt(take_back_withdrawal, database(), actor, piece_id, done="It may air again.")
