"""The credit roll: names in as many columns as the time asks for, rising by whole pixels, none left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

import numpy as np
from PIL import Image

from dashboard.assembly import lettering
from dashboard.assembly.lettering import STRONG, TEXT, UNITS, Placed
from dashboard.assembly.moving import Frame
from dashboard.assembly.recipes import RollLine
from dashboard.assembly.titles import LEFT, NAME, ROOM, at_most

GUTTER = 36
NAME_ROW, ROLE_ROW, BETWEEN = 62, 46, 14
ROLE = 38
SMALLEST_NAME = 42
EASY_S = 4
"""Seconds that a name should take from the foot of the picture to its head."""
WIDEST_LEADING = Fraction(3, 2)


@dataclass(frozen=True, slots=True)
class RollLayout:
    """The whole roll as one tall sheet, in 1080ths of the picture's height, and how it moves."""

    columns: int
    height: float
    lines: tuple[Placed, ...]
    speed_px: int
    """Whole pixels a frame."""
    wait_frames: int
    """Frames before the sheet starts to rise; the same is left at the end."""


def roll_layout(lines: Sequence[RollLine], frames: int, rate: Fraction, height_px: int) -> RollLayout:
    """Fit the roll into exactly `frames`: more columns while it is too quick to read, then looser lines.

    The sheet starts below the picture and ends above it. The speed is a whole number of pixels; what that
    leaves over loosens the lines by up to a half, and beyond that becomes a wait at both ends.
    """
    steps = max(1, frames - 1)
    tried = []
    for columns in (1, 2, 3, 4):
        placed, natural = _sheet(lines, columns)
        travel = math.ceil((natural + UNITS) * height_px / UNITS)
        speed = max(1, math.ceil(Fraction(travel, steps)))
        tried.append((speed, columns, placed, natural))
        if Fraction(height_px, speed) >= EASY_S * rate:
            break
    speed, columns, placed, natural = min(tried, key=lambda each: each[0])
    room = Fraction(speed * steps * UNITS, height_px) - UNITS
    loose = min(WIDEST_LEADING, room / Fraction(natural)) if natural else Fraction(1)
    loosened = tuple(replace(line, baseline=line.baseline * float(loose)) for line in placed)
    travel = math.ceil((natural * loose + UNITS) * height_px / UNITS)
    wait = max(0, (steps - math.ceil(Fraction(travel, speed))) // 2)
    return RollLayout(columns, float(natural * loose), loosened, speed, wait)


def roll_frames(layout: RollLayout, size: tuple[int, int]) -> Callable[[int], Frame]:
    """The pictures of a roll by their number; only the part of the sheet that is in the picture is drawn."""
    width, height = size
    scale = height / UNITS

    @lru_cache(maxsize=3)
    def tile(number: int) -> Frame:
        """One picture's height of the sheet, counted from its head; empty above and below."""
        image = Image.new("RGB", size, lettering.NIGHT)
        top = number * UNITS
        near = (line for line in layout.lines if -UNITS / 4 < line.baseline - top < UNITS * 5 / 4)
        lettering.paint(image, [replace(line, baseline=line.baseline - top) for line in near])
        return np.asarray(image)

    def draw(index: int) -> Frame:
        top = max(0, index - layout.wait_frames) * layout.speed_px - height
        number, inside = divmod(top, height)
        return np.concatenate((tile(number)[inside:], tile(number + 1)[:inside]))

    # A picture as wide as it is not 16:9 keeps the roll in its middle.
    middle = width / scale / 2
    shift = middle - (LEFT + ROOM / 2)
    layout = replace(layout, lines=tuple(replace(line, x=line.x + shift) for line in layout.lines))
    return draw


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name, and below it what that name did; a heading where it stands alone."""

    kind: str
    text: str
    roles: tuple[str, ...] = ()


def _entries(lines: Sequence[RollLine]) -> list[_Entry]:
    entries: list[_Entry] = []
    for line in lines:
        last = entries[-1] if entries else None
        if line.kind == "role" and last is not None and last.kind == "name":
            entries[-1] = replace(last, roles=(*last.roles, line.text))
        else:
            entries.append(_Entry(line.kind, line.text))
    return entries


def _sheet(lines: Sequence[RollLine], columns: int) -> tuple[tuple[Placed, ...], int]:
    """The lines set in so many columns, and how high that is."""
    placed: list[Placed] = []
    top = 0
    for kind, group in groupby(_entries(lines), key=lambda entry: entry.kind):
        if kind == "name":
            rows, top = _names(list(group), columns, top)
            placed += rows
            continue
        size, before, after = (68, 104, 34) if kind == "heading" else (44, 30, 10)
        face, colour = (STRONG, lettering.NIGHT_INK) if kind == "heading" else (TEXT, lettering.NIGHT_MUTED)
        for entry in group:
            top += before if placed else 0
            for row in lettering.wrap(entry.text, face, size, ROOM) or [""]:
                placed.append(Placed(row, face, size, colour, LEFT + ROOM / 2, top + size, "centre"))
                top += round(size * 1.25)
        top += after
    return tuple(placed), top


def _names(entries: list[_Entry], most_columns: int, top: int) -> tuple[list[Placed], int]:
    """Names row by row, the last row in the middle if it is not full."""
    column = ROOM / most_columns
    placed = []
    for start in range(0, len(entries), most_columns):
        row = entries[start : start + most_columns]
        left = LEFT + (ROOM - column * len(row)) / 2
        feet = []
        for number, entry in enumerate(row):
            cell, foot = _cell(entry, left + column * (number + 0.5), column - GUTTER, top)
            placed += cell
            feet.append(foot)
        top = max(feet) + BETWEEN
    return placed, top


def _cell(entry: _Entry, centre: float, room: float, top: int) -> tuple[list[Placed], int]:
    """A name on as many lines as it needs, its roles on at most two; and where the cell ends.

    A single word wider than the column is set smaller, and broken only where that is not enough.
    """
    longest = max((lettering.width(word, TEXT, NAME) for word in entry.text.split()), default=0.0)
    size = NAME if longest <= room else max(SMALLEST_NAME, NAME * room / longest - 0.5)
    cell = []
    for part in lettering.wrap(entry.text, TEXT, size, room) or [""]:
        cell.append(Placed(part, TEXT, size, lettering.NIGHT_INK, centre, top + NAME, "centre"))
        top += NAME_ROW
    for part in at_most(lettering.wrap(", ".join(entry.roles), TEXT, ROLE, room), 2, TEXT, ROLE, room):
        cell.append(Placed(part, TEXT, ROLE, lettering.NIGHT_MUTED, centre, top + ROLE, "centre"))
        top += ROLE_ROW
    return cell, top
