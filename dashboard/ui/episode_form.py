"""The form of an episode's plan, to make one or to change it."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from dashboard.payments.money import EXPONENTS, parse_amount, plain_amount
from dashboard.people.roles import Actor
from dashboard.rundown.episodes import EpisodePlan, change_episode, create_episode, next_number
from dashboard.rundown.queries import EpisodeRow, shows
from dashboard.rundown.timecode import RATES, parse_duration, rate_name
from dashboard.storage.engine import database
from dashboard.ui.formats import duration_text
from dashboard.ui.widgets import action

USUAL = ("USD", "EUR", "GBP")
CURRENCIES = [*USUAL, *sorted(set(EXPONENTS) - set(USUAL))]
FIELDS = ("title", "number", "rate", "slot", "target", "budget", "currency")
USUAL_RATE = "29.97"
SHOW, ACTS = "new_show", "new_acts"


def new_episode_form(actor: Actor) -> None:
    """Everything that a new episode needs, with the show's next number filled in."""
    with database().reading() as session:
        titles = shows(session)
        show = _show(titles)
        number = next_number(session, show)
    with st.form("episode_new", border=False):
        keys = _fields("new", number, None)
        st.form_submit_button(
            "Make the episode", type="primary", key="episode_make", on_click=_make, args=(actor, keys)
        )


def _show(titles: list[str]) -> str:
    """The show it belongs to: one there is, or a new one."""
    if not titles:
        return st.text_input("Show", key=SHOW, placeholder="Name the show").strip()
    return str(st.selectbox("Show", titles, accept_new_options=True, key=SHOW) or "").strip()


def change_episode_form(actor: Actor, episode: EpisodeRow) -> None:
    """The plan as it is, to be changed; refused when somebody else changed the episode since it was shown."""
    episode_id = episode.episode_id
    with st.form(f"episode_change_{episode_id}", border=False):
        keys = _fields(f"change_{episode_id}_{episode.revision}", episode.number, episode)
        st.form_submit_button(
            "Save changes", key=f"episode_save_{episode_id}", on_click=_save, args=(actor, episode, keys)
        )


def _fields(prefix: str, number: int, episode: EpisodeRow | None) -> dict[str, str]:
    """Draw the fields; their session-state keys by name."""
    # The number stands in its key, so that the next one is proposed once an episode is made.
    keys = {name: f"{prefix}_{name}" for name in FIELDS} | {"number": f"{prefix}_number_{number}"}
    rate = rate_name(episode.rate) if episode else USUAL_RATE
    slot, target, budget, currency = "30:00", "22:00", "", USUAL[0]
    if episode:
        slot, target = (
            duration_text(episode.slot_frames, episode.rate),
            duration_text(episode.target_frames, episode.rate),
        )
        budget, currency = plain_amount(episode.budget_minor, episode.currency), episode.currency
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Title", episode.title if episode else "", key=keys["title"], placeholder="Working title")
        st.number_input("Number", 1, None, number, key=keys["number"], width=120)
        if episode is None:
            st.number_input("Acts", 1, 12, 4, key=ACTS, width=120)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Slot", slot, key=keys["slot"], help="Its place in the schedule, breaks included.", width=120)
        st.text_input(
            "Target TRT",
            target,
            key=keys["target"],
            help="The running time to hit, breaks not included.",
            width=120,
        )
        st.selectbox("Frame rate", list(RATES), index=list(RATES).index(rate), key=keys["rate"], width=120)
        st.text_input("Budget", budget, key=keys["budget"], placeholder="50000.00", width=160)
        st.selectbox("Currency", CURRENCIES, index=CURRENCIES.index(currency), key=keys["currency"], width=120)
    return keys


def _plan(keys: dict[str, str], before: EpisodeRow | None = None) -> EpisodePlan:
    """What was typed. A length left as it was shown keeps its frames. Raises: `BadInput`."""
    typed = {name: st.session_state[keys[name]] for name in FIELDS}
    rate, currency = RATES[typed["rate"]], str(typed["currency"])
    kept = before if before and before.rate == rate else None
    return EpisodePlan(
        title=typed["title"],
        number=int(typed["number"]),
        rate=rate,
        slot_frames=_length(typed["slot"], rate, kept.slot_frames if kept else None),
        target_frames=_length(typed["target"], rate, kept.target_frames if kept else None),
        budget_minor=parse_amount(typed["budget"], currency) if typed["budget"].strip() else 0,
        currency=currency,
    )


def _length(typed: str, rate: Fraction, kept: int | None) -> int:
    if kept is not None and typed.strip() == duration_text(kept, rate):
        return kept
    return parse_duration(typed, rate)


def _make(actor: Actor, keys: dict[str, str]) -> None:
    action(_create, actor, keys, done="The episode was made; open its rundown to fill it.")


def _create(actor: Actor, keys: dict[str, str]) -> None:
    acts = tuple(f"Act {n}" for n in range(1, int(st.session_state[ACTS]) + 1))
    made = create_episode(database(), actor, st.session_state[SHOW] or "", _plan(keys), acts)
    st.query_params["episode"] = str(made)
    st.session_state[keys["title"]] = ""


def _save(actor: Actor, episode: EpisodeRow, keys: dict[str, str]) -> None:
    action(_change, actor, episode, keys, done="The episode was changed.")


def _change(actor: Actor, episode: EpisodeRow, keys: dict[str, str]) -> None:
    change_episode(database(), actor, episode.episode_id, episode.revision, _plan(keys, episode))
