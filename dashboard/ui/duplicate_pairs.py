"""Pairs of pieces that are alike, side by side: what was measured, what is proposed, and the ways to decide."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.community.declaring import RELATIONS
from dashboard.community.merging import merge_pieces, part_pieces
from dashboard.curation.duplicates.copies import CopyRow
from dashboard.curation.duplicates.decisions import (
    APART,
    LINKED,
    QUESTIONED,
    ask_ownership,
    link_pair,
    reopen_pair,
    tell_apart,
)
from dashboard.curation.duplicates.queries import Pair, Side
from dashboard.people.roles import Actor
from dashboard.storage.engine import database
from dashboard.ui.cards import play_in_place
from dashboard.ui.formats import counted, date_text, length_text
from dashboard.ui.widgets import action, clearance_badge, page_link, plain, quiet, row

LIKENESS = {
    "same_file": "file_copy", "near_picture": "image", "near_sound": "graphic_eq", "near_text": "article",
}  # fmt: skip
"""The shape of each sort."""
DECIDED = {
    LINKED: ("Linked", "link", "green"),
    QUESTIONED: ("Asked whose it is", "help", "orange"),
    APART: ("Different works", "call_split", "gray"),
}
"""The word, the shape and the colour of each decision."""


def group_box(actor: Actor, pairs: Sequence[Pair]) -> None:
    """Pairs that hang together, each with its buttons."""
    pieces = {side.card.contribution_id for pair in pairs for side in (pair.left, pair.right)}
    with st.container(border=True):
        if len(pairs) > 1:
            st.caption(f"{counted(len(pieces), 'piece')} that hang together, in {counted(len(pairs), 'pair')}.")
        for number, pair in enumerate(pairs):
            if number:
                st.divider()
            _pair(actor, pair)


def _pair(actor: Actor, pair: Pair) -> None:
    left, right = st.columns(2, gap="medium")
    for place, which, side in ((left, "first", pair.left), (right, "second", pair.right)):
        with place:
            _side(side, which, f"pair{pair.pair_id}{which}")
    words = pair.measured[0].upper() + pair.measured[1:]
    st.markdown(f"**:material/{LIKENESS[pair.sort]}: {plain(words)}.** {plain(pair.proposal)}")
    with st.container(horizontal=True):
        if pair.keep_id is not None:
            _merge(actor, pair, pair.left, pair.right, "first")
            _merge(actor, pair, pair.right, pair.left, "second")
        _built_on(actor, pair)
        if pair.keep_id is None:
            _ownership(actor, pair)
        if pair.one_name:
            name = pair.left.card.artists.split(",")[0]
            page_link("artists", "See both among Artists", "groups_2", artist_words=name)
        st.button(
            "Different works", key=f"apart{pair.pair_id}", icon=":material/call_split:", on_click=action,
            args=(tell_apart, database(), actor, pair.pair_id),
            kwargs={"done": "They are different works; they are not proposed again."},
        )  # fmt: skip


def _side(side: Side, which: str, area: str) -> None:
    card = side.card
    play_in_place(card, area)
    page_link("contribution", f"**{plain(card.title)}**", piece=card.contribution_id)
    length = "" if card.duration_ms is None else f" · {length_text(card.duration_ms)}"
    st.markdown(
        f"{plain(card.artists)}  \n{quiet(f'{card.kind}{length}')} {clearance_badge(card.clearance)}  \n"
        f"{quiet(f'The {which}, at {side.source}, {date_text(card.created_at)}')}"
    )
    _origin(side.origin)


def _origin(origin: str) -> None:
    if origin.startswith(("https://", "http://")):
        st.link_button("At its source", origin, icon=":material/open_in_new:", type="tertiary")


def _merge(actor: Actor, pair: Pair, keep: Side, other: Side, which: str) -> None:
    kept = keep.card.contribution_id
    st.button(
        f"Merge, keep the {which}", key=f"keep_{which}{pair.pair_id}", icon=":material/merge:",
        type="primary" if kept == pair.keep_id else "secondary",
        help=f"One card, one credit: “{plain(keep.card.title)}” at {plain(keep.source)} stands for both.",
        on_click=action, args=(merge_pieces, database(), actor, kept, other.card.contribution_id),
        kwargs={"done": "They are one piece now; it can be parted again below."},
    )  # fmt: skip


def _built_on(actor: Actor, pair: Pair) -> None:
    key = f"built{pair.pair_id}"
    with st.popover("Built on", icon=":material/link:", key=f"open_{key}"):
        ways = {
            pair.right.card.contribution_id: f"The second, by {pair.right.card.artists}, is built on the first",
            pair.left.card.contribution_id: f"The first, by {pair.left.card.artists}, is built on the second",
        }
        st.radio("Which way", list(ways), format_func=lambda id_: plain(ways[id_]), key=f"{key}way")
        st.selectbox("How", RELATIONS, format_func=lambda name: name.replace("_", " "), key=f"{key}how")
        st.caption("The link is confirmed, so credits and payments follow it.")
        st.button("Link them", key=key, type="primary", on_click=_link, args=(actor, pair.pair_id, key))


def _link(actor: Actor, pair_id: int, key: str) -> None:
    child, relation = st.session_state[f"{key}way"], st.session_state[f"{key}how"]
    action(link_pair, database(), actor, pair_id, child, relation, done="The link is confirmed.")


def _ownership(actor: Actor, pair: Pair) -> None:
    key, left, right = f"own{pair.pair_id}", pair.left.card, pair.right.card
    with st.popover("Ownership question", icon=":material/help:", key=f"open_{key}"):
        held = {
            "Both": (left.contribution_id, right.contribution_id),
            f"The first, by {left.artists}": (left.contribution_id,),
            f"The second, by {right.artists}": (right.contribution_id,),
        }
        st.radio("What may not air until it is answered", list(held), format_func=plain, key=f"{key}held")
        st.text_area("What you know of it", key=f"{key}words", placeholder="Such as where it was published first")
        st.caption("Both artists read it on the pages of their pieces. Nothing is rejected.")
        st.button("Ask", key=key, type="primary", on_click=_ask, args=(actor, pair.pair_id, key, held))


def _ask(actor: Actor, pair_id: int, key: str, held: dict[str, tuple[int, ...]]) -> None:
    ids, words = held[st.session_state[f"{key}held"]], st.session_state[f"{key}words"] or ""
    action(ask_ownership, database(), actor, pair_id, ids, words, done="Asked; it is answered where requests are.")


def copy_lines(actor: Actor, copies: Sequence[CopyRow]) -> None:
    """What is merged, each with the way to part it again."""
    for copy in copies:
        who = f"merged by {copy.merged_by}, {date_text(copy.merged_at)}" if copy.merged_at else ""
        words = f"“{plain(copy.copy_title)}” at {plain(copy.source)} is a copy of “{plain(copy.kept_title)}”"
        warning = "" if copy.still_theirs else "  \n:orange-badge[:material/warning: Their artists differ now]"
        with row(f"{words} {quiet(who)}{warning}", share=4):
            page_link("contribution", "Open", "arrow_forward", icon_last=True, piece=copy.kept_id)
            part_button(actor, copy)


def part_button(actor: Actor, copy: CopyRow) -> None:
    """Makes a copy a piece of its own again."""
    st.button(
        "Part", key=f"part{copy.copy_id}", icon=":material/call_split:", on_click=action,
        args=(part_pieces, database(), actor, copy.copy_id),
        kwargs={"done": f"“{copy.copy_title}” stands by itself again."},
    )  # fmt: skip


def decided_lines(actor: Actor, pairs: Sequence[Pair]) -> None:
    """What was decided about pairs but merging; what was told apart can be looked at again."""
    for pair in pairs:
        word, icon, colour = DECIDED[pair.state]
        titles = " and ".join(f"“{plain(side.card.title)}”" for side in (pair.left, pair.right))
        when = f", {date_text(pair.decided_at)}" if pair.decided_at else ""
        why = f"  \n{plain(pair.reason)}" if pair.reason else ""
        text = f"{titles} :{colour}-badge[:material/{icon}: {word}] {quiet(pair.decided_by + when)}{why}"
        with row(text, share=4):
            page_link("contribution", "Open", "arrow_forward", icon_last=True, piece=pair.right.card.contribution_id)
            if pair.state == APART:
                st.button(
                    "Look again", key=f"reopen{pair.pair_id}", icon=":material/undo:", on_click=action,
                    args=(reopen_pair, database(), actor, pair.pair_id), kwargs={"done": "It is an open pair again."},
                )  # fmt: skip
