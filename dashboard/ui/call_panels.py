"""Calls as pages show them: a line in a list, its facts, its references, its answers, and those beside an act."""

from __future__ import annotations

import streamlit as st

from dashboard.community.call_queries import CallPage, CallRow
from dashboard.community.call_references import add_reference_file, add_reference_piece, drop_reference
from dashboard.community.call_tables import CallReference
from dashboard.community.calls import follow_call, remove_draft, set_call_state
from dashboard.community.standing import CLOSED, DRAFT, OPEN, call_standing
from dashboard.curation.queries import card
from dashboard.media.store import MediaStore
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
from dashboard.settings import settings
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.cards import frame
from dashboard.ui.finder import find_piece
from dashboard.ui.formats import ago_text, counted, date_text, duration_text, format_amount
from dashboard.ui.links import media_url
from dashboard.ui.widgets import action, attempt, page_link, plain, quiet

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


# --- references ---


def references_panel(actor: Actor, page: CallPage) -> None:
    """What to look at and listen to before answering; for who may, adding and dropping."""
    if not page.references and not page.may_change:
        return
    st.header("To look at and listen to", anchor=False)
    if page.references:
        with st.grid("auto", min_column_width=250):
            for reference in page.references:
                with st.container(border=True, height="stretch"):
                    _reference(actor, page, reference)
    if page.may_change:
        more = st.expander("Add a reference", key="reference_more", on_change="rerun")
        if more.open:
            with more:
                _add_reference(actor, page)


def _reference(actor: Actor, page: CallPage, reference: CallReference) -> None:
    if reference.contribution is not None:
        frame(card(reference.contribution))
        page_link("contribution", f"**{plain(reference.contribution.title)}**", piece=reference.contribution.id)
    else:
        _file(reference)
    if page.may_change:
        st.button(
            "Drop", key=f"reference{reference.id}", icon=":material/close:", on_click=action,
            args=(drop_reference, database(), actor, page.row.call_id, page.row.version, reference.id),
            kwargs={"done": "It is shown no longer."},
        )  # fmt: skip


def _file(reference: CallReference) -> None:
    media, name = reference.media, reference.name
    if media and media.kind == "video" and media.proxy_hash:
        st.video(media_url(media.proxy_hash, "video/mp4"), alt=f"Video: {name}")
    elif media and media.kind == "audio" and media.proxy_hash:
        st.audio(media_url(media.proxy_hash, "audio/mp4"), alt=f"Sound: {name}")
    elif media and media.poster_hash:
        st.image(media_url(media.poster_hash, "image/jpeg"), alt=f"Picture: {name}")
    elif media and media.facts.get("text"):
        st.markdown(plain(media.facts["text"][:600]))
    st.markdown(f"**{plain(name)}**")


def _add_reference(actor: Actor, page: CallPage) -> None:
    piece_id = find_piece("A piece that is here", "reference_piece")
    if piece_id is not None:
        st.button(
            "Show this piece", key="reference_add", on_click=action,
            args=(add_reference_piece, database(), actor, page.row.call_id, page.row.version, piece_id),
            kwargs={"done": "It is shown with the call."},
        )  # fmt: skip
    file = st.file_uploader("Or a file", key="reference_file")
    if file is not None:
        st.button("Show this file", key="reference_send", on_click=_send, args=(actor, page))


def _send(actor: Actor, page: CallPage) -> None:
    file, store = st.session_state["reference_file"], MediaStore(settings().media_root)
    row = page.row
    done = f"{file.name} is shown with the call."
    attempt(add_reference_file, database(), store, actor, row.call_id, row.version, file, file.name, done=done)


# --- in the programme ---


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
        st.header(plain(row.act.title), anchor=False)
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
