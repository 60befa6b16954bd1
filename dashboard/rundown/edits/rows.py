"""Reading a rundown's rows as a state, and writing what differs between two states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from dashboard.rundown.edits.state import (
    ACT,
    EPISODE,
    ITEM,
    LAYER,
    Fields,
    Key,
    State,
    id_of,
    key_of,
    kind_of,
    state_of,
)
from dashboard.rundown.tables import Act, Item, Layer

TABLES: Mapping[str, type[Act] | type[Item] | type[Layer]] = {ACT: Act, ITEM: Item, LAYER: Layer}
PARENTS = {ACT: "episode_id", ITEM: "act_id", LAYER: "item_id"}
FIELDS: dict[str, tuple[str, ...]] = {
    kind: tuple(column.key for column in table.__table__.columns if column.key not in ("id", "position", PARENTS[kind]))
    for kind, table in TABLES.items()
}
"""The columns that make a row what it is, apart from its id and its place."""


def read_state(session: Session, episode_id: int) -> State:
    """The rundown as it stands in the database; what the session has not written yet is not seen."""
    connection = session.connection()
    rows: list[tuple[Key, Key, Fields]] = []
    for kind, parent_kind in ((ACT, EPISODE), (ITEM, ACT), (LAYER, ITEM)):
        names = FIELDS[kind]
        # Every edit reads the whole rundown twice, so it is read without the ORM.
        for row_id, parent_id, *values in connection.execute(_OF_EPISODE[kind], {"episode": episode_id}).all():
            parent = EPISODE if kind == ACT else key_of(parent_kind, parent_id)
            rows.append((key_of(kind, row_id), parent, dict(zip(names, values, strict=True))))
    return state_of(rows)


def _of_episode(kind: str, joined: Callable[[Select[Any]], Select[Any]]) -> Select[Any]:
    """Id, parent and fields of the rows of a kind, in the order of siblings."""
    columns = TABLES[kind].__table__.columns
    chosen = select(*(columns[name] for name in ("id", PARENTS[kind], *FIELDS[kind])))
    return joined(chosen).where(Act.episode_id == bindparam("episode")).order_by(columns["position"], columns["id"])


_OF_EPISODE = {
    ACT: _of_episode(ACT, lambda rows: rows),
    ITEM: _of_episode(ITEM, lambda rows: rows.join(Act, Item.act_id == Act.id)),
    LAYER: _of_episode(LAYER, lambda rows: rows.join(Item, Layer.item_id == Item.id).join(Act, Item.act_id == Act.id)),
}


def write_state(session: Session, episode_id: int, before: State, after: State) -> None:
    """Make the rows what `after` says; `before` is what they are. Rows that come back have the ids they had."""
    old, new = _columns(before, episode_id), _columns(after, episode_id)
    for kind in (ACT, ITEM, LAYER):
        table = TABLES[kind]
        fresh = [{"id": id_of(key), **new[key]} for key in new if kind_of(key) == kind and key not in old]
        if fresh:
            session.execute(insert(table), fresh)
        changed = [
            {"id": id_of(key), **new[key]}
            for key in new
            if kind_of(key) == kind and key in old and new[key] != old[key]
        ]
        if changed:
            session.execute(update(table), changed)
    for kind in (LAYER, ITEM, ACT):
        gone = [id_of(key) for key in old if kind_of(key) == kind and key not in new]
        if gone:
            session.execute(delete(TABLES[kind]).where(TABLES[kind].id.in_(gone)))
    session.expire_all()


def _columns(state: State, episode_id: int) -> dict[Key, dict[str, Any]]:
    """Each row's columns, its parent and position among them."""
    columns: dict[Key, dict[str, Any]] = {}
    for parent, children in state.order.items():
        for position, key in enumerate(children):
            above = episode_id if parent == EPISODE else id_of(parent)
            columns[key] = {**state.rows[key], PARENTS[kind_of(key)]: above, "position": position}
    return columns
