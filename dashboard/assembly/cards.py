"""A text on the screen: as much of it as there is time to read, in pages."""

from __future__ import annotations

from fractions import Fraction

from dashboard.assembly.lettering import undrawable
from dashboard.assembly.recipes import CardShot
from dashboard.assembly.titles import paginate

HURRIED_WORDS_PER_SECOND = Fraction(7, 2)
"""The fastest that a viewer still follows; a text with more words than that is shown in part."""


def card_shots(heading: str, text: str, byline: str, frames: int, rate: Fraction) -> tuple[CardShot, ...]:
    """The pages of `text` over exactly `frames`, each in proportion to its words.

    What cannot be read in that time is left out at the end, and an ellipsis says so.
    """
    shown = excerpt(_drawn(text), max(1, int(frames / rate * HURRIED_WORDS_PER_SECOND)))
    size, pages = paginate(shown, heading=heading, byline=byline)
    pages = pages[:frames]
    words = [max(1, sum(len(line.split()) for line in page)) for page in pages]
    edges = [frames * sum(words[:at]) // sum(words) for at in range(len(pages) + 1)]
    shots = [
        CardShot(heading, lines, size, byline, number, len(pages), end - start)
        for number, (lines, start, end) in enumerate(zip(pages, edges, edges[1:], strict=False), start=1)
        if end > start
    ]
    return tuple(shots)


def excerpt(text: str, words: int) -> str:
    """The first `words` words of a text, its line breaks kept; whole lines where that costs little."""
    if len(text.split()) <= words:
        return text
    kept: list[str] = []
    left = words
    for line in text.splitlines():
        here = line.split()
        if len(here) > left:
            if left > words // 4 or not any(kept):
                kept.append(" ".join(here[:left]))
            break
        kept.append(line)
        left -= len(here)
    return "\n".join(kept).rstrip() + " …"


def _drawn(text: str) -> str:
    """The lines that the fonts here can draw; all of them when they can draw none."""
    lines = [line for line in text.splitlines() if not undrawable(line)]
    return "\n".join(lines) if any(line.strip() for line in lines) else text
