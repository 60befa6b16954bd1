"""Mixing what is growing, what is loved by those who saw it, and what hardly anybody has seen: pure rules.

The three are never added up: each gives its own order, and a mix takes so many of ten places from each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboard.curation.trends.folding import Whole
from dashboard.curation.trends.signals import Column

GROWING, LOVED, UNSEEN = "growing", "loved", "unseen"
TEN = 10
YOUNG = 16.0
"""Periods within which a piece can be called hardly seen yet; later it was passed by."""
_TRUST = 20.0
"""Views with which the share of likes among them is shrunk towards that of its source."""


@dataclass(frozen=True)
class Mix:
    """How many of every ten places go to what; the three axes together make ten."""

    growing: int = 8
    loved: int = 1
    unseen: int = 1
    fresh: int = 1
    """At least so many of ten go to newcomers and to artists who have never aired, whatever their axis."""
    per_artist: int = 2
    """At most so many pieces of one artist among the first `capped`."""
    capped: int = 20

    @property
    def shares(self) -> dict[str, int]:
        """By axis, without those that get nothing."""
        shares = {GROWING: self.growing, LOVED: self.loved, UNSEEN: self.unseen}
        return {axis: share for axis, share in shares.items() if share > 0}


@dataclass(frozen=True)
class Entrant:
    """What a mix knows of a piece besides its places on the axes."""

    people: frozenset[int] = frozenset()
    """Its artists, as persons."""
    fresh: bool = False
    """Whether one of them is a newcomer or none has ever aired."""


@dataclass(frozen=True)
class Place:
    """A piece in a mix, and the axis that brought it there."""

    contribution_id: int
    axis: str


def loved(likes: Whole, views: Whole, source: Whole) -> Column:
    """Likes for each view, shrunk towards what is usual at its source and set against it: 1 is usual there.

    Minus infinity where nobody is known to have seen it, since then nothing can be said.
    """
    values = np.full(len(likes), -np.inf)
    for one in np.unique(source):
        rows = (source == one) & (views > 0)
        seen = np.maximum(views[rows], likes[rows]).astype(np.float64)
        usual = (likes[rows].sum() + 1.0) / (seen.sum() + _TRUST)
        values[rows] = (likes[rows] + _TRUST * usual) / (seen + _TRUST) / usual
    return values


def unseen(piece: Whole, age: Column, views: Whole, source: Whole, seed: int) -> Column:
    """The younger and the less seen against others of its source, the higher; about equal ones change with the seed.

    Minus infinity for what is older than YOUNG, or seen more than is usual at its source.
    """
    values = np.full(len(age), -np.inf)
    for one in np.unique(source):
        usual = max(float(np.median(views[source == one])), 1.0)
        rows = (source == one) & (age <= YOUNG) & (views <= usual)
        values[rows] = _chance(piece[rows], seed) - np.log2(1 + views[rows] / usual) - age[rows] / YOUNG
    return values


def _chance(piece: Whole, seed: int) -> Column:
    """A number from 0 to 1 for each piece, always the same for the same seed."""
    mixed = (piece.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ np.uint64(seed * 0xD1B54A33 & 0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return (mixed >> np.uint64(40)).astype(np.float64) / (1 << 24)


def ranked(piece: Whole, values: Column) -> list[int]:
    """The pieces from the highest value down, without those of which nothing can be said; newer ids first."""
    order = np.lexsort((-piece, -values))
    found: list[int] = piece[order[np.isfinite(values[order])]].tolist()
    return found


def mixed(orders: Mapping[str, Sequence[int]], entrants: Mapping[int, Entrant], mix: Mix) -> list[Place]:
    """Every piece of the axes that have a share, each once, in the order of the mix.

    Where an axis has nothing left, its places go to what is growing, if that has a share, else to the others.
    """
    under_way = _Mixing(orders, entrants, mix)
    places: list[Place] = []
    for axis in _turns(mix.shares):
        place = under_way.next(axis, len(places))
        if place is None:
            return places
        places.append(place)
    return places


def _turns(shares: Mapping[str, int]) -> Iterator[str]:
    """The axes in turn, as evenly as their shares allow; ends only for no shares at all."""
    waiting = dict.fromkeys(shares, 0)
    while shares:
        for axis, share in shares.items():
            waiting[axis] += share
        chosen = max(waiting, key=lambda axis: waiting[axis])
        waiting[chosen] -= sum(shares.values())
        yield chosen


@dataclass
class _Mixing:
    orders: Mapping[str, Sequence[int]]
    entrants: Mapping[int, Entrant]
    mix: Mix
    placed: set[int] = field(default_factory=set)
    of_person: Counter[int] = field(default_factory=Counter)
    fresh_in_ten: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    """By axis how many of its first are placed all, so that they need not be looked at again."""

    def next(self, axis: str, at: int) -> Place | None:
        """What comes to place `at` (0 is the first); None when all are placed."""
        if at % TEN == 0:
            self.fresh_in_ten = 0
        owed = self.mix.fresh - self.fresh_in_ten >= TEN - at % TEN
        capped = at < self.mix.capped
        axes = [axis, *(other for other in self.mix.shares if other != axis)]
        # What is asked for gives way in this order: first a fresh piece, then the cap.
        for fresh_only, under_cap in ((True, capped), (False, capped), (False, False)):
            if fresh_only and not owed:
                continue
            for one in axes:
                for piece in self._left(one):
                    if self._fits(piece, fresh_only=fresh_only, under_cap=under_cap):
                        return self._place(piece, one)
        return None

    def _left(self, axis: str) -> Iterator[int]:
        order = self.orders[axis]
        while self.passed[axis] < len(order) and order[self.passed[axis]] in self.placed:
            self.passed[axis] += 1
        return (order[at] for at in range(self.passed[axis], len(order)) if order[at] not in self.placed)

    def _fits(self, piece: int, *, fresh_only: bool, under_cap: bool) -> bool:
        entrant = self.entrants.get(piece, Entrant())
        if fresh_only and not entrant.fresh:
            return False
        return not under_cap or all(self.of_person[person] < self.mix.per_artist for person in entrant.people)

    def _place(self, piece: int, axis: str) -> Place:
        entrant = self.entrants.get(piece, Entrant())
        self.placed.add(piece)
        self.of_person.update(entrant.people)
        self.fresh_in_ten += entrant.fresh
        return Place(piece, axis)
