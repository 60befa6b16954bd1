"""Feeds: RSS of every version, Media RSS, Atom, and podcasts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urldefrag

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.checks import only_settings, whole_number
from dashboard.intake.connectors.documents import DEFAULT_PAGES, EMPTY, MOST_PAGES, Document, apart, pull_documents
from dashboard.intake.connectors.feed_document import read_feed
from dashboard.intake.connectors.feed_entry import arrival_of, id_of
from dashboard.intake.web import Answer, Web

BROKEN = "The feed is broken XML; an entry or a part of one may be missing."


class Feed:
    """A feed at an address. It takes one setting, `pages`: how many pages of it are followed at most."""

    kind: ClassVar[str] = "feed"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        self._address, self._web = address, web
        only_settings(settings, {"pages"}, "a feed")
        self._pages = whole_number(settings, "pages", default=DEFAULT_PAGES, most=MOST_PAGES)

    def check(self) -> str:
        """What feed it is and how many entries it shows."""
        found = read_feed(self._web.get(self._address))
        entries = "1 entry" if len(found.entries) == 1 else f"{len(found.entries)} entries"
        return f"“{found.title or self._address}” is a feed ({found.format}) that shows {entries}."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """The entries of the feed and of its further pages, unless the server says that nothing changed."""
        return pull_documents(self._web, self._address, state, full=full, most=self._pages, read=self._document)

    def normalise(self, raw: RawItem) -> Arrival:
        """The entry as a piece."""
        return arrival_of(raw.payload)

    def _document(self, answer: Answer, number: int) -> Document:
        found, base = read_feed(answer), urldefrag(answer.url.partition("?")[0]).url
        items = [
            _item({"entry": entry, "feed": found.feed, "address": self._address, "base": base}, place, number)
            for place, entry in enumerate(found.entries, start=1)
        ]
        remark = BROKEN if found.is_broken else "" if items else EMPTY
        return apart(items, next_url=found.next_url, remark=remark)


def _item(payload: Mapping[str, Any], place: int, page: int) -> RawItem:
    where = f"entry {place}" if page == 1 else f"entry {place} of page {page}"
    try:
        return RawItem(id_of(payload), payload, where)
    except BadInput:
        return RawItem("", payload, where)  # told in a sentence when it is normalised
