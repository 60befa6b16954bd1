"""The words in which search finds a piece."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.community.folding import fold

SEARCHED_CHARACTERS = 2000


def found_words(title: str, text: str, tags: str, artists: Iterable[str]) -> str:
    """Folded title, the beginning of the text, tags and names."""
    return fold(f"{title} {text[:SEARCHED_CHARACTERS]} {tags} {' '.join(artists)}")
