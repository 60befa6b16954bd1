"""Trimming an episode or an act to time: what may give way, and one way of it taken as one edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dashboard.credits.queries import CreditedRundown, working_rundown
from dashboard.credits.roll import natural_roll_frames
from dashboard.curation.trends.folding import LOWEST_KEY
from dashboard.desk.fitting import acts_asked, is_growing_roll, refuse_changed, refuse_off
from dashboard.desk.fitting_candidates import pieces_of, rising, roll_lines_of
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.parts import items_in, layer_in, lines_said
from dashboard.rundown.fitting.trims import Over, RollWithout, Trim, TrimAct, TrimItem, TrimLayer, trims, why_none
from dashboard.rundown.fitting.words import frames_said
from dashboard.rundown.layers import SOUND, TEXT, natural_length
from dashboard.rundown.material import material_of
from dashboard.rundown.queries import ActRow, ItemRow
from dashboard.rundown.tables import Episode, Layer
from dashboard.rundown.timing import PIECE
from dashboard.storage.engine import Database


@dataclass(frozen=True)
class Trimming:
    """Ways down to time for an episode or one act, and the revision of the rundown that they are for."""

    episode_id: int
    act_id: int | None
    """None for the whole episode."""
    revision: int
    over: Over
    trims: tuple[Trim, ...]
    why: str
    """Why there is none."""


def find_trims(db: Database, episode_id: int, act_id: int | None) -> Trimming:
    """Ways to bring the episode down to its target, or one act to its budget.

    Raises NotFound for an act that is gone, and BadInput for one without a budget.
    """
    with db.reading() as session:
        credited = working_rundown(session, episode_id)
        rundown = credited.rundown
        rows = acts_asked(rundown, act_id)
        acts = tuple(TrimAct(row.act.id, row.act.title, row.timed.over_frames) for row in rows)
        frames = rundown.timing.over_frames if act_id is None else acts[0].over_frames or 0
        over = Over(frames, rundown.episode.rate, acts)
        items = _items(session, rows, rundown.episode)
        found = trims(items, over, _roll_without(credited, rows)) if frames > 0 else ()
        return Trimming(
            episode_id, act_id, rundown.episode.revision, over, found, "" if found else why_none(items, over)
        )


def take_trim(db: Database, actor: Actor, trimming: Trimming, trim: Trim, *, slip: Slip = PLAIN) -> None:
    """Bring in the out points and float what is to be floated, as one edit.

    Raises Stale where the rundown or its credits have changed since this was proposed.
    """
    with editing(db, actor, trimming.episode_id, "rundown.trimmed", slip) as (edit, episode):
        before = refuse_changed(edit.session, episode, trimming.revision)
        for cut in trim.cuts:
            for layer_id, frames in cut.layers.items():
                layer = layer_in(edit.session, episode, layer_id)
                layer.out_frames = layer.in_frames + frames
        floated = items_in(edit.session, episode, [item.item_id for item in trim.floated])
        for item in floated:
            item.floated = True
        edit.session.flush()
        cut_frames = sum(cut.by_frames for cut in trim.cuts)
        saved = cut_frames + sum(item.frames for item in trim.floated) - trim.roll_frames
        refuse_off(edit, episode.id, [act.act_id for act in trimming.over.acts], before, -saved)
        done = [f"trimmed {_lines(len(trim.cuts))} by {frames_said(cut_frames, episode.rate)}"] if trim.cuts else []
        edit.said = " and ".join([*done, *([f"floated {lines_said(floated)}"] if floated else [])])
        edit.detail = {
            "trimmed": {cut.item.item_id: cut.by_frames for cut in trim.cuts},
            "floated": [item.id for item in floated],
        }


def _lines(number: int) -> str:
    return f"{number} line{'s' * (number != 1)}"


def _items(session: Session, rows: Sequence[ActRow], episode: Episode) -> list[TrimItem]:
    """What may be changed, with its place by the best of its pieces."""
    found = [(row.act.id, line) for row in rows for line in row.items if _may_change(line)]
    pieces = {layer.contribution_id for _, line in found for layer in line.item.layers}
    keys = rising(session, pieces)
    best = {
        line.item.id: max(keys.get(layer.contribution_id, LOWEST_KEY) for layer in line.item.layers)
        for _, line in found
    }
    found.sort(key=lambda entry: -best[entry[1].item.id])
    return [
        TrimItem(
            line.item.id, line.item.slug, act_id, place, tuple(_layer(layer, episode) for layer in line.item.layers)
        )
        for place, (act_id, line) in enumerate(found)
    ]


def _may_change(line: ItemRow) -> bool:
    item = line.item
    free = not item.locked and not item.floated and item.hard_start_frames is None and item.hard_back_frames is None
    return free and item.kind == PIECE and item.length_frames is None and bool(item.layers)


def _layer(layer: Layer, episode: Episode) -> TrimLayer:
    material, heard = material_of(layer.contribution), layer.track == SOUND
    return TrimLayer(
        layer.id, heard, still=material.media_kind == "image", film=material.runs and not heard,
        frames=layer.out_frames - layer.in_frames, offset_frames=layer.offset_frames,
        least_frames=natural_length(material, episode.rate, episode.words_per_minute) if layer.track == TEXT else 0,
    )  # fmt: skip


def _roll_without(credited: CreditedRundown, rows: Sequence[ActRow]) -> RollWithout:
    """By how much the rolls of these acts change when items are floated and the names of nobody else's pieces go."""
    rolls = sum(is_growing_roll(line) for row in rows for line in row.items)
    rate = credited.rundown.episode.rate
    now = natural_roll_frames(len(roll_lines_of(credited.credits)), rate)
    holding = {line.item.id: set(pieces_of(line.item)) for line in credited.rundown.airing}

    def roll_frames(floated: frozenset[int]) -> int:
        left = {piece for item_id, pieces in holding.items() if item_id not in floated for piece in pieces}
        lines = len(roll_lines_of(credited.credits, left))
        return rolls * (natural_roll_frames(lines, rate) - now) if rolls else 0

    return roll_frames
