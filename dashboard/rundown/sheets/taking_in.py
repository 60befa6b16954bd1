"""Taking a rundown back in from a sheet: a preview of what it would change, then one edit that does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from dashboard.errors import Stale
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import Key, id_of, key_of
from dashboard.rundown.queries import Rundown
from dashboard.rundown.sheets.rules import (  # fmt: skip
    FLOAT,
    KIND,
    LENGTH,
    NOTE,
    SCRIPT,
    SLUG,
    Merged,
    SheetLine,
    SheetRow,
    merge,
    read_lines,
)
from dashboard.rundown.tables import Act, Episode, Item
from dashboard.rundown.timecode import duration_text, parse_duration
from dashboard.rundown.timing import PIECE
from dashboard.storage.engine import Database


def preview(
    session: Session, rundown: Rundown, header: Sequence[str], rows: Sequence[SheetRow], mapping: Mapping[str, str]
) -> Merged:
    """What the sheet would change in the rundown as it stands. Raises BadInput naming the line."""
    lines = read_lines(header, rows, mapping, rundown.episode.rate)
    return merge(read_state(session, rundown.episode.id), lines, shown_lengths(rundown))


def take_in(
    db: Database, actor: Actor, rundown: Rundown, header: Sequence[str], rows: Sequence[SheetRow],
    mapping: Mapping[str, str], slip: Slip = PLAIN,
) -> Merged:  # fmt: skip
    """Do what `preview` showed, as one edit. Raises Stale when the rundown has been edited since it was loaded."""
    episode_id = rundown.episode.id
    with editing(db, actor, episode_id, "sheet.taken_in", slip) as (edit, episode):
        if episode.revision != rundown.episode.revision:
            raise Stale("The rundown has been edited since the preview; look at it again, then take the sheet in.")
        merged = preview(edit.session, rundown, header, rows, mapping)
        items = {key_of("item", item.id): item for act in episode.acts for item in act.items}
        for key, pairs in merged.changes:
            for name, (_, value) in pairs.items():
                setattr(items[key], name, value)
        _place(edit.session, episode, merged, items)
        edit.moved_items = tuple(id_of(key) for key in _moved(merged, rundown))
        edit.said = f"took in a sheet: {counted(merged)}"
        edit.detail = {"added": merged.added, "changed": len(merged.changes), "kept": len(merged.kept)}
        return merged


def counted(merged: Merged) -> str:
    """How many lines are new, changed, and not in the sheet."""
    return f"{merged.added} new, {len(merged.changes)} changed, {len(merged.kept)} not in the sheet and kept"


def moved_lines(merged: Merged, rundown: Rundown) -> list[tuple[Key, tuple[str, int], tuple[str, int]]]:
    """The items that would stand elsewhere: each with its act and line as they are and as they would be.

    As few as tell the new order; what only makes room for them is not among them.
    """
    before = [(act.act.title, key_of("item", row.item.id)) for act in rundown.acts for row in act.items]
    after = [(title, key) for title, keys in merged.order.items() for key in keys if not isinstance(key, int)]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stay = {pair for block in blocks for pair in after[block.b : block.b + block.size]}
    now = {key_of("item", row.item.id): (act.act.title, at) for act in rundown.acts
           for at, row in enumerate(act.items, 1)}  # fmt: skip
    then = {key: (title, at) for title, keys in merged.order.items() for at, key in enumerate(keys, 1)}
    return [(key, now[key], then[key]) for title, key in after if (title, key) not in stay]


def shown_lengths(rundown: Rundown) -> dict[Key, int]:
    """The planned length of each item, as reading back what a sheet shows of it gives it."""
    rate = rundown.episode.rate
    return {
        key_of("item", row.item.id): parse_duration(duration_text(row.timed.planned_frames, rate), rate)
        for row in rundown.items
    }


def _place(session: Session, episode: Episode, merged: Merged, items: dict[Key, Item]) -> None:
    acts = {act.title: act for act in episode.acts}
    for title in merged.new_acts:
        acts[title] = Act(title=title, position=len(episode.acts))
        episode.acts.append(acts[title])
    session.flush()
    fresh = {at: _item(line) for at, (line, key) in enumerate(merged.lines) if key is None}
    for title, keys in merged.order.items():
        for position, key in enumerate(keys):
            item = fresh[key] if isinstance(key, int) else items[key]
            item.act_id, item.position = acts[title].id, position
            session.add(item)
    session.flush()
    session.expire_all()


def _item(line: SheetLine) -> Item:
    fields = line.fields
    return Item(
        kind=fields.get(KIND, PIECE), slug=fields[SLUG], position=0, length_frames=fields.get(LENGTH),
        floated=fields.get(FLOAT, False), note=fields.get(NOTE, ""), script=fields.get(SCRIPT, ""),
    )  # fmt: skip


def _moved(merged: Merged, rundown: Rundown) -> list[Key]:
    """The items of the sheet, where it has another order: these were moved, not the ones that it does not list."""
    before = {act.act.title: [key_of("item", row.item.id) for row in act.items] for act in rundown.acts}
    listed = {key for _, key in merged.lines if key is not None}
    return [
        key
        for title, keys in merged.order.items()
        if [key for key in keys if not isinstance(key, int)] != before.get(title, [])
        for key in keys
        if not isinstance(key, int) and key in listed
    ]
