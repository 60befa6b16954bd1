"""Calls as pages show them: a line in a list, where it stands, following, answering, publishing and closing."""

from __future__ import annotations

import streamlit as st

from dashboard.community.call_queries import CallRow
from dashboard.community.calls import follow_call, remove_draft, set_call_state
from dashboard.community.standing import CLOSED, DRAFT, OPEN
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text, counted, date_text, format_amount
from dashboard.ui.widgets import action, page_link, plain, quiet

STANDINGS = {
    DRAFT: ("Draft", "edit_note", "gray"),
    OPEN: ("Open", "campaign", "green"),
    CLOSED: ("Closed", "lock", "gray"),
}
"""The word, the shape and the colour of where a call stands."""


def standing_badges(row: CallRow) -> str:
    """Where it stands, and that nobody has answered an open one yet, in Markdown."""
    word, icon, colour = STANDINGS[row.standing]
    badges = [f":{colour}-badge[:material/{icon}: {word}]"]
    if row.standing == OPEN and not row.answers:
        age = ago_text(row.created_at, now()).removesuffix(" ago")
        since = "" if age == "just now" else f" for {age}"
        badges.append(f":orange-badge[:material/hourglass_empty: Nobody has answered{since}]")
    return " ".join(badges)


def facts_line(row: CallRow) -> str:
    """What is wanted, until when and for what fee, as one line without markup."""
    parts = [row.wanted[:1].upper() + row.wanted[1:]]
    if row.deadline:
        parts.append(f"{'ended' if row.deadline < now() else 'until'} {date_text(row.deadline)}")
    if row.fixed_fee_minor:
        parts.append(f"fee {format_amount(row.fixed_fee_minor, row.currency)}")
    if row.opened_by:
        parts.append(f"by {row.opened_by}")
    return " · ".join(parts)


def call_line(actor: Actor, row: CallRow) -> None:
    """One call in a list: what it asks for, how it stands, and the ways to answer and to follow it."""
    with st.container(border=True, gap="xsmall"):
        page_link("call", f"**{plain(row.title)}**", call=row.call_id)
        st.markdown(f"{standing_badges(row)}  \n{quiet(facts_line(row))}")
        if row.about_title:
            st.markdown(quiet(f"For “{row.about_title}”"))
        first = row.brief.strip().split("\n", 1)[0]
        if first:
            st.markdown(plain(first if len(first) <= 200 else first[:200].rsplit(" ", 1)[0] + " …"))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                quiet(f"{counted(row.answers, 'answer')}, {counted(row.followers, 'follower')}"), width="stretch"
            )
            follow_button(actor, row)
            answer_link(actor, row)


def follow_button(actor: Actor, row: CallRow) -> None:
    """Follows a call, or stops."""
    if actor.account_id is None or row.standing == DRAFT:
        return
    st.button(
        "Following" if row.follows else "Follow", key=f"follow{row.call_id}",
        icon=":material/notifications_active:" if row.follows else ":material/notifications:",
        help=f"{'Stop following' if row.follows else 'Follow'} “{plain(row.title)}”", on_click=action,
        args=(follow_call, database(), actor, row.call_id),
        kwargs={"follows": not row.follows, "done": f"{row.title}: {'left' if row.follows else 'followed'}."},
    )  # fmt: skip


def answer_link(actor: Actor, row: CallRow) -> None:
    """The way to answer an open call, for artists."""
    if row.standing == OPEN and actor.may(Permission.CONTRIBUTE):
        page_link("contribute", "Answer it", "arrow_forward", icon_last=True, call=row.call_id)


def state_buttons(actor: Actor, row: CallRow) -> None:
    """Publish, close, reopen, throw a draft away: what one may do with the call as it stands."""
    steps = {DRAFT: [("Publish", OPEN)], OPEN: [("Close it", CLOSED)], CLOSED: [("Open it again", OPEN)]}
    done = {OPEN: "The call is open.", CLOSED: "The call is closed."}
    with st.container(horizontal=True):
        for label, state in steps[row.standing]:
            st.button(
                label, key=f"state{row.call_id}_{state}", type="primary" if row.standing == DRAFT else "secondary",
                on_click=action, args=(set_call_state, database(), actor, row.call_id, row.version, state),
                kwargs={"done": done[state]},
            )  # fmt: skip
        if row.standing == DRAFT:
            st.button(
                "Throw it away", key=f"state{row.call_id}_gone", on_click=action,
                args=(remove_draft, database(), actor, row.call_id, row.version), kwargs={"done": "The draft is gone."},
            )  # fmt: skip
