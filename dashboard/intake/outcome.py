"""What comes of a pull: counts, what did not come in, and what changed in which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.community.upsert import Came
from dashboard.intake.prepare import Ready

MOST_SHOWN = 20
MOST_LETTERS = 10_000
LONGEST_SHOWN = 200


@dataclass(frozen=True)
class DeadLetterNote:
    """What did not come in, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class Change:
    """A piece that is new or changed, with what was and what is, field by field."""

    what: str
    title: str
    outcome: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class PullResult:
    """What came of a pull. Each record is new, changed, unchanged or rejected; a refused link rejects no record."""

    source_id: int
    """0 after a dry run of a source that was never pulled."""
    new: int
    changed: int
    unchanged: int
    rejected: int
    dead_letters: list[DeadLetterNote]
    """The first ten thousand; the counts say how many there are."""
    stopped: bool = False
    """Whether it was asked to end before it was through; what it counts did come in."""
    gone: int = 0
    """Pieces that are no longer at their source."""
    may_not_air: int = 0
    """Of the new and changed ones."""
    problem: str = ""
    """Why it ended early, in a sentence; what it counts did come in."""
    remarks: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    """The first few, after a dry run."""


@dataclass
class Tally:
    """Counts under way."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    may_not_air: int = 0
    gone: int = 0
    remarks: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def add(self, pieces: list[Ready], came: Mapping[str, Came]) -> None:
        """Count what came, and keep the first few to show."""
        for piece in pieces:
            one = came[piece.arrival.external_id]
            setattr(self, one.outcome, getattr(self, one.outcome) + 1)
            if one.outcome != "unchanged" and len(self.changes) < MOST_SHOWN:
                fields = {name: (was[:LONGEST_SHOWN], now[:LONGEST_SHOWN]) for name, (was, now) in one.changes.items()}
                self.changes.append(Change(piece.raw.where, piece.arrival.title, one.outcome, fields))
