"""What is measured of a file beyond its facts: black, frozen, silent and clipped stretches, and flashes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1
"""Raised when anything is measured otherwise; what an older one measured is then measured anew."""
MOST_NAMED = 20


@dataclass(frozen=True)
class Stretch:
    """From the first millisecond to the one after the last."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True)
class Stretches:
    """How much of a file is of one sort, and where."""

    count: int = 0
    total_ms: int = 0
    named: tuple[Stretch, ...] = ()
    """The first twenty, in order of time."""


@dataclass(frozen=True)
class Flashing:
    """A stretch that flashes more than three times a second over more than a quarter of the picture."""

    start_ms: int
    end_ms: int
    a_second: int
    """The most flashes within any second of it."""
    red: bool = False
    """Into and out of saturated red, which harms even where the brightness stays."""


@dataclass(frozen=True)
class Checks:
    """What does not apply to a file, such as black in a sound, is None."""

    black: Stretches | None = None
    """Next to no light in 98 % of the picture, half a second or longer."""
    frozen: Stretches | None = None
    """The same picture for two seconds or longer; black is not counted."""
    silent: Stretches | None = None
    """Nothing above -60 dBFS for two seconds or longer."""
    clipped: Stretches | None = None
    """Places where three samples or more in a row stand at full scale in the original; those within half a second
    of each other are one place. The total counts the samples alone."""
    flashes: tuple[Flashing, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Checks:
        """The inverse of `to_dict`, also after a way through JSON."""
        flashes = tuple(Flashing(**each) for each in values.get("flashes", ()))
        return cls(**{name: _stretches(values.get(name)) for name in _STRETCHES}, flashes=flashes)


@dataclass(frozen=True)
class Measured:
    """All that was measured of one file; what went wrong is told and never keeps a file out."""

    checks: Checks | None = None
    """None where nothing could be measured."""
    picture_prints: bytes = b""
    sound_print: bytes = b""
    problem: str = ""
    """A sentence, where not all of it could be measured."""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "checks": self.checks.to_dict() if self.checks else None,
            "picture_prints": self.picture_prints.hex(),
            "sound_print": self.sound_print.hex(),
            "problem": self.problem,
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Measured:
        """The inverse of `to_dict`."""
        return cls(
            Checks.from_dict(values["checks"]) if values["checks"] is not None else None,
            bytes.fromhex(values["picture_prints"]),
            bytes.fromhex(values["sound_print"]),
            values["problem"],
        )


_STRETCHES = ("black", "frozen", "silent", "clipped")


def stretches(found: list[Stretch], total_ms: int | None = None) -> Stretches:
    """Count them, and name the first; the total is that of their lengths where none is given."""
    total = sum(each.length_ms for each in found) if total_ms is None else total_ms
    return Stretches(len(found), total, tuple(found[:MOST_NAMED]))


def _stretches(values: dict[str, Any] | None) -> Stretches | None:
    if values is None:
        return None
    named = tuple(Stretch(**each) for each in values["named"])
    return Stretches(values["count"], values["total_ms"], named)
