"""Reviewing: the piece at full width without whose it is, the rubric beside it, and what one has judged so far.

Everything here is named by a piece's random token: neither a widget's key nor an address may tell its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.curation.rounds.review_queries import Given, ReviewPage, ShownPiece
from dashboard.curation.rounds.reviews import LONGEST_WORDS, recuse, save_review
from dashboard.curation.rounds.rubric import HIGHEST, LOWEST, SCALE, SCORE_WORDS
from dashboard.people.roles import Actor
from dashboard.storage.engine import database
from dashboard.ui.formats import counted
from dashboard.ui.links import media_url
from dashboard.ui.widgets import attempt, page_link, plain, quiet, row

PIECE = "piece"
"""The name in the address of the token that is open."""
_WORDS = "white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.6;max-height:40rem;overflow-y:auto"
_WAVEFORM = "width:100%;aspect-ratio:4/1;object-fit:contain;display:block"


def skipped_of(round_id: int) -> list[str]:
    """The tokens that one put off in this round since the page was opened."""
    skipped: list[str] = st.session_state.setdefault(f"skipped_{round_id}", [])
    return skipped


def piece_to_judge(piece: ShownPiece) -> None:
    """The piece itself, large, and its words."""
    st.header(plain(piece.title), anchor=False)
    about = " · ".join(part for part in (piece.artists, piece.kind, piece.tags) if part)
    st.markdown(quiet(about))
    if piece.media_kind == "video" and piece.proxy_hash:
        st.video(media_url(piece.proxy_hash, "video/mp4"), alt="The video to judge")
    elif piece.media_kind == "audio" and piece.proxy_hash:
        if piece.poster_hash:
            source = media_url(piece.poster_hash, "image/png")
            st.html(f'<img src="{source}" alt="Waveform of the sound to judge" style="{_WAVEFORM}">')
        st.audio(media_url(piece.proxy_hash, "audio/mp4"), alt="The sound to judge")
    elif piece.raster_hash:
        st.image(media_url(piece.raster_hash, "image/png"), alt="The picture to judge")
    elif piece.poster_hash:
        st.image(media_url(piece.poster_hash, "image/jpeg"), alt="The picture to judge")
    if piece.text:
        with st.container(border=True):
            # In reach of the keyboard, so that whoever has no mouse can scroll it.
            label = "The words of the piece"
            st.html(f'<div role="region" tabindex="0" aria-label="{label}" style="{_WORDS}">{escape(piece.text)}</div>')


def rubric_form(actor: Actor, round_id: int, page: ReviewPage, piece: ShownPiece) -> None:
    """A score for each criterion and words; sent together, so that nothing is kept by halves."""
    review = page.review
    version = review.version if review else 0
    prefix = f"score_{piece.token}_{version}"
    if review is not None and review.recused:
        st.info(f"You stood back from this piece: {plain(review.reason)}", icon=":material/front_hand:")
    with st.form(f"review_{prefix}", border=False, enter_to_submit=False):
        st.caption(f"{LOWEST} is {SCORE_WORDS[LOWEST]}, {HIGHEST} is {SCORE_WORDS[HIGHEST]}.")
        for criterion in page.criteria:
            with st.container(gap="xsmall"):
                asked = f"  \n{quiet(criterion.words)}" if criterion.words else ""
                st.markdown(f"**{plain(criterion.name)}**{asked}")
                st.segmented_control(
                    criterion.name, SCALE, default=review.scores.get(criterion.key) if review else None,
                    key=f"{prefix}_{criterion.key}", label_visibility="collapsed",
                )  # fmt: skip
        st.text_area(
            "In words", review.words if review else "", key=f"{prefix}_words", max_chars=LONGEST_WORDS,
            placeholder="What speaks for it, what against it",
        )  # fmt: skip
        st.form_submit_button(
            "Save it" if review else "Save and go on", type="primary", key=f"{prefix}_save", on_click=_save,
            args=(actor, round_id, page, piece.token, version, prefix),
        )  # fmt: skip


def other_ways(actor: Actor, round_id: int, page: ReviewPage, piece: ShownPiece) -> None:
    """Putting the piece off, and standing back from it."""
    with st.container(horizontal=True):
        if page.review is None and len(page.waiting) > 1:
            st.button(
                "Later", key=f"later_{piece.token}", icon=":material/schedule:", on_click=_skip,
                args=(round_id, piece.token), help="It comes again at the end.",
            )  # fmt: skip
        elif page.review is not None:
            st.button("Back without a change", key=f"back_{piece.token}", on_click=_go_on)
        version = page.review.version if page.review else 0
        with st.popover("Stand back", icon=":material/front_hand:", key=f"stand_{piece.token}"):
            st.caption("When you know whose it is, had a hand in it, or cannot be fair. It is offered to others.")
            key = f"stand_{piece.token}_{version}_why"
            st.text_area("Why", key=key, max_chars=LONGEST_WORDS)
            st.button(
                "Stand back from it", key=f"stand_{piece.token}_{version}", type="primary", on_click=_recuse,
                args=(actor, round_id, piece.token, version, key),
            )  # fmt: skip


def judged_so_far(round_id: int, given: Sequence[Given], *, may_change: bool) -> None:
    """What one has judged with one's own scores, never anybody else's."""
    for one in given:
        piece = one.piece
        said = "you stood back" if one.score is None else f"your score {one.score:.1f} of {HIGHEST}"
        whose = f" {quiet(piece.artists)}" if piece.artists else ""
        with row(f"{plain(piece.title)}{whose}  \n{quiet(f'{piece.kind}, {said}')}"):
            if may_change:
                page_link("review", "Change", "edit", round=round_id, piece=piece.token)


def progress_line(page: ReviewPage) -> None:
    """How far one has come."""
    done, left = len(page.given), len(page.waiting)
    st.progress(done / (done + left) if done + left else 1.0, text=f"{counted(done, 'piece')} judged, {left:,} to go")


def _save(actor: Actor, round_id: int, page: ReviewPage, token: str, version: int, prefix: str) -> None:
    scores = {criterion.key: st.session_state[f"{prefix}_{criterion.key}"] for criterion in page.criteria}
    words = st.session_state[f"{prefix}_words"] or ""
    if attempt(save_review, database(), actor, round_id, token, version, scores, words, done="Saved."):
        _go_on()


def _recuse(actor: Actor, round_id: int, token: str, version: int, key: str) -> None:
    reason = st.session_state[key] or ""
    if attempt(recuse, database(), actor, round_id, token, version, reason, done="You stand back from it."):
        _go_on()


def _skip(round_id: int, token: str) -> None:
    skipped_of(round_id).append(token)
    _go_on()


def _go_on() -> None:
    st.query_params.pop(PIECE, None)
