"""Candidates and gaps for tests, and what sets there are by trying all of them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, product

from dashboard.rundown.fitting.fitting import ActGap, Candidate, Gap, Wishes

RATE = Fraction(25)
ACT = ActGap(1, "Act 1")


def film(number: int, frames: int, **more: object) -> Candidate:
    """A piece of one length by an artist of its own."""
    return piece(number, frames, frames, frames, **more)


def piece(number: int, shortest: int, natural: int, longest: int, **more: object) -> Candidate:
    """A piece that may run from `shortest` to `longest`."""
    fields: dict[str, object] = {"artist_ids": frozenset({number}), "place": number, **more}
    return Candidate(number, f"Piece {number}", f"Artist {number}", "video", natural, shortest, longest, **fields)  # type: ignore[arg-type]


def gap(frames: int, *acts: ActGap, growth: tuple[int, ...] = (0,)) -> Gap:
    """One act unless others are given."""
    return Gap(frames, RATE, acts or (ACT,), growth)


def nearest(candidates: list[Candidate], asked: Gap, wishes: Wishes) -> int | None:
    """How far below the gap the nearest set of all lands; none where none fits. Tries every set and every act."""
    best: int | None = None
    acts = [act.act_id for act in asked.acts]
    for size in range(1, len(candidates) + 1):
        for some in combinations(candidates, size):
            artists = Counter(artist for one in some for artist in one.artist_ids)
            if wishes.most_per_artist is not None and max(artists.values()) > wishes.most_per_artist:
                continue
            roll = asked.grown(len(frozenset[str]().union(*(one.roll_lines for one in some))))
            for where in product(*([one.act_id] if one.act_id else acts for one in some)):
                off = _off(some, where, asked, roll)
                if off is not None and (best is None or off > best):
                    best = off
    return best


def _off(some: tuple[Candidate, ...], where: tuple[int, ...], asked: Gap, roll: int) -> int | None:
    least = most = roll
    for act in asked.acts:
        here = [one for one, act_id in zip(some, where, strict=True) if act_id == act.act_id]
        shortest, longest = sum(one.shortest_frames for one in here), sum(one.longest_frames for one in here)
        if act.most_frames is not None:
            if shortest > act.most_frames:
                return None
            longest = min(longest, act.most_frames)
        least, most = least + shortest, most + longest
    return None if least > asked.frames else min(0, most - asked.frames)
