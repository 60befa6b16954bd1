"""Sets of pieces that fill a gap: what may go in, what is wished for, and a set as it is proposed.

All lengths are whole frames. A set never runs over the gap; its pieces and what they add to the credits roll
together are to land on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

SHORTEST_SECONDS = 3
"""No piece runs for less, unless it has less of its own."""


class Preference(StrEnum):
    """What is preferred among sets that land alike; the value is what a page calls it."""

    NEW_HERE = "Artists not in it yet"
    NEWCOMERS = "Newcomers"
    KINDS = "A mix of kinds"
    COUNTRIES = "A mix of countries"


@dataclass(frozen=True)
class Candidate:
    """A piece that may air and is not in the rundown."""

    piece_id: int
    title: str
    artists: str
    """As they are shown."""
    kind: str
    natural_frames: int
    """What it runs of itself."""
    shortest_frames: int
    longest_frames: int
    """What it may be set to run."""
    place: int
    """Among all candidates, 0 for the best."""
    trimmable: bool = False
    """Whether its end may be cut where the producer allows it: films and what is heard."""
    artist_ids: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    newcomer: bool = False
    act_id: int | None = None
    """The act that it is meant for; none for any."""
    roll_lines: frozenset[str] = frozenset()
    """The lines that it would add to the credits roll; a line that two share is added once."""


@dataclass(frozen=True)
class ActGap:
    """One act that may be filled."""

    act_id: int
    title: str
    open_frames: int | None = None
    """To its budget, below zero when over; none without a budget. It is aimed at, not enforced."""
    most_frames: int | None = None
    """No more than this, which keeps the next hard start where it is; none for as much as fits."""
    holds_roll: bool = False


@dataclass(frozen=True)
class Gap:
    """What is to be filled: an episode up to its target, or one act up to its budget."""

    frames: int
    rate: Fraction
    acts: tuple[ActGap, ...]
    roll_growth: tuple[int, ...] = (0,)
    """By how many frames the roll grows with 0, 1, 2, … more lines; with more lines than that, as with the last.
    Only (0,) where the roll has a set length, or lies outside the gap."""

    def grown(self, lines: int) -> int:
        """Frames that so many more lines of the roll take."""
        return self.roll_growth[min(lines, len(self.roll_growth) - 1)]


@dataclass(frozen=True)
class Already:
    """What the episode holds: the pieces of each artist."""

    pieces_of: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """What the producer asks for."""

    most_per_artist: int | None = 2
    """Pieces of one artist in the whole episode, those in it counted; none for no limit."""
    trim_percent: int = 0
    """How much of its end a film or a song may lose."""
    prefer: frozenset[Preference] = frozenset(Preference)


@dataclass(frozen=True)
class Part:
    """A piece as it is proposed: into which act, for how long."""

    piece: Candidate
    act_id: int
    frames: int


@dataclass(frozen=True)
class Spread:
    """How fair a set is, in numbers."""

    artists: int
    new_artists: int
    """Those of them with nothing in the episode yet."""
    kinds: int
    countries: int
    newcomers: int
    """Pieces by newcomers."""
    most_of_one: int
    """Pieces of the artist with the most, those in the episode counted."""


@dataclass(frozen=True)
class Proposal:
    """A set of pieces with their lengths, in the order of their places within each act."""

    parts: tuple[Part, ...]
    roll_frames: int
    """By how much the credits roll grows with it."""
    off_frames: int
    """What the set and the roll come to, less the gap: 0 lands on the frame, below zero is short. Never above."""
    spread: Spread
    why: str = ""
    """Why it comes no closer; empty where it lands."""

    @property
    def frames(self) -> int:
        """What its pieces run together."""
        return sum(part.frames for part in self.parts)

    @property
    def piece_ids(self) -> frozenset[int]:
        """The pieces in it."""
        return frozenset(part.piece.piece_id for part in self.parts)


@dataclass(frozen=True)
class Answer:
    """The proposals, the best first; without any, why there is none."""

    proposals: tuple[Proposal, ...]
    why: str = ""


Chosen = Sequence[tuple[Candidate, int]]
"""Pieces, each with the act that it goes into."""


@dataclass(frozen=True)
class Question:
    """Everything that a set is chosen by. The candidates may be used once each, in their own act if they have one."""

    candidates: tuple[Candidate, ...]
    gap: Gap
    wishes: Wishes
    already: Already
    unlike: tuple[Proposal, ...] = ()
    """Sets that were found before; of the pieces of each a third is to be left out."""

    def left_for(self, artist: int) -> int | None:
        """How many more pieces of an artist may go in; none for any number."""
        most = self.wishes.most_per_artist
        return None if most is None else max(0, most - self.already.pieces_of.get(artist, 0))

    def allows(self, chosen: Chosen) -> bool:
        """Whether a set keeps to the rules, its length aside."""
        pieces = {one.piece_id for one, _ in chosen}
        of_artist = Counter(artist for one, _ in chosen for artist in one.artist_ids)
        return (
            0 < len(pieces) == len(chosen)
            and all((left := self.left_for(artist)) is None or count <= left for artist, count in of_artist.items())
            and all(len(pieces & other.piece_ids) <= most_shared(other) for other in self.unlike)
        )


def most_shared(other: Proposal) -> int:
    """How many pieces of a proposal another one may have in common with it."""
    return len(other.parts) - max(1, len(other.parts) // 3)


def lines_of(pieces: Sequence[Candidate]) -> frozenset[str]:
    """The lines that pieces add to the roll together."""
    return frozenset[str]().union(*(one.roll_lines for one in pieces))
