"""What the rundown's list shows of each act and line, and where a line goes when it is moved by steps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from dashboard.curation.queries import artists
from dashboard.rundown.queries import ActRow, ItemRow, Rundown
from dashboard.rundown.tables import Item
from dashboard.rundown.timing import BREAK, HOST, PIECE, ROLL, SLATE
from dashboard.ui.formats import NOTHING, duration_text, over_word, point_text, signed_text
from dashboard.ui.links import media_url

KIND_NAMES = {
    PIECE: "Piece", SLATE: "Slate", HOST: "Host link", ROLL: "Credits roll", BREAK: "Break",
}  # fmt: skip
BY_HAND = "set by hand"
MOST_NAMES = 3
"""On a line of the list; the panel beside it names everybody."""


def list_data(rundown: Rundown, chosen: int | None, *, may_edit: bool, heard: int) -> dict[str, Any]:
    """The whole list. `heard` is the mark of the last move that arrived, whether or not it was made."""
    return {
        "caption": f"The rundown of {rundown.episode.title}",
        "acts": [_act(act, rundown.episode.rate) for act in rundown.acts],
        "chosen": chosen,
        "may_edit": may_edit,
        "heard": heard,
    }


def _act(act: ActRow, rate: Fraction) -> dict[str, Any]:
    over = act.timed.over_frames
    return {
        "id": act.act.id,
        "title": act.act.title,
        "filled": duration_text(act.timed.filled_frames, rate),
        "budget": duration_text(act.act.budget_frames, rate) if act.act.budget_frames else "",
        "over": "" if over is None else signed_text(over, rate),
        "word": "" if over is None else over_word(over, rate),
        "state": "over" if over is not None and over_word(over, rate) == "over" else "under",
        "items": [_line(row, rate) for row in act.items],
    }


def _line(row: ItemRow, rate: Fraction) -> dict[str, Any]:
    item, timed = row.item, row.timed
    return {
        "id": item.id,
        "kind": item.kind,
        "icon": item.layers[0].contribution.kind if item.layers else item.kind,
        "title": item.slug,
        "by": made_by(item),
        "floated": item.floated,
        "start": point_text(timed.start_frames, rate),
        "length": duration_text(timed.planned_frames, rate) if timed.planned_frames else NOTHING,
        "origin": BY_HAND if item.length_frames is not None else "",
        "back": point_text(timed.back_frames, rate),
        "poster": _poster(item),
        "notes": notes(row),
    }


def made_by(item: Item) -> str:
    """The first artists and the kinds of an item's pieces; for anything else what kind of line it is."""
    pieces = {layer.contribution.id: layer.contribution for layer in item.layers}
    if not pieces:
        return KIND_NAMES[item.kind] if item.kind != PIECE else "No pieces left in it"
    people = list(dict.fromkeys(name for piece in pieces.values() for name in artists(piece).split(", ")))
    more = f" and {len(people) - MOST_NAMES} more" if len(people) > MOST_NAMES + 1 else ""
    kinds = dict.fromkeys(piece.kind for piece in pieces.values())
    return f"{', '.join(people[:MOST_NAMES] if more else people)}{more} · {', '.join(kinds)}"


def notes(row: ItemRow) -> list[dict[str, str]]:
    """What stands in the way of a line: a piece that may not air and why, or that it has no length."""
    said = [{"state": piece.clearance, "text": piece.clearance_reason} for piece in row.blocked]
    if row.timed.problem and not row.item.floated:
        said.append({"state": "problem", "text": row.timed.problem.capitalize() + "."})
    return said


def _poster(item: Item) -> str:
    """The first layer that has a picture, or nothing."""
    for layer in item.layers:
        media = layer.contribution.media
        if media is not None and media.poster_hash:
            return media_url(media.poster_hash, "image/png" if media.kind == "audio" else "image/jpeg")
    return ""


def place_after(acts: Sequence[tuple[int, Sequence[int]]], item_id: int, steps: int) -> tuple[int, int] | None:
    """Act and position of an item so many steps down (up if negative), over the edges of acts; None if it
    stays.

    `acts` are their ids with the ids of their items in order.
    """
    at, position = next((n, ids.index(item_id)) for n, (_, ids) in enumerate(acts) if item_id in ids)
    start = (at, position)
    sizes = [len(ids) - (n == at) for n, (_, ids) in enumerate(acts)]
    for _ in range(abs(steps)):
        position += 1 if steps > 0 else -1
        if position < 0 and at > 0:
            at, position = at - 1, sizes[at - 1]
        elif position > sizes[at] and at < len(acts) - 1:
            at, position = at + 1, 0
    place = at, min(max(position, 0), sizes[at])
    return None if place == start else (acts[at][0], place[1])
