"""Which file stands for an item of the Internet Archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.intake.connectors.fields import at, line, number
from dashboard.intake.wording import medium_of

LARGEST_SENSIBLE_BYTES = 500 * 1024 * 1024
MADE_OF = {"movies": "video", "audio": "audio", "etree": "audio", "image": "image", "texts": "text"}
"""The medium that each of its types of item is made of."""
_PICTURES_OF_ITEMS = frozenset({"thumbnail", "item tile", "jpeg thumb", "item image", "collection header"})


def files_of(item: Mapping[str, Any], medium: str) -> list[Mapping[str, Any]]:
    """Its playable files, the best first: of a size to be fetched, uploaded rather than derived, the largest."""
    files = at(item, "files")
    playable = [f for f in files if _is_playable(f, medium)] if isinstance(files, list) else []

    def merit(file: Mapping[str, Any]) -> tuple[bool, bool, int]:
        size = number(file, "size") or 0
        return size <= LARGEST_SENSIBLE_BYTES, line(file, "source") == "original", size

    return sorted(playable, key=merit, reverse=True)


def _is_playable(file: object, medium: str) -> bool:
    found = medium_of("", line(file, "name"))
    usable = found == medium if medium else found not in {"", "text"}
    picture = line(file, "format").lower() in _PICTURES_OF_ITEMS or line(file, "name").startswith("__ia_thumb")
    return usable and not picture and line(file, "source") != "metadata" and line(file, "private") != "true"


def what_of(files: list[Mapping[str, Any]]) -> str:
    """What whoever looks at the item should know of its playable files; empty where there is nothing to say."""
    if not files:
        return "It offers no file that can be aired."
    uploaded = sum(line(file, "source") == "original" for file in files)
    return f"It holds {uploaded} files of its kind; the largest stands for it." if uploaded > 1 else ""
