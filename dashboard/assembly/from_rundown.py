"""From a timed rundown to the segments of its assembly: one a counted item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from dashboard.assembly.cards import card_shots
from dashboard.assembly.recipes import (
    LayerShot,
    LowerThird,
    RollLine,
    RollShot,
    Segment,
    Shot,
    SlateShot,
    Sound,
    StillShot,
    VideoShot,
    WaveShot,
    lower_third,
)
from dashboard.curation.queries import artists
from dashboard.errors import RenderFailed
from dashboard.media.tables import MediaFile
from dashboard.rundown.on_air import fades_on_air, place
from dashboard.rundown.queries import ItemRow, Rundown, layer_times
from dashboard.rundown.tables import Item, Layer
from dashboard.rundown.timing import HOST, ROLL, SLATE


def segments(rundown: Rundown, roll: Sequence[RollLine]) -> list[Segment]:
    """A segment for each item that takes time. Raises RenderFailed, naming the item, when one cannot be shown."""
    return [_segment(row, rundown, roll) for row in rundown.airing]


def _segment(row: ItemRow, rundown: Rundown, roll: Sequence[RollLine]) -> Segment:
    item, frames, rate = row.item, row.timed.counted_frames, rundown.episode.rate
    if item.kind == SLATE:
        return _plain(item, frames, rate, SlateShot(item.slug, item.script, frames))
    if item.kind == ROLL:
        return _plain(item, frames, rate, RollShot(tuple(roll), frames))
    if item.kind == HOST:
        return Segment(frames, rate, card_shots(item.slug, item.script, "Host", frames, rate), name=item.slug)
    return _piece(item, frames, rate)


def _plain(item: Item, frames: int, rate: Fraction, shot: Shot) -> Segment:
    return Segment(frames, rate, (shot,), name=item.slug)


def _piece(item: Item, frames: int, rate: Fraction) -> Segment:
    shots: list[Shot] = []
    sounds: list[Sound] = []
    for placed in place(layer_times(item), frames):
        layer = item.layers[placed.layer]
        fades = fades_on_air(layer.fade_in_frames, layer.fade_out_frames, placed.frames)
        if layer.track == "sound":
            heard = _media(layer).content_hash, layer.in_frames, placed.frames
            sounds.append(Sound(*heard, placed.start_frames, layer.gain_db, *fades))
        else:
            shots += _faded(_shots(layer, placed.frames, rate), *fades)
    if not shots:
        shots.append(_wave(item, frames))
    third = _lower_third(item, frames, rate)
    return Segment(frames, rate, tuple(shots), tuple(sounds), third, name=item.slug)


def _faded(shots: Sequence[LayerShot], fade_in_frames: int, fade_out_frames: int) -> list[LayerShot]:
    """A layer's shots with its fades: of the pages of a text the first fades in and the last fades out."""
    faded = list(shots)
    faded[0] = replace(faded[0], fade_in_frames=min(fade_in_frames, faded[0].frames))
    faded[-1] = replace(faded[-1], fade_out_frames=min(fade_out_frames, faded[-1].frames))
    return faded


def _shots(layer: Layer, frames: int, rate: Fraction) -> tuple[LayerShot, ...]:
    media, piece = _media(layer), layer.contribution
    if media.kind == "text":
        return card_shots(piece.title, piece.text, artists(piece), frames, rate)
    if media.kind == "image":
        return (StillShot(media.raster_hash or media.content_hash, frames),)
    if media.kind == "video":
        facts = media.facts
        shot = VideoShot(
            media.content_hash, layer.in_frames, frames,
            facts.get("rotation_degrees") or 0, facts["width"], facts["height"],
            held_frames=max(0, frames - (layer.out_frames - layer.in_frames)),
        )  # fmt: skip
        return (shot,)
    raise RenderFailed(f"“{piece.title}” in “{layer.item.slug}” cannot be shown; take it out of the item.")


def _wave(item: Item, frames: int) -> WaveShot:
    heard = [layer for layer in item.layers if layer.track == "sound"]
    if not heard:
        raise RenderFailed(f"“{item.slug}” has nothing to show or to hear; add a piece, or float it.")
    first = min(heard, key=lambda layer: layer.offset_frames)
    return WaveShot(
        _media(first).content_hash, first.in_frames, first.contribution.title, artists(first.contribution), frames
    )


def _lower_third(item: Item, frames: int, rate: Fraction) -> LowerThird | None:
    """Title and artists over moving pictures and stills; cards and waves carry their own."""
    kinds = {layer.contribution.media.kind for layer in item.layers if layer.contribution.media}
    if "text" in kinds or not any(layer.track == "picture" for layer in item.layers):
        return None
    named = dict.fromkeys(artists(layer.contribution) for layer in item.layers)
    return lower_third(item.slug, ", ".join(named), frames, rate)


def _media(layer: Layer) -> MediaFile:
    media = layer.contribution.media
    if media is None:
        raise RenderFailed(f"“{layer.contribution.title}” has no file; take it out of “{layer.item.slug}”.")
    return media
