"""The edits of a rundown. Each locks the episode, applies if it still can, and raises the revision by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.layers import SOUND, Material, cuts, natural_length
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.rundown.timing import KINDS, PIECE
from dashboard.storage.engine import Database


@contextmanager
def editing(db: Database, actor: Actor, episode_id: int, action: str) -> Iterator[tuple[Command, Episode]]:
    """A command that holds the episode's row and raises its revision at its end. Raises NotFound."""
    with command(db, actor, Permission.EDIT_EPISODE, action, ("episode", episode_id)) as change:
        episode = change.session.get(Episode, episode_id, with_for_update=True)
        if episode is None:
            raise NotFound("That episode no longer exists.")
        yield change, episode
        episode.revision += 1


def add_act(db: Database, actor: Actor, episode_id: int, title: str, budget_frames: int = 0) -> int:
    """Add an act at the end; returns its id."""
    with editing(db, actor, episode_id, "act.added") as (change, episode):
        act = Act(position=len(episode.acts), title=_named(title, "An act"), budget_frames=_budget(budget_frames))
        episode.acts.append(act)
        change.session.flush()
        change.detail = {"act": act.id, "title": act.title}
        return act.id


def change_act(db: Database, actor: Actor, act_id: int, title: str, budget_frames: int) -> None:
    """Rename an act or set its budget; 0 takes the budget away."""
    with editing(db, actor, _episode_of_act(db, act_id), "act.changed") as (change, _):
        act = _act(change.session, act_id)
        change.detail = {"act": act_id, "title": [act.title, title], "budget_frames": budget_frames}
        act.title, act.budget_frames = _named(title, "An act"), _budget(budget_frames)


def remove_act(db: Database, actor: Actor, act_id: int) -> None:
    """Remove an empty act; one with items is refused, so that nothing is lost by a slip."""
    with editing(db, actor, _episode_of_act(db, act_id), "act.removed") as (change, episode):
        act = _act(change.session, act_id)
        if act.items:
            raise BadInput(f"“{act.title}” still has items; move or remove them first.")
        episode.acts.remove(act)
        _renumber(episode.acts)
        change.detail = {"act": act_id, "title": act.title}


def add_piece(
    db: Database, actor: Actor, act_id: int, contribution_ids: Sequence[int], *, position: int | None = None
) -> int:
    """Add an item made of these pieces, each at full length; returns the item's id.

    One that cannot be shown or heard is refused. Clearance is not asked here: a piece may be tried out in a
    rundown, but is stopped before it is delivered.
    """
    with editing(db, actor, _episode_of_act(db, act_id), "item.added") as (change, episode):
        pieces = [_piece(change.session, piece_id) for piece_id in contribution_ids]
        if not pieces:
            raise BadInput("Nothing was picked to add; pick a piece first.")
        item = Item(kind=PIECE, slug=pieces[0].title, position=0)
        item.layers = [layer for piece in pieces for layer in layers_for(piece, episode)]
        for at, layer in enumerate(item.layers):
            layer.position = at
        insert_item(_act(change.session, act_id), item, position)
        change.session.flush()
        change.detail = {"item": item.id, "slug": item.slug, "contributions": list(contribution_ids)}
        return item.id


def add_item(
    db: Database, actor: Actor, act_id: int, kind: str, slug: str, *, script: str = "",
    length_frames: int | None = None, position: int | None = None,
) -> int:  # fmt: skip
    """Add a slate, host link, break or credits roll; returns its id."""
    if kind not in KINDS or kind == PIECE:
        raise BadInput(f"“{kind}” is no kind of item; use one of {', '.join(k for k in KINDS if k != PIECE)}.")
    with editing(db, actor, _episode_of_act(db, act_id), "item.added") as (change, _):
        item = Item(kind=kind, slug=_named(slug, "An item"), script=script.strip(), position=0)
        item.length_frames = _length(length_frames)
        insert_item(_act(change.session, act_id), item, position)
        change.session.flush()
        change.detail = {"item": item.id, "kind": kind, "slug": item.slug}
        return item.id


def add_layers(db: Database, actor: Actor, item_id: int, contribution_id: int) -> None:
    """Lay another piece into an item: a song under its pictures, one more picture after the last."""
    with editing(db, actor, _episode_of_item(db, item_id), "layers.added") as (change, episode):
        item = _item(change.session, item_id)
        if item.kind != PIECE:
            raise BadInput(f"“{item.slug}” is a {item.kind}; only a piece takes further layers.")
        for layer in layers_for(_piece(change.session, contribution_id), episode):
            layer.position = len(item.layers)
            item.layers.append(layer)
        change.detail = {"item": item_id, "contribution": contribution_id}


def trim_layer(db: Database, actor: Actor, layer_id: int, in_frames: int, out_frames: int, gain_db: float) -> None:
    """Set in and out points and gain; points beyond the media are refused with the length there is."""
    with editing(db, actor, _episode_of_layer(db, layer_id), "layer.trimmed") as (change, episode):
        layer = change.session.get(Layer, layer_id)
        if layer is None:
            raise NotFound("That layer is no longer in the rundown.")
        material = material_of(layer.contribution)
        if not 0 <= in_frames < out_frames:
            raise BadInput("The out point must lie after the in point.")
        if material.runs and out_frames > natural_length(material, episode.rate):
            raise BadInput(f"“{layer.contribution.title}” is shorter than that; set an earlier out point.")
        if not -60 <= gain_db <= 20:
            raise BadInput("A gain lies between −60 and +20 dB.")
        change.detail = {"layer": layer_id, "in": [layer.in_frames, in_frames], "out": [layer.out_frames, out_frames]}
        layer.in_frames, layer.out_frames = in_frames, out_frames
        layer.gain_db = gain_db if layer.track == SOUND else 0.0


def remove_layer(db: Database, actor: Actor, layer_id: int) -> None:
    """Take one layer out of its item."""
    with editing(db, actor, _episode_of_layer(db, layer_id), "layer.removed") as (change, _):
        layer = change.session.get(Layer, layer_id)
        if layer is None:
            raise NotFound("That layer is no longer in the rundown.")
        item = layer.item
        item.layers.remove(layer)
        _renumber(item.layers)
        change.detail = {"item": item.id, "contribution": layer.contribution_id}


def move_item(db: Database, actor: Actor, item_id: int, act_id: int, position: int) -> None:
    """Put an item at a place (0 is the first) of an act of the same episode; beyond the end means last."""
    with editing(db, actor, _episode_of_item(db, item_id), "item.moved") as (change, episode):
        item, act = _item(change.session, item_id), _act(change.session, act_id)
        if act.episode_id != episode.id:
            raise BadInput("An item moves within its own episode only.")
        change.detail = {"item": item_id, "from": [item.act_id, item.position], "to": [act_id, position]}
        left = item.act
        if left is not act:
            act.items.append(item)
            item.act = act
            _renumber([other for other in left.items if other is not item])
        rest = [other for other in act.items if other is not item]
        rest.insert(max(0, min(position, len(rest))), item)
        _renumber(rest)


def float_item(db: Database, actor: Actor, item_id: int, *, floated: bool) -> None:
    """Float an item (it stays in its place without time, credit or pay), or bring it back."""
    action = "item.floated" if floated else "item.unfloated"
    with editing(db, actor, _episode_of_item(db, item_id), action) as (change, _):
        item = _item(change.session, item_id)
        item.floated = floated
        change.detail = {"item": item_id, "slug": item.slug}


def change_item(
    db: Database, actor: Actor, item_id: int, *, slug: str, script: str, length_frames: int | None,
    seen: tuple[str, str, int | None] | None = None,
) -> None:  # fmt: skip
    """Change an item's slug, script and set length; no length lets it follow from what it holds.

    `seen` is the three as they were shown: raises Stale when somebody has changed them since.
    """
    with editing(db, actor, _episode_of_item(db, item_id), "item.changed") as (change, _):
        item = _item(change.session, item_id)
        if seen is not None and seen != (item.slug, item.script, item.length_frames):
            raise Stale(f"Somebody else changed “{item.slug}” meanwhile; look again and repeat your change.")
        change.detail = {"item": item_id, "slug": [item.slug, slug], "length": [item.length_frames, length_frames]}
        item.slug, item.script = _named(slug, "An item"), script.strip()
        item.length_frames = _length(length_frames)


def remove_item(db: Database, actor: Actor, item_id: int) -> None:
    """Remove an item; what it was stays in the audit trail."""
    with editing(db, actor, _episode_of_item(db, item_id), "item.removed") as (change, _):
        item = _item(change.session, item_id)
        pieces = [layer.contribution_id for layer in item.layers]
        change.detail = {"item": item_id, "slug": item.slug, "kind": item.kind, "contributions": pieces}
        act = item.act
        act.items.remove(item)
        _renumber(act.items)


def material_of(piece: Contribution) -> Material:
    """What a contribution's media bring to an item."""
    media = piece.media
    if media is None:
        return Material("none", None, has_sound=False, words=0)
    return Material(media.kind, media.duration_ms, bool(media.facts.get("audio_codec")), len(piece.text.split()))


def layers_for(piece: Contribution, episode: Episode) -> list[Layer]:
    """The layers that a piece makes by itself, whole. Raises BadInput for one that can be neither shown nor heard."""
    made = cuts(material_of(piece), episode.rate)
    if not made:
        raise BadInput(f"“{piece.title}” cannot be shown or heard as it is; ask for a picture or a recording of it.")
    return [
        Layer(contribution=piece, position=0, track=cut.track, in_frames=cut.in_frames, out_frames=cut.out_frames)
        for cut in made
    ]


def insert_item(act: Act, item: Item, position: int | None) -> None:
    """Put an item at `position`; without one at the end, yet before a credits roll that stands there."""
    others = list(act.items)
    if position is None:
        closing = bool(others) and others[-1].kind == "roll" and item.kind != "roll"
        position = len(others) - closing
    act.items.append(item)
    others.insert(max(0, min(position, len(others))), item)
    _renumber(others)


def _renumber(rows: Sequence[Act | Item | Layer]) -> None:
    for position, row in enumerate(rows):
        row.position = position


def _named(text: str, what: str) -> str:
    if not text.strip():
        raise BadInput(f"{what} needs a name.")
    return text.strip()


def _budget(frames: int) -> int:
    if frames < 0:
        raise BadInput("An act's budget cannot be below zero.")
    return frames


def _length(frames: int | None) -> int | None:
    if frames is not None and frames <= 0:
        raise BadInput("A set length must be longer than nothing; float the item to leave it out.")
    return frames


def _act(session: Session, act_id: int) -> Act:
    act = session.get(Act, act_id)
    if act is None:
        raise NotFound("That act is no longer in the rundown.")
    return act


def _item(session: Session, item_id: int) -> Item:
    item = session.get(Item, item_id)
    if item is None:
        raise NotFound("That item is no longer in the rundown; somebody has removed it.")
    return item


def _piece(session: Session, contribution_id: int) -> Contribution:
    """The piece, or the one that it has been merged into."""
    piece = session.get(Contribution, contribution_id)
    if piece is None:
        raise NotFound("That piece no longer exists.")
    return piece if piece.merged_into_id is None else session.get_one(Contribution, piece.merged_into_id)


def _episode_of_act(db: Database, act_id: int) -> int:
    with db.reading() as session:
        return _act(session, act_id).episode_id


def _episode_of_item(db: Database, item_id: int) -> int:
    with db.reading() as session:
        return _item(session, item_id).act.episode_id


def _episode_of_layer(db: Database, layer_id: int) -> int:
    with db.reading() as session:
        query = select(Act.episode_id).join(Item).join(Layer).where(Layer.id == layer_id)
        found = session.scalar(query)
        if found is None:
            raise NotFound("That layer is no longer in the rundown.")
        return found
