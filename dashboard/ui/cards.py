"""The one card that stands for a piece, wherever it is shown, and its player."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.curation.queries import Card
from dashboard.ui.formats import length_text
from dashboard.ui.links import media_url
from dashboard.ui.technical_panel import technical_badge
from dashboard.ui.widgets import clearance_badge, page_link, plain

CARD_PX = 250
"""The least width of a card."""

PLAYING = "playing"
"""The session-state key of what plays: an area of a page, and a piece in it."""

_VIDEO_TYPE, _SOUND_TYPE = "video/mp4", "audio/mp4"
_FRAME = (
    "border-radius:4px;overflow:hidden;display:flex;align-items:center;justify-content:center;"
    "background:color-mix(in srgb,currentColor 7%,transparent)"
)
_PICTURE = "width:100%;height:100%;object-fit:contain"
_QUOTE = "margin:0;padding:0 1.25rem;font-size:1rem;line-height:1.5;text-align:center;text-wrap:balance"


def piece_card(card: Card, *, note: str = "", buttons: Callable[[Card], None] | None = None, area: str = "") -> None:
    """A piece as every page shows it: picture, title, artists, kind and length, clearance, what its file lacks.

    Its buttons come last. `note` is Markdown and stands under the clearance. `area` tells a piece apart that a page
    shows twice. What can be played plays in place, one piece at a time.
    """
    _picture_or_player(card, area)
    length = "" if card.duration_ms is None else f" · {length_text(card.duration_ms)}"
    badges = f"{clearance_badge(card.clearance)} {technical_badge(card.technical)}".rstrip()
    lines = [plain(card.artists), f":small[:gray[{card.kind}{length}]] {badges}"]
    with st.container(gap=None, height="stretch"):
        page_link("contribution", f"**{plain(card.title)}**", piece=card.contribution_id)
        st.markdown("  \n".join([*lines, note] if note else lines))
    with st.container(horizontal=True):
        _play_button(card, area)
        if buttons is not None:
            buttons(card)


def card_grid(
    cards: Sequence[Card],
    *,
    notes: Mapping[int, str] | None = None,
    buttons: Callable[[Card], None] | None = None,
    area: str = "",
) -> None:
    """Cards in as many columns as fit. Wrap it in `st.fragment` where playing need not redraw the page."""
    with st.grid("auto", min_column_width=CARD_PX):
        for card in cards:
            with st.container(border=True, height="stretch"):
                piece_card(card, note=(notes or {}).get(card.contribution_id, ""), buttons=buttons, area=area)


def frame(card: Card, ratio: str = "16/9") -> None:
    """The picture that stands for a piece, always of one shape: a still, a waveform, or its first line."""
    if card.poster_hash:
        what = {"video": "Still from", "audio": "Waveform of"}.get(card.media_kind, "Picture:")
        alt = escape(f"{what} {card.title}", quote=True)
        source = media_url(card.poster_hash, "image/png" if card.media_kind == "audio" else "image/jpeg")
        inside = f'<img src="{source}" alt="{alt}" loading="lazy" style="{_PICTURE}">'
    else:
        inside = f'<p style="{_QUOTE}">{escape(card.first_line or "Nothing to see yet")}</p>'
    st.html(f'<div style="aspect-ratio:{ratio};{_FRAME}">{inside}</div>')


def player(card: Card, *, autoplay: bool = False, ratio: str = "16/9") -> None:
    """A piece's video or sound, to play; sound below its waveform, which is of that ratio."""
    assert card.proxy_hash is not None  # noqa: S101 - callers ask `plays`; this is for the type checker
    if card.media_kind == "video":
        st.video(media_url(card.proxy_hash, _VIDEO_TYPE), autoplay=autoplay, alt=f"Video: {card.title}")
        return
    frame(card, ratio)
    st.audio(media_url(card.proxy_hash, _SOUND_TYPE), autoplay=autoplay, alt=f"Sound: {card.title}")


def play_in_place(card: Card, area: str = "") -> None:
    """A piece's picture with a button that puts the player in its place."""
    _picture_or_player(card, area)
    _play_button(card, area)


def plays(card: Card) -> bool:
    """Whether a browser can play it."""
    return card.proxy_hash is not None and card.media_kind in ("video", "audio")


def _picture_or_player(card: Card, area: str) -> None:
    if plays(card) and st.session_state.get(PLAYING) == (area, card.contribution_id):
        player(card, autoplay=True)
    else:
        frame(card)


def _play_button(card: Card, area: str) -> None:
    if not plays(card):
        return
    place = (area, card.contribution_id)
    runs = st.session_state.get(PLAYING) == place
    st.button(
        "Close" if runs else "Play", key=f"play{area}{card.contribution_id}",
        icon=":material/close:" if runs else ":material/play_arrow:", on_click=_set_playing,
        args=(None if runs else place,),
    )  # fmt: skip


def _set_playing(place: tuple[str, int] | None) -> None:
    st.session_state[PLAYING] = place
