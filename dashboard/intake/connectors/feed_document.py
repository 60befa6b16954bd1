"""A feed of any kind parsed into plain entries, each with what the feed says for all of them."""

from __future__ import annotations

import io
import logging
import re
import time
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]

from dashboard.errors import SourceFailed
from dashboard.intake.addresses import shown
from dashboard.intake.cells import one_line
from dashboard.intake.connectors.decoding import as_xml
from dashboard.intake.connectors.fields import line, lines
from dashboard.intake.web import Answer

FORMATS = {"rss": "RSS", "atom": "Atom", "cdf": "CDF"}
_OF_THE_FEED = ("author", "authors", "language", "links", "media_license", "publisher", "rights", "title")
_LINK_TAG = re.compile(rb"<link\b[^>]{0,2000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(rb"application/(?:rss|atom|feed)\+(?:xml|json)", re.IGNORECASE)
_HREF = re.compile(rb"""href\s*=\s*["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
MOST_TAGS = 5_000
"""Of one entry; feedparser compares each tag with all that came before."""
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_TAG = re.compile(rb"<(?:\w+:)?(?:category|subject)\b", re.IGNORECASE)
_KEYWORDS = re.compile(rb"<(?:\w+:)?keywords\b[^<>]*>(?:<!\[CDATA\[)?([^<\]]*)", re.IGNORECASE)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FeedDocument:
    """What a feed said, JSON-ready."""

    title: str
    format: str
    """“RSS”, “Atom” or the like."""
    entries: tuple[Mapping[str, Any], ...]
    feed: Mapping[str, Any]
    """What holds for every entry that does not say otherwise."""
    next_url: str
    is_broken: bool
    """Whether its XML breaks the rules, so that something of it may be missing."""


def read_feed(answer: Answer) -> FeedDocument:
    """Parse what a source answered; SourceFailed in a sentence where it is no feed, or a broken one without entries."""
    xml = as_xml(answer.body, answer.headers.get("content-type", ""), shown(answer.url))
    _check_tags(xml, answer.url)
    parsed = _parsed(xml, answer)
    version, entries = str(parsed.get("version") or ""), parsed.get("entries", [])
    if not version and not entries:
        raise SourceFailed(f"{shown(answer.url)} sent no feed{_better_address(xml, answer.url)}.")
    broken = isinstance(parsed.get("bozo_exception"), feedparser.api.xml.sax.SAXException)
    if broken and not entries:
        raise SourceFailed(f"{shown(answer.url)} sent a broken feed without an entry; check it at the source.")
    feed = _plain(parsed.get("feed", {}))
    return FeedDocument(
        title=line(feed, "title"),
        format=next((name for prefix, name in FORMATS.items() if version.startswith(prefix)), "RSS"),
        entries=tuple(_plain(entry) for entry in entries),
        feed={name: feed[name] for name in _OF_THE_FEED if feed.get(name)} | {"version": version},
        next_url=_next(feed, answer.url),
        is_broken=broken,
    )


def links(value: Mapping[str, Any], *relations: str) -> list[str]:
    """The targets of an entry's or a feed's links of some relations."""
    found = value.get("links")
    chosen = (each for each in (found if isinstance(found, list) else ()) if line(each, "rel").lower() in relations)
    return [href for each in chosen for href in lines(each, "href")]


def _check_tags(xml: bytes, url: str) -> None:
    for entry in _ENTRY.split(xml):
        if len(_TAG.findall(entry)) + sum(words.count(b",") for words in _KEYWORDS.findall(entry)) > MOST_TAGS:
            raise SourceFailed(f"{shown(url)} gives one entry more than {MOST_TAGS:,} tags; it is not read.")


def _parsed(xml: bytes, answer: Answer) -> Mapping[str, Any]:
    # Without the feed's own address in them: feedparser would take ids for relative links and spoil them.
    headers = {
        "content-type": "application/xml; charset=utf-8",
        "content-language": answer.headers.get("content-language", ""),
    }
    try:
        # A stream, for feedparser would take bytes for the name of a file first.
        found: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(xml), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as fault:
        # Whatever a stranger's feed does to the parser, the pull ends in a sentence.
        log.exception("parsing the feed %s failed", shown(answer.url))
        raise SourceFailed(f"{shown(answer.url)} sent a feed that cannot be read ({type(fault).__name__}).") from fault
    return found


def _next(feed: Mapping[str, Any], url: str) -> str:
    try:
        found = urljoin(url, next(iter(links(feed, "next")), ""))
    except ValueError:
        return ""
    return found if found != url else ""


def _better_address(xml: bytes, url: str) -> str:
    """Where the page names its feed, that address as the end of a sentence."""
    tag = next((tag for tag in _LINK_TAG.findall(xml[:200_000]) if _FEED_TYPE.search(tag)), b"")
    href = _HREF.search(tag)
    if not href:
        return "; check the address"
    try:
        found = urljoin(url, unescape(href[1].decode("utf-8", "replace")))
    except ValueError:
        return "; check the address"
    return f" but a page that names one; use {one_line(found)}"


def _plain(value: Any) -> Any:
    """The value in what JSON knows; a parsed date as ISO 8601 in UTC, or nothing where it is none."""
    if isinstance(value, time.struct_time):
        try:
            return datetime.fromtimestamp(timegm(value), UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return None
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | bool | int) else str(value)
