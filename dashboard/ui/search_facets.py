"""The facets of the Search page: a button each, which opens its choices with the number of pieces each would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from dashboard.curation.search.facets import NAMED
from dashboard.curation.search.searching import NONE, Choice, Found
from dashboard.ui.search_state import choose
from dashboard.ui.widgets import CLEARANCE, plain

FIRST = 5
"""So many facets show without being asked for."""
SHOWN = 12
"""So many choices are listed; the others are found by typing."""
TITLES = {
    "kind": "Kind", "call": "Call", "length": "Length", "clearance": "Clearance", "licence": "Licence",
    "technical": "Technical", "used": "In a rundown", "newcomer": "Newcomer", "remixed": "Remixed",
    "country": "Country", "language": "Language", "source": "Source",
}  # fmt: skip
HELP = {
    "newcomer": "Newcomer: one of the first three pieces here of one of its artists.",
    "remixed": "Remixed: something here is built on it.",
    "technical": "What was measured of its file: fit, to ask the artist about, or unfit to air.",
    "country": "Of its first artist who names one.",
}
_MORE = "search_more_filters"
_UNKNOWN = {"call": "No call", "licence": "None named", "country": "Not known", "language": "Not known"}
_WORDS = {
    ("used", "used"): "In a rundown", ("used", "unused"): "In none", ("newcomer", "newcomer"): "Newcomer",
    ("newcomer", "known here"): "Known here", ("remixed", "never"): "Never remixed", ("remixed", "remixed"): "Remixed",
    ("technical", "fit"): "Fit", ("technical", "ask"): "To ask about", ("technical", "unfit"): "Unfit",
    ("technical", "unknown"): "Not measured yet", ("length", "no length"): "No length",
    **{("clearance", state): words[0] for state, words in CLEARANCE.items()},
}  # fmt: skip


def facets_panel(found: Found, chosen: Mapping[str, tuple[str, ...]]) -> None:
    """The facets in a row that wraps, at first only a few; below them what is chosen, each to be taken away."""
    more = st.session_state.get(_MORE, False)
    with st.container(horizontal=True, gap="xsmall"):
        for at, (name, choices) in enumerate(found.choices.items()):
            if more or at < FIRST:
                _facet(name, choices, chosen.get(name, ()))
        st.button(
            "Fewer filters" if more else "More filters", key="search_filters", type="tertiary",
            icon=":material/filter_list:", on_click=_show_more, args=(not more,),
        )  # fmt: skip
    _chips(found, chosen)


def _chips(found: Found, chosen: Mapping[str, tuple[str, ...]]) -> None:
    picked = [(name, value) for name, values in chosen.items() for value in values if name in found.choices]
    if not picked:
        return
    with st.container(horizontal=True, gap="xsmall"):
        for name, value in picked:
            label = _labels(name, found.choices[name]).get(value, value)
            st.button(
                f"{TITLES[name]}: {plain(label)}", key=f"chip_{name}_{value}", icon=":material/close:",
                on_click=choose, args=(name, value), kwargs={"on": False}, help="Take this filter away",
            )  # fmt: skip


def _labels(name: str, choices: Iterable[Choice]) -> dict[str, str]:
    return {choice.value: label_of(name, choice.value, choice.label) for choice in choices}


def _show_more(more: bool) -> None:
    st.session_state[_MORE] = more


def label_of(facet: str, value: str, label: str = "") -> str:
    """A value as people read it."""
    if value == NONE:
        return _UNKNOWN.get(facet, "None")
    return _WORDS.get((facet, value)) or label or value


def _facet(name: str, choices: tuple[Choice, ...], chosen: tuple[str, ...]) -> None:
    # Named the same whatever is chosen: under another name it would close with every choice.
    opened = st.popover(TITLES[name], key=f"facet_{name}", on_change="rerun")
    if not opened.open:
        return
    labels = _labels(name, choices)
    with opened:
        st.caption(HELP.get(name, "Choose one or more."))
        listed = [choice for at, choice in enumerate(choices) if at < SHOWN or choice.value in chosen]
        for choice in listed:
            _choice(name, choice, labels[choice.value], is_on=choice.value in chosen)
        if others := [choice for choice in choices if choice not in listed]:
            _others(name, others, labels)
        if not choices:
            st.caption("Nothing to choose among what was found.")


def _choice(facet: str, choice: Choice, label: str, *, is_on: bool) -> None:
    key = f"choose_{facet}_{choice.value}"
    st.session_state[key] = is_on  # the address decides, whatever this box was before
    st.checkbox(
        f"{plain(label)} :gray[{choice.count:,}]", key=key, on_change=_ticked, args=(facet, choice.value, key),
        disabled=not (choice.count or is_on),
    )  # fmt: skip


def _ticked(facet: str, value: str, key: str) -> None:
    """As the box says: it is also called for boxes that went away with their popover, and changes nothing then."""
    choose(facet, value, on=st.session_state[key])


def _others(facet: str, others: list[Choice], labels: Mapping[str, str]) -> None:
    counts = {choice.value: f"{labels[choice.value]} ({choice.count:,})" for choice in others}
    st.selectbox(
        "More", list(counts), index=None, key=f"more_{facet}", format_func=counts.__getitem__, on_change=_take_other,
        args=(facet,), placeholder=f"{len(others)} more" + (" titles" if facet in NAMED else ""),
    )  # fmt: skip


def _take_other(facet: str) -> None:
    value = st.session_state.pop(f"more_{facet}")
    if value is not None:
        choose(facet, value, on=True)
