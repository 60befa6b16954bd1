"""The timing of a rundown: lengths, starts, back-times and over/under, in whole frames.

One function, `time_rundown`, is what every page, export and check uses, so that no two of them can disagree.
Programme time leaves breaks out; the clock has them in, and is where hard starts stand. Both count from the
programme's first frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

PIECE, SLATE, HOST, ROLL, BREAK = "piece", "slate", "host", "roll", "break"
KINDS = (PIECE, SLATE, HOST, ROLL, BREAK)

HOST_WORDS_PER_MINUTE = 150
TEXT_WORDS_PER_MINUTE = 150
SLATE_SECONDS = 4
BREAK_SECONDS = 120
SHORTEST_SPOKEN_SECONDS = 2

NO_WORDS = "no length: write what is said, or set a length"
NO_PIECE = "no length: add a piece, or set a length"


@dataclass(frozen=True)
class LayerTime:
    """One layer's track, the frames it uses, and for sound how long after its item it starts."""

    track: str
    frames: int
    offset_frames: int = 0


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
    hard_start_frames: int | None = None
    """Where on the clock it must start; what follows runs from there."""
    hard_back_frames: int | None = None
    """A fixed back-time in programme time, from which the lines above count back."""


@dataclass(frozen=True)
class ActTime:
    """An act's items in order, and its budget; 0 for none."""

    act_id: int
    budget_frames: int
    items: tuple[ItemTime, ...]


@dataclass(frozen=True)
class TimedItem:
    """One line as timed. A floated one has a length and no place, so all that follows from a place is none."""

    item_id: int
    natural_frames: int
    """The length without an override."""
    planned_frames: int
    """The length with it; what a floated item would take."""
    counted_frames: int
    """What it takes of the TRT: nothing for a break or a floated item."""
    start_frames: int | None
    """The first frame in programme time."""
    back_frames: int | None
    """Where in programme time it must start for the programme to end on target."""
    problem: str = ""
    """Why it has no length, if so."""
    clock_frames: int | None = None
    """Where on the clock it starts, its hard start if it has one."""
    back_clock_frames: int | None = None
    """Its back-time on the clock: breaks before it are in, gaps and overlaps are not."""
    slack_frames: int | None = None
    """Back-time less start: what is spare up to here, negative when the programme is heavy."""
    over_frames: int | None = None
    """Planned less natural length, where it is set by hand and has one of itself."""
    gap_frames: int | None = None
    """Before a hard start: positive for a gap to fill, negative for an overlap; none without a hard start."""


@dataclass(frozen=True)
class TimedAct:
    """An act as timed; over is positive when heavy, and none without a budget."""

    act_id: int
    filled_frames: int
    over_frames: int | None
    items: tuple[TimedItem, ...]
    start_frames: int = 0
    """Its first frame in programme time."""
    clock_frames: int = 0
    """Where on the clock its first line starts; where the line before it ends when nothing stands in it."""
    break_frames: int = 0
    """The breaks in it."""
    network_seconds: int = 0
    """What a network counts it as; see `network_seconds`."""


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
    clock_end_frames: int = 0
    """Where on the clock the last line ends, hard starts honoured."""

    @property
    def network_seconds(self) -> int:
        """What a network counts the programme as: the sum of its acts."""
        return sum(act.network_seconds for act in self.acts)


def spoken_frames(words: int, rate: Fraction, words_per_minute: int) -> int:
    """Frames to say or read `words`, rounded up; a few words still take SHORTEST_SPOKEN_SECONDS."""
    num, den = rate.numerator, rate.denominator
    # Each is rounded up by itself, which gives the same as rounding up the longer one.
    return max(-(-words * 60 * num // (words_per_minute * den)), -(-SHORTEST_SPOKEN_SECONDS * num // den))


def natural_frames(
    item: ItemTime, rate: Fraction, roll_frames: int, words_per_minute: int = HOST_WORDS_PER_MINUTE
) -> int:
    """The length an item has of itself: 0 where nothing gives it one.

    Pictures and texts follow one another and are summed; sounds lie over one another, so the last to end counts.
    """
    if item.kind == ROLL:
        return roll_frames
    if item.kind == HOST:
        words = len(item.script.split())
        return spoken_frames(words, rate, words_per_minute) if words else 0
    if item.kind == SLATE:
        return int(SLATE_SECONDS * rate)
    if item.kind == BREAK:
        return int(BREAK_SECONDS * rate)
    shown = heard = 0
    for layer in item.layers:
        if layer.track == "sound":
            heard = max(heard, layer.offset_frames + layer.frames)
        else:
            shown += layer.frames
    return shown or heard


def network_seconds(in_frames: int, out_frames: int, rate: Fraction) -> int:
    """Whole seconds that a network counts from one frame to another: in rounds down, out rounds up.

    By the real time of the frames, not by their labels. 01:12:00;28 to 01:18:01;03 runs 6:00;05 and counts 362.
    """
    num, den = rate.numerator, rate.denominator
    return -(-out_frames * den // num) - in_frames * den // num


def time_rundown(
    acts: Sequence[ActTime],
    *,
    rate: Fraction,
    target_frames: int,
    slot_frames: int,
    roll_frames: int,
    words_per_minute: int = HOST_WORDS_PER_MINUTE,
) -> Timing:
    """Time every act and item. `roll_frames` is what the credits need, handed in by whoever knows them."""
    items = [item for act in acts for item in act.items]
    lengths = [_length(item, rate, roll_frames, words_per_minute) for item in items]
    fronts, backs = _fronts(items, lengths), _backs(items, lengths, target_frames)
    rows = tuple(map(_row, items, lengths, fronts, backs))
    timed, at = [], 0
    for act in acts:
        first, at = at, at + len(act.items)
        timed.append(_act(act, rows[first:at], fronts[first], fronts[at], rate))
    end = fronts[-1]
    over, slot_over = end.start - target_frames, end.start + end.breaks - slot_frames
    return Timing(end.start, over, end.breaks, slot_over, tuple(timed), end.clock)


class _Length(NamedTuple):
    natural: int
    planned: int
    counted: int
    """What it takes of programme time."""
    stands: int
    """What it takes of the clock."""


class _Front(NamedTuple):
    start: int
    clock: int
    breaks: int
    """The breaks before it."""
    gap: int | None


def _length(item: ItemTime, rate: Fraction, roll_frames: int, words_per_minute: int) -> _Length:
    natural = natural_frames(item, rate, roll_frames, words_per_minute)
    planned = natural if item.length_frames is None else item.length_frames
    stands = 0 if item.floated else planned
    return _Length(natural, planned, 0 if item.kind == BREAK else stands, stands)


def _fronts(items: Sequence[ItemTime], lengths: Sequence[_Length]) -> list[_Front]:
    """Where each starts, for a floated one where it would; and at the end of the list where the last one ends."""
    fronts: list[_Front] = []
    start = clock = breaks = 0
    for item, length in zip(items, lengths, strict=True):
        gap = None
        if item.hard_start_frames is not None and not item.floated:
            gap = item.hard_start_frames - clock
            clock = item.hard_start_frames
        fronts.append(_Front(start, clock, breaks, gap))
        start += length.counted
        clock += length.stands
        breaks += length.stands - length.counted
    return [*fronts, _Front(start, clock, breaks, None)]


def _backs(items: Sequence[ItemTime], lengths: Sequence[_Length], target_frames: int) -> list[int]:
    """Each line's back-time in programme time, counted from the end; a fixed one is counted from in turn."""
    backs, at = [], target_frames
    for item, length in zip(reversed(items), reversed(lengths), strict=True):
        fixed = None if item.floated else item.hard_back_frames
        at = at - length.counted if fixed is None else fixed
        backs.append(at)
    return backs[::-1]


def _row(item: ItemTime, length: _Length, front: _Front, back: int) -> TimedItem:
    natural, planned, counted, _ = length
    over = planned - natural if item.length_frames is not None and natural else None
    problem = "" if planned else NO_WORDS if item.kind == HOST else NO_PIECE
    if item.floated:
        return TimedItem(item.item_id, natural, planned, 0, None, None, problem, over_frames=over)
    start, clock, breaks, gap = front
    return TimedItem(
        item.item_id, natural, planned, counted, start, back, problem, clock, back + breaks, back - start, over, gap
    )


def _act(act: ActTime, rows: tuple[TimedItem, ...], front: _Front, end: _Front, rate: Fraction) -> TimedAct:
    """An act from its lines, and from where it starts and where the next one does."""
    filled = end.start - front.start
    over = filled - act.budget_frames if act.budget_frames else None
    before = front.clock - (front.gap or 0)
    clock = next((row.clock_frames for row in rows if row.clock_frames is not None), before)
    seconds = network_seconds(front.start, end.start, rate) if filled else 0
    return TimedAct(act.act_id, filled, over, rows, front.start, clock, end.breaks - front.breaks, seconds)
