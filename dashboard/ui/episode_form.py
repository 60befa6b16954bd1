"""The form of an episode's plan, to make one or to change it."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from dashboard.payments.money import EXPONENTS, parse_amount, plain_amount
from dashboard.people.roles import Actor
from dashboard.rundown.clock import clock_text, parse_time_of_day
from dashboard.rundown.episodes import (
    FASTEST_WPM,
    SLOWEST_WPM,
    EpisodePlan,
    change_episode,
    create_episode,
    next_number,
)
from dashboard.rundown.queries import EpisodeRow, shows
from dashboard.rundown.templates import TEMPLATES, Template, plain_acts, sketch
from dashboard.rundown.timecode import RATES, drops, parse_duration, parse_timecode, timecode
from dashboard.rundown.timing import HOST_WORDS_PER_MINUTE
from dashboard.storage.engine import database
from dashboard.ui.formats import duration_text
from dashboard.ui.widgets import action

FIRST_CURRENCIES = ("USD", "EUR", "GBP")
CURRENCIES = [*FIRST_CURRENCIES, *sorted(set(EXPONENTS) - set(FIRST_CURRENCIES))]
FIELDS = ("title", "number", "rate", "slot", "target", "budget", "currency", "first", "on_air", "words")
COUNTINGS = {
    f"{name}{counting}": (rate, counting != " non-drop")
    for name, rate in RATES.items()
    for counting in ((" drop", " non-drop") if drops(rate) else ("",))
}
"""Each rate and whether it is counted drop-frame; both are offered where that means something."""
USUAL = {
    "title": "", "slot": "30:00", "target": "22:00", "rate": "29.97 drop", "budget": "", "currency": "USD",
    "first": "00:00:00:00", "on_air": "", "words": str(HOST_WORDS_PER_MINUTE),
}  # fmt: skip
"""What stands in the fields of a new episode."""
SHOW, ACTS, SHAPE = "new_show", "new_acts", "new_shape"
FREE = "free"


def new_episode_form(actor: Actor) -> None:
    """Everything that a new episode needs, with the show's next number filled in."""
    with database().reading() as session:
        titles = shows(session)
        show = _show(titles)
        number = next_number(session, show)
    shape = st.selectbox(
        "Shape", [FREE, *TEMPLATES], key=SHAPE, format_func=_shape_name,
        help="Acts with budgets, breaks, titles and credits; slot and running time follow it and can be changed.",
    )  # fmt: skip
    with st.form("episode_new", border=False):
        keys = _fields(f"new_{shape}", number, None, TEMPLATES.get(shape))
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


def _shape_name(name: str) -> str:
    return TEMPLATES[name].label if name in TEMPLATES else "Acts of my own"


def _fields(prefix: str, number: int, episode: EpisodeRow | None, template: Template | None = None) -> dict[str, str]:
    """Draw the fields; their session-state keys by name."""
    # The number stands in its key, so that the next one is proposed once an episode is made.
    keys = {name: f"{prefix}_{name}" for name in FIELDS} | {"number": f"{prefix}_number_{number}"}
    shown = _shown(episode) if episode else USUAL | (_lengths(template) if template else {})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Title", shown["title"], key=keys["title"], placeholder="Working title")
        st.number_input("Number", 1, None, number, key=keys["number"], width=120)
        if episode is None and template is None:
            st.number_input("Acts", 1, 12, 4, key=ACTS, width=120)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _length_field("Slot", "slot", keys, shown, "Its place in the schedule, breaks included.")
        _length_field("Target TRT", "target", keys, shown, "The running time to hit, breaks not included.")
        rates = list(COUNTINGS)
        st.selectbox("Frame rate", rates, index=rates.index(shown["rate"]), key=keys["rate"], width=160)
        st.text_input("Budget", shown["budget"], key=keys["budget"], placeholder="50000.00", width=160)
        at = CURRENCIES.index(shown["currency"])
        st.selectbox("Currency", CURRENCIES, index=at, key=keys["currency"], width=120)
    _clock_fields(keys, shown)
    return keys


def _lengths(template: Template) -> dict[str, str]:
    at_25 = Fraction(25)
    seconds = {"slot": template.slot_seconds, "target": template.target_seconds}
    return {name: duration_text(found * 25, at_25) for name, found in seconds.items()}


def _shown(episode: EpisodeRow) -> dict[str, str]:
    """An episode's plan as it stands in the fields."""
    rate, drop, first = episode.rate, episode.drop_frame, episode.first_timecode_frames
    counted = (name for name, counting in COUNTINGS.items() if counting == (rate, drop or not drops(rate)))
    return {
        "title": episode.title,
        "slot": duration_text(episode.slot_frames, rate),
        "target": duration_text(episode.target_frames, rate),
        "rate": next(counted),
        "budget": plain_amount(episode.budget_minor, episode.currency),
        "currency": episode.currency,
        "first": timecode(first, rate, drop=drop),
        "on_air": "" if episode.on_air_ms is None else clock_text(0, rate, episode.on_air_ms),
        "words": str(episode.words_per_minute),
    }


def _length_field(label: str, name: str, keys: dict[str, str], shown: dict[str, str], said: str) -> None:
    st.text_input(label, shown[name], key=keys[name], help=said, width=120)


def _clock_fields(keys: dict[str, str], shown: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "First timecode", shown["first"], key=keys["first"], width=160,
            help="The label of the first frame: usually 01:00:00:00 in America, 10:00:00:00 in Britain.",
        )  # fmt: skip
        st.text_input(
            "On air at", shown["on_air"], key=keys["on_air"], placeholder="20:00:00", width=160,
            help="The time of day at which it starts; left empty, it has no clock.",
        )  # fmt: skip
        st.number_input(
            "Words a minute", SLOWEST_WPM, FASTEST_WPM, int(shown["words"]), key=keys["words"], width=160,
            help="How fast its links and texts are read; what is said sets their length.",
        )  # fmt: skip


def _plan(keys: dict[str, str], before: EpisodeRow | None = None) -> EpisodePlan:
    """What was typed. A length left as it was shown keeps its frames. Raises: `BadInput`."""
    typed = {name: st.session_state[keys[name]] for name in FIELDS}
    (rate, drop), currency = COUNTINGS[typed["rate"]], str(typed["currency"])
    kept = before if before and before.rate == rate else None
    return EpisodePlan(
        title=typed["title"],
        number=int(typed["number"]),
        rate=rate,
        slot_frames=_length(typed["slot"], rate, kept.slot_frames if kept else None),
        target_frames=_length(typed["target"], rate, kept.target_frames if kept else None),
        budget_minor=parse_amount(typed["budget"], currency) if typed["budget"].strip() else 0,
        currency=currency,
        drop_frame=drop,
        # With colons it is read by the counting that was chosen beside it.
        first_timecode_frames=parse_timecode(typed["first"].replace(";", ":"), rate, drop=drop),
        on_air_ms=parse_time_of_day(typed["on_air"]) if typed["on_air"].strip() else None,
        words_per_minute=int(typed["words"]),
    )


def _length(typed: str, rate: Fraction, kept: int | None) -> int:
    if kept is not None and typed.strip() == duration_text(kept, rate):
        return kept
    return parse_duration(typed, rate)


def _make(actor: Actor, keys: dict[str, str]) -> None:
    action(_create, actor, keys, done="The episode was made; open its rundown to fill it.")


def _create(actor: Actor, keys: dict[str, str]) -> None:
    plan, shape = _plan(keys), st.session_state[SHAPE]
    if shape in TEMPLATES:
        acts = sketch(TEMPLATES[shape], plan.target_frames, plan.slot_frames)
    else:
        acts = plain_acts([f"Act {n}" for n in range(1, int(st.session_state[ACTS]) + 1)])
    made = create_episode(database(), actor, st.session_state[SHOW] or "", plan, acts)
    st.query_params["episode"] = str(made)
    st.session_state[keys["title"]] = ""


def _save(actor: Actor, episode: EpisodeRow, keys: dict[str, str]) -> None:
    action(_change, actor, episode, keys, done="The episode was changed.")


def _change(actor: Actor, episode: EpisodeRow, keys: dict[str, str]) -> None:
    change_episode(database(), actor, episode.episode_id, episode.revision, _plan(keys, episode))
