"""Edits of the layers of an item. Each locks the episode, applies if it still can, and raises the revision by one."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.community.tables import Contribution
from dashboard.errors import BadInput, Stale
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.parts import (
    at_most_a_day,
    episode_of_items,
    episode_of_layer,
    item_in,
    layer_in,
    piece_to_use,
    renumber,
)
from dashboard.rundown.layers import SOUND, cuts, natural_length
from dashboard.rundown.material import laid_after, material_of
from dashboard.rundown.tables import Episode, Layer
from dashboard.rundown.timing import PIECE
from dashboard.storage.engine import Database

SOFTEST_DB, LOUDEST_DB = -60, 20


def add_layers(db: Database, actor: Actor, item_id: int, contribution_id: int, *, slip: Slip = PLAIN) -> None:
    """Lay another piece into an item: a song under its pictures, one more picture after the last.

    The sound of a film starts where its picture does.
    """
    with editing(db, actor, episode_of_items(db, [item_id]), "layers.added", slip) as (edit, episode):
        item = item_in(edit.session, episode, item_id)
        if item.kind != PIECE:
            raise BadInput(f"“{item.slug}” is a {item.kind}; only a piece takes further layers.")
        piece = piece_to_use(edit.session, contribution_id)
        item.layers += laid_after(item.layers, [piece], episode)
        edit.said = f"laid “{piece.title}” into “{item.slug}”"
        edit.detail = {"item": item_id, "contribution": contribution_id}


def trim_layer(
    db: Database, actor: Actor, layer_id: int, in_frames: int, out_frames: int, *, with_twins: bool = False,
    seen: Mapping[str, object] | None = None, slip: Slip = PLAIN,
) -> None:  # fmt: skip
    """Set in and out points; points beyond the media are refused.

    `with_twins` trims the other layers of the item that ran in step with it too: a film's sound goes with its picture.
    `seen` holds the points as they were shown: raises Stale when somebody has changed one of them since.
    """
    with editing(db, actor, episode_of_layer(db, layer_id), "layer.trimmed", slip) as (edit, episode):
        layer = layer_in(edit.session, episode, layer_id)
        _check_seen(layer, seen)
        edit.said = f"trimmed “{layer.contribution.title}” in “{layer.item.slug}”"
        edit.detail = {"layer": layer_id, "in": [layer.in_frames, in_frames], "out": [layer.out_frames, out_frames]}
        for one in [layer, *(_twins(layer) if with_twins else ())]:
            _trim(one, in_frames, out_frames, episode)


def _twins(layer: Layer) -> list[Layer]:
    """The layers of the same piece with the same points and the same start."""

    def run(one: Layer) -> tuple[int, int, int, int]:
        return one.contribution_id, one.in_frames, one.out_frames, one.offset_frames

    return [other for other in layer.item.layers if other is not layer and run(other) == run(layer)]


def _check_seen(layer: Layer, seen: Mapping[str, object] | None) -> None:
    if any(getattr(layer, name) != value for name, value in (seen or {}).items()):
        title = layer.contribution.title
        raise Stale(f"Somebody else changed “{title}” meanwhile; look again and repeat your change.")


def _trim(layer: Layer, in_frames: int, out_frames: int, episode: Episode) -> None:
    piece = layer.contribution
    if not 0 <= in_frames < out_frames:
        raise BadInput("The out point must lie after the in point.")
    at_most_a_day(out_frames, episode.rate, "An out point")
    material = material_of(piece)
    if material.runs and out_frames > natural_length(material, episode.rate):
        raise BadInput(f"“{piece.title}” is shorter than that; set an earlier out point.")
    layer.in_frames, layer.out_frames = in_frames, out_frames


def set_layer(
    db: Database, actor: Actor, layer_id: int, *, gain_db: float, offset_frames: int, fade_in_frames: int,
    fade_out_frames: int, points: tuple[int, int] | None = None, seen: Mapping[str, object] | None = None,
    slip: Slip = PLAIN,
) -> None:  # fmt: skip
    """Set gain, start and fades, and with `points` the in and out points in the same edit.

    Only sounds have a gain, and a start later than their item's. `seen` is as for `trim_layer`.
    """
    with editing(db, actor, episode_of_layer(db, layer_id), "layer.set", slip) as (edit, episode):
        layer = layer_in(edit.session, episode, layer_id)
        _check_seen(layer, seen)
        if points and points != (layer.in_frames, layer.out_frames):
            _trim(layer, *points, episode)
        title, frames = layer.contribution.title, layer.out_frames - layer.in_frames
        if layer.track != SOUND and (gain_db or offset_frames):
            raise BadInput(f"“{title}” is a {layer.track}; only sounds have a gain and a start of their own.")
        if not SOFTEST_DB <= gain_db <= LOUDEST_DB:
            raise BadInput("A gain lies between −60 and +20 dB.")
        at_most_a_day(offset_frames, episode.rate, "A start")
        if min(fade_in_frames, fade_out_frames) < 0 or fade_in_frames + fade_out_frames > frames:
            raise BadInput(f"The fades of “{title}” must fit into it, one after the other; set shorter ones.")
        edit.said = f"changed “{title}” in “{layer.item.slug}”"
        edit.detail = {"layer": layer_id, "gain_db": gain_db, "offset": offset_frames,
                       "fades": [fade_in_frames, fade_out_frames]}  # fmt: skip
        layer.gain_db, layer.offset_frames = gain_db, offset_frames
        layer.fade_in_frames, layer.fade_out_frames = fade_in_frames, fade_out_frames


def replace_layer(db: Database, actor: Actor, layer_id: int, contribution_id: int, *, slip: Slip = PLAIN) -> None:
    """Put another piece in the place of the one in this layer, in all layers of the item that use it.

    A film's sound goes with its picture: where the new piece has none, the old sound goes. Points are kept as far
    as the new media reach; an item that was named for the old piece is named for the new one.
    """
    with editing(db, actor, episode_of_layer(db, layer_id), "layer.replaced", slip) as (edit, episode):
        layer = layer_in(edit.session, episode, layer_id)
        item, old, new = layer.item, layer.contribution, piece_to_use(edit.session, contribution_id)
        tracks = {cut.track: cut.out_frames for cut in cuts(material_of(new), episode.rate, episode.words_per_minute)}
        if layer.track not in tracks:
            raise BadInput(f"“{new.title}” has no {layer.track}; choose a piece that has, or lay it in besides.")
        for other in [other for other in item.layers if other.contribution_id == old.id]:
            if other.track in tracks:
                _use(other, new, tracks[other.track], runs=material_of(new).runs)
            else:
                item.layers.remove(other)
        renumber(item.layers)
        edit.said = f"replaced “{old.title}” by “{new.title}” in “{item.slug}”"
        edit.detail = {"item": item.id, "from": old.id, "to": new.id}
        if item.slug == old.title:
            item.slug = new.title


def _use(layer: Layer, piece: Contribution, natural: int, *, runs: bool) -> None:
    """A still stays as long as what it stands for did."""
    frames = layer.out_frames - layer.in_frames
    if not runs:
        layer.in_frames, layer.out_frames = 0, frames
    elif layer.in_frames >= natural:
        layer.in_frames, layer.out_frames = 0, min(frames, natural)
    else:
        layer.out_frames = min(layer.out_frames, natural)
    layer.contribution = piece


def move_layer(db: Database, actor: Actor, layer_id: int, after_id: int | None, *, slip: Slip = PLAIN) -> None:
    """Put a layer behind another of its item; without one it comes first."""
    with editing(db, actor, episode_of_layer(db, layer_id), "layer.moved", slip) as (edit, episode):
        layer = layer_in(edit.session, episode, layer_id)
        rest = [other for other in layer.item.layers if other is not layer]
        ahead = next((other for other in rest if other.id == after_id), None)
        if ahead is None and after_id is not None:
            raise BadInput(f"The layer to follow is no longer in “{layer.item.slug}”; look again and choose another.")
        rest.insert(rest.index(ahead) + 1 if ahead else 0, layer)
        renumber(rest)
        edit.said = f"moved “{layer.contribution.title}” within “{layer.item.slug}”"
        edit.detail = {"layer": layer_id, "after": after_id}


def remove_layer(db: Database, actor: Actor, layer_id: int, *, slip: Slip = PLAIN) -> None:
    """Take one layer out of its item."""
    with editing(db, actor, episode_of_layer(db, layer_id), "layer.removed", slip) as (edit, episode):
        layer = layer_in(edit.session, episode, layer_id)
        item = layer.item
        edit.said = f"removed the {layer.track} of “{layer.contribution.title}” from “{item.slug}”"
        edit.detail = {"item": item.id, "contribution": layer.contribution_id}
        item.layers.remove(layer)
        renumber(item.layers)
