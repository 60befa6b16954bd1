"""Calls in the programme: which place a call is for, and the calls and answers beside each act."""

from __future__ import annotations

import streamlit as st

from dashboard.community.standing import call_standing
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.call_places import (
    Place,
    answers_by_act,
    draft_from_gap,
    gap_frames,
    place_call,
    places,
    unplace_call,
)
from dashboard.rundown.queries import Rundown
from dashboard.rundown.timing import ROLL
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.call_panels import STANDINGS
from dashboard.ui.formats import duration_text
from dashboard.ui.widgets import action, page_link, plain


def place_panel(actor: Actor, call_id: int, there: Place | None) -> None:
    """Which show, episode or act the call is for."""
    with database().reading() as session:
        options = places(session)
    known = [there, *(place for place in options if place != there)] if there else options
    chosen = st.selectbox(
        "It is for", known, index=0 if there else None, key=f"place{call_id}",
        format_func=lambda place: place.label, placeholder="Nothing in particular",
    )  # fmt: skip
    if chosen and chosen != there:
        st.button(
            "Place it there", key=f"place{call_id}_save", on_click=action,
            args=(place_call, database(), actor, call_id, chosen.show_id, chosen.episode_id, chosen.act_id),
            kwargs={"done": f"The call is for {chosen.label} now."},
        )  # fmt: skip
    elif there and chosen is None:
        st.button(
            "Take it out of the programme", key=f"place{call_id}_gone", on_click=action,
            args=(unplace_call, database(), actor, call_id), kwargs={"done": "The call belongs to no show now."},
        )  # fmt: skip


def call_answers_panel(actor: Actor, rundown: Rundown) -> None:
    """Beside each act its calls with their answers, and a draft call where its budget leaves a gap."""
    with database().reading() as session:
        found = answers_by_act(session, [row.act.id for row in rundown.acts])
    roll_frames = next((r.timed.natural_frames for r in rundown.items if r.item.kind == ROLL), 0)
    for row in rundown.acts:
        calls, gap = found.get(row.act.id, []), gap_frames(row)
        if not calls and not gap:
            continue
        st.header(f"Calls for {plain(row.act.title)}", anchor=False)
        for one in calls:
            word, _, colour = STANDINGS[call_standing(one.call.state, one.call.deadline, now())]
            page_link("call", f"**{plain(one.call.title)}** :{colour}-badge[{word}]", call=one.call.id)
            for piece in one.answers:
                page_link(
                    "contribution", plain(f"{piece.title} ({piece.kind})"), "subdirectory_arrow_right", piece=piece.id
                )
            if not one.answers:
                st.caption("Nobody has answered it yet.")
        if gap and actor.may(Permission.RUN_CALLS):
            st.button(
                f"Call for the missing {duration_text(gap, rundown.episode.rate)}", key=f"gap{row.act.id}",
                icon=":material/campaign:", on_click=action,
                args=(draft_from_gap, database(), actor, row.act.id, roll_frames),
                kwargs={"done": "A draft call is on the Calls page; look it over and publish it."},
            )  # fmt: skip
