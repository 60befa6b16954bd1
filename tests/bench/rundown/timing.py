"""Timing a rundown of 500 lines, and the labels of a whole day there and back.

The peer of the first sums what stands before and after each line anew, as a sheet of formulas does. The second
takes some minutes: it names every frame of 24 hours at every rate and counting, and reads each name again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from statistics import median
from time import perf_counter

from dashboard.rundown.timecode import RATES, day_frames, drops, parse_timecode, timecode
from dashboard.rundown.timing import (
    BREAK,
    HOST,
    PIECE,
    ROLL,
    SLATE,
    ActTime,
    ItemTime,
    LayerTime,
    Timing,
    natural_frames,
    time_rundown,
)

LINES, ACTS, RUNS, PEER_RUNS = 500, 10, 201, 5
TARGET_MS = 2.0
RATE = RATES["29.97"]
ROLL_FRAMES, TARGET_FRAMES, SLOT_FRAMES = 900, 100_000, 120_000
PEER = "each line's place summed anew"


def main() -> None:
    """Both figures, a JSON line each."""
    acts = rundown_of(LINES)
    _agree(_time(acts), acts)
    spent = [_milliseconds(lambda: _time(acts)) for _ in range(RUNS)]
    peer = [_milliseconds(lambda: _summed_anew(acts)) for _ in range(PEER_RUNS)]
    assert median(spent) < TARGET_MS, median(spent)
    _say(f"{LINES} lines timed", round(median(spent), 3), "ms", PEER, median(spent) / median(peer), RUNS)
    labels = sum(day_frames(rate, drop=drop) for rate, drop in _countings())
    same = sum(_same(rate, drop=drop) for rate, drop in _countings())
    assert same == labels
    _say("frames that come back from their labels", same, "frames", "every frame of 24 hours", same / labels, 1)


def rundown_of(lines: int) -> tuple[ActTime, ...]:
    """Acts with lines of every kind: pieces mostly, some floated, set by hand, or fixed to a time."""
    chance = random.Random(1)
    items = [_line(chance, number) for number in range(lines)]
    per_act = -(-lines // ACTS)
    return tuple(ActTime(at, 5000, tuple(items[at * per_act : (at + 1) * per_act])) for at in range(ACTS))


def _line(chance: random.Random, number: int) -> ItemTime:
    kind = chance.choices((PIECE, HOST, SLATE, BREAK, ROLL), (80, 10, 4, 5, 1))[0]
    layers = tuple(
        LayerTime(chance.choice(("picture", "sound", "text")), chance.randint(30, 9000), chance.choice((0, 0, 60)))
        for _ in range(chance.randint(1, 4) if kind == PIECE else 0)
    )
    return ItemTime(
        number, kind, chance.random() < 0.1, chance.randint(30, 9000) if chance.random() < 0.2 else None, layers,
        "word " * chance.randint(10, 120) if kind == HOST else "",
        hard_start_frames=chance.randint(0, 90_000) if chance.random() < 0.02 else None,
    )  # fmt: skip


def _time(acts: tuple[ActTime, ...]) -> Timing:
    return time_rundown(acts, rate=RATE, target_frames=TARGET_FRAMES, slot_frames=SLOT_FRAMES, roll_frames=ROLL_FRAMES)


def _summed_anew(acts: tuple[ActTime, ...]) -> list[tuple[int, int]]:
    """The start and the back-time of each line."""
    items = [item for act in acts for item in act.items]
    return [
        (sum(map(_counted, items[:at])), TARGET_FRAMES - sum(map(_counted, items[at:]))) for at in range(len(items))
    ]


def _counted(item: ItemTime) -> int:
    if item.floated or item.kind == BREAK:
        return 0
    return natural_frames(item, RATE, ROLL_FRAMES) if item.length_frames is None else item.length_frames


def _agree(timing: Timing, acts: tuple[ActTime, ...]) -> None:
    rows = [row for act in timing.acts for row in act.items]
    for row, (start, back) in zip(rows, _summed_anew(acts), strict=True):
        assert row.start_frames is None or (row.start_frames, row.back_frames) == (start, back)


def _milliseconds(call: Callable[[], object]) -> float:
    begun = perf_counter()
    call()
    return (perf_counter() - begun) * 1000


def _countings() -> Iterator[tuple[Fraction, bool]]:
    for rate in RATES.values():
        yield rate, True
        if drops(rate):
            yield rate, False


def _same(rate: Fraction, *, drop: bool) -> int:
    frames = range(day_frames(rate, drop=drop))
    return sum(parse_timecode(timecode(frame, rate, drop=drop), rate, drop=drop) == frame for frame in frames)


def _say(name: str, figure: float, unit: str, peer: str, ratio: float, runs: int) -> None:
    line = {"name": name, "figure": figure, "unit": unit, "peer": peer, "ratio": round(ratio, 4), "runs": runs}
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
