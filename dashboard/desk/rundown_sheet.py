"""The rundown as sheets: a CSV with its layers, and a workbook that can be changed and taken in again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from dashboard.credits.tabular import Cell, Table, csv_bytes, write_file, write_xlsx
from dashboard.curation.queries import artists
from dashboard.rundown.queries import ActRow, ItemRow, Rundown
from dashboard.rundown.tables import Episode, Layer
from dashboard.rundown.timecode import duration_text, signed_text, timecode

HEADER = (
    "id", "act", "item", "row", "kind", "title", "artists", "track", "state", "start", "length", "length_frames",
    "set_by_hand", "back_time", "in", "out", "gain_db", "clearance", "note", "script", "remark",
)  # fmt: skip
"""`remark` is what the program says of a row, `note` what people do."""
ITEMS = tuple(name for name in HEADER if name not in ("item", "row", "track", "in", "out", "gain_db"))
LAYERS = (
    "act", "item", "title", "artists", "track", "kind", "state", "in", "out", "length", "length_frames", "gain_db",
    "clearance", "remark",
)  # fmt: skip
ACTS = ("act", "length", "length_frames", "remark")


def write_rundown(folder: Path, rundown: Rundown, created: datetime) -> dict[str, Path]:
    """Write rundown.csv and rundown.xlsx into `folder`; lengths in real time, starts and in and out as timecode."""
    rows = list(_rows(rundown))
    path, book = folder / "rundown.csv", folder / "rundown.xlsx"
    write_file(path, csv_bytes(HEADER, rows))
    tables = [
        _table("Rundown", "item", ITEMS, rows),
        _table("Layers", "layer", LAYERS, rows),
        _table("Acts", "act", ACTS, rows, "total"),
    ]
    write_xlsx(book, tables, created)
    return {"rundown_csv": path, "rundown_xlsx": book}


def _table(name: str, kind: str, header: tuple[str, ...], rows: list[tuple[Cell, ...]], *more: str) -> Table:
    at = [HEADER.index(column) for column in header]
    kinds = (kind, *more)
    return Table(name, header, [[row[n] for n in at] for row in rows if row[HEADER.index("row")] in kinds])


def _rows(rundown: Rundown) -> Iterator[tuple[Cell, ...]]:
    number = 0
    for act in rundown.acts:
        yield _act_row(act, rundown)
        for row in act.items:
            number += 1
            yield _item_row(number, act, row, rundown)
            yield from (_layer_row(number, act, row, layer, rundown) for layer in row.item.layers)
    rate, timing = rundown.episode.rate, rundown.timing
    yield _wide(
        row="total", act="TRT", title="TRT", length=duration_text(timing.trt_frames, rate),
        length_frames=timing.trt_frames, remark=f"{signed_text(timing.over_frames, rate)} against the target",
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
        remark="" if over is None else f"{signed_text(over, rundown.episode.rate)} against its budget",
    )


def _item_row(number: int, act: ActRow, row: ItemRow, rundown: Rundown) -> tuple[Cell, ...]:
    episode, item, timed = rundown.episode, row.item, row.timed
    pieces = {layer.contribution.id: layer.contribution for layer in item.layers}
    people = dict.fromkeys(name for piece in pieces.values() for name in artists(piece).split(", "))
    return _wide(
        id=str(item.id), act=act.act.title, item=number, row="item", kind=item.kind, title=item.slug,
        artists=", ".join(people), state="FLOAT" if item.floated else "",
        start="" if timed.start_frames is None else _point(timed.start_frames, episode),
        length=duration_text(timed.planned_frames, episode.rate) if timed.planned_frames else "",
        length_frames=timed.planned_frames,
        set_by_hand="yes" if item.length_frames is not None else "",
        back_time="" if timed.back_frames is None else _signed_timecode(timed.back_frames, episode),
        clearance=", ".join(dict.fromkeys(piece.clearance for piece in pieces.values())),
        note=item.note, script=item.script, remark=timed.problem,
    )  # fmt: skip


def _layer_row(number: int, act: ActRow, row: ItemRow, layer: Layer, rundown: Rundown) -> tuple[Cell, ...]:
    episode, piece = rundown.episode, layer.contribution
    frames = layer.out_frames - layer.in_frames
    return _wide(
        act=act.act.title, item=number, row="layer", kind=piece.kind, title=piece.title, artists=artists(piece),
        track=layer.track, state="FLOAT" if row.item.floated else "", length=duration_text(frames, episode.rate),
        length_frames=frames, in_=_point(layer.in_frames, episode), out=_point(layer.out_frames, episode),
        gain_db=Decimal(f"{layer.gain_db:.1f}") if layer.track == "sound" else "",
        clearance=piece.clearance, remark=piece.clearance_reason,
    )  # fmt: skip


def _point(frames: int, episode: Episode) -> str:
    return timecode(frames, episode.rate, drop=episode.drop_frame)


def _signed_timecode(frames: int, episode: Episode) -> str:
    return ("−" if frames < 0 else "") + _point(abs(frames), episode)
