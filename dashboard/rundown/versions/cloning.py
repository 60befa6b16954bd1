"""Making an episode out of another one: a clone for the next, or the rows of a version."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy.orm import Session

from dashboard.curation.tables import Shortlist
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import State, id_of
from dashboard.rundown.episodes import number_taken
from dashboard.rundown.tables import MASTER, Act, Episode, Item, Layer
from dashboard.rundown.versions.rate_change import at_rate
from dashboard.storage.base import now
from dashboard.storage.engine import Database

PLAN = (
    "show_id", "rate_num", "rate_den", "drop_frame", "first_timecode_frames", "on_air_ms", "words_per_minute",
    "slot_frames", "target_frames", "budget_minor", "currency",
)  # fmt: skip
"""What a clone takes over of an episode besides its rundown."""


def clone_episode(db: Database, actor: Actor, episode_id: int, *, title: str, number: int, with_pieces: bool) -> int:
    """An episode like another, with a shortlist of its own; returns its id.

    Without pieces it has the acts, their budgets, and the slates, links, breaks and credits between them. Locks,
    snapshots and history stay with the other.
    """
    if not title.strip():
        raise BadInput("An episode needs a title.")
    with command(db, actor, Permission.EDIT_EPISODE, "episode.cloned", ("episode", "new")) as change:
        session = change.session
        other = session.get(Episode, episode_id)
        if other is None:
            raise NotFound("That episode no longer exists.")
        if number_taken(session, other.show_id, number):
            raise BadInput(f"“{other.show.title}” already has an episode {number}; take another number.")
        shortlist = Shortlist(name=f"{other.show.title} {number}: {title.strip()}", created_at=now())
        kept = {name: getattr(other, name) for name in PLAN}
        made = Episode(
            title=title.strip(), number=number, version=MASTER, shortlist=shortlist, created_at=now(), **kept
        )
        session.add(made)
        session.flush()
        state = read_state(session, episode_id)
        copy_rows(session, state if with_pieces else without_pieces(state), made, other.rate, of_master=False)
        change.subject = ("episode", made.id)
        change.detail = {"from": episode_id, "number": number, "with_pieces": with_pieces}
        return made.id


def copy_rows(session: Session, state: State, into: Episode, rate: Fraction, *, of_master: bool) -> None:
    """Make rows like those of `state`, which counts in frames at `rate`, in an episode without any.

    `of_master` notes in each which row it came from. Nothing that is copied is locked.
    """
    for at, act_key in enumerate(state.acts):
        act = Act(episode_id=into.id, position=at, **at_rate(state.rows[act_key], rate, into.rate))
        act.origin_id = id_of(act_key) if of_master else None
        session.add(act)
        session.flush()
        for place, item_key in enumerate(state.children(act_key)):
            act_item = item_like(state, item_key, rate, into.rate, of_master=of_master)
            act_item.act_id, act_item.position = act.id, place
            session.add(act_item)
    session.flush()


def item_like(state: State, key: str, rate: Fraction, into_rate: Fraction, *, of_master: bool) -> Item:
    """An item with its layers, in frames at `into_rate`, that belongs to no act yet."""
    item = Item(**at_rate(state.rows[key], rate, into_rate), position=0)
    item.locked = False
    item.origin_id = id_of(key) if of_master else None
    item.layers = layers_like(state, key, rate, into_rate, of_master=of_master)
    return item


def layers_like(state: State, key: str, rate: Fraction, into_rate: Fraction, *, of_master: bool) -> list[Layer]:
    """Layers like those of an item, in frames at `into_rate`, that belong to no item yet."""
    layers: list[Layer] = []
    for at, layer_key in enumerate(state.children(key)):
        layer = Layer(**at_rate(state.rows[layer_key], rate, into_rate), position=at)
        layer.origin_id = id_of(layer_key) if of_master else None
        layers.append(layer)
    return layers


def without_pieces(state: State) -> State:
    """The state without the items that hold pieces."""
    gone = {item for item in state.items if state.children(item)}
    gone |= {layer for item in gone for layer in state.children(item)}
    order = {
        parent: tuple(child for child in children if child not in gone)
        for parent, children in state.order.items()
        if parent not in gone
    }
    return State({key: fields for key, fields in state.rows.items() if key not in gone}, order)
