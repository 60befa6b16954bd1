"""The words in which search finds a piece, made alike for what is stored and for what is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from dashboard.community.folding import fold

SEARCHED_CHARACTERS = 10_000
SEARCHED_OF_TITLE, SEARCHED_OF_TAGS, SEARCHED_OF_ARTISTS = 1000, 2000, 3000
"""Together fewer than the 16,383 places of a word that PostgreSQL tells apart: no character makes two words."""
LONGEST_WORD = 60
"""Characters of a word that count."""

_ASCII_WORD = re.compile(r"[0-9a-z]+")
_BLANKLESS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3031, 0x3035),
    (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Thai, Lao, Myanmar, Khmer, Han and Kana: scripts that put no blanks between words."""
_ALIKE = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe",
    "ى": "ي", "ة": "ه", "ـ": "",
})  # fmt: skip
"""Letters that people write without their stroke; the Arabic ones that are written for one another."""
_WORD, _RUN, _SIGN, _BREAK = "word", "run", "sign", "break"


def found_words(title: str, text: str, tags: str, artists: Iterable[str]) -> str:
    """Folded title, the beginning of the text, tags and names; on a second line, where they differ, the words of it.

    The second line, or else the only one, is what the full text index holds: words divided by single blanks.
    """
    parts = (
        fold(title)[:SEARCHED_OF_TITLE],
        fold(text[:SEARCHED_CHARACTERS])[:SEARCHED_CHARACTERS],
        fold(tags)[:SEARCHED_OF_TAGS],
        fold(" ".join(artists))[:SEARCHED_OF_ARTISTS],
    )
    read = " ".join(part.strip() for part in parts if part)
    words = " ".join(index_words(read))
    return read if read == words else f"{read}\n{words}"


def index_words(text: str) -> list[str]:
    """The words of a text as they are stored: letters and digits without accents, emoji each by itself.

    A run in a script without blanks becomes its pairs of neighbours and, last, its last character, so that every
    part of the run is met as neighbouring words.
    """
    plain = plain_letters(fold(text))
    if plain.isascii():
        return [word[:LONGEST_WORD] for word in _ASCII_WORD.findall(plain)]
    return [word for sort, part in _parts(plain) for word in _words(sort, part)]


def query_words(text: str) -> tuple[list[str], bool]:
    """The words that stand side by side wherever `text` is found, and whether the last is the beginning of one."""
    words = index_words(text)
    parts = list(_parts(plain_letters(fold(text))))
    if not parts or parts[-1][0] != _RUN:
        return words, False
    # Of a run that ends a query nobody knows whether it ends there in the piece too.
    return (words, True) if len(parts[-1][1]) == 1 else (words[:-1], False)


def plain_letters(folded: str) -> str:
    """Folded text without the marks that people leave out: accents, vowel points, selectors, joiners."""
    if folded.isascii():
        return folded
    kept = "".join(char for char in unicodedata.normalize("NFD", folded) if not _falls_away(char))
    return unicodedata.normalize("NFC", kept).translate(_ALIKE)


def _parts(plain: str) -> Iterator[tuple[str, str]]:
    """Runs of characters of one sort, without what divides them."""
    return ((sort, "".join(chars)) for sort, chars in groupby(plain, _sort) if sort != _BREAK)


def _words(sort: str, part: str) -> list[str]:
    if sort == _RUN:
        return [part[at : at + 2] for at in range(len(part))]
    return list(part) if sort == _SIGN else [part[:LONGEST_WORD]]


@lru_cache(4096)
def _sort(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] in "LNM":
        point = ord(char)
        return _RUN if any(first <= point <= last for first, last in _BLANKLESS) else _WORD
    return _SIGN if category == "So" else _BREAK


@lru_cache(4096)
def _falls_away(char: str) -> bool:
    if "\ufe00" <= char <= "\ufe0f" or unicodedata.category(char) == "Cf":
        return True
    # Marks above and below letters (200 and more), Hebrew and Arabic points, strokes. Those of Indic and Thai
    # writing, and the voicing of Kana, make other letters and stay.
    place = unicodedata.combining(char)
    return place >= 200 or 10 <= place <= 36 or place == 1
