"""The form of a call, to open one or to change it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import streamlit as st

from dashboard.community.call_queries import CallRow, own_pieces_of
from dashboard.community.calls import CallPlan, change_call, open_call
from dashboard.intake.kinds import KINDS
from dashboard.payments.money import parse_amount, plain_amount
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.episode_form import CURRENCIES
from dashboard.ui.finder import find_piece
from dashboard.ui.widgets import action, attempt

ROLES = ("vocals", "lead", "harmony", "score", "bass", "drums", "words", "voice-over", "animation", "mix")
"""What calls usually ask for; any other word may be typed."""
FIELDS = ("title", "brief", "kinds", "roles", "deadline", "fee", "currency", "about")


def new_call_form(actor: Actor, *, about_id: int | None = None) -> None:
    """Open a call, as a draft or at once."""
    prefix = f"call_new_{about_id or 0}"
    _fields(actor, prefix, None, about_id)
    with st.container(horizontal=True):
        for label, publish in (("Publish the call", True), ("Keep it as a draft", False)):
            st.button(
                label, key=f"{prefix}_{publish}", type="primary" if publish else "secondary",
                on_click=_open, args=(actor, prefix), kwargs={"publish": publish},
            )  # fmt: skip


def change_call_form(actor: Actor, row: CallRow) -> None:
    """The call as it is, to be changed; refused when somebody else changed it since it was shown."""
    prefix = f"call_{row.call_id}_{row.version}"
    _fields(actor, prefix, row, row.about_id)
    st.button("Save the call", key=f"{prefix}_save", type="primary", on_click=_save, args=(actor, row, prefix))


def _fields(actor: Actor, prefix: str, row: CallRow | None, about_id: int | None) -> None:
    keys = {name: f"{prefix}_{name}" for name in FIELDS}
    st.text_input("Title", row.title if row else "", key=keys["title"], max_chars=200)
    st.text_area(
        "Brief", row.brief if row else "", key=keys["brief"], placeholder="What you are after, and what matters in it"
    )
    _about(actor, keys["about"], about_id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = list(row.kinds) if row else []
        st.multiselect(
            "Kinds wanted", list(dict.fromkeys((*kinds, *KINDS))), kinds, key=keys["kinds"],
            placeholder="Any: an open concept",
        )  # fmt: skip
        roles = list(row.roles) if row else []
        st.multiselect(
            "Roles wanted", list(dict.fromkeys((*roles, *ROLES))), roles, key=keys["roles"],
            accept_new_options=True, placeholder="Such as vocals",
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        deadline = row.deadline.date() if row and row.deadline else None
        st.date_input("Deadline", deadline, key=keys["deadline"], help="It takes answers to the end of that day, UTC.")
        if actor.may(Permission.RUN_CALLS):
            fee = plain_amount(row.fixed_fee_minor, row.currency) if row and row.fixed_fee_minor else ""
            at = CURRENCIES.index(row.currency) if fee and row else 0
            st.text_input("Fixed fee", fee, key=keys["fee"], placeholder="None", width=160)
            st.selectbox("Currency", CURRENCIES, index=at, key=keys["currency"], width=120)


def _about(actor: Actor, key: str, about_id: int | None) -> None:
    """The piece that the job is for: any for those who run calls, one of their own for artists."""
    if actor.may(Permission.RUN_CALLS):
        find_piece("The piece it is for", key, chosen=about_id, help="Leave it out for an open concept.")
        return
    with database().reading() as session:
        own = own_pieces_of(session, actor.account_id)
    at = list(own).index(about_id) if about_id in own else None
    st.selectbox("Your piece that it is for", list(own), index=at, key=key, format_func=own.__getitem__)


def _plan(prefix: str, row: CallRow | None = None) -> CallPlan:
    """What was typed. Raises: `BadInput`."""
    typed = {name: st.session_state.get(f"{prefix}_{name}") for name in FIELDS}
    fee, currency = _fee(typed["fee"], str(typed["currency"] or ""), row)
    return CallPlan(
        title=typed["title"] or "", brief=typed["brief"] or "", kinds=tuple(typed["kinds"] or ()),
        roles=tuple(typed["roles"] or ()), deadline=_end_of(typed["deadline"], row), fixed_fee_minor=fee,
        currency=currency, about_id=typed["about"],
    )  # fmt: skip


def _fee(typed: str | None, currency: str, row: CallRow | None) -> tuple[int | None, str]:
    if typed is None:  # an artist, who is shown no field for it
        return (row.fixed_fee_minor, row.currency) if row else (None, "")
    return (parse_amount(typed, currency), currency) if typed.strip() else (None, "")


def _end_of(day: date | None, row: CallRow | None) -> datetime | None:
    """The end of that day in UTC; a deadline that was left as it stood keeps its time."""
    if day is None:
        return None
    if row and row.deadline and row.deadline.date() == day:
        return row.deadline
    return datetime.combine(day, time(23, 59, 59), UTC)


def _open(actor: Actor, prefix: str, *, publish: bool) -> None:
    done = "The call is published." if publish else "The call is kept as a draft; find it under Drafts."
    if attempt(_make, actor, prefix, publish=publish, done=done):
        for name in FIELDS:
            st.session_state.pop(f"{prefix}_{name}", None)


def _make(actor: Actor, prefix: str, *, publish: bool) -> None:
    open_call(database(), actor, _plan(prefix), publish=publish)


def _save(actor: Actor, row: CallRow, prefix: str) -> None:
    action(_change, actor, row, prefix, done="The call is changed.")


def _change(actor: Actor, row: CallRow, prefix: str) -> None:
    change_call(database(), actor, row.call_id, row.version, _plan(prefix, row))
