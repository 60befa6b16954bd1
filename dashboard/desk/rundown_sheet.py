"""The rundown as a table: one row an item, and below it one row a layer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dashboard.credits.tabular import Cell, csv_bytes, write_file
from dashboard.curation.queries import artists
from dashboard.rundown.queries import ActRow, ItemRow, Rundown
from dashboard.rundown.tables import Layer
from dashboard.rundown.timecode import duration_text, signed_text, timecode

HEADER = (
    "act", "item", "row", "kind", "title", "artists", "track", "state", "start", "length", "length_frames",
    "back_time", "in", "out", "gain_db", "clearance", "note",
)  # fmt: skip


def write_rundown(folder: Path, rundown: Rundown) -> dict[str, Path]:
    """Write rundown.csv into `folder`; lengths in real time, starts and in and out points as timecode."""
    path = folder / "rundown.csv"
    write_file(path, csv_bytes(HEADER, _rows(rundown)))
    return {"rundown_csv": path}


def _rows(rundown: Rundown) -> Iterator[tuple[Cell, ...]]:
    number = 0
    for act in rundown.acts:
        yield _act_row(act, rundown)
        for row in act.items:
            number += 1
            yield _item_row(number, act, row, rundown)
            yield from (_layer_row(number, act, layer, rundown) for layer in row.item.layers)
    rate, timing = rundown.episode.rate, rundown.timing
    yield _wide(
        row="total", title="TRT", length=duration_text(timing.trt_frames, rate),
        length_frames=timing.trt_frames, note=f"{signed_text(timing.over_frames, rate)} against the target",
    )  # fmt: skip


def _wide(**cells: Cell) -> tuple[Cell, ...]:
    """One row from the cells that are named; the others stay empty."""
    return tuple(cells.get("in_" if name == "in" else name, "") for name in HEADER)


def _act_row(act: ActRow, rundown: Rundown) -> tuple[Cell, ...]:
    over = act.timed.over_frames
    return _wide(
        act=act.act.title,
        row="act",
        title=act.act.title,
        length=duration_text(act.timed.filled_frames, rundown.episode.rate),
        length_frames=act.timed.filled_frames,
        note="" if over is None else f"{signed_text(over, rundown.episode.rate)} against its budget",
    )


def _item_row(number: int, act: ActRow, row: ItemRow, rundown: Rundown) -> tuple[Cell, ...]:
    rate, timed = rundown.episode.rate, row.timed
    return _wide(
        act=act.act.title,
        item=number,
        row="item",
        kind=row.item.kind,
        title=row.item.slug,
        state="FLOAT" if row.item.floated else "",
        start="" if timed.start_frames is None else timecode(timed.start_frames, rate),
        length=duration_text(timed.planned_frames, rate),
        length_frames=timed.planned_frames,
        back_time="" if timed.back_frames is None else _signed_timecode(timed.back_frames, rundown),
        note=timed.problem,
    )


def _layer_row(number: int, act: ActRow, layer: Layer, rundown: Rundown) -> tuple[Cell, ...]:
    rate, piece = rundown.episode.rate, layer.contribution
    frames = layer.out_frames - layer.in_frames
    return _wide(
        act=act.act.title, item=number, row="layer", kind=piece.kind, title=piece.title, artists=artists(piece),
        track=layer.track, state="FLOAT" if layer.item.floated else "", length=duration_text(frames, rate),
        length_frames=frames, in_=timecode(layer.in_frames, rate), out=timecode(layer.out_frames, rate),
        gain_db=f"{layer.gain_db:.1f}" if layer.track == "sound" else "",
        clearance=piece.clearance, note=piece.clearance_reason,
    )  # fmt: skip


def _signed_timecode(frames: int, rundown: Rundown) -> str:
    sign = "−" if frames < 0 else ""
    return sign + timecode(abs(frames), rundown.episode.rate)
