"""The forms of a round: what it is made of, how it is run, and the rubric that it uses."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.rounds.queries import RoundPage
from dashboard.curation.rounds.rounds import MOST_REVIEWS, OPEN, RoundPlan, change_round, make_round
from dashboard.curation.rounds.rubric import HEAVIEST, MOST_CRITERIA, Criterion
from dashboard.curation.rounds.rubrics import save_rubric
from dashboard.curation.rounds.sources import answered_calls, answers_to, filled_shortlists, on_shortlist
from dashboard.people.roles import Actor
from dashboard.storage.engine import database
from dashboard.ui.finder import find_pieces
from dashboard.ui.widgets import action, attempt, plain

ANSWERS, SHORTLIST, FOUND = "The answers to a call", "A shortlist", "Pieces found by words"
NAMES_ARE_SEEN = (
    "You read whose the pieces are while you choose them. If the round is to be blind, ask others to review it, and "
    "stand back from what you remember."
)
MADE = "round_made"
"""The session-state key of how many rounds one has made here, so that the next form is empty."""


def new_round_form(actor: Actor) -> None:
    """Make a draft of the answers to a call, of a shortlist, or of pieces found one by one."""
    prefix = f"round_new_{st.session_state.get(MADE, 0)}"
    with database().reading() as session:
        calls, lists = answered_calls(session), filled_shortlists(session)
    st.text_input("Title", key=f"{prefix}_title", max_chars=200, placeholder="Such as Harbour, first round")
    of = st.segmented_control("Made of", [ANSWERS, SHORTLIST, FOUND], default=ANSWERS, key=f"{prefix}_of")
    if of == SHORTLIST:
        st.selectbox("Shortlist", list(lists), format_func=lists.__getitem__, index=None, key=f"{prefix}_list")
    elif of == FOUND:
        find_pieces("Pieces", f"{prefix}_pieces")
        st.caption(NAMES_ARE_SEEN)
    st.selectbox(
        "Call", list(calls), format_func=calls.__getitem__, index=None, key=f"{prefix}_call",
        placeholder="Choose one" if of == ANSWERS else "None: the house's own rubric", help="Its rubric is used.",
    )  # fmt: skip
    _how(prefix, RoundPlan(""))
    st.button("Make the draft", key=f"{prefix}_make", type="primary", on_click=_make, args=(actor, prefix, of))


def plan_form(actor: Actor, page: RoundPage) -> None:
    """How the round is run, to be changed; of an open one its title and how many reviews a piece gets."""
    prefix = f"round_{page.round_id}_{page.version}"
    st.text_input("Title", page.plan.title, key=f"{prefix}_title", max_chars=200)
    _how(prefix, page.plan, is_open=page.state == OPEN)
    st.button("Save", key=f"{prefix}_save", on_click=_change, args=(actor, page, prefix))


def rubric_form(actor: Actor, page: RoundPage) -> None:
    """The rubric of the round's call, or of the house; frozen into the round when it is opened."""
    whose = f"of the call “{plain(page.call_title)}”" if page.plan.call_id else "of the house, for what has no call"
    st.caption(f"The rubric {whose}. Rounds that are open keep the one they were opened with.")
    prefix = f"rubric_{page.plan.call_id or 0}_{page.rubric_version}"
    with st.form(prefix, border=False, enter_to_submit=False):
        for at in range(min(len(page.criteria) + 2, MOST_CRITERIA)):
            known = page.criteria[at] if at < len(page.criteria) else Criterion("", "", "", 1)
            name, words, weight = st.columns([2, 4, 1], vertical_alignment="bottom")
            name.text_input(f"Criterion {at + 1}", known.name, key=f"{prefix}_{at}_name", max_chars=60)
            words.text_input("What to ask oneself", known.words, key=f"{prefix}_{at}_words", max_chars=300)
            weight.number_input("Weight", 1, HEAVIEST, known.weight, key=f"{prefix}_{at}_weight")
        st.caption("Empty the name of a criterion to take it away.")
        st.form_submit_button(
            "Save the rubric", key=f"{prefix}_save", on_click=_save_rubric, args=(actor, page, prefix)
        )


def _how(prefix: str, plan: RoundPlan, *, is_open: bool = False) -> None:
    st.number_input(
        "Reviews for each piece", 1, MOST_REVIEWS, plan.reviews_wanted, key=f"{prefix}_wanted", width=200,
        help="A piece that has so many is offered to nobody else.",
    )  # fmt: skip
    st.checkbox("Blind: reviewers do not learn whose a piece is", plan.blind, key=f"{prefix}_blind", disabled=is_open)
    st.checkbox(
        "Show a reviewer the names of what they judged once they are through", plan.names_after,
        key=f"{prefix}_after", disabled=is_open,
    )  # fmt: skip


def _plan(prefix: str, call_id: int | None) -> RoundPlan:
    state = st.session_state
    return RoundPlan(
        state[f"{prefix}_title"], call_id, state[f"{prefix}_blind"], state[f"{prefix}_after"], state[f"{prefix}_wanted"]
    )


def _make(actor: Actor, prefix: str, of: str | None) -> None:
    state = st.session_state
    call_id = state[f"{prefix}_call"]
    with database().reading() as session:
        if of == SHORTLIST:
            ids = on_shortlist(session, state[f"{prefix}_list"] or 0)
        elif of == FOUND:
            ids = state[f"{prefix}_pieces"]
        else:
            ids = answers_to(session, call_id or 0)
    if attempt(make_round, database(), actor, _plan(prefix, call_id), ids, done="The draft is among the rounds below."):
        state[MADE] = state.get(MADE, 0) + 1


def _change(actor: Actor, page: RoundPage, prefix: str) -> None:
    plan = _plan(prefix, page.plan.call_id)
    action(change_round, database(), actor, page.round_id, page.version, plan, done="The round is changed.")


def _save_rubric(actor: Actor, page: RoundPage, prefix: str) -> None:
    state = st.session_state
    keys = [criterion.key for criterion in page.criteria]
    criteria = [
        Criterion(
            keys[at] if at < len(keys) else "", state[f"{prefix}_{at}_name"] or "", state[f"{prefix}_{at}_words"] or "",
            state[f"{prefix}_{at}_weight"],
        )
        for at in range(min(len(keys) + 2, MOST_CRITERIA))
    ]  # fmt: skip
    call_id, version = page.plan.call_id, page.rubric_version
    action(save_rubric, database(), actor, call_id, version, criteria, done="The rubric is changed.")
