"""The layers of one line: what each uses of its piece and how it comes and goes, their order, and further pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.curation.queries import artists
from dashboard.people.roles import Actor
from dashboard.rundown.edits.cutting import merge_items, split_item
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.edits.layer_commands import add_layers, move_layer, remove_layer, replace_layer, set_layer
from dashboard.rundown.layers import SOUND
from dashboard.rundown.material import material_of
from dashboard.rundown.queries import Rundown
from dashboard.rundown.tables import Episode, Item, Layer
from dashboard.rundown.timing import PIECE
from dashboard.storage.engine import Database
from dashboard.ui.add_panel import piece_options
from dashboard.ui.change_reason import edit
from dashboard.ui.formats import duration_text, length_text, point_text, read_point
from dashboard.ui.widgets import clearance_badge, page_link, plain

FIELDS = ("in_frames", "out_frames", "gain_db", "offset_frames", "fade_in_frames", "fade_out_frames")
POINT = 122
"""The width of a field for a point, in pixels."""


def layer_lines(item: Item, rate: Fraction) -> None:
    """Each layer on a line of its own: track, piece, artists, length, clearance."""
    for layer in item.layers:
        piece, used = layer.contribution, duration_text(layer.out_frames - layer.in_frames, rate)
        st.markdown(
            f"{layer.track.capitalize()} · **{plain(piece.title)}** · {plain(artists(piece))} · `{used}` "
            f"{clearance_badge(piece.clearance)}"
        )


def layers_panel(actor: Actor, rundown: Rundown, item: Item) -> None:
    """Choose a layer and change it; below, lay another piece in, split the line or join it with the next."""
    rate = rundown.episode.rate
    st.header("Layers", anchor=False)
    options = piece_options(rundown.episode.shortlist_id) if item.kind == PIECE else {}
    layers = {layer.id: layer for layer in item.layers}
    if layers:
        chosen = st.selectbox(
            "Layer",
            list(layers),
            key=f"layer_{item.id}",
            format_func=lambda key: _label(layers[key], rate),
        )
        if chosen in layers:
            _layer(actor, layers[chosen], rundown.episode)
            _order(actor, item.layers, layers[chosen], options)
    if item.kind == PIECE:
        _lay_in(actor, item, options)
        if layers:
            _cut(actor, rundown, item)


def _label(layer: Layer, rate: Fraction) -> str:
    used = duration_text(layer.out_frames - layer.in_frames, rate)
    return f"{layer.position + 1}. {layer.track}: {layer.contribution.title} ({used})"


def _layer(actor: Actor, layer: Layer, episode: Episode) -> None:
    rate, drop = episode.rate, episode.drop_frame
    piece, material = layer.contribution, material_of(layer.contribution)
    has = f"`{length_text(material.duration_ms)}` long" if material.runs else "no length of its own"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"{plain(artists(piece))} · {piece.kind} · {has} {clearance_badge(piece.clearance)}", width="stretch"
        )
        page_link("contribution", "Open its page", "palette", piece=piece.id)
    # A key with the stored value in it: a field starts anew only when its own value was changed.
    keys = {name: f"trim_{name}_{layer.id}_{getattr(layer, name)}" for name in FIELDS}
    with st.form(f"trim_{layer.id}", border=False):
        if material.runs:
            with _fields():
                st.text_input("In", point_text(layer.in_frames, rate, drop=drop), key=keys["in_frames"])
                st.text_input("Out", point_text(layer.out_frames, rate, drop=drop), key=keys["out_frames"])
        if layer.track == SOUND:
            with _fields():
                offset = point_text(layer.offset_frames, rate, drop=drop)
                st.text_input("Starts at", offset, key=keys["offset_frames"], help="How long after its line it starts.")
                st.number_input("Gain (dB)", -60.0, 20.0, layer.gain_db, 0.5, key=keys["gain_db"], format="%.1f")
        with _fields():
            if not material.runs:
                st.text_input("Stays for", duration_text(layer.out_frames, rate), key=keys["out_frames"])
            _fade("Fade in", layer.fade_in_frames, keys["fade_in_frames"])
            _fade("Fade out", layer.fade_out_frames, keys["fade_out_frames"])
        st.form_submit_button("Save layer", key="trim_save", on_click=_save, args=(actor, layer, episode, keys))


def _fields() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def _fade(label: str, frames: int, key: str) -> None:
    st.number_input(label, 0, None, frames, 1, key=key, help="Frames, from or to silence; of a picture black.")


def _save(actor: Actor, layer: Layer, episode: Episode, keys: Mapping[str, str]) -> None:
    edit(_change, actor, layer, episode, keys, done="The layer is saved.")


def _change(db: Database, actor: Actor, layer: Layer, episode: Episode, keys: Mapping[str, str], *, slip: Slip) -> None:
    """Points left as they were shown keep their frames."""
    rate, drop = episode.rate, episode.drop_frame
    typed = {name: st.session_state.get(key) for name, key in keys.items()}
    runs = material_of(layer.contribution).runs
    new: dict[str, Any] = {name: typed[name] if typed[name] is not None else getattr(layer, name) for name in FIELDS}
    for name in ("in_frames", "out_frames", "offset_frames"):
        was = getattr(layer, name)
        shown = duration_text(was, rate) if name == "out_frames" and not runs else point_text(was, rate, drop=drop)
        new[name] = was if typed[name] in (None, shown) else read_point(str(typed[name]), rate, drop=drop)
    points = new.pop("in_frames"), new.pop("out_frames")
    seen = {name: getattr(layer, name) for name in FIELDS}
    set_layer(db, actor, layer.id, **new, points=points, seen=seen, slip=slip)


def _order(actor: Actor, layers: Sequence[Layer], layer: Layer, options: Mapping[int, str]) -> None:
    """Its place among the layers, another piece in its place, or none."""
    ids = [other.id for other in layers]
    at = ids.index(layer.id)
    before = ids[at - 2] if at > 1 else None
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Earlier", icon=":material/arrow_upward:", key="layer_up", disabled=at == 0, on_click=edit,
            args=(move_layer, actor, layer.id, before), help="Pictures and texts follow one another in this order.",
        )  # fmt: skip
        st.button(
            "Later", icon=":material/arrow_downward:", key="layer_down", disabled=at == len(ids) - 1, on_click=edit,
            args=(move_layer, actor, layer.id, ids[min(at + 1, len(ids) - 1)]),
        )  # fmt: skip
        with st.popover("Replace or remove", key=f"layer_swap_{layer.id}"):
            key = f"swap_piece_{layer.id}"
            others = {piece: label for piece, label in options.items() if piece != layer.contribution_id}
            if others:
                st.selectbox("By a piece from the shortlist", list(others), format_func=others.__getitem__, key=key)
                st.caption(
                    "A film’s sound is replaced with its picture; points are kept as far as the new one reaches."
                )
                st.button(
                    "Replace it", key="layer_replace", type="primary", on_click=_replace, args=(actor, layer.id, key)
                )
            st.button("Remove this layer", key="layer_remove", on_click=edit, args=(remove_layer, actor, layer.id))


def _replace(actor: Actor, layer_id: int, key: str) -> None:
    edit(replace_layer, actor, layer_id, int(st.session_state[key]), done="The piece is replaced.")


def _lay_in(actor: Actor, item: Item, options: Mapping[int, str]) -> None:
    with st.expander("Lay another piece into this line", icon=":material/layers:", key=f"lay_{item.id}"):
        if not options:
            st.caption("The shortlist is empty; pick pieces on Trending first.")
            return
        key = f"lay_piece_{item.id}"
        st.selectbox("Piece from the shortlist", list(options), format_func=options.__getitem__, key=key)
        st.button("Lay it in", key="layer_add", on_click=_add, args=(actor, item.id, key))


def _add(actor: Actor, item_id: int, key: str) -> None:
    edit(add_layers, actor, item_id, int(st.session_state[key]), done="The piece is laid in.")


def _cut(actor: Actor, rundown: Rundown, item: Item) -> None:
    items = [row.item for row in rundown.items]
    at = [other.id for other in items].index(item.id) + 1
    follows = items[at] if at < len(items) and items[at].kind == PIECE else None
    with st.expander("Split or join this line", icon=":material/content_cut:", key=f"cut_{item.id}"):
        key = f"split_at_{item.id}"
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input("Split at", key=key, placeholder="m:ss", width=POINT, help="Counted from its start.")
            args = (_split, actor, item, rundown.episode, key)
            st.button("Split", key="line_split", on_click=edit, args=args)
        st.button(
            f"Join with “{plain(follows.slug)}”" if follows else "No line of pieces follows to join with",
            key="line_join", disabled=follows is None, on_click=edit,
            args=(merge_items, actor, [item.id, follows.id] if follows else []), kwargs={"done": "The lines are one."},
        )  # fmt: skip


def _split(db: Database, actor: Actor, item: Item, episode: Episode, key: str, *, slip: Slip) -> None:
    typed = st.session_state.get(key) or ""
    split_item(db, actor, item.id, read_point(typed, episode.rate, drop=episode.drop_frame), slip=slip)
