"""Slates, text cards and lower thirds: laid out in 1080ths of the height, composed by MoviePy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from moviepy import ColorClip, CompositeVideoClip, ImageClip
from PIL import Image, ImageColor, ImageDraw

from dashboard.assembly import lettering
from dashboard.assembly.lettering import STRONG, TEXT, UNITS, Placed
from dashboard.assembly.recipes import CardShot, LowerThird, SlateShot

LEFT, RIGHT, TOP, BOTTOM = 192, 1728, 108, 972
"""The 80 % in which titles are safe on a 16:9 picture."""
ROOM = RIGHT - LEFT
NAME = 56
"""Names are never smaller than a twentieth of the height, which is 54."""
LEADING = 1.42
BODY_SIZES = (84, 68, NAME)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands on a title: coloured boxes (left, top, right, bottom) below lines of type."""

    ground: str
    boxes: tuple[tuple[Box, str], ...]
    lines: tuple[Placed, ...]


def composed(layout: Layout, size: tuple[int, int]) -> Image.Image:
    """The finished title as a picture of `size` pixels."""
    ground = ColorClip(size, ImageColor.getrgb(layout.ground))
    frame: Any = CompositeVideoClip([ground, ImageClip(np.asarray(_layer(layout, size)))], size=size).get_frame(0)
    return Image.fromarray(frame.astype("uint8"))


def paginate(text: str, *, heading: str = "", byline: str = "") -> tuple[int, tuple[tuple[str, ...], ...]]:
    """Break a text into pages of lines: the size of its type in 1080ths of the height, and the pages.

    A short text is set larger; a long one in the smallest size, its pages evenly filled. No word is lost.
    """
    top, bottom = _body_room(heading, byline)
    for size in BODY_SIZES:
        lines = lettering.wrap(text.strip(), TEXT, size, ROOM)
        fitting = max(1, int((bottom - top) / (size * LEADING)))
        if len(lines) <= fitting:
            return size, (tuple(lines),)
    count = math.ceil(len(lines) / fitting)
    edges = [round(page * len(lines) / count) for page in range(count + 1)]
    pages = (_without_blank_edges(lines[a:b]) for a, b in pairwise(edges))
    return size, tuple(page for page in pages if page)


def card_layout(card: CardShot) -> Layout:
    """A page of text on paper: heading, rule, text, and the artists below."""
    top, bottom = _body_room(card.heading, card.byline)
    lines = [*_heading_lines(card.heading), *_byline_lines(card.byline)]
    leading = card.size * LEADING
    down = max(0.0, (bottom - top - leading * len(card.lines)) * 0.4) if card.pages == 1 else 0.0
    first = top + down + card.size
    for number, text in enumerate(card.lines):
        lines.append(Placed(text, TEXT, card.size, lettering.INK, LEFT, first + number * leading))
    if card.pages > 1:
        mark = f"{card.page}/{card.pages}"
        lines.append(Placed(mark, lettering.MONO, 40, lettering.MUTED, RIGHT, BOTTOM - 8, "right"))
    rule = _heading_foot(card.heading)
    boxes = (((LEFT, rule, LEFT + 96, rule + 8), lettering.ACCENT),) if card.heading else ()
    return Layout(lettering.PAPER, boxes, tuple(lines))


def slate_layout(slate: SlateShot) -> Layout:
    """A title on the dark ground, a red rule above it, what belongs to it below."""
    for size, most in ((132, 2), (96, 3), (72, 5)):
        title = lettering.wrap(slate.title, STRONG, size, ROOM)
        if len(title) <= most:
            break
    title = at_most(title, 5, STRONG, size)
    subtitle = at_most(lettering.wrap(slate.subtitle, TEXT, NAME, ROOM), 4, TEXT, NAME)
    height = 72 + len(title) * size * 1.15 + len(subtitle) * NAME * LEADING
    top = max(TOP, (UNITS - height) * 0.46)
    lines = [
        Placed(text, STRONG, size, lettering.NIGHT_INK, LEFT, top + 48 + size * (0.95 + n * 1.15))
        for n, text in enumerate(title)
    ]
    below = top + 72 + len(title) * size * 1.15
    lines += [
        Placed(text, TEXT, NAME, lettering.NIGHT_MUTED, LEFT, below + NAME * (1 + n * LEADING))
        for n, text in enumerate(subtitle)
    ]
    return Layout(lettering.NIGHT, (((LEFT, top, LEFT + 120, top + 10), lettering.ACCENT),), tuple(lines))


def lower_third_picture(third: LowerThird, size: tuple[int, int]) -> tuple[Image.Image, int, int]:
    """The panel with its transparency, and the even pixel at which its left upper corner stands."""
    room = ROOM - 40
    title = at_most(lettering.wrap(third.title, STRONG, 64, room), 2, STRONG, 64, room)
    names = at_most(lettering.wrap(third.byline, TEXT, NAME, room), 3, TEXT, NAME, room)
    rows = [(text, STRONG, 64) for text in title] + [(text, TEXT, NAME) for text in names]
    height = sum(points * 1.3 for _, _, points in rows)
    widest = max((lettering.width(text, face, points) for text, face, points in rows), default=0)
    foot = BOTTOM - height
    lines = []
    for text, face, points in rows:
        colour = lettering.NIGHT_INK if face == STRONG else "#D8D4CB"
        lines.append(Placed(text, face, points, colour, LEFT + 40, foot + points))
        foot += points * 1.3
    top = BOTTOM - height - 22
    panel = (LEFT, top, LEFT + 40 + widest + 44, BOTTOM + 14)
    bar = (LEFT, top, LEFT + 12, BOTTOM + 14)
    layer = _layer(Layout("", ((panel, "#141412E0"), (bar, lettering.ACCENT)), tuple(lines)), size)
    left, upper, right, lower = layer.getbbox() or (0, 0, 2, 2)
    left, upper = left - left % 2, upper - upper % 2
    return layer.crop((left, upper, right + (right - left) % 2, lower + (lower - upper) % 2)), left, upper


def at_most(rows: list[str], most: int, face: lettering.Face, size: float, room: float = ROOM) -> list[str]:
    """The first rows, the last of them ending in an ellipsis where more would follow."""
    if len(rows) <= most:
        return rows
    last = rows[most - 1]
    while last and lettering.width(f"{last} …", face, size) > room:
        last = last.rpartition(" ")[0]
    return [*rows[: most - 1], f"{last} …".lstrip()]


def _layer(layout: Layout, size: tuple[int, int]) -> Image.Image:
    """The boxes and lines of a layout over nothing."""
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    scale = size[1] / UNITS
    draw = ImageDraw.Draw(layer)
    for (left, top, right, bottom), colour in layout.boxes:
        x, y, x_end, y_end = (round(edge * scale) for edge in (left, top, right, bottom))
        draw.rectangle((x, y, max(x, x_end - 1), max(y, y_end - 1)), colour)
    lettering.paint(layer, layout.lines)
    return layer


def _heading_lines(heading: str) -> list[Placed]:
    rows = at_most(lettering.wrap(heading, STRONG, 60, ROOM), 2, STRONG, 60)
    return [Placed(text, STRONG, 60, lettering.INK, LEFT, TOP + 50 + n * 74) for n, text in enumerate(rows)]


def _heading_foot(heading: str) -> float:
    return TOP + 50 + 74 * (len(_heading_lines(heading)) - 1) + 36


def _byline_lines(byline: str) -> list[Placed]:
    rows = at_most(lettering.wrap(byline, TEXT, NAME, ROOM - 160), 3, TEXT, NAME, ROOM - 160)
    foot = BOTTOM - 8 - 74 * (len(rows) - 1)
    return [Placed(text, TEXT, NAME, lettering.MUTED, LEFT, foot + n * 74) for n, text in enumerate(rows)]


def _body_room(heading: str, byline: str) -> tuple[float, float]:
    top = _heading_foot(heading) + 56 if heading else TOP
    names = _byline_lines(byline)
    return top, (names[0].baseline - NAME - 44 if names else BOTTOM)


def _without_blank_edges(lines: list[str]) -> tuple[str, ...]:
    while lines and not lines[0]:
        lines = lines[1:]
    while lines and not lines[-1]:
        lines = lines[:-1]
    return tuple(lines)
