"""Finding the acts, items and layers of an edit, keeping them in order, and checking what is typed about them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.errors import BadInput, NotFound
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.storage.engine import Database

LONGEST_SECONDS = 24 * 60 * 60


def episode_of_act(db: Database, act_id: int) -> int:
    """The episode that an act is in. Raises NotFound."""
    with db.reading() as session:
        return _there(session.scalar(select(Act.episode_id).where(Act.id == act_id)), "act")


def episode_of_items(db: Database, item_ids: Sequence[int]) -> int:
    """The episode that the first of these items still there is in. Raises NotFound, and BadInput without any id."""
    if not item_ids:
        raise BadInput("No line was picked; choose one first.")
    with db.reading() as session:
        query = select(Act.episode_id).join(Item).where(Item.id.in_(item_ids))
        return _there(session.scalar(query.order_by(Item.id).limit(1)), "line")


def episode_of_layer(db: Database, layer_id: int) -> int:
    """The episode that a layer is in. Raises NotFound."""
    with db.reading() as session:
        return _there(
            session.scalar(select(Act.episode_id).join(Item).join(Layer).where(Layer.id == layer_id)), "layer"
        )


def act_in(session: Session, episode: Episode, act_id: int) -> Act:
    """An act of this episode. Raises NotFound, and BadInput for one of another."""
    act = session.get(Act, act_id)
    if act is None:
        raise NotFound("That act is no longer in the rundown; choose another.")
    if act.episode_id != episode.id:
        raise BadInput(f"“{act.title}” is an act of another episode; lines move within their own.")
    return act


def items_in(session: Session, episode: Episode, item_ids: Sequence[int]) -> list[Item]:
    """These items in the order given, each once. Raises NotFound, and BadInput for one of another episode."""
    wanted = list(dict.fromkeys(item_ids))
    found = {item.id: item for item in session.scalars(select(Item).where(Item.id.in_(wanted)))}
    if len(found) < len(wanted):
        gone = "That line is" if len(wanted) == 1 else "One of these lines is"
        raise NotFound(f"{gone} no longer in the rundown; somebody has removed it.")
    for item in found.values():
        if item.act.episode_id != episode.id:
            raise BadInput(f"“{item.slug}” is a line of another episode; edit it there.")
    return [found[item_id] for item_id in wanted]


def item_in(session: Session, episode: Episode, item_id: int) -> Item:
    """An item of this episode; raises like `items_in`."""
    return items_in(session, episode, [item_id])[0]


def layer_in(session: Session, episode: Episode, layer_id: int) -> Layer:
    """A layer of this episode. Raises NotFound."""
    layer = session.get(Layer, layer_id)
    if layer is None or layer.item.act.episode_id != episode.id:
        raise NotFound("That layer is no longer in the rundown; somebody has removed it.")
    return layer


def piece_to_use(session: Session, contribution_id: int) -> Contribution:
    """The piece, or the one that it has been merged into. Raises NotFound."""
    piece = session.get(Contribution, contribution_id)
    if piece is None:
        raise NotFound("That piece no longer exists; choose another.")
    return piece if piece.merged_into_id is None else session.get_one(Contribution, piece.merged_into_id)


def insert_item(act: Act, item: Item, position: int | None) -> None:
    """Put an item at `position`; without one at the end, yet before a credits roll that stands there."""
    others = sorted(act.items, key=lambda line: line.position)  # what was just put in stands at the end of the list
    if position is None:
        closing = bool(others) and others[-1].kind == "roll" and item.kind != "roll"
        position = len(others) - closing
    act.items.append(item)
    others.insert(max(0, min(position, len(others))), item)
    renumber(others)


def renumber(rows: Sequence[Act | Item | Layer]) -> None:
    """Give siblings their places in this order."""
    for position, row in enumerate(rows):
        row.position = position


def named(text: str, what: str) -> str:
    """A name without the blanks around it. Raises BadInput for an empty one."""
    if not text.strip():
        raise BadInput(f"{what} needs a name.")
    return text.strip()


def lines_said(items: Sequence[Item]) -> str:
    """`“Night Ferry”`, or `3 lines`, as the history names them."""
    return f"“{items[0].slug}”" if len(items) == 1 else f"{len(items)} lines"


def at_most_a_day(frames: int, rate: Fraction, what: str) -> int:
    """The frames, from nothing to a day. Raises BadInput, which names `what`."""
    if frames < 0:
        raise BadInput(f"{what} cannot lie below zero.")
    if frames > LONGEST_SECONDS * rate:
        raise BadInput(f"{what} cannot be more than 24 hours; 10 means ten seconds, 10:00 ten minutes.")
    return frames


def _there(episode_id: int | None, what: str) -> int:
    if episode_id is None:
        raise NotFound(f"That {what} is no longer in the rundown; somebody has removed it.")
    return episode_id
