"""What the rundown's list shows of each act and line, and where a line goes when it is moved by steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from dashboard.curation.queries import artists
from dashboard.curation.technical_findings import FIT
from dashboard.curation.technical_states import technical as technical_of
from dashboard.rundown.edits.sent import Ack
from dashboard.rundown.material import material_of
from dashboard.rundown.queries import ActRow, ItemRow, Rundown
from dashboard.rundown.tables import Episode, Item
from dashboard.rundown.timecode import timecode
from dashboard.rundown.timing import BREAK, HOST, PIECE, ROLL, SLATE
from dashboard.ui.formats import NOTHING, duration_text, over_word, signed_text
from dashboard.ui.links import media_url
from dashboard.ui.technical_panel import BADGES
from dashboard.ui.widgets import CLEARANCE

KIND_NAMES = {
    PIECE: "Piece", SLATE: "Slate", HOST: "Host link", ROLL: "Credits roll", BREAK: "Break",
}  # fmt: skip
BY_HAND = "set by hand"
MOST_NAMES = 3
"""On a line of the list; the panel beside it names everybody."""
GRAVEST = ("blocked", "pending", "cleared")
SHAPES = {"green": "●", "orange": "▲", "red": "■", "gray": "○"}
"""So that no state is told by its colour alone."""


@dataclass(frozen=True)
class Steps:
    """What an undo would take back and a redo make again; empty for nothing."""

    undo: str = ""
    redo: str = ""


@dataclass(frozen=True)
class Heard:
    """What came of the last message that the list sent: its mark, and each of its commands."""

    mark: str = ""
    acks: tuple[Ack, ...] = ()


def list_data(
    rundown: Rundown, chosen: int | None, steps: Steps, heard: Heard, *, account: object, session: str, run: int,
    may_edit: bool,
) -> dict[str, Any]:  # fmt: skip
    """The whole list. `session` tells one Streamlit session from another, `run` one of its runs from the next."""
    return {
        "episode": rundown.episode.id,
        "account": str(account),
        "session": session,
        "run": run,
        "head": _head(rundown),
        "acts": [_act(act, rundown.episode) for act in rundown.acts],
        "chosen": chosen,
        "may_edit": may_edit,
        "undo": steps.undo,
        "redo": steps.redo,
        "heard": heard.mark,
        "acks": [asdict(ack) for ack in heard.acks],
    }


def _head(rundown: Rundown) -> dict[str, str]:
    episode, timing = rundown.episode, rundown.timing
    return {
        "trt": duration_text(timing.trt_frames, episode.rate),
        "target": duration_text(episode.target_frames, episode.rate),
        **_over(timing.over_frames, episode.rate),
    }


def _over(frames: int | None, rate: Fraction) -> dict[str, str]:
    if frames is None:
        return {"over": "", "word": "", "state": ""}
    word = over_word(frames, rate)
    return {"over": signed_text(frames, rate), "word": word, "state": "over" if word == "over" else "under"}


def _act(act: ActRow, episode: Episode) -> dict[str, Any]:
    rate, timed = episode.rate, act.timed
    return {
        "id": act.act.id,
        "title": act.act.title,
        "filled": duration_text(timed.filled_frames, rate),
        "budget": duration_text(act.act.budget_frames, rate) if act.act.budget_frames else "",
        "network": duration_text(int(timed.network_seconds * rate), rate),
        **_over(timed.over_frames, rate),
        "items": [_line(row, episode) for row in act.items],
    }


def _line(row: ItemRow, episode: Episode) -> dict[str, Any]:
    item, timed, rate = row.item, row.timed, episode.rate
    return {
        "id": item.id,
        "kind": item.kind,
        "icon": item.layers[0].contribution.kind if item.layers else item.kind,
        "title": item.slug,
        "by": made_by(item),
        "note": item.note,
        "floated": item.floated,
        "locked": item.locked,
        "start": _point(timed.start_frames, episode),
        "back": _point(timed.back_frames, episode),
        "hard_frames": item.hard_start_frames,
        "hard": "" if item.hard_start_frames is None else _point(item.hard_start_frames, episode),
        "gap": _gap(timed.gap_frames, rate),
        "length": duration_text(timed.planned_frames, rate) if timed.planned_frames else NOTHING,
        "length_frames": item.length_frames,
        "natural": duration_text(timed.natural_frames, rate) if timed.natural_frames else "",
        "by_hand": item.length_frames is not None,
        "origin": BY_HAND if item.length_frames is not None else "",
        "over": _by_how_much(timed.over_frames, rate),
        "trim": _trim(item, episode),
        "poster": _poster(item),
        "badges": _badges(item),
        "notes": notes(row),
    }


def _point(frames: int | None, episode: Episode) -> str:
    if frames is None:
        return NOTHING
    return f"{'−' if frames < 0 else ''}{timecode(abs(frames), episode.rate, drop=episode.drop_frame)}"


def _by_how_much(frames: int | None, rate: Fraction) -> str:
    """How far a length set by hand is off its own; nothing below half a second."""
    text = signed_text(frames or 0, rate)
    return "" if text.startswith("±") else text


def _gap(frames: int | None, rate: Fraction) -> dict[str, str] | None:
    """Before a hard start: what is to be filled, or what lies over it."""
    if not frames:
        return None
    word, state = ("gap", "pending") if frames > 0 else ("overlap", "over")
    return {"text": signed_text(frames, rate), "word": word, "state": state}


def _trim(item: Item, episode: Episode) -> dict[str, Any] | None:
    """The part that is used of the first layer that runs."""
    layer = next((layer for layer in item.layers if material_of(layer.contribution).runs), None)
    if layer is None:
        return None
    return {
        "layer": layer.id,
        "in": _point(layer.in_frames, episode),
        "out": _point(layer.out_frames, episode),
        "frames": [layer.in_frames, layer.out_frames],
        "words": f"{duration_text(layer.in_frames, episode.rate)}–{duration_text(layer.out_frames, episode.rate)}",
    }


def _badges(item: Item) -> list[dict[str, str]]:
    """Clearance and technical state of its pieces, the gravest of each; nothing for what holds no pieces."""
    pieces = {layer.contribution.id: layer.contribution for layer in item.layers}.values()
    if not pieces:
        return []
    state = min((piece.clearance for piece in pieces), key=GRAVEST.index)
    word, _, colour = CLEARANCE[state]
    found = [{"word": word, "colour": colour, "shape": SHAPES[colour], "text": ""}]
    for technical in (technical_of(piece.media) for piece in pieces):
        if technical.words:
            colour = BADGES[technical.state][1]
            said = " ".join(finding.sentence for finding in technical.findings if finding.state != FIT)
            found.append({"word": technical.words, "colour": colour, "shape": SHAPES[colour], "text": said})
    return found


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
