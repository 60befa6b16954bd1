"""Edits of items. Each locks the episode, applies if it still can, and raises the revision by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from dashboard.errors import BadInput, Stale
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.parts import (
    act_in,
    at_most_a_day,
    episode_of_act,
    episode_of_items,
    insert_item,
    item_in,
    items_in,
    lines_said,
    named,
    piece_to_use,
    renumber,
)
from dashboard.rundown.material import laid_after
from dashboard.rundown.tables import Act, Episode, Item
from dashboard.rundown.timing import KINDS, PIECE
from dashboard.storage.engine import Database


class Keep(Enum):
    """What stands for a field that an edit leaves alone: none has a meaning of its own."""

    KEEP = "keep"


KEEP = Keep.KEEP
WHAT = {"length_frames": "A set length", "hard_start_frames": "A hard start", "hard_back_frames": "A fixed back-time"}
SAID = {
    "slug": "name", "note": "note", "script": "words", "length_frames": "length", "hard_start_frames": "hard start",
    "hard_back_frames": "back-time",
}  # fmt: skip


def add_piece(
    db: Database, actor: Actor, act_id: int, contribution_ids: Sequence[int], *, position: int | None = None,
    slip: Slip = PLAIN,
) -> int:  # fmt: skip
    """Add an item made of these pieces, each at full length; returns the item's id.

    One that cannot be shown or heard is refused. Clearance is not asked here: a piece may be tried out in a
    rundown, but is stopped before it is delivered.
    """
    with editing(db, actor, episode_of_act(db, act_id), "item.added", slip) as (edit, episode):
        pieces = [piece_to_use(edit.session, piece_id) for piece_id in contribution_ids]
        if not pieces:
            raise BadInput("Nothing was picked to add; pick a piece first.")
        act = act_in(edit.session, episode, act_id)
        item = Item(kind=PIECE, slug=pieces[0].title, position=0, layers=laid_after([], pieces, episode))
        insert_item(act, item, position)
        edit.session.flush()
        edit.said = f"added “{item.slug}” to {act.title}"
        edit.detail = {"item": item.id, "slug": item.slug, "contributions": list(contribution_ids)}
        return item.id


def add_item(
    db: Database, actor: Actor, act_id: int, kind: str, slug: str, *, script: str = "",
    length_frames: int | None = None, position: int | None = None, slip: Slip = PLAIN,
) -> int:  # fmt: skip
    """Add a slate, host link, break or credits roll; returns its id."""
    if kind not in KINDS or kind == PIECE:
        raise BadInput(f"“{kind}” is no kind of item; use one of {', '.join(k for k in KINDS if k != PIECE)}.")
    with editing(db, actor, episode_of_act(db, act_id), "item.added", slip) as (edit, episode):
        act = act_in(edit.session, episode, act_id)
        item = Item(kind=kind, slug=named(slug, "An item"), script=script.strip(), position=0)
        item.length_frames = _frames("length_frames", length_frames, episode)
        insert_item(act, item, position)
        edit.session.flush()
        edit.said = f"added “{item.slug}” to {act.title}"
        edit.detail = {"item": item.id, "kind": kind, "slug": item.slug}
        return item.id


def move_items(
    db: Database, actor: Actor, item_ids: Sequence[int], act_id: int, after_id: int | None, *, slip: Slip = PLAIN
) -> None:
    """Put items, in this order, behind another item of an act of the same episode; without one they come first."""
    with editing(db, actor, episode_of_items(db, item_ids), "item.moved", slip) as (edit, episode):
        items, act = items_in(edit.session, episode, item_ids), act_in(edit.session, episode, act_id)
        rest = [other for other in act.items if other not in items]
        ahead = None if after_id is None else _ahead(act, items, after_id)
        edit.said = f"moved {lines_said(items)} to {act.title}, {f'after “{ahead.slug}”' if ahead else 'first'}"
        edit.moved_items = tuple(item.id for item in items)
        edit.detail = {"items": list(edit.moved_items), "act": act_id, "after": after_id}
        for left in {item.act for item in items} - {act}:
            renumber([other for other in left.items if other not in items])
        for item in items:
            item.act_id = act.id
        at = rest.index(ahead) + 1 if ahead else 0
        renumber([*rest[:at], *items, *rest[at:]])


def _ahead(act: Act, items: Sequence[Item], after_id: int) -> Item:
    """The item that the moved ones are to follow."""
    ahead = next((other for other in [*items, *act.items] if other.id == after_id), None)
    if ahead is None:
        raise BadInput(f"The line to follow is no longer in “{act.title}”; look again and choose another place.")
    if ahead in items:
        raise BadInput(f"“{ahead.slug}” is itself being moved; choose a line that stays where it is.")
    return ahead


def float_items(db: Database, actor: Actor, item_ids: Sequence[int], *, floated: bool, slip: Slip = PLAIN) -> None:
    """Float items (they stay in their places without time, credit or pay), or bring them back."""
    action = "item.floated" if floated else "item.unfloated"
    with editing(db, actor, episode_of_items(db, item_ids), action, slip) as (edit, episode):
        items = items_in(edit.session, episode, item_ids)
        for item in items:
            item.floated = floated
        edit.said = f"{'floated' if floated else 'unfloated'} {lines_said(items)}"
        edit.detail = {"items": [item.id for item in items]}


def lock_items(db: Database, actor: Actor, item_ids: Sequence[int], *, locked: bool, slip: Slip = PLAIN) -> None:
    """Hold items as they are until somebody unlocks them, or unlock them."""
    action = "item.locked" if locked else "item.unlocked"
    with editing(db, actor, episode_of_items(db, item_ids), action, slip) as (edit, episode):
        items = items_in(edit.session, episode, item_ids)
        for item in items:
            item.locked = locked
        edit.said = f"{'locked' if locked else 'unlocked'} {lines_said(items)}"
        edit.detail = {"items": [item.id for item in items]}


def remove_items(db: Database, actor: Actor, item_ids: Sequence[int], *, slip: Slip = PLAIN) -> None:
    """Remove items; what they were stays in the history, and in the audit trail."""
    with editing(db, actor, episode_of_items(db, item_ids), "item.removed", slip) as (edit, episode):
        items = items_in(edit.session, episode, item_ids)
        edit.said = f"removed {lines_said(items)}"
        edit.detail = {
            "items": [item.id for item in items],
            "slugs": [item.slug for item in items],
            "contributions": [layer.contribution_id for item in items for layer in item.layers],
        }
        acts = {item.act for item in items}
        for item in items:
            item.act.items.remove(item)
        for act in acts:
            renumber(act.items)


def change_item(
    db: Database, actor: Actor, item_id: int, *, slug: str | Keep = KEEP, note: str | Keep = KEEP,
    script: str | Keep = KEEP, length_frames: int | Keep | None = KEEP, hard_start_frames: int | Keep | None = KEEP,
    hard_back_frames: int | Keep | None = KEEP, seen: Mapping[str, object] | None = None, slip: Slip = PLAIN,
) -> None:  # fmt: skip
    """Change what is given of an item; no length lets it follow from what it holds.

    `seen` holds fields as they were shown: raises Stale when somebody has changed one of them since.
    """
    with editing(db, actor, episode_of_items(db, [item_id]), "item.changed", slip) as (edit, episode):
        item = item_in(edit.session, episode, item_id)
        if any(getattr(item, name) != value for name, value in (seen or {}).items()):
            raise Stale(f"Somebody else changed “{item.slug}” meanwhile; look again and repeat your change.")
        given: dict[str, Any] = {
            "slug": slug, "note": note, "script": script, "length_frames": length_frames,
            "hard_start_frames": hard_start_frames, "hard_back_frames": hard_back_frames,
        }  # fmt: skip
        new = {name: _checked(name, value, episode) for name, value in given.items() if value is not KEEP}
        changed = [name for name, value in new.items() if getattr(item, name) != value]
        edit.said = f"changed the {_listed([SAID[name] for name in changed])} of “{item.slug}”"
        edit.detail = {"item": item_id, "slug": new.get("slug", item.slug), "changed": changed}
        for name in changed:
            setattr(item, name, new[name])


def _checked(name: str, value: Any, episode: Episode) -> Any:
    if name == "slug":
        return named(value, "An item")
    return value.strip() if name in ("note", "script") else _frames(name, value, episode)


def _frames(name: str, frames: int | None, episode: Episode) -> int | None:
    if frames is None:
        return None
    if name == "length_frames" and frames <= 0:
        raise BadInput("A set length must be longer than nothing; float the item to leave it out.")
    return at_most_a_day(frames, episode.rate, WHAT[name])


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
