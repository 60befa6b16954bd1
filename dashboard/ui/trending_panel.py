"""The trending list on the page: what is chosen, the order that stays while one pages, and what cards say."""

from __future__ import annotations

import streamlit as st
from sqlalchemy.orm import Session

from dashboard.community.call_queries import open_calls
from dashboard.curation.trends.mixing import GROWING, LOVED, UNSEEN, Mix
from dashboard.desk.trending import MIXED, Listing, Note, Wish, arrived_since, evidence_is_little, listing
from dashboard.intake.kinds import KINDS
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.backtest_panel import backtest_panel
from dashboard.ui.formats import counted
from dashboard.ui.widgets import quiet

VIEWS = {MIXED: "Mixed", GROWING: "Growing", LOVED: "Loved", UNSEEN: "Hardly seen"}
MEANINGS = {
    MIXED: "Of every ten places most go to what is growing; the others to what is loved and what is hardly seen.",
    GROWING: "What gains most for its age, each piece against what is usual at its source.",
    LOVED: "What most of those who saw it like, however few they are.",
    UNSEEN: "Young pieces that few have opened; those alike change places from day to day.",
}
NOTHING = {
    LOVED: "Nobody is known to have seen any of these pieces yet, so nothing can be said of who loved them.",
    UNSEEN: "No young piece is left that hardly anybody has seen.",
}
FILTERS = ("view", "kind", "call", "page")
_SHOWN = "trending_list"
_AXIS_WORDS = {LOVED: "loved by those who saw it", UNSEEN: "hardly seen yet"}


def choices() -> Wish:
    """What to look at; every choice but the mix stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "View", list(VIEWS), key="view", default=MIXED, required=True, bind="query-params",
            format_func=VIEWS.__getitem__, on_change=first_page,
        )  # fmt: skip
        kind = st.selectbox(
            "Kind", KINDS, index=None, key="kind", bind="query-params", on_change=first_page,
            placeholder="Every kind", width=150,
        )  # fmt: skip
        call_id = _call_choice()
        mix = _mix_choice() if view == MIXED else Mix()
    return Wish(view or MIXED, mix, kind or "", call_id)


def _call_choice() -> int | None:
    with database().reading() as session:
        calls = {call.id: call.title for call in open_calls(session, now())}
    if not calls:
        return None
    return st.selectbox(
        "Call", list(calls), index=None, key="call", bind="query-params", on_change=first_page,
        placeholder="Every call", width=210, format_func=calls.__getitem__,
    )  # fmt: skip


def _mix_choice() -> Mix:
    """How many of ten places go to what; the rest go to what is growing."""
    usual = Mix()
    with st.popover("Mix", icon=":material/tune:"):
        loved = _slider("Loved by those who saw it", "mix_loved", 0, 5, usual.loved, "Of every ten places.")
        unseen = _slider("Hardly seen yet", "mix_unseen", 0, 5, usual.unseen, "Of every ten places.")
        fresh = _slider(
            "By newcomers, or never aired", "mix_fresh", 0, 5, usual.fresh, "Of every ten places at least so many."
        )
        per_artist = _slider(
            "By one artist", "mix_artist", 1, 10, usual.per_artist, f"At most, among the first {usual.capped} places."
        )
        growing = 10 - loved - unseen
        st.caption(f"{counted(growing, 'place')} of ten {'goes' if growing == 1 else 'go'} to what is growing.")
    return Mix(growing, loved, unseen, fresh, per_artist)


def _slider(label: str, key: str, low: int, high: int, usual: int, meaning: str) -> int:
    return st.slider(label, low, high, usual, key=key, help=meaning, on_change=first_page, persist_state="session")


def first_page() -> None:
    """Another choice begins at its first page. For callbacks."""
    st.session_state["page"] = 1


def kept_listing(session: Session, wish: Wish) -> Listing:
    """The order as it was when it was asked for first, so that nothing moves while somebody pages through it."""
    kept = st.session_state.get(_SHOWN)
    if not isinstance(kept, Listing) or kept.wish != wish:
        kept = st.session_state[_SHOWN] = listing(session, wish, now())
    return kept


def refresh_button(session: Session, shown: Listing) -> None:
    """Asks for the order of this moment; says how many pieces it does not know of."""
    new = arrived_since(session, shown)
    st.button(
        f"Refresh ({new:,} new)" if new else "Refresh", icon=":material/refresh:", key="refresh", on_click=_forget,
        help="The order stays as it is until you refresh it.",
    )  # fmt: skip


def _forget() -> None:
    st.session_state.pop(_SHOWN, None)
    first_page()


def note_text(axis: str, view: str, note: Note | None) -> str:
    """What a card says under its clearance, in Markdown."""
    if note is None:
        return quiet("Just came in; its interest is not counted yet.")
    badges = []
    if view == MIXED and axis in _AXIS_WORDS:
        badges.append(
            f":blue-badge[:material/{'favorite' if axis == LOVED else 'visibility_off'}: {_AXIS_WORDS[axis]}]"
        )
    if note.newcomer:
        badges.append(":gray-badge[:material/person_add: newcomer]")
    elif note.never_aired:
        badges.append(":gray-badge[:material/tv_off: never aired]")
    totals = "  \n" + quiet("By the totals of its source.") if note.totals_only else ""
    return f"{quiet(note.sentence[:1].upper() + note.sentence[1:])}{totals}  \n{' '.join(badges)}"


def thin_note(session: Session) -> None:
    """Says that an order from little evidence is a hint."""
    if evidence_is_little(session):
        st.caption(":material/info: Little was measured so far: take the order for a hint, not for a rank.")


def proof() -> None:
    """The backtest, read only when somebody opens it."""
    how = st.expander("How well this foresees what will rise", key="proof", on_change="rerun")
    if how.open:
        with how, database().reading() as session:
            backtest_panel(session)
