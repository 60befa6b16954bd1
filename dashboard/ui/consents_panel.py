"""Agreements: those that wait for whoever looks, and what each co-author of a piece said."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.community.consents import (
    agree_outside,
    answer_as_guardian,
    answer_share,
    consents_of,
    declared_with,
)
from dashboard.community.holding import ACCEPTED, ASKED, DECLINED
from dashboard.community.submission_tables import ShareConsent
from dashboard.community.terms import TermsText, current_terms
from dashboard.community.waiting import GUARDIAN, Waiting, waiting_consents
from dashboard.curation.queries import Card, cards_of
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.cards import play_in_place
from dashboard.ui.formats import date_text
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, plain

STATES = {ASKED: ("Asked", "hourglass_empty", "orange"), ACCEPTED: ("Accepted", "check_circle", "green"),
          DECLINED: ("Declined", "block", "red")}  # fmt: skip
_WORDS = "white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.6;max-height:16rem;overflow-y:auto"


def waiting_panel(actor: Actor) -> None:
    """What waits for this account to agree; nothing where nothing does."""
    if actor.account_id is None:
        return
    with database().reading() as session:
        waiting = waiting_consents(session, actor.account_id)
        shown = cards_of(session, [one.contribution_id for one in waiting])
        terms = current_terms(session)
    if not waiting:
        return
    st.header("Waits for your agreement", anchor=False)
    for one in waiting:
        with st.container(border=True):
            if one.what == GUARDIAN:
                _guardian(actor, one, shown[one.contribution_id], terms)
            else:
                _share(actor, one)


def terms_text(terms: TermsText) -> None:
    """The terms to read, in reach of the keyboard."""
    name = escape(f"Submission terms, version {terms.version}", quote=True)
    with st.container(border=True):
        st.html(f'<div role="region" tabindex="0" aria-label="{name}" style="{_WORDS}">{escape(terms.text)}</div>')


def shares_panel(actor: Actor, contribution_id: int) -> None:
    """For a piece posted here: what each co-author said to their share, and what was declared with the piece."""
    with database().reading() as session:
        consents, declared = consents_of(session, contribution_id), declared_with(session, contribution_id)
    for consent in consents:
        word, icon, colour = STATES[consent.state]
        with st.container(horizontal=True, vertical_alignment="center"):
            about = f"{consent.role}, " if consent.role else ""
            st.markdown(
                f"{plain(consent.contributor.credit_name)} :small[:gray[{plain(about)}share {consent.points}]] "
                f":{colour}-badge[:material/{icon}: {word}]"
            )
            if consent.state == ASKED and actor.may(Permission.JUDGE):
                _agreed_outside(actor, consent)
    if declared and actor.may(Permission.JUDGE):
        said = {
            "Terms accepted": f"version {declared.terms_version}, {date_text(declared.accepted_at)}",
            "Recognisable people": declared.people or "none", "Brands": declared.brands or "none",
            "Material of others": declared.third_party or "none", "Machine-made": declared.machine_made or "none",
        }  # fmt: skip
        st.table({name: plain(words) for name, words in said.items()}, border="horizontal", alt="What was declared")


def _share(actor: Actor, one: Waiting) -> None:
    whole = sum(points for _, _, points in one.shares)
    as_what = f" as {one.role}" if one.role else ""
    st.markdown(
        f"{plain(one.posted_by)} names you in “{plain(one.title)}”{plain(as_what)}, "
        f"with **{one.points} of {whole}** share points."
    )
    ask = (answer_share, database(), actor, one.consent_id)
    with st.container(horizontal=True):
        st.button(
            "Accept", key=f"accept{one.consent_id}", type="primary", on_click=action, args=ask,
            kwargs={"accepts": True, "done": f"You have accepted your share in {one.title}."},
        )  # fmt: skip
        st.button(
            "Decline", key=f"decline{one.consent_id}", on_click=action, args=ask,
            kwargs={"accepts": False, "done": f"You have declined; {one.title} stays off the air."},
        )  # fmt: skip


def _guardian(actor: Actor, one: Waiting, card: Card, terms: TermsText) -> None:
    st.markdown(f"{plain(one.posted_by)} posted **{plain(one.title)}** and named you as parent or guardian.")
    look, answer = st.columns([2, 3], gap="medium")
    with look:
        st.fragment(play_in_place)(card, "waiting")
    with answer:
        sheet_table(
            f"Who made {one.title}", [Column("Artist"), Column("Role"), Column("Share", number=True)],
            [(name, role, str(points)) for name, role, points in one.shares],
        )  # fmt: skip
        terms_text(terms)
        key = f"ward{one.contribution_id}"
        st.text_input("Credit name", one.posted_by, key=f"{key}_name", help="As it stands in the roll.")
        with st.container(horizontal=True):
            st.button(
                f"I accept the terms (version {terms.version}), the shares and the credit name", key=f"{key}_yes",
                type="primary", on_click=_accept_all, args=(actor, one, terms.version),
            )  # fmt: skip
            st.button(
                "Decline", key=f"{key}_no", on_click=action,
                args=(answer_as_guardian, database(), actor, one.contribution_id),
                kwargs={"accepts": False, "done": f"You have declined; {one.title} stays off the air."},
            )  # fmt: skip


def _accept_all(actor: Actor, one: Waiting, version: int) -> None:
    name = st.session_state[f"ward{one.contribution_id}_name"]
    action(
        answer_as_guardian, database(), actor, one.contribution_id, accepts=True, terms_version=version,
        credit_name=name, done=f"You have accepted all of {one.title}.",
    )  # fmt: skip


def _agreed_outside(actor: Actor, consent: ShareConsent) -> None:
    with st.popover("Agreed elsewhere"):
        st.text_input(
            "How one knows",
            key=f"outside{consent.id}",
            placeholder="Signed sheet of 3 May",
            help="Without any address.",
        )
        st.button("Note it", key=f"outside{consent.id}_save", on_click=_note, args=(actor, consent))


def _note(actor: Actor, consent: ShareConsent) -> None:
    note = st.session_state[f"outside{consent.id}"]
    action(agree_outside, database(), actor, consent.id, note, done=f"{consent.contributor.credit_name} has agreed.")
