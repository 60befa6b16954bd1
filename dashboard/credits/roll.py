"""The credit roll: its lines, and how long it should run."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dashboard.credits.credit_list import CreditEntry, CreditSheet
from dashboard.credits.works import NOT_NAMED

LEGIBLE_S = 2
"""A name that is in the picture for less cannot be read."""
COMFORTABLE_S = 5
"""How long a name should be in the picture."""


@dataclass(frozen=True)
class RollHeading:
    """The heading of a department."""

    text: str


@dataclass(frozen=True)
class RollName:
    """One person under a heading."""

    name: str
    roles: tuple[str, ...]
    pieces: tuple[str, ...]
    """Titles of what this person made; where nobody is named, with the source."""


RollLine = RollHeading | RollName


def roll_lines(sheet: CreditSheet) -> list[RollLine]:
    """The roll from top to bottom: under each department everybody once, with all roles and titles."""
    lines: list[RollLine] = []
    people: dict[tuple[object, ...], list[CreditEntry]] = {}
    for entry in sheet.entries:
        people.setdefault(person_in_roll(entry), []).append(entry)
    heading = ""
    for entries in people.values():
        if entries[0].department != heading:
            heading = entries[0].department
            lines.append(RollHeading(heading))
        lines.append(_name(entries))
    return lines


def person_in_roll(entry: CreditEntry) -> tuple[object, ...]:
    """What two entries share that make one line of the roll: department and person."""
    if entry.contributor_id is not None:
        return entry.department, "contributor", entry.contributor_id
    if entry.credit_name == NOT_NAMED:
        return entry.department, "nobody", entry.uses[0].work.work_id
    return entry.department, "outside", entry.credit_name.casefold()


def _name(entries: list[CreditEntry]) -> RollName:
    roles = dict.fromkeys(entry.role for entry in entries)
    works = [use.work for entry in entries for use in entry.uses]
    if entries[0].credit_name == NOT_NAMED:
        titles = [" ".join([work.title, f"({work.origin})" * bool(work.origin)]).strip() for work in works]
    else:
        titles = [work.title for work in works]
    return RollName(entries[0].credit_name, tuple(roles), tuple(dict.fromkeys(titles)))


def roll_frames(height_px: int, text_height_px: int, px_per_frame: int) -> int:
    """Frames from the first line's entry at the bottom to the last line's exit at the top, rounded up."""
    return -(-(height_px + text_height_px) // px_per_frame)


HEIGHT_PX = 1080
NAME_ROW_PX = 122
"""A name, a line of what it did, and the space to the next."""
LONGEST_ROLL_S = 30
"""What a broadcaster usually allows for end credits."""


def natural_roll_frames(names: int, rate: Fraction) -> int:
    """Frames that a roll of so many names should run: the fewest columns in which each is comfortable to read.

    At most LONGEST_ROLL_S, beyond which the names rise faster; 0 without names.
    """
    if not names:
        return 0
    longest = int(LONGEST_ROLL_S * rate)
    speed = max(1, int(HEIGHT_PX / (COMFORTABLE_S * rate)))
    for columns in (1, 2, 3, 4):
        frames = roll_frames(HEIGHT_PX, -(-names // columns) * NAME_ROW_PX, speed)
        if frames <= longest:
            return frames
    return longest
