"""The sentences for files that are broken, cut off or too large."""

from __future__ import annotations

from fractions import Fraction

from dashboard.errors import MediaRefused
from dashboard.media.formats import MAX_PIXELS
from dashboard.media.timeline import MAX_LENGTH_S

SHORTFALL = Fraction(5, 100)
SHORTFALL_S = Fraction(1, 2)
OGG_SHORTFALL_S = Fraction(2)
"""Ogg states no length; libavformat takes it from the last page, which may count what players skip."""


def clock(seconds: Fraction) -> str:
    """`0:02`, `12:40`, `47:00:00`; whole seconds, rounded down, tenths under ten seconds."""
    if seconds < 10:
        return f"{float(max(seconds, Fraction(0))):.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def falls_short(decoded_s: Fraction, claimed_s: Fraction | None, *, ogg: bool = False) -> bool:
    """Whether so much less was decoded than the header claims that the rest must be missing."""
    slack = OGG_SHORTFALL_S if ogg else SHORTFALL_S
    return claimed_s is not None and decoded_s < claimed_s * (1 - SHORTFALL) - slack


def damaged(name: str, decoded_s: Fraction, claimed_s: Fraction | None) -> MediaRefused:
    """It breaks off or cannot be decoded; both lengths are told where they differ."""
    if falls_short(decoded_s, claimed_s) and claimed_s is not None:
        return MediaRefused(
            f"{name} claims to last {clock(claimed_s)} but only {clock(decoded_s)} of it can be played: it "
            "was cut off or damaged, so send the whole file again."
        )
    if decoded_s > 0:
        return MediaRefused(
            f"{name} is damaged after {clock(decoded_s)} and cannot be played to its end: export it again "
            "and send the new file."
        )
    return MediaRefused(
        f"{name} is damaged, encrypted or made with an unknown codec, so nothing in it can be decoded: "
        "export it again and send the new file."
    )


def cut_off(name: str, size_bytes: int, claimed_bytes: int) -> MediaRefused:
    """Its own headers promise more bytes than there are."""
    return MediaRefused(
        f"{name} says it holds {claimed_bytes:,} bytes but only {size_bytes:,} arrived: it was cut off, so "
        "send the whole file again."
    )


def unfinished(name: str) -> MediaRefused:
    """It lacks the mark that its format ends with."""
    return MediaRefused(f"{name} breaks off before its end: it was cut off, so send the whole file again.")


def not_admitted(name: str, called: str, remedy: str) -> MediaRefused:
    """A format that is known and outside the whitelist."""
    return MediaRefused(f"{name} is {called}, which is not admitted: {remedy}.")


def clock_jumps(name: str, seconds: Fraction, after_s: Fraction) -> MediaRefused:
    """Its time stamps leave a hole that no recording has."""
    return MediaRefused(
        f"{name} jumps by {clock(abs(seconds))} after {clock(after_s)}: its time stamps are damaged, so "
        "export it again and send the new file."
    )


def too_long(name: str) -> MediaRefused:
    """Over four hours."""
    return MediaRefused(
        f"{name} is longer than {int(MAX_LENGTH_S) // 3600} hours: cut out the part that is meant for the "
        "show and send that."
    )


def too_large(name: str, width: int, height: int) -> MediaRefused:
    """Over 50 million pixels."""
    size = f"{width} by {height} pixels" if width and height else "too many pixels"
    return MediaRefused(f"{name} has {size}: scale it down to at most {MAX_PIXELS // 1_000_000} million pixels.")


def empty_track(name: str, what: str, claimed_s: Fraction | None) -> MediaRefused:
    """A track that is announced and holds nothing."""
    if falls_short(Fraction(0), claimed_s):
        return damaged(name, Fraction(0), claimed_s)
    return MediaRefused(f"The {what} track of {name} is empty: export it again and send the new file.")
