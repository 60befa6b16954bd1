"""Type set by Pillow: which of our fonts can draw a line, how wide it is, where it breaks.

All measures are in 1080ths of the picture's height, so that both profiles break lines alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
Face: TypeAlias = Literal["Inter-Regular.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf"]
TEXT: Face = "Inter-Regular.otf"
STRONG: Face = "Inter-SemiBold.otf"
MONO: Face = "JetBrainsMono-Regular.ttf"
FALLBACKS = ("DejaVuSans.ttf", "DroidSansFallbackFull.ttf")

UNITS = 1080
PAPER, INK, MUTED, ACCENT = "#FBFAF7", "#1B1A17", "#5E5A52", "#B3261E"
NIGHT, NIGHT_INK, NIGHT_MUTED, NIGHT_ACCENT = "#141412", "#F3F1EB", "#AAA59A", "#FF8A7A"


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of type: `x` is its left edge, centre or right edge by `anchor`, `baseline` its foot."""

    text: str
    face: Face
    size: float
    colour: str
    x: float
    baseline: float
    anchor: Literal["left", "centre", "right"] = "left"


def undrawable(text: str) -> str:
    """The characters that none of our fonts has, each once, in order; empty when all can be drawn."""
    return "".join(dict.fromkeys(char for char in text if not any(_has(font, char) for font in _chain(TEXT))))


@lru_cache(maxsize=16384)
def width(text: str, face: Face, size: float) -> float:
    """How far a line runs."""
    return sum(_font(name, size).getlength(part) for name, part in _runs(text, face))


def wrap(text: str, face: Face, size: float, room: float) -> list[str]:
    """Break a text into lines no wider than `room`, at its own line ends, then at spaces, then anywhere.

    Nothing but white space at the breaks is lost. An empty line of the text stays an empty line.
    """
    return [line for paragraph in text.splitlines() for line in _wrap_paragraph(paragraph, face, size, room)]


def paint(image: Image.Image, placed: Iterable[Placed]) -> None:
    """Draw lines on an image, whose height stands for 1080 units."""
    scale = image.height / UNITS
    draw = ImageDraw.Draw(image)
    for line in placed:
        size = line.size * scale
        back = {"left": 0.0, "centre": 0.5, "right": 1.0}[line.anchor]
        x = line.x * scale - back * width(line.text, line.face, size)
        for name, part in _runs(line.text, line.face):
            font = _font(name, size)
            draw.text((x, line.baseline * scale), part, font=font, fill=line.colour, anchor="ls")
            x += font.getlength(part)


def _wrap_paragraph(paragraph: str, face: Face, size: float, room: float) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        longer = f"{line} {word}" if line else word
        if width(longer, face, size) <= room:
            line = longer
            continue
        if line and width(word, face, size) <= room:
            lines.append(line)
            line = word
            continue
        # A script without spaces fills the line it is on; a word too long for any line starts on its own.
        if line and unicodedata.east_asian_width(word[0]) not in {"W", "F"}:
            lines.append(line)
            line = ""
        whole, line = _broken(f"{line} " if line else "", word, face, size, room)
        lines += whole
    return [*lines, line]


def _broken(line: str, word: str, face: Face, size: float, room: float) -> tuple[list[str], str]:
    lines = []
    for cluster in _clusters(word):
        if line.strip() and width(line + cluster, face, size) > room:
            lines.append(line.rstrip())
            line = ""
        line += cluster
    return lines, line


def _clusters(word: str) -> list[str]:
    """Characters with the marks and joiners that belong to them."""
    clusters: list[str] = []
    for char in word:
        if clusters and (_rides(char) or clusters[-1].endswith("\u200d")):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


@lru_cache(maxsize=4096)
def _runs(text: str, face: Face) -> tuple[tuple[str, str], ...]:
    """The line cut where the font must change.

    A line that begins right to left keeps one font where one has all of it, so that it is ordered as a whole.
    """
    # A pictograph that cannot be drawn is left out of a name; a letter never is.
    plain = "".join(c for c in text if unicodedata.category(c) not in {"So", "Sk"} or not undrawable(c))
    text = plain if plain.strip() else text
    whole = _chain(face) if _begins_right_to_left(text) else (face,)
    for name in whole:
        if all(_rides(char) or _has(name, char) for char in text):
            return ((name, text),)
    runs: list[list[str]] = []
    for char in text:
        name = next((n for n in _chain(face) if _has(n, char)), face)
        if runs and (_rides(char) or char == " " or name == runs[-1][0]):
            runs[-1][1] += char
            continue
        # Inside a right-to-left run a space at its edge would stand on the far side of it.
        spaces = ""
        if runs and runs[-1][0] != face:
            plain = runs[-1][1].rstrip(" ")
            spaces, runs[-1][1] = runs[-1][1][len(plain) :], plain
        if spaces and name != face:
            runs.append([face, spaces])
            spaces = ""
        runs.append([name, spaces + char])
    return tuple((name, part) for name, part in runs)


def _begins_right_to_left(text: str) -> bool:
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((way for way in strong if way in {"L", "R", "AL"}), "L") != "L"


def _chain(face: Face) -> tuple[str, ...]:
    return (face, *FALLBACKS)


def _rides(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me", "Cf"}


@lru_cache(maxsize=16384)
def _has(name: str, char: str) -> bool:
    """Whether a font has a sign of its own for a character, not the box that stands for what is missing."""
    if char.isspace():
        return True
    font = _font(name, 32)
    return bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffe"))


@lru_cache(maxsize=128)
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size)
