"""Cells as people type them: text made safe to show, dates, whole numbers."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from urllib.parse import urlsplit

LARGEST_COUNT = 2**62
LONGEST_NAME = 300
_DATES = (
    "%Y/%m/%d", "%d.%m.%Y", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d %m %Y", "%d %B %Y", "%d %b %Y",
    "%B %d, %Y", "%b %d, %Y", "%Y-%m", "%Y", "%a, %b %d, %Y @ %I:%M %p",
)  # fmt: skip

# Bidirectional controls and invisible marks: they let a name pose as another one.
_HIDDEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x061C, 0xFEFF])


def one_line(text: str) -> str:
    """Text on one line, in normal form C, without control characters, invisible marks and half characters."""
    return " ".join(_visible(text).split())


def passage(text: str) -> str:
    """Like `one_line`, but lines stay lines."""
    lines = _visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def readable(file: str) -> str:
    """A title made of a file's name."""
    words = re.sub(r"[_\s]+|(?<=\w)-(?=\w)", " ", PurePath(file.replace("\\", "/")).stem).strip()
    return words[:1].upper() + words[1:] or file


def instant(text: str) -> tuple[datetime | None, str]:
    """The instant, in UTC where no zone is given, and what to note where there is something but no date."""
    if not text:
        return None, ""
    forms = (lambda t, f=form: datetime.strptime(t, f) for form in _DATES)
    for read in (datetime.fromisoformat, *forms, parsedate_to_datetime):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC), ""
        except (ValueError, OverflowError):
            continue
    return None, f"Its date “{text[:40]}” could not be read."


def count(text: str) -> int | None:
    """A whole number, with or without separators between its thousands; None where it is anything else."""
    digits = re.sub(r"(?<=\d)[ ,.'\u202f\u00a0](?=\d{3}(?:\D|$))", "", text)
    return min(int(digits), LARGEST_COUNT) if re.fullmatch(r"\d{1,30}", digits, re.ASCII) else None


def web_address(text: str) -> str:
    """The address with its blanks escaped, or nothing where it is no http(s) address with a host."""
    address = one_line(text).replace(" ", "%20")
    try:
        parts = urlsplit(address)
        return address if parts.scheme.lower() in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


def _visible(text: str, keep: str = "") -> str:
    if text.isprintable():  # by far the most, and nothing in them is hidden
        return unicodedata.normalize("NFC", text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFC", text).translate(_HIDDEN)
    return "".join(c if c in keep or unicodedata.category(c) != "Cc" else " " for c in text)
