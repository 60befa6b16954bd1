"""Texts that say the same: a print of 64 bits that finds likely ones among many, and the share of words they have."""

from __future__ import annotations

import re
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dashboard.community.folding import fold

RUN_WORDS = 3
LEAST_WORDS = 12
"""Shorter texts are alike only where they are equal, and say nothing below `FEWEST_WORDS`."""
FEWEST_WORDS = 4
LIKELY_BITS = 18
"""Prints that differ in more bits are of different texts: of texts that share seven runs in ten about twelve do; of
unrelated ones 32, give or take 4."""
LEAST_SHARED = 0.7
"""Of the runs of three words that either text has: about one word in twenty was changed."""
READ_CHARACTERS = 50_000

_WORD = re.compile(r"\w+")


def text_print(text: str) -> int | None:
    """The SimHash (Charikar 2002) of the text's runs of three words, as a signed 64-bit number; none for too few words.

    Case, blanks and punctuation change nothing.
    """
    runs = _runs(text)
    if not runs:
        return None
    hashed = b"".join(blake2b(run.encode(), digest_size=8).digest() for run in sorted(runs))
    bits = np.unpackbits(np.frombuffer(hashed, dtype=np.uint8).reshape(-1, 8), axis=1)
    most = bits.sum(axis=0, dtype=np.int64) * 2 > len(runs)
    return int(np.packbits(most).view(">i8")[0])


def likely_texts(one: int, many: NDArray[np.int64]) -> NDArray[np.intp]:
    """The places of the prints that may be of the same text; `text_likeness` tells."""
    differing = np.bitwise_count((many ^ np.int64(one)).view(np.uint64))
    return np.flatnonzero(differing <= LIKELY_BITS)


def text_likeness(one: str, other: str) -> float:
    """0 to 1: of the runs of three words that either has the share that both have; 0 or 1 alone for short texts."""
    first, second = _runs(one), _runs(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if min(len(first), len(second)) + RUN_WORDS - 1 < LEAST_WORDS:
        return 0.0
    return len(first & second) / len(first | second)


def _runs(text: str) -> set[str]:
    words = _WORD.findall(fold(text[:READ_CHARACTERS]))
    if len(words) < FEWEST_WORDS:
        return set()
    return {" ".join(words[at : at + RUN_WORDS]) for at in range(len(words) - RUN_WORDS + 1)}
