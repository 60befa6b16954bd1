"""A final cut as regions of time in which nothing changes: what is seen, what is heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.rundown.interchange.cut_list import BLACK, Event, track_order


@dataclass(frozen=True)
class Aired:
    """A clip with what it was found to be: a contribution, or none for what is no contribution."""

    event: Event
    contribution_id: int | None
    is_text: bool = False


@dataclass(frozen=True)
class Region:
    """Frames [start, end) of the programme."""

    start: int
    end: int
    picture: Aired | None
    """The uppermost contribution, else the uppermost of what is none."""
    sounds: tuple[Aired, ...]
    """Contributions that are heard."""
    hidden: bool = False
    """Whether a contribution lies under the picture."""

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.end - self.start

    @property
    def shows_piece(self) -> bool:
        """Whether a contribution is seen."""
        return self.picture is not None and self.picture.contribution_id is not None

    @property
    def pieces(self) -> tuple[Aired, ...]:
        """What tells where it belongs: the contribution that is seen, else those that are heard."""
        return (self.picture,) if self.picture and self.shows_piece else self.sounds


def regions(aired: Iterable[Aired], edges: Iterable[int], end: int) -> list[Region]:
    """The programme from its first frame to `end`, cut at every edge of a clip and at the further `edges`."""
    shown = sorted(_that_count(aired), key=lambda one: one.event.record_in)
    points = {0, end, *(at for at in edges if 0 < at < end)}
    points |= {at for one in shown for at in (one.event.record_in, one.event.record_out)}
    ordered = sorted(points)
    found: list[Region] = []
    active: list[Aired] = []
    following = 0
    for start, until in pairwise(ordered):
        active = [one for one in active if one.event.record_out > start]
        while following < len(shown) and shown[following].event.record_in <= start:
            active.append(shown[following])
            following += 1
        found.append(_region(start, until, active))
    return found


def _that_count(aired: Iterable[Aired]) -> Iterator[Aired]:
    """Without black, sounds that are no contribution, and sounds that two tracks carry alike."""
    heard: set[tuple[int | None, int, int, int]] = set()
    for one in aired:
        event = one.event
        if event.is_picture:
            if event.media != BLACK:
                yield one
            continue
        same = (one.contribution_id, event.record_in, event.record_out, event.source_in)
        if one.contribution_id is not None and same not in heard:
            heard.add(same)
            yield one


def _region(start: int, end: int, active: Sequence[Aired]) -> Region:
    pictures = sorted(
        (one for one in active if one.event.is_picture),
        key=lambda one: (one.contribution_id is not None, track_order(one.event.track)),
    )
    pieces = [one for one in pictures if one.contribution_id is not None]
    sounds = sorted((one for one in active if not one.event.is_picture), key=lambda one: track_order(one.event.track))
    return Region(start, end, pictures[-1] if pictures else None, tuple(sounds), len(pieces) > 1)
