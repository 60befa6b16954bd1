"""Splitting an item at a frame, and joining several to one; what is seen and heard stays as it was."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.errors import BadInput
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.parts import episode_of_items, item_in, items_in, renumber
from dashboard.rundown.edits.splicing import Clip, chain, length_of, split
from dashboard.rundown.material import material_of
from dashboard.rundown.tables import Item, Layer
from dashboard.rundown.timing import PIECE
from dashboard.storage.engine import Database


def split_item(db: Database, actor: Actor, item_id: int, at_frames: int, *, slip: Slip = PLAIN) -> int:
    """Cut an item in two at a frame of it, counted from its start; returns the id of the second, which follows.

    Pictures go to the side where they stand, sounds are cut where they must be. Raises BadInput where something
    would jump.
    """
    with editing(db, actor, episode_of_items(db, [item_id]), "item.split", slip) as (edit, episode):
        item = item_in(edit.session, episode, item_id)
        _check_kind(item)
        length, layers, lines = _length(item), list(item.layers), list(item.act.items)
        first, second = split([_clip(layer) for layer in layers], length, at_frames)
        tail = Item(kind=PIECE, slug=f"{item.slug} (2)", floated=item.floated, position=0)
        kept = {one.origin for one in first}
        tail.layers = [
            _set(layers[one.origin] if one.origin not in kept else _copy(layers[one.origin]), one.clip)
            for one in second
        ]
        item.layers = [_set(layers[one.origin], one.clip) for one in first]
        _settle(item, at_frames)
        _settle(tail, length - at_frames)
        item.act.items.append(tail)
        renumber([line for one in lines for line in ((one, tail) if one is item else (one,))])
        edit.session.flush()
        edit.said = f"split “{item.slug}”"
        edit.detail = {"item": item.id, "second": tail.id, "at_frames": at_frames}
        return tail.id


def merge_items(db: Database, actor: Actor, item_ids: Sequence[int], *, slip: Slip = PLAIN) -> int:
    """Join items to one that plays them in the order of the rundown; returns the id of the first, which stays.

    The pictures of each follow those before it, its sounds start where it began. Raises BadInput where something
    would jump.
    """
    with editing(db, actor, episode_of_items(db, item_ids), "item.merged", slip) as (edit, episode):
        items = sorted(items_in(edit.session, episode, item_ids), key=lambda item: (item.act.position, item.position))
        _check_alike(items)
        layers = [layer for item in items for layer in item.layers]
        lengths = [_length(item) for item in items]
        joined = chain(
            [([_clip(layer) for layer in item.layers], length) for item, length in zip(items, lengths, strict=True)]
        )
        head, *rest = items
        head.layers = [_set(layers[one.origin], one.clip) for one in joined]
        _settle(head, sum(lengths))
        edit.said = f"joined “{head.slug}” and {f'“{rest[0].slug}”' if len(rest) == 1 else f'{len(rest)} lines'}"
        edit.detail = {"item": head.id, "joined": [item.id for item in rest]}
        edit.session.flush()
        for item in rest:
            act = item.act
            act.items.remove(item)
            renumber(act.items)
        return head.id


def _check_kind(item: Item) -> None:
    if item.kind != PIECE or not item.layers:
        raise BadInput(f"“{item.slug}” holds no pieces; only a line made of pieces is split or joined.")


def _check_alike(items: Sequence[Item]) -> None:
    if len(items) < 2:
        raise BadInput("One line alone cannot be joined; pick the lines that are to become one.")
    for item in items:
        _check_kind(item)
        if item.floated != items[0].floated:
            raise BadInput(f"“{item.slug}” is {'' if item.floated else 'not '}floated and “{items[0].slug}” is "
                           f"{'' if items[0].floated else 'not'}; make them alike first.")  # fmt: skip


def _length(item: Item) -> int:
    """How long the item runs, or would if it were not floated."""
    return item.length_frames or length_of([_clip(layer) for layer in item.layers])


def _settle(item: Item, length_frames: int) -> None:
    """Number its layers, and set its length by hand where it does not follow from them."""
    renumber(item.layers)
    natural = length_of([_clip(layer) for layer in item.layers])
    item.length_frames = None if natural == length_frames else length_frames


def _clip(layer: Layer) -> Clip:
    return Clip(
        layer.contribution.title, layer.track, layer.in_frames, layer.out_frames,
        material_of(layer.contribution).runs, layer.offset_frames, layer.fade_in_frames, layer.fade_out_frames,
    )  # fmt: skip


def _copy(layer: Layer) -> Layer:
    return Layer(
        track=layer.track, contribution=layer.contribution, gain_db=layer.gain_db, position=0, in_frames=0, out_frames=1
    )


def _set(layer: Layer, clip: Clip) -> Layer:
    layer.in_frames, layer.out_frames = clip.in_frames, clip.out_frames
    layer.offset_frames = clip.offset_frames
    layer.fade_in_frames, layer.fade_out_frames = clip.fade_in_frames, clip.fade_out_frames
    return layer
