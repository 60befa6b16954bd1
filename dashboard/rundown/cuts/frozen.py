"""A rundown as it was kept, as rows that are in no session: read like the live one, and never written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.tables import Contribution, Credit
from dashboard.rundown.edits.rows import FIELDS, TABLES
from dashboard.rundown.edits.state import LAYER, Fields, Key, State, from_json, id_of, kind_of
from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.rundown.tables import Act, Episode, Item, Layer


def frozen_episode(session: Session, kept: RundownSnapshot | State, episode: Episode) -> Episode:
    """The episode with the acts, items and layers of a snapshot or state, loaded as `load_episode` loads them.

    What the episode aims at (rate, target, slot, budget) is as it is now. The rows are new and belong to no
    session, so that nothing of them can be written.
    """
    state = snapshot_state(kept) if isinstance(kept, RundownSnapshot) else completed(kept)
    pieces = _pieces(session, {fields["contribution_id"] for fields in rows_of(state, LAYER)})
    made: dict[Key, Any] = {key: _row(key, fields) for key, fields in state.rows.items()}
    for parent, children in state.order.items():
        for position, key in enumerate(children):
            made[key].position = position
            if isinstance(row := made[key], Layer):
                row.contribution = pieces[row.contribution_id]
                row.item_id = id_of(parent)
    frozen = Episode(**{column.key: getattr(episode, column.key) for column in Episode.__table__.columns})
    frozen.show = episode.show
    frozen.acts = [_with_items(made[key], state, key, made) for key in state.acts]
    return frozen


def snapshot_state(snapshot: RundownSnapshot) -> State:
    """The rundown that a snapshot keeps, as a rundown is written today."""
    return completed(from_json(snapshot.state))


def completed(state: State) -> State:
    """A state of any age with the columns of today: those it lacks at their defaults, those that went left out."""
    return State({key: _columns(key, fields) for key, fields in state.rows.items()}, state.order)


def rows_of(state: State, kind: str) -> Iterable[Fields]:
    """The fields of all rows of a kind."""
    return (fields for key, fields in state.rows.items() if kind_of(key) == kind)


def _columns(key: Key, fields: Fields) -> Fields:
    table = TABLES[kind_of(key)].__table__
    return {name: fields.get(name, _default(table.c[name])) for name in FIELDS[kind_of(key)]}


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None


def _row(key: Key, fields: Fields) -> Act | Item | Layer:
    return TABLES[kind_of(key)](id=id_of(key), **fields)


def _with_items(act: Act, state: State, key: Key, made: dict[Key, Any]) -> Act:
    act.items = [made[item] for item in state.children(key)]
    for item, row in zip(state.children(key), act.items, strict=True):
        row.act_id = act.id
        row.layers = [made[layer] for layer in state.children(item)]
    return act


def _pieces(session: Session, ids: set[int]) -> dict[int, Contribution]:
    query = select(Contribution).where(Contribution.id.in_(ids))
    query = query.options(
        selectinload(Contribution.media), selectinload(Contribution.credits).selectinload(Credit.contributor)
    )
    return {piece.id: piece for piece in session.scalars(query)}
