"""What a call shows to look at and listen to; for who may, adding and dropping."""

from __future__ import annotations

import streamlit as st

from dashboard.community.call_queries import CallPage
from dashboard.community.call_references import add_reference_file, add_reference_piece, drop_reference
from dashboard.community.call_tables import CallReference
from dashboard.curation.queries import card
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.settings import settings
from dashboard.storage.engine import database
from dashboard.ui.cards import frame
from dashboard.ui.finder import find_piece
from dashboard.ui.links import media_url
from dashboard.ui.widgets import action, attempt, page_link, plain


def references_panel(actor: Actor, page: CallPage) -> None:
    """What to look at and listen to before answering; for who may, adding and dropping."""
    if not page.references and not page.may_change:
        return
    st.header("To look at and listen to", anchor=False)
    if page.references:
        with st.grid("auto", min_column_width=250):
            for reference in page.references:
                with st.container(border=True, height="stretch"):
                    _reference(actor, page, reference)
    if page.may_change:
        more = st.expander("Add a reference", key="reference_more", on_change="rerun")
        if more.open:
            with more:
                _add_reference(actor, page)


def _reference(actor: Actor, page: CallPage, reference: CallReference) -> None:
    if reference.contribution is not None:
        frame(card(reference.contribution))
        page_link("contribution", f"**{plain(reference.contribution.title)}**", piece=reference.contribution.id)
    else:
        _file(reference)
    if page.may_change:
        st.button(
            "Drop", key=f"reference{reference.id}", icon=":material/close:", on_click=action,
            args=(drop_reference, database(), actor, page.row.call_id, page.row.version, reference.id),
            kwargs={"done": "It is shown no longer."},
        )  # fmt: skip


def _file(reference: CallReference) -> None:
    media, name = reference.media, reference.name
    if media and media.kind == "video" and media.proxy_hash:
        st.video(media_url(media.proxy_hash, "video/mp4"), alt=f"Video: {name}")
    elif media and media.kind == "audio" and media.proxy_hash:
        st.audio(media_url(media.proxy_hash, "audio/mp4"), alt=f"Sound: {name}")
    elif media and media.poster_hash:
        st.image(media_url(media.poster_hash, "image/jpeg"), alt=f"Picture: {name}")
    elif media and media.facts.get("text"):
        st.markdown(plain(media.facts["text"][:600]))
    st.markdown(f"**{plain(name)}**")


def _add_reference(actor: Actor, page: CallPage) -> None:
    piece_id = find_piece("A piece that is here", "reference_piece")
    if piece_id is not None:
        st.button(
            "Show this piece", key="reference_add", on_click=action,
            args=(add_reference_piece, database(), actor, page.row.call_id, page.row.version, piece_id),
            kwargs={"done": "It is shown with the call."},
        )  # fmt: skip
    file = st.file_uploader("Or a file", key="reference_file")
    if file is not None:
        st.button("Show this file", key="reference_send", on_click=_send, args=(actor, page))


def _send(actor: Actor, page: CallPage) -> None:
    file, store = st.session_state["reference_file"], MediaStore(settings().media_root)
    row = page.row
    done = f"{file.name} is shown with the call."
    attempt(add_reference_file, database(), store, actor, row.call_id, row.version, file, file.name, done=done)
