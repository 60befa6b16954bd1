"""The versions of an episode: each against its target, what the master offers it, its terms, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from sqlalchemy.orm import Session

from dashboard.credits.queries import working_rundown
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.episodes import EpisodePlan
from dashboard.rundown.locks.rules import Standing
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.queries import Rundown
from dashboard.rundown.tables import Episode
from dashboard.rundown.timecode import RATES, parse_duration, rate_name
from dashboard.rundown.versions.rules import Offer
from dashboard.rundown.versions.versions import KINDS, Terms, decline_offers, derive_version, set_terms, take_offers
from dashboard.storage.engine import database
from dashboard.ui.formats import duration_text, over_word, signed_text
from dashboard.ui.widgets import action, page_link, plain

ABOUT = {
    "broadcast": "Broadcast", "international": "International", "web": "Web", "promo": "Promo", "master": "Master",
}  # fmt: skip
MEDIA = ("broadcast", "cable", "cinema", "download", "inflight", "social", "streaming", "web")
ANYWHERE = "the whole world"


def version_card(actor: Actor, session: Session, episode: Episode, terms: Terms, offered: list[Offer]) -> None:
    """One version, or the master: how it stands, and what may be done with it."""
    timed = working_rundown(session, episode.id).rundown
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(width="content", gap="xxsmall"):
                st.header(ABOUT.get(episode.version, episode.version), anchor=False)
                st.markdown(_standing(timed))
                st.caption(_terms_said(terms))
            with st.container(horizontal=True, width="content"):
                page_link("rundown", "Rundown", "format_list_numbered", episode=episode.id)
                page_link("assembly", "Assembly", "smart_display", episode=episode.id)
                page_link("credits", "Credits", "groups", episode=episode.id)
        if offered:
            _offers(actor, episode, offered, standing(session, episode.id))
        if actor.may(Permission.EDIT_EPISODE):
            with st.expander("Where and when it may be shown", key=f"terms_open_{episode.id}"):
                _terms_form(actor, episode.id, terms)


def _standing(timed: Rundown) -> str:
    rate, timing, episode = timed.episode.rate, timed.timing, timed.episode
    blocked = sum(bool(row.blocked) for row in timed.airing)
    rights = f":red[:material/block: {blocked} {'lines' if blocked > 1 else 'line'} may not air]" if blocked else (
        ":green[:material/check_circle: all may air]"
    )  # fmt: skip
    over = f"`{signed_text(timing.over_frames, rate)}` {over_word(timing.over_frames, rate)}"
    target = duration_text(episode.target_frames, rate)
    return f"TRT `{duration_text(timing.trt_frames, rate)}` of `{target}`, {over} · {rate_name(rate)} fps · {rights}"


def _terms_said(terms: Terms) -> str:
    where = ", ".join(terms.territories) or ANYWHERE
    how = ", ".join(terms.media) or "every medium"
    if not terms.shown_from and not terms.shown_until:
        return f"For {where}, in {how}, without a limit in time"
    begins = f" from {terms.shown_from.isoformat()}" if terms.shown_from else ""
    ends = f" until {terms.shown_until.isoformat()}" if terms.shown_until else ""
    return f"For {where}, in {how},{begins}{ends}"


# --- what the master offers ---


def _offers(actor: Actor, episode: Episode, offered: list[Offer], held: Sequence[Standing]) -> None:
    many = f"{len(offered)} changes" if len(offered) > 1 else "1 change"
    st.markdown(f":orange[:material/move_down:] **The master has {many} that this version has not taken over.**")
    may_edit = actor.may(Permission.EDIT_EPISODE)
    keys = {offer.key: f"offer_{episode.id}_{offer.key}" for offer in offered}
    for offer in offered:
        own = "; this version has its own, which would be replaced" if offer.own else ""
        said = f"{plain(offer.sentence.rstrip('.'))}{own}"
        if may_edit:
            st.checkbox(said, key=keys[offer.key], value=not offer.own)
        else:
            st.markdown(f"- {said}")
    if may_edit:
        if held:
            st.text_input(f"Why, now that {held[0].step} is locked?", key=f"take_why_{episode.id}")
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                "Take over what is ticked", type="primary", key=f"take_{episode.id}", on_click=_take,
                args=(actor, episode.id, keys),
            )  # fmt: skip
            st.button(
                "Leave this version as it is there", key=f"leave_{episode.id}", on_click=_leave,
                args=(actor, episode.id, keys), help="What is ticked is not offered again.",
            )  # fmt: skip


def _ticked(keys: dict[str, str]) -> list[str]:
    return [key for key, widget in keys.items() if st.session_state.get(widget)]


def _take(actor: Actor, episode_id: int, keys: dict[str, str]) -> None:
    slip = Slip(reason=str(st.session_state.get(f"take_why_{episode_id}", "")))
    action(take_offers, database(), actor, episode_id, _ticked(keys), slip, done="Taken over; one undo takes it back.")


def _leave(actor: Actor, episode_id: int, keys: dict[str, str]) -> None:
    action(decline_offers, database(), actor, episode_id, _ticked(keys), done="Left as it is.")


# --- terms ---


def _terms_form(actor: Actor, episode_id: int, terms: Terms) -> None:
    prefix = f"terms_{episode_id}"
    with st.form(prefix, border=False):
        _terms_fields(prefix, terms)
        st.form_submit_button("Save", key=f"{prefix}_save", on_click=_save_terms, args=(actor, episode_id, prefix))


def _terms_fields(prefix: str, terms: Terms) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Countries", " ".join(terms.territories), key=f"{prefix}_where", placeholder="SE NO DK",
            help="Two capital letters each; none means the whole world.",
        )  # fmt: skip
        st.multiselect("Media", MEDIA, list(terms.media), key=f"{prefix}_media", placeholder="Every medium")
        st.date_input("From", terms.shown_from, key=f"{prefix}_from", width=150)
        st.date_input("Last day", terms.shown_until, key=f"{prefix}_until", width=150)


def _typed_terms(prefix: str) -> Terms:
    state = st.session_state
    codes = tuple(dict.fromkeys(state[f"{prefix}_where"].replace(",", " ").upper().split()))
    return Terms(codes, tuple(state[f"{prefix}_media"]), _day(state[f"{prefix}_from"]), _day(state[f"{prefix}_until"]))


def _day(found: object) -> date | None:
    return found if isinstance(found, date) else None


def _save_terms(actor: Actor, episode_id: int, prefix: str) -> None:
    action(set_terms, database(), actor, episode_id, _typed_terms(prefix), done="Saved.")


# --- a new version ---


def new_version_form(actor: Actor, master: Episode, taken: set[str]) -> None:
    """Derive another version; each kind once."""
    left = [kind for kind in KINDS if kind not in taken]
    if not left:
        st.caption("Every kind of version has been made.")
        return
    rate = master.rate
    with st.form("version_new", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("Version", left, format_func=lambda kind: ABOUT[kind], key="version_kind", width=180)
            st.text_input("Target TRT", duration_text(master.target_frames, rate), key="version_target", width=120)
            st.text_input("Slot", duration_text(master.slot_frames, rate), key="version_slot", width=120)
            names = list(RATES)
            st.selectbox("Frame rate", names, index=names.index(rate_name(rate)), key="version_rate", width=120)
        _terms_fields("version_terms", Terms())
        st.form_submit_button(
            "Derive the version", type="primary", key="version_make", on_click=action, args=(_derive, actor, master),
            kwargs={"done": "The version was derived with the master's rundown as it is now."},
        )  # fmt: skip


def _derive(actor: Actor, master: Episode) -> None:
    state = st.session_state
    rate = RATES[state["version_rate"]]
    plan = EpisodePlan(
        title=master.title, number=master.number, rate=rate, budget_minor=0, currency=master.currency,
        slot_frames=parse_duration(state["version_slot"], rate),
        target_frames=parse_duration(state["version_target"], rate),
    )  # fmt: skip
    derive_version(database(), actor, master.id, state["version_kind"], plan, _typed_terms("version_terms"))
