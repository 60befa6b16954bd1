"""The timing of a rundown: lengths, starts, back-times and over/under, in whole frames.

One function, `time_rundown`, is what every page, export and check uses, so that no two of them can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

PIECE, SLATE, HOST, ROLL, BREAK = "piece", "slate", "host", "roll", "break"
KINDS = (PIECE, SLATE, HOST, ROLL, BREAK)

HOST_WORDS_PER_MINUTE = 150
TEXT_WORDS_PER_MINUTE = 150
SLATE_SECONDS = 4
BREAK_SECONDS = 120
SHORTEST_SPOKEN_SECONDS = 2


@dataclass(frozen=True)
class LayerTime:
    """One layer's track and the frames it uses."""

    track: str
    frames: int


@dataclass(frozen=True)
class ItemTime:
    """What the timing of one item depends on."""

    item_id: int
    kind: str
    floated: bool = False
    length_frames: int | None = None
    """Set by a producer; overrides everything else."""
    layers: tuple[LayerTime, ...] = ()
    script: str = ""


@dataclass(frozen=True)
class ActTime:
    """An act's items in order, and its budget; 0 for none."""

    act_id: int
    budget_frames: int
    items: tuple[ItemTime, ...]


@dataclass(frozen=True)
class TimedItem:
    """One line as timed. Offsets are in programme time: breaks take none."""

    item_id: int
    natural_frames: int
    """The length without an override."""
    planned_frames: int
    """The length with it; what a floated item would take."""
    counted_frames: int
    """What it takes of the TRT: nothing for a break or a floated item."""
    start_frames: int | None
    """The first frame in programme time; none for a floated item."""
    back_frames: int | None
    """Where it must start for the programme to end on target."""
    problem: str = ""
    """Why it has no length, if so."""


@dataclass(frozen=True)
class TimedAct:
    """An act as timed; over is positive when heavy, and none without a budget."""

    act_id: int
    filled_frames: int
    over_frames: int | None
    items: tuple[TimedItem, ...]


@dataclass(frozen=True)
class Timing:
    """A whole rundown as timed."""

    trt_frames: int
    over_frames: int
    """TRT less target: positive when heavy."""
    break_frames: int
    slot_over_frames: int
    """TRT and breaks less the slot."""
    acts: tuple[TimedAct, ...]


def spoken_frames(words: int, rate: Fraction, words_per_minute: int) -> int:
    """Frames to say or read `words`, rounded up; a few words still take SHORTEST_SPOKEN_SECONDS."""
    frames = max(Fraction(words * 60, words_per_minute), Fraction(SHORTEST_SPOKEN_SECONDS)) * rate
    return -(-frames.numerator // frames.denominator)


def natural_frames(item: ItemTime, rate: Fraction, roll_frames: int) -> int:
    """The length an item has of itself: 0 where nothing gives it one.

    Pictures and texts follow one another and are summed; sounds lie over one another, so the longest counts.
    """
    if item.kind == ROLL:
        return roll_frames
    if item.kind == HOST:
        words = len(item.script.split())
        return spoken_frames(words, rate, HOST_WORDS_PER_MINUTE) if words else 0
    if item.kind == SLATE:
        return int(SLATE_SECONDS * rate)
    if item.kind == BREAK:
        return int(BREAK_SECONDS * rate)
    shown = sum(layer.frames for layer in item.layers if layer.track != "sound")
    heard = max((layer.frames for layer in item.layers if layer.track == "sound"), default=0)
    return shown or heard


def time_rundown(
    acts: tuple[ActTime, ...], *, rate: Fraction, target_frames: int, slot_frames: int, roll_frames: int
) -> Timing:
    """Time every act and item. `roll_frames` is what the credits need, handed in by whoever knows them."""
    lengths = {item.item_id: _length(item, rate, roll_frames) for act in acts for item in act.items}
    every = [item for act in acts for item in act.items]
    trt = sum(lengths[item.item_id][2] for item in every)
    breaks = sum(lengths[item.item_id][1] for item in every if item.kind == BREAK and not item.floated)
    timed: list[TimedAct] = []
    start, slack = 0, target_frames - trt
    for act in acts:
        rows: list[TimedItem] = []
        for item in act.items:
            natural, planned, counted = lengths[item.item_id]
            at = None if item.floated else start
            back = None if at is None else at + slack
            rows.append(TimedItem(item.item_id, natural, planned, counted, at, back, _problem(item, planned)))
            start += counted
        filled = sum(row.counted_frames for row in rows)
        over = filled - act.budget_frames if act.budget_frames else None
        timed.append(TimedAct(act.act_id, filled, over, tuple(rows)))
    return Timing(trt, trt - target_frames, breaks, trt + breaks - slot_frames, tuple(timed))


def _length(item: ItemTime, rate: Fraction, roll_frames: int) -> tuple[int, int, int]:
    natural = natural_frames(item, rate, roll_frames)
    planned = natural if item.length_frames is None else item.length_frames
    return natural, planned, 0 if item.floated or item.kind == BREAK else planned


def _problem(item: ItemTime, planned: int) -> str:
    if planned:
        return ""
    if item.kind == HOST:
        return "no length: write what is said, or set a length"
    return "no length: add a piece, or set a length"
