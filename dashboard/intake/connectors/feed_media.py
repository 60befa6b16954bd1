"""Which of the files that an entry names is the piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from dashboard.community.arrivals import Offer
from dashboard.intake.connectors.fields import LONGEST_ADDRESS, at, line, milliseconds, number
from dashboard.intake.wording import medium_of, web_address

# What a player, a page or a list of parts is told by; none of them is the piece itself.
_NO_FILE = frozenset({"text/html", "application/x-shockwave-flash", "application/x-bittorrent"})
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})


@dataclass(frozen=True)
class Named:
    """A file as an entry names it."""

    url: str
    mime: str
    medium: str
    size_bytes: int | None = None
    is_default: bool = False
    is_whole: bool = True
    """Not a sample of it, nor a stream without end."""
    pixels: int = 0
    bitrate: int = 0
    duration_ms: int | None = None

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int, int, int]:
        """The greatest of an entry's files is the piece."""
        heard_or_seen = self.medium in {"video", "audio"}
        return (
            heard_or_seen, heard_or_seen or self.medium == "image", self.is_whole, self.is_default,
            self.pixels, self.bitrate, self.size_bytes or 0,
        )  # fmt: skip

    @property
    def offer(self) -> Offer:
        """As an arrival carries it."""
        return Offer(self.url, self.mime, self.size_bytes)


def main_file(entry: Mapping[str, Any], base: str) -> Named | None:
    """The entry's file; None where it names none. Addresses are taken relative to `base`."""
    found: dict[str, Named] = {}
    for named in _all_named(entry, base):
        found[named.url] = _both(found[named.url], named) if named.url in found else named
    return max(found.values(), key=lambda named: named.rank, default=None)


def hinted_medium(entry: Mapping[str, Any]) -> str:
    """What an entry says it is made of though the file itself cannot be had, as behind a player."""
    for content in _list(entry, "media_content"):
        said = line(content, "medium").lower()
        if said in {"video", "audio"} or "shockwave-flash" in line(content, "type").lower():
            return said if said in {"video", "audio"} else "video"
    return ""


def _all_named(entry: Mapping[str, Any], base: str) -> Iterator[Named]:
    for link in _list(entry, "links"):
        if line(link, "rel").lower() == "enclosure":
            named = _named(link, line(link, "href") or line(link, "url"), base, size="length")
            if named and (named.medium or named.mime in _UNTOLD):
                yield named
    for content in _list(entry, "media_content"):
        named = _named(content, line(content, "url"), base, size="filesize")
        if named and named.medium:
            yield named
    for content in _list(entry, "content"):
        named = _named(content, line(content, "src"), base, size="length")
        if named and named.medium:
            yield named


def _named(said: Mapping[str, Any], href: str, base: str, *, size: str) -> Named | None:
    mime = line(said, "type").partition(";")[0].strip().lower()
    try:
        url = web_address(urljoin(base, href)) if href else ""
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    # WordPress sends the portrait of the author along as if it were the post.
    if not url or len(url) > LONGEST_ADDRESS or mime in _NO_FILE or host.endswith("gravatar.com"):
        return None
    medium = line(said, "medium").lower()
    return Named(
        url=url,
        mime=mime,
        medium=medium if medium in {"video", "audio", "image"} else medium_of(mime, url),
        size_bytes=number(said, size) or None,
        is_default=line(said, "isdefault").lower() == "true",
        is_whole=line(said, "expression").lower() in {"", "full"},
        pixels=(number(said, "width") or 0) * (number(said, "height") or 0),
        bitrate=number(said, "bitrate") or 0,
        duration_ms=milliseconds(said, "duration"),
    )


def _both(one: Named, other: Named) -> Named:
    """What two mentions of one file say together."""
    return Named(
        url=one.url,
        mime=one.mime or other.mime,
        medium=one.medium or other.medium,
        size_bytes=one.size_bytes or other.size_bytes,
        is_default=one.is_default or other.is_default,
        is_whole=one.is_whole and other.is_whole,
        pixels=max(one.pixels, other.pixels),
        bitrate=max(one.bitrate, other.bitrate),
        duration_ms=one.duration_ms or other.duration_ms,
    )


def _list(entry: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = at(entry, name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
