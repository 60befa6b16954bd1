"""The credit roll: its lines, and the speed and columns at which it fits its time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dashboard.credits.credit_list import CreditEntry, CreditSheet
from dashboard.credits.works import NOT_NAMED
from dashboard.errors import BadInput

LEGIBLE_S = 2
"""A line that is visible for less cannot be read."""
COMFORTABLE_S = 5
"""The fewest columns that give a line this long are chosen."""
ROWS = 20
"""Rows in the picture's height, unless a row's height is given."""


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
        people.setdefault(_person(entry), []).append(entry)
    heading = ""
    for entries in people.values():
        if entries[0].department != heading:
            heading = entries[0].department
            lines.append(RollHeading(heading))
        lines.append(_name(entries))
    return lines


def _person(entry: CreditEntry) -> tuple[object, ...]:
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


@dataclass(frozen=True)
class RollFit:
    """A roll that fits its time; it may be too fast to read, and then says so."""

    columns: int
    rows: int
    px_per_frame: int
    """Whole: anything else judders."""
    frames: int
    visible_s: Fraction
    """Seconds from a line's entry to its exit."""
    legible: bool
    statement: str


def fit_roll(
    names: int,
    target_frames: int,
    height_px: int,
    rate: Fraction,
    *,
    row_px: int | None = None,
    max_columns: int = 4,
) -> RollFit:
    """The roll of `names` lines that ends within `target_frames`: fewest columns, then the slowest speed.

    A row is 1/20 of the picture's height unless given. Nobody is left out: what does not fit rolls faster.
    Raises: `BadInput` when there is no time or no picture at all.
    """
    if target_frames <= 0 or height_px <= 0 or names < 0 or max_columns < 1:
        raise BadInput("The credit roll has no time or no picture; give it at least one frame.")
    row = row_px or -(-height_px // ROWS)
    for columns in range(1, max_columns + 1):
        rows = -(-names // columns)
        speed = roll_frames(height_px, rows * row, target_frames)
        visible = height_px / (speed * rate)
        if visible >= COMFORTABLE_S:
            break
    frames = roll_frames(height_px, rows * row, speed)
    legible = visible >= LEGIBLE_S
    across = "1 column" if columns == 1 else f"{columns} columns"
    statement = f"{names} names in {across} roll in {_seconds(frames / rate)}; a line is visible for"
    statement += f" {_seconds(visible)}"
    if not legible:
        slowest = max(1, int(height_px / (LEGIBLE_S * rate)))
        needed = _seconds(roll_frames(height_px, rows * row, slowest) / rate, up=True)
        statement += (
            f", less than {LEGIBLE_S} s: give the roll {needed}, or move names to lower thirds or the web"
        )
    return RollFit(columns, rows, speed, frames, visible, legible, statement + ".")


def _seconds(seconds: Fraction, *, up: bool = False) -> str:
    """Seconds to one decimal, cut off so that a limit is never shown as met when it is not."""
    tenths = -int(-seconds * 10 // 1) if up else int(seconds * 10)
    return f"{tenths // 10}.{tenths % 10} s"


HEIGHT_PX = 1080
NAME_ROW_PX = 122
"""A name, a line of what it did, and the space to the next."""
LONGEST_ROLL_S = 30
"""What a broadcaster usually allows for end credits."""


def natural_roll_frames(names: int, rate: Fraction) -> int:
    """Frames that a roll of so many names should run: the fewest columns in which each is comfortable to read.

    At most LONGEST_ROLL_S, beyond which `roll_fit` says whether they stay legible; 0 without names.
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


def roll_fit(names: int, frames: int, rate: Fraction) -> RollFit:
    """How a roll of so many names reads in the time it has in the rundown."""
    return fit_roll(names, frames, HEIGHT_PX, rate, row_px=NAME_ROW_PX)
