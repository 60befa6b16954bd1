"""A set that comes near made to land by exchanging a piece or two, within their acts.

There are thousands of exchanges, so that two of them nearly always make up any difference, the names in the roll
included; those that lose least are tried first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.rundown.fitting.fitting import Candidate, Chosen, Proposal, Question, lines_of
from dashboard.rundown.fitting.lengths import settled
from dashboard.rundown.fitting.rows import OFF_BUDGET, frame_worth

MOST_FIRST = 1500
"""So many exchanges, those that lose least, are tried with each other one."""
ENOUGH_FOUND = 40
"""Of so many sets that land the one that loses least is taken."""


@dataclass(frozen=True)
class _Exchange:
    """One piece out, one in; either may be none, not both."""

    out: Candidate | None
    in_: Candidate | None
    act_id: int
    frames: int
    """By how much the shortest length of the set grows."""
    lines: int
    """By how many lines the roll grows, as long as nothing else is exchanged."""
    loss: float


def repaired(chosen: Chosen, wanted: Mapping[int, int], question: Question) -> Proposal | None:
    """The set with one or two exchanges that lands on the frame; none where there is none among those tried."""
    exchanges = sorted(_exchanges(chosen, question), key=lambda one: one.loss)
    found: list[tuple[float, Proposal]] = []
    for some in _likely(chosen, exchanges, question):
        after = _exchanged(chosen, some)
        proposal = settled(after, wanted, question.gap, question.already) if question.allows(after) else None
        if proposal is not None and not proposal.off_frames:
            found.append((sum(one.loss for one in some), proposal))
            if len(found) == ENOUGH_FOUND:
                break
    return min(found, key=lambda entry: entry[0])[1] if found else None


def _exchanges(chosen: Chosen, question: Question) -> Iterator[_Exchange]:
    used = {one.piece_id for one, _ in chosen}
    worth = {one.piece_id: frame_worth(one, question) * one.natural_frames for one in question.candidates}
    every = lines_of([one for one, _ in chosen])
    gone = {
        one.piece_id: one.roll_lines - lines_of([other for other, _ in chosen if other is not one]) for one, _ in chosen
    }
    for act in question.gap.acts:
        out: list[Candidate | None] = [None, *(one for one, act_id in chosen if act_id == act.act_id)]
        for one in question.candidates:
            if one.piece_id in used or one.act_id not in (None, act.act_id):
                continue
            for left in out:
                yield _exchange(left, one, act.act_id, every - gone.get(left.piece_id, set()) if left else every, worth)
        for left in filter(None, out):
            frames = -left.shortest_frames
            loss = worth[left.piece_id] - OFF_BUDGET * frames
            yield _Exchange(left, None, act.act_id, frames, -len(gone[left.piece_id]), loss)


def _exchange(
    left: Candidate | None, one: Candidate, act_id: int, kept: frozenset[str], worth: Mapping[int, float]
) -> _Exchange:
    frames = one.shortest_frames - (left.shortest_frames if left else 0)
    lines = len(one.roll_lines - kept) - (len(left.roll_lines - kept) if left else 0)
    loss = (worth[left.piece_id] if left else 0) - worth[one.piece_id] + OFF_BUDGET * abs(frames)
    return _Exchange(left, one, act_id, frames, lines, loss)


def _likely(
    chosen: Chosen, exchanges: Sequence[_Exchange], question: Question
) -> Iterator[tuple[_Exchange, ...]]:  # fmt: skip
    """One or two exchanges that would land if they did not touch each other's lines of the roll."""
    gap, pieces = question.gap, [one for one, _ in chosen]
    shortest, lines = sum(one.shortest_frames for one in pieces), len(lines_of(pieces))
    give = sum(one.longest_frames - one.shortest_frames for one in pieces)
    by_lines: dict[int, list[tuple[int, int]]] = {}
    for at, one in enumerate(exchanges):
        by_lines.setdefault(one.lines, []).append((one.frames, at))
        missing = gap.frames - gap.grown(max(0, lines + one.lines)) - shortest - one.frames
        if 0 <= missing <= give:
            yield (one,)
    for group in by_lines.values():
        group.sort()
    for one in exchanges[:MOST_FIRST]:
        for more, group in by_lines.items():
            missing = gap.frames - gap.grown(max(0, lines + one.lines + more)) - shortest - one.frames
            start = bisect_left(group, (missing - give, -1))
            for frames, at in group[start : start + 3]:
                other = exchanges[at]
                if frames <= missing and not _touch(one, other):
                    yield one, other


def _touch(one: _Exchange, other: _Exchange) -> bool:
    same_out = one.out is not None and one.out is other.out
    return same_out or (one.in_ is not None and one.in_ is other.in_)


def _exchanged(chosen: Chosen, some: Sequence[_Exchange]) -> list[tuple[Candidate, int]]:
    out = {one.out.piece_id for one in some if one.out}
    kept = [(piece, act_id) for piece, act_id in chosen if piece.piece_id not in out]
    return [*kept, *((one.in_, one.act_id) for one in some if one.in_)]
