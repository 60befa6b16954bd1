"""How long each piece of a set runs, in whole frames, so that the set lands; and the numbers of a set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from dashboard.rundown.fitting.fitting import (
    SHORTEST_SECONDS,
    Already,
    Candidate,
    Chosen,
    Gap,
    Part,
    Proposal,
    Spread,
    lines_of,
)


def allowing_trims(candidates: Iterable[Candidate], percent: int, rate: Fraction) -> list[Candidate]:
    """The candidates, of which those that may be trimmed may now lose so much, yet keep SHORTEST_SECONDS."""
    least = -(-SHORTEST_SECONDS * rate.numerator // rate.denominator)
    return [_trimmed(one, percent, least) if one.trimmable and percent else one for one in candidates]


def _trimmed(one: Candidate, percent: int, least: int) -> Candidate:
    kept = -(-one.natural_frames * (100 - percent) // 100)
    return replace(one, shortest_frames=min(one.shortest_frames, max(kept, least)))


def share_out(total: int, most: Sequence[int]) -> list[int]:
    """`total` divided in proportion to `most`, whole and none above its own; the largest remainders round up.

    `total` lies between 0 and the sum of `most`.
    """
    whole = sum(most)
    if not whole:
        return [0] * len(most)
    shares = [total * each // whole for each in most]
    by_remainder = sorted(range(len(most)), key=lambda at: (-(total * most[at] % whole), at))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares


def lengths(pieces: Sequence[Candidate], total: int) -> list[int]:
    """The length of each so that together they run `total`, as near to what they run of themselves as it allows.

    `total` lies between the sums of their shortest and longest lengths.
    """
    set_to = [min(max(one.natural_frames, one.shortest_frames), one.longest_frames) for one in pieces]
    more = total - sum(set_to)
    ends = [one.longest_frames if more > 0 else one.shortest_frames for one in pieces]
    room = [abs(end - frames) for end, frames in zip(ends, set_to, strict=True)]
    sign = 1 if more > 0 else -1
    return [frames + sign * add for frames, add in zip(set_to, share_out(abs(more), room), strict=True)]


def spread_of(pieces: Sequence[Candidate], already: Already) -> Spread:
    """The numbers of a set."""
    of_artist = Counter(artist for one in pieces for artist in one.artist_ids)
    here = already.pieces_of
    return Spread(
        artists=len(of_artist),
        new_artists=sum(not here.get(artist) for artist in of_artist),
        kinds=len({one.kind for one in pieces}),
        countries=len(frozenset[str]().union(*(one.countries for one in pieces))),
        newcomers=sum(one.newcomer for one in pieces),
        most_of_one=max((count + here.get(artist, 0) for artist, count in of_artist.items()), default=0),
    )


def settled(chosen: Chosen, wanted: Mapping[int, int], gap: Gap, already: Already) -> Proposal | None:
    """A set with the act of each piece as a proposal in whole frames; none where it would run over.

    `wanted` is what each act should take of it; from there the acts give way, the first ones first, until the whole
    lands.
    """
    roll = gap.grown(len(lines_of([one for one, _ in chosen])))
    by_act = {act.act_id: [one for one, act_id in chosen if act_id == act.act_id] for act in gap.acts}
    taken: dict[int, int] = {}
    ends: dict[int, tuple[int, int]] = {}
    for act in gap.acts:
        pieces = by_act[act.act_id]
        shortest, longest = sum(one.shortest_frames for one in pieces), sum(one.longest_frames for one in pieces)
        longest = longest if act.most_frames is None else min(longest, act.most_frames)
        if longest < shortest:
            return None
        ends[act.act_id] = shortest, longest
        taken[act.act_id] = min(max(wanted.get(act.act_id, 0), shortest), longest)
    left = gap.frames - roll - sum(taken.values())
    for act_id, (shortest, longest) in ends.items():
        moved = min(max(left, shortest - taken[act_id]), longest - taken[act_id])
        taken[act_id] += moved
        left -= moved
    if left < 0:
        return None
    parts: list[Part] = []
    for act_id, pieces in by_act.items():
        pieces.sort(key=lambda one: (one.place, one.piece_id))
        parts += map(Part, pieces, [act_id] * len(pieces), lengths(pieces, taken[act_id]))
    return Proposal(tuple(parts), roll, -left, spread_of([one for one, _ in chosen], already))
