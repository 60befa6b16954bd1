"""What a piece's own page says of it: its media, its artists, its licence and where it comes from."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from dashboard.community.licences import read_licence
from dashboard.community.tables import Contribution
from dashboard.curation.queries import Card
from dashboard.ui.cards import frame, play_in_place, player, plays
from dashboard.ui.formats import date_text, length_text
from dashboard.ui.links import media_url
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.technical_panel import technical_panel, technical_rows
from dashboard.ui.widgets import clearance_badge, page_link, plain

_WORDS = "white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.6;max-height:26.4rem;overflow-y:auto"


def media_panel(piece: Contribution, card: Card) -> None:
    """The piece itself, to see, hear or read; below it what its artist wrote about it."""
    if plays(card) and card.media_kind == "video":
        st.fragment(play_in_place)(card, "piece")
    elif plays(card):
        player(card, ratio="4/1")
    elif piece.media and piece.media.raster_hash:
        st.image(media_url(piece.media.raster_hash, "image/png"), alt=f"Picture: {piece.title}")
    elif card.poster_hash:
        st.image(media_url(card.poster_hash, "image/jpeg"), alt=f"Picture: {piece.title}")
    elif not piece.text:
        frame(card)
    if piece.text:
        name = escape(f"The words of {piece.title}", quote=True)
        with st.container(border=True):
            # In reach of the keyboard, so that whoever has no mouse can scroll it.
            st.html(f'<div role="region" tabindex="0" aria-label="{name}" style="{_WORDS}">{escape(piece.text)}</div>')
    if piece.note:
        st.caption(plain(piece.note))


def facts_panel(piece: Contribution, card: Card) -> None:
    """Clearance with its reason, what its file lacks, then the licence and where the piece comes from."""
    st.markdown(clearance_badge(piece.clearance))
    if piece.clearance_reason:
        st.markdown(plain(piece.clearance_reason))
    technical_panel(piece, card.technical)
    st.table(_facts(piece, card), border="horizontal", alt=f"What is known of {piece.title}")


def _facts(piece: Contribution, card: Card) -> dict[str, str]:
    licence = read_licence(piece.licence, piece.licence_url)
    named = plain(licence.name if licence.known else piece.licence or "None named")
    rows = {
        "Kind": card.kind + (f", {length_text(card.duration_ms)}" if card.duration_ms is not None else ""),
        **technical_rows(piece.media),
        "Licence": f"[{named}]({licence.url})" if licence.url.startswith("https://") else named,
        "When it airs": plain(licence.obligations),
        "Answers the call": plain(piece.call.title) if piece.call else "",
        "Posted": date_text(piece.created_at),
        "Version": f"{piece.version}, as the source last changed it" if piece.version > 1 else "",
        "From": _place(piece.origin),
    }
    return {name: value for name, value in rows.items() if value}


def _place(origin: str) -> str:
    """A link that shows only its host, or the words as they are."""
    parts = urlsplit(origin)
    is_link = parts.scheme == "https" and " " not in origin
    return f"[{plain(parts.netloc)}]({origin})" if is_link else plain(origin)


def credits_panel(piece: Contribution) -> None:
    """Who made it, as what, and their shares of it."""
    if not piece.credits:
        st.markdown("No artist is named. Find out who made it before it airs.")
        return
    whole = sum(credit.points for credit in piece.credits)
    rows = [(c.contributor.credit_name, c.role, f"{c.points} of {whole}") for c in piece.credits]
    columns = [Column("Artist"), Column("Role"), Column("Share", number=True)]
    sheet_table(f"Who made {piece.title}", columns, rows)
    with st.container(horizontal=True):
        for name, person_id in {c.contributor.credit_name: c.contributor.person_id for c in piece.credits}.items():
            page_link("artist", plain(name), "person", artist=person_id)
