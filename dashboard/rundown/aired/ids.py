"""Ids for the rows that only a final cut has, so that its snapshot can be gone back to like any other."""

from __future__ import annotations

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from dashboard.rundown.edits.state import ACT, EPISODE, ITEM, LAYER, Key, State, id_of, key_of, kind_of
from dashboard.rundown.tables import Act, Item, Layer


def with_ids(session: Session, episode_id: int, state: State) -> State:
    """The state with each id below zero replaced by one that the database gives, and gives to no other row."""
    new = {kind: [key for key in state.rows if kind_of(key) == kind and id_of(key) < 0] for kind in (ACT, ITEM, LAYER)}
    if not any(new.values()):
        return state
    given: dict[Key, Key] = {}
    blank_act = session.execute(insert(Act).values(episode_id=episode_id, position=0, title="").returning(Act.id))
    act_id = blank_act.scalar_one()
    acts = [
        session.execute(insert(Act).values(episode_id=episode_id, position=0, title="").returning(Act.id)).scalar_one()
        for _ in new[ACT]
    ]
    blank = {"act_id": act_id, "position": 0, "kind": "slate", "slug": ""}
    items = list(session.scalars(insert(Item).returning(Item.id), [blank] * (len(new[ITEM]) + 1)))
    layers: list[int] = []
    if new[LAYER]:
        piece_id = next(fields["contribution_id"] for key, fields in state.rows.items() if kind_of(key) == LAYER)
        empty = {
            "item_id": items[0], "position": 0, "track": "picture", "contribution_id": piece_id, "in_frames": 0,
            "out_frames": 1,
        }  # fmt: skip
        layers = list(session.scalars(insert(Layer).returning(Layer.id), [empty] * len(new[LAYER])))
    for kind, ids in ((ACT, acts), (ITEM, items[1:]), (LAYER, layers)):
        given |= {key: key_of(kind, id_) for key, id_ in zip(new[kind], ids, strict=True)}
    session.execute(delete(Layer).where(Layer.id.in_(layers)))
    session.execute(delete(Item).where(Item.id.in_(items)))
    session.execute(delete(Act).where(Act.id.in_([act_id, *acts])))
    return _renamed(state, given)


def _renamed(state: State, given: dict[Key, Key]) -> State:
    rows = {given.get(key, key): fields for key, fields in state.rows.items()}
    order = {
        parent if parent == EPISODE else given.get(parent, parent): tuple(given.get(key, key) for key in children)
        for parent, children in state.order.items()
    }
    return State(rows, order)
