"""Two pieces played in step: a score over its film, a voice over its song."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.curation.played_over import played_over
from dashboard.curation.queries import Card
from dashboard.storage.engine import database
from dashboard.ui.cards import plays
from dashboard.ui.components.together import together_player
from dashboard.ui.links import media_url

_TYPES = {"video": "video/mp4", "audio": "audio/mp4"}


def can_play_together(piece: Card, others: Sequence[Card]) -> bool:
    """Whether one of the others can be played over the piece: both run, and one of them is heard alone."""
    return plays(piece) and any(_over(piece, other) for other in others)


def together_choice(piece: Card, others: Sequence[Card]) -> None:
    """The piece with one of the others over it, which one is chosen."""
    fitting = {other.contribution_id: other for other in others if _over(piece, other)}
    chosen = st.selectbox(
        f"Play over “{piece.title}”", list(fitting), key=f"together{piece.contribution_id}",
        format_func=lambda id_: f"{fitting[id_].title}, {fitting[id_].artists}",
    )  # fmt: skip
    if chosen in fitting:
        together_panel(piece, fitting[chosen])


def together_uses(card: Card) -> None:
    """For a piece's own page: it over one of those that it uses or answers; nothing where none can be played so."""
    with database().reading() as session:
        under = [each for each in played_over(session, card.contribution_id) if can_play_together(each, [card])]
    if not under:
        return
    st.header("Together", anchor=False)
    st.fragment(_over_one_of)(card, under)


def _over_one_of(card: Card, under: Sequence[Card]) -> None:
    fitting = {each.contribution_id: each for each in under}
    chosen = st.selectbox(
        f"Play “{card.title}” over", list(fitting), key=f"under{card.contribution_id}",
        format_func=lambda id_: f"{fitting[id_].title}, {fitting[id_].artists}",
    )  # fmt: skip
    if chosen in fitting:
        together_panel(fitting[chosen], card)


def together_panel(piece: Card, other: Card) -> None:
    """A player that keeps both in step, each with its own volume. Both must be playable; see `can_play_together`."""
    tracks = [_track(each) for each in (piece, other)]
    together_player(tracks, key=f"in_step{piece.contribution_id}_{other.contribution_id}")


def _over(piece: Card, other: Card) -> bool:
    return plays(other) and "audio" in {piece.media_kind, other.media_kind}


def _track(card: Card) -> dict[str, object]:
    assert card.proxy_hash is not None  # noqa: S101 - callers ask `plays`; this is for the type checker
    return {
        "title": card.title, "by": card.artists, "kind": card.media_kind, "duration_s": (card.duration_ms or 0) / 1000,
        "url": media_url(card.proxy_hash, _TYPES[card.media_kind]),
    }  # fmt: skip
