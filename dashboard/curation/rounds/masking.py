"""Words about a piece without what tells whose it is: names however written, addresses, names of files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

MASK = "▮▮▮"
_SHORTEST_PART = 3
_LONG_ENOUGH = 6
_PARTICLES = frozenset(
    {"the", "and", "for", "von", "van", "der", "den", "del", "des", "dos", "las", "les", "los", "ter", "with"}
)
"""Parts of names that say nothing by themselves."""
_STROKED = {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i"}
"""Letters that people write without their stroke and that do not fall apart under NFKD."""
_ADDRESS = re.compile(
    r"""(?:https?://|www\.)\S+              # a link
      | \S+@\S+\.\w+                        # an e-mail address
      | (?<!\w)@\w[\w.]*                    # a handle
      | \b[\w-]+(?:\.[\w-]+)*\.[a-z][a-z0-9]+\b(?:/\S*)?       # a host, or the name of a file
    """,
    re.VERBOSE,
)
_NOT_BESIDE_A_LETTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"


def masked(text: str, names: Iterable[str]) -> str:
    """The text with every name, part of a name, address, handle and file name replaced by MASK.

    Names are found whatever their case, accents and what stands between their parts; “Ida Holm” is found in
    “IDA_HOLM”, “idaholm” and “Ida's”. Rather too much goes than too little.
    """
    plain, origin = _plain(text)
    spans = [match.span() for match in _ADDRESS.finditer(text)]
    for pattern in dict.fromkeys(_patterns(names)):
        found = re.finditer(pattern, plain)
        spans += [(origin[match.start()], origin[match.end() - 1] + 1) for match in found]
    return _without(text, spans)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            parts += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*parts, text[end:]])


def _patterns(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        words = re.findall(r"[^\W_]+", _plain(name)[0])
        whole = "".join(words)
        no_case = _has_no_case(whole)
        if whole.isdecimal() or (len(whole) < 2 and not no_case):
            continue
        spread = r"[\W_]*".join(words)
        inside_words = no_case or (len(words) > 1 and len(whole) >= _LONG_ENOUGH)
        yield spread if inside_words else _alone(spread)
        for part in re.findall(r"[^\W\d_]+", " ".join(words)):
            if len(part) >= _SHORTEST_PART and part not in _PARTICLES:
                yield _alone(part)


def _alone(pattern: str) -> str:
    """As a word by itself, a genitive's s allowed."""
    before, after = _NOT_BESIDE_A_LETTER
    return f"{before}{pattern}s?{after}"


def _has_no_case(word: str) -> bool:
    """Whether it is of a script such as Japanese, which puts no blanks between words."""
    return any(letter.isalpha() and letter.upper() == letter.lower() for letter in word)


def _plain(text: str) -> tuple[str, list[int]]:
    """Folded letters without accents and without characters that cannot be seen, and where each came from."""
    letters: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()):
            if unicodedata.category(part) in {"Mn", "Cf"}:
                continue
            for letter in _STROKED.get(part, part):
                letters.append(letter)
                origin.append(at)
    return "".join(letters), origin
