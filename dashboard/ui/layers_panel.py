"""The layers of one line: what each uses of its piece, and laying another piece in."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import streamlit as st

from dashboard.curation.queries import artists
from dashboard.people.roles import Actor
from dashboard.rundown.commands import add_layers, material_of, remove_layer, trim_layer
from dashboard.rundown.layers import SOUND
from dashboard.rundown.queries import Rundown
from dashboard.rundown.tables import Item, Layer
from dashboard.rundown.timing import PIECE
from dashboard.storage.engine import database
from dashboard.ui.add_panel import piece_options
from dashboard.ui.formats import duration_text, length_text, point_text, read_point
from dashboard.ui.widgets import action, clearance_badge, page_link, plain


def layer_lines(item: Item, rate: Fraction) -> None:
    """Each layer on a line of its own: track, piece, artists, length, clearance."""
    for layer in item.layers:
        piece, used = layer.contribution, duration_text(layer.out_frames - layer.in_frames, rate)
        st.markdown(
            f"{layer.track.capitalize()} · **{plain(piece.title)}** · {plain(artists(piece))} · `{used}` "
            f"{clearance_badge(piece.clearance)}"
        )


def layers_panel(actor: Actor, rundown: Rundown, item: Item) -> None:
    """Choose a layer, trim it or take it out; below, lay another piece in."""
    rate = rundown.episode.rate
    st.header("Layers", anchor=False)
    layers = {layer.id: layer for layer in item.layers}
    if layers:
        chosen = st.selectbox(
            "Layer",
            list(layers),
            key=f"layer_{item.id}",
            format_func=lambda key: _layer_label(layers[key], rate),
        )
        if chosen in layers:
            _trim(actor, layers[chosen], rate)
    if item.kind != PIECE:
        return
    with st.expander("Lay another piece into this line", icon=":material/layers:", key=f"lay_{item.id}"):
        options = piece_options(rundown.episode.shortlist_id)
        if not options:
            st.caption("The shortlist is empty; pick pieces on Trending first.")
            return
        key = f"lay_piece_{item.id}"
        st.selectbox("Piece from the shortlist", list(options), format_func=options.__getitem__, key=key)
        st.button("Lay it in", key="layer_add", on_click=_lay_in, args=(actor, item.id, key))


def _layer_label(layer: Layer, rate: Fraction) -> str:
    used = duration_text(layer.out_frames - layer.in_frames, rate)
    return f"{layer.position + 1}. {layer.track}: {layer.contribution.title} ({used})"


def _trim(actor: Actor, layer: Layer, rate: Fraction) -> None:
    piece, material = layer.contribution, material_of(layer.contribution)
    has = f"`{length_text(material.duration_ms)}` long" if material.runs else "no length of its own"
    st.markdown(f"{plain(artists(piece))} · {piece.kind} · {has} {clearance_badge(piece.clearance)}")
    page_link("contribution", "Open its page", "palette", piece=piece.id)
    keys = [f"trim_{name}_{layer.id}_{value}" for name, value in
            (("in", layer.in_frames), ("out", layer.out_frames), ("gain", layer.gain_db))]  # fmt: skip
    with st.form(f"trim_{layer.id}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            if material.runs:
                st.text_input("In", point_text(layer.in_frames, rate), key=keys[0], width=130)
                st.text_input("Out", point_text(layer.out_frames, rate), key=keys[1], width=130)
            else:
                st.text_input("Stays for", duration_text(layer.out_frames, rate), key=keys[1], width=130)
            if layer.track == SOUND:
                st.number_input("Gain (dB)", -60.0, 20.0, layer.gain_db, 0.5, key=keys[2], format="%.1f", width=130)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button("Save trim", key="trim_save", on_click=_save, args=(actor, layer, rate, keys))
            st.form_submit_button(
                "Remove layer", key="layer_remove", on_click=action,
                args=(remove_layer, database(), actor, layer.id),
            )  # fmt: skip


def _save(actor: Actor, layer: Layer, rate: Fraction, keys: list[str]) -> None:
    typed = [st.session_state.get(key) for key in keys]
    action(_change_layer, actor, layer, rate, typed, done="The layer is saved.")


def _change_layer(actor: Actor, layer: Layer, rate: Fraction, typed: list[Any]) -> None:
    """A length left as it was shown keeps its frames."""
    first, last, gain_db = typed
    runs = material_of(layer.contribution).runs
    shown = point_text(layer.out_frames, rate) if runs else duration_text(layer.out_frames, rate)
    in_frames = layer.in_frames if first is None else read_point(first, rate)
    out_frames = layer.out_frames if last == shown else read_point(last, rate)
    gain = layer.gain_db if gain_db is None else gain_db
    trim_layer(database(), actor, layer.id, in_frames, out_frames, gain)


def _lay_in(actor: Actor, item_id: int, key: str) -> None:
    action(add_layers, database(), actor, item_id, int(st.session_state[key]), done="The piece is laid in.")
