"""Filling a gap from 500 candidates, the names in the roll included: how far off the target, and how long it takes.

The peer takes the longest piece that still fits, again and again, as one does by hand.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from statistics import median
from time import process_time

from dashboard.credits.roll import natural_roll_frames
from dashboard.rundown.fitting.fitting import ActGap, Already, Candidate, Gap, Wishes, lines_of
from dashboard.rundown.fitting.solver import propose
from dashboard.rundown.timecode import RATES

CANDIDATES, ARTISTS, NAMES_BEFORE, RUNS = 500, 300, 30, 5
RATE = RATES["29.97"]
GAP_FRAMES, ACTS = 39_560, 4
MOST_SECONDS = 5.0
KINDS = ("video", "music", "text", "vocals", "illustration", "photo")
PEER = "the longest that fits, first"


def main() -> None:
    """Frames off the target, and seconds of one core for three proposals."""
    questions = [(candidates(seed), gap()) for seed in range(RUNS)]
    off, seconds = zip(*(_timed(_proposed, *question) for question in questions), strict=True)
    peer_off, peer_seconds = zip(*(_timed(_longest_first, *question) for question in questions), strict=True)
    assert max(off) == 0, off
    assert median(seconds) < MOST_SECONDS, seconds
    _say(f"off the target with {CANDIDATES} pieces", max(off), "frames", median(off) / max(1, median(peer_off)))
    ratio = median(seconds) / median(peer_seconds)
    _say(f"three proposals from {CANDIDATES} pieces", round(median(seconds), 2), "s of one core", ratio)


def gap() -> Gap:
    """Four acts of the same budget, the last with a roll that grows with the names."""
    now = natural_roll_frames(NAMES_BEFORE, RATE)
    growth = tuple(natural_roll_frames(NAMES_BEFORE + more, RATE) - now for more in range(200))
    acts = tuple(ActGap(at, f"Act {at}", GAP_FRAMES // ACTS, holds_roll=at == ACTS) for at in range(1, ACTS + 1))
    return Gap(GAP_FRAMES, RATE, acts, growth)


def candidates(seed: int) -> list[Candidate]:
    """Pieces of 7 s to 3:20 at their own lengths, so that nothing lands by being stretched."""
    chance = random.Random(seed)
    made = []
    for number in range(CANDIDATES):
        frames, artist, kind = chance.randint(200, 6000), chance.randrange(ARTISTS), chance.choice(KINDS)
        elder = {f"elder {chance.randrange(CANDIDATES)}"} if chance.random() < 0.3 else set()
        made.append(
            Candidate(
                number + 1, f"Piece {number}", f"Artist {artist}", kind, frames, frames, frames, number,
                artist_ids=frozenset({artist}), countries=frozenset({f"land {artist % 30}"}),
                newcomer=chance.random() < 0.2, act_id=chance.choice([None, *range(1, ACTS + 1)]),
                roll_lines=frozenset({f"artist {artist}", f"heading {kind}", *elder}),
            )
        )  # fmt: skip
    return made


def _proposed(pieces: list[Candidate], asked: Gap) -> int:
    """How far off the worst of the proposals is."""
    return max(-one.off_frames for one in propose(pieces, asked, Wishes(), Already()).proposals)


def _longest_first(pieces: list[Candidate], asked: Gap) -> int:
    taken: list[Candidate] = []
    left = asked.frames
    for one in sorted(pieces, key=lambda piece: -piece.natural_frames):
        roll = asked.grown(len(lines_of([*taken, one])))
        rest = asked.frames - roll - sum(piece.natural_frames for piece in taken) - one.natural_frames
        if rest >= 0:
            taken.append(one)
            left = rest
    return left


def _timed(fill: Callable[[list[Candidate], Gap], int], pieces: list[Candidate], asked: Gap) -> tuple[int, float]:
    began = process_time()
    off = fill(pieces, asked)
    return off, process_time() - began


def _say(name: str, figure: float, unit: str, ratio: float) -> None:
    line = {"name": name, "figure": figure, "unit": unit, "peer": PEER, "ratio": round(ratio, 4), "runs": RUNS}
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
