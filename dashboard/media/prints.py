"""Fingerprints compared: of pictures (64 bits each) and of sound (Chromaprint), one with another and with many.

A print is bytes, as its table holds it: little-endian 64-bit numbers for pictures, 32-bit ones for sound. An
empty one is like nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE = 32
"""Pixels across and down of what a picture's print is taken from."""
PICTURE_BITS = 64
NEAR_BITS = 10
"""Two pictures that differ in no more bits are near: one coded, scaled or brightened anew differs in fewer."""

SOUND_ITEM_MS = Fraction(4096 * 1000, 3 * 11025)
"""Chromaprint's step: a third of 4096 samples at 11,025 Hz, 124 ms."""
SAME_RECORDING = 0.25
"""Of the bits, at the best alignment: below this two sounds are one recording. Real music coded anew (down to
Opus at 24 kbit/s), trimmed or made quieter measured at most 0.05, different pieces at least 0.34."""
LEAST_ITEMS = 20
"""An overlap of fewer, 2.5 s, proves nothing."""
SILENCE = 627964279
"""What Chromaprint says of silence, whatever the recording."""
ALIGNING_SHIFT = 18
SKETCH_SHIFT = 14
SKETCH_ITEMS = 64
LIKELY_MATCHES = 3
"""In how many places sketches of one recording agree at least; the copies above did in 23 or more, others in 2."""

Bits64 = NDArray[np.uint64]
Bits32 = NDArray[np.uint32]


@dataclass(frozen=True)
class SoundLikeness:
    """How two sounds agree where they agree best."""

    error: float
    """Share of the bits that differ: 0 for the same sound, about a half for unrelated ones."""
    offset_ms: int
    """How much later the second begins: what is heard at t in it is heard at t + offset in the first."""
    overlap_ms: int
    shorter_ms: int
    """How long the shorter of the two prints is. A print leaves out the last 2.7 s of its sound, so that of the sound
    itself even the same again covers less than all."""

    @property
    def covered(self) -> float:
        """0 to 1: the share of the shorter print that lies over the other."""
        return self.overlap_ms / self.shorter_ms if self.shorter_ms else 0.0

    @property
    def same_recording(self) -> bool:
        """Whether they are copies of one recording. A cover or another take of the same song is not."""
        return self.error < SAME_RECORDING


@dataclass(frozen=True)
class PictureStack:
    """The prints of many films and stills, ready for one to be compared with all."""

    values: Bits64
    owners: NDArray[np.intp]
    """Which of them each value belongs to, ascending from 0."""
    counts: NDArray[np.intp]
    """How many values each has."""


# --- pictures ---


def picture_print(grey: NDArray[Any]) -> int:
    """The perceptual hash of a picture, given as SIDE x SIDE brightnesses of any scale.

    Its discrete cosine transform's 64 lowest frequencies without the mean, each a bit: above their median or not.
    """
    waves = _COSINES @ grey.astype(np.float64) @ _COSINES.T
    low = waves[_LOWEST]
    return int(np.packbits(low > np.median(low)).view(">u8")[0])


def pack_pictures(prints: Sequence[int]) -> bytes:
    """Prints of one film or still as its table holds them."""
    return np.asarray(prints, dtype="<u8").tobytes()


def hamming(a: int, b: int) -> int:
    """In how many bits two prints differ."""
    return (a ^ b).bit_count()


def picture_likeness(a: bytes, b: bytes) -> float:
    """0 to 1: the share of the pictures of the one with fewer that have a near one in the other.

    A still taken from a film is wholly like the film: ask the kinds as well.
    """
    return float(picture_likenesses(a, stack_pictures([b]))[0])


def picture_distance(a: bytes, b: bytes) -> int | None:
    """The fewest bits in which a picture of the one differs from one of the other; None where one has none."""
    one, other = _pictures(a), _pictures(b)
    if not one.size or not other.size:
        return None
    return int(np.bitwise_count(one[:, None] ^ other[None, :]).min())


def stack_pictures(prints: Sequence[bytes]) -> PictureStack:
    """Many made ready; they keep their order."""
    counts = np.fromiter((len(each) // 8 for each in prints), np.intp, len(prints))
    return PictureStack(_pictures(b"".join(prints)), np.repeat(np.arange(len(prints)), counts), counts)


def picture_likenesses(one: bytes, many: PictureStack) -> NDArray[np.float64]:
    """`picture_likeness` of one with each of many: a film of 16 pictures against 100,000 such in some 25 ms."""
    mine, size = _pictures(one), len(many.counts)
    near_mine = np.zeros(size)
    any_near = np.zeros(len(many.values), dtype=bool)
    for value in mine:
        near = np.bitwise_count(many.values ^ value) <= NEAR_BITS
        any_near |= near
        near_mine[np.unique(many.owners[near])] += 1
    near_theirs = np.bincount(many.owners[any_near], minlength=size)
    found = np.where(many.counts > len(mine), near_mine, near_theirs)
    found = np.where(many.counts == len(mine), np.minimum(near_mine, near_theirs), found)
    return found / np.maximum(np.minimum(many.counts, len(mine)), 1)


# --- sound ---


def sound_likeness(a: bytes, b: bytes) -> SoundLikeness | None:
    """Two sound prints laid over each other where they agree best; None where no overlap proves anything.

    That one begins later than the other does not matter; that it is played faster or sung anew does.
    """
    one, other = _sounds(a), _sounds(b)
    found = [_aligned(one, other, offset) for offset in _likely_offsets(one, other)]
    return min((each for each in found if each), key=lambda each: each.error, default=None)


def sketch(sound_print: bytes) -> bytes:
    """256 bytes by which a recording is found among many; empty where it is too short.

    MinHash of its items without their last bits, which change when it is coded anew.
    """
    items = _sounds(sound_print)
    items = np.unique(items[items != SILENCE] >> SKETCH_SHIFT).astype(np.uint32)
    if len(items) < LEAST_ITEMS:
        return b""
    hashed = items[None, :] * _FACTORS[:, None] + _ADDENDS[:, None]  # wraps around, as it is to
    hashed ^= hashed >> np.uint32(15)
    least: Bits32 = (hashed * _FACTORS[::-1, None]).min(axis=1)
    return least.astype("<u4").tobytes()


def stack_sketches(sketches: Sequence[bytes]) -> Bits32:
    """Many made ready, in their order; an empty one is like none."""
    nothing = bytes(4 * SKETCH_ITEMS)
    return np.frombuffer(b"".join(each or nothing for each in sketches), dtype="<u4").reshape(-1, SKETCH_ITEMS)


def sketch_matches(one: bytes, many: Bits32) -> NDArray[np.intp]:
    """In how many places one sketch agrees with each of many: 100,000 in about 6 ms.

    Where it is LIKELY_MATCHES or more, `sound_likeness` tells.
    """
    if not one:
        return np.zeros(len(many), dtype=np.intp)
    matches: NDArray[np.intp] = np.count_nonzero(many == np.frombuffer(one, dtype="<u4"), axis=1)
    return matches


def _likely_offsets(one: Bits32, other: Bits32) -> list[int]:
    """Where the most items agree in their first bits, and where both begin together."""
    heard, also = one[one != SILENCE], other[other != SILENCE]
    if len(heard) < LEAST_ITEMS or len(also) < LEAST_ITEMS:
        return []
    same = (one[:, None] >> ALIGNING_SHIFT) == (other[None, :] >> ALIGNING_SHIFT)
    same &= (one != SILENCE)[:, None]
    here, there = np.nonzero(same)
    votes = Counter[int]((here - there).tolist())
    return [0, *(offset for offset, _ in votes.most_common(5))]


def _aligned(one: Bits32, other: Bits32, offset: int) -> SoundLikeness | None:
    first, second = one[max(offset, 0) :], other[max(-offset, 0) :]
    length = min(len(first), len(second))
    first, second = first[:length], second[:length]
    heard = (first != SILENCE) | (second != SILENCE)
    items = int(np.count_nonzero(heard))
    if items < max(LEAST_ITEMS, min(len(one), len(other)) // 4):
        return None
    wrong = int(np.bitwise_count(first[heard] ^ second[heard]).sum())
    shorter = min(len(one), len(other))
    offset_ms, overlap_ms, shorter_ms = (round(count * SOUND_ITEM_MS) for count in (offset, length, shorter))
    return SoundLikeness(round(wrong / (32 * items), 4), offset_ms, overlap_ms, shorter_ms)


def _pictures(packed: bytes) -> Bits64:
    return np.frombuffer(packed, dtype="<u8")


def _sounds(packed: bytes) -> Bits32:
    return np.frombuffer(packed, dtype="<u4")


def _cosines() -> NDArray[np.float64]:
    """The matrix of the discrete cosine transform (DCT-II, orthonormal)."""
    steps = np.arange(SIDE)
    waves = np.cos(np.pi * (2 * steps[None, :] + 1) * steps[:, None] / (2 * SIDE)) * np.sqrt(2 / SIDE)
    waves[0] /= np.sqrt(2)
    return np.asarray(waves)


def _lowest() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the 64 lowest frequencies after the mean, diagonal by diagonal."""
    order = sorted((row + column, row, column) for row in range(SIDE) for column in range(SIDE))[1 : PICTURE_BITS + 1]
    return np.array([row for _, row, _ in order]), np.array([column for _, _, column in order])


_COSINES, _LOWEST = _cosines(), _lowest()
_STEPS = np.arange(1, SKETCH_ITEMS + 1, dtype=np.uint32)
_FACTORS = _STEPS * np.uint32(0x9E3779B1) | np.uint32(1)
_ADDENDS = _STEPS * np.uint32(0x85EBCA6B)
