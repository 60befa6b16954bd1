"""JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urljoin

from dashboard.community.arrivals import Arrival, CreditLine, Offer, Said
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.addresses import shown
from dashboard.intake.cells import instant, passage
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.checks import checked_id, made_id, only_settings, whole_number
from dashboard.intake.connectors.decoding import unpacked
from dashboard.intake.connectors.documents import DEFAULT_PAGES, EMPTY, MOST_PAGES, Document, apart, pull_documents
from dashboard.intake.connectors.feed_entry import as_language, made_title, part, shortened
from dashboard.intake.connectors.fields import (
    address,
    at,
    counters,
    line,
    lines,
    milliseconds,
    noted,
    number,
    tagged,
    text,
)
from dashboard.intake.record import LONGEST, LONGEST_TEXT
from dashboard.intake.web import Answer, Web
from dashboard.intake.wording import credit, html_text, kind_by, medium_of

_COUNTED = ("likes", "views", "comments", "downloads", "favorites", "plays", "shares")


class JsonFeed:
    """A JSON Feed at an address. It takes one setting, `pages`: how many pages of it are followed at most."""

    kind: ClassVar[str] = "json_feed"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        self._address, self._web = address, web
        only_settings(settings, {"pages"}, "a JSON Feed")
        self._pages = whole_number(settings, "pages", default=DEFAULT_PAGES, most=MOST_PAGES)

    def check(self) -> str:
        """What feed it is and how many entries it shows."""
        found = read_json_feed(self._web.get(self._address))
        count = len(found["items"])
        entries = "1 entry" if count == 1 else f"{count} entries"
        return f"“{line(found, 'title') or self._address}” is a JSON Feed that shows {entries}."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """The entries of the feed and of its further pages, unless the server says that nothing changed."""
        return pull_documents(self._web, self._address, state, full=full, most=self._pages, read=self._document)

    def normalise(self, raw: RawItem) -> Arrival:
        """The entry as a piece."""
        return arrival_of(raw.payload)

    def _document(self, answer: Answer, page: int) -> Document:
        found = read_json_feed(answer)
        feed = {name: found[name] for name in ("authors", "author", "language") if found.get(name)}
        items = []
        for place, entry in enumerate(found["items"], start=1):
            where = f"entry {place}" if page == 1 else f"entry {place} of page {page}"
            items.append(_item({"entry": entry, "feed": feed, "address": self._address}, where))
        try:
            following = urljoin(answer.url, line(found, "next_url")) if line(found, "next_url") else ""
        except ValueError:
            following = ""
        return apart(items, next_url=following, remark="" if items else EMPTY)


def read_json_feed(answer: Answer) -> Mapping[str, Any]:
    """The feed with its list of `items`; SourceFailed where the answer is none."""
    try:
        # Python reads NaN and the like, which nothing could keep as JSON.
        found = json.loads(unpacked(answer.body, shown(answer.url)), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as wrong:
        raise SourceFailed(f"{shown(answer.url)} sent no JSON that can be read; check the address.") from wrong
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise SourceFailed(f"{shown(answer.url)} sent JSON that is no JSON Feed; check the address.")
    return found


def _item(payload: Mapping[str, Any], where: str) -> RawItem:
    try:
        return RawItem(id_of(payload), payload, where)
    except BadInput:
        return RawItem("", payload, where)  # told in a sentence when it is normalised


def id_of(payload: Mapping[str, Any]) -> str:
    """What the entry is called: its id, else its address, else one made of what it says; BadInput for a bad one."""
    entry = part(payload, "entry")
    if not entry:
        raise BadInput("It is no object with fields.")
    said = line(entry, "id") or line(entry, "url")
    if said:
        return checked_id(said)
    what = (
        line(entry, "title")
        or _text(entry)[:500]
        or "; ".join(line(each, "url") for each in _objects(entry, "attachments"))
    )
    return made_id(line(payload, "address"), what, line(entry, "date_published"))


def arrival_of(payload: Mapping[str, Any]) -> Arrival:
    """The entry as a piece; BadInput says why it is none."""
    external_id, entry, feed = id_of(payload), part(payload, "entry"), part(payload, "feed")
    media, duration_ms = _media(entry)
    words = _text(entry)
    if len(words) > LONGEST_TEXT:
        raise BadInput(f"Its text is {len(words):,} characters long; the most is {LONGEST_TEXT:,}.")
    title = line(entry, "title")
    created_at, doubt = instant(line(entry, "date_published") or line(entry, "date_modified"))
    licence, licence_url = _licence(entry)
    tags = lines(entry, "tags")
    shown_title = shortened(title, LONGEST["title"]) or made_title(words, media.url if media else "")
    return Arrival(
        external_id=external_id,
        kind=kind_by(
            medium_of(media.mime, media.url) if media else "",
            words=tags, title=shown_title, duration_ms=duration_ms, mime=media.mime if media else "",
        ),
        title=shown_title,
        text=words or (title if len(title) > LONGEST["title"] else ""),
        tags=tagged(tags),
        note=noted(doubt),
        language=as_language(line(entry, "language") or line(feed, "language")),
        licence=licence,
        licence_url=licence_url,
        origin=address(entry, "url") or address(entry, "id"),
        media=media,
        created_at=created_at,
        credits=_credits(entry) or _credits(feed),
        uses=_uses(entry),
        names=(media.url,) if media else (),
        metrics=counters(**{name: _counted(entry, name) for name in _COUNTED}),
    )  # fmt: skip


def _text(entry: Mapping[str, Any]) -> str:
    ways = (html_text(text(entry, "content_html")), passage(text(entry, "content_text")), line(entry, "summary"))
    return next(filter(None, ways), "")


def _media(entry: Mapping[str, Any]) -> tuple[Offer | None, int | None]:
    """The file that is the piece and its length: sound and film before pictures, the largest before smaller ones."""
    found: list[tuple[int, int, Offer, int | None]] = []
    for each in _objects(entry, "attachments"):
        offer = Offer(address(each, "url"), line(each, "mime_type"), number(each, "size_in_bytes"))
        medium = medium_of(offer.mime, offer.url)
        if offer.url and medium:
            rank = {"video": 2, "audio": 2, "image": 1}.get(medium, 0)
            found.append((rank, offer.size_bytes or 0, offer, milliseconds(each, "duration_in_seconds")))
    if found:
        best = max(found, key=lambda each: each[:2])
        return best[2], best[3]
    image = address(entry, "image")
    # The picture of an article only illustrates it; with no words around it, it is the piece.
    return (Offer(image), None) if image and not _text(entry) else (None, None)


def _credits(said: Mapping[str, Any]) -> tuple[CreditLine, ...]:
    authors = [*_objects(said, "authors"), *(each for each in [said.get("author")] if isinstance(each, Mapping))]
    found = (credit(line(each, "name"), role=line(each, "role")) for each in authors)
    return tuple({each.key: each for each in found if each}.values())


def _extensions(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What senders add under names of their own, which JSON Feed lets begin with a low line."""
    return [each for name, each in entry.items() if name.startswith("_") and isinstance(each, Mapping)]


def _licence(entry: Mapping[str, Any]) -> tuple[str, str]:
    for said in _extensions(entry):
        given = next((found for name in ("license", "licence", "rights") if (found := said.get(name))), None)
        words = line(given, "name") if isinstance(given, Mapping) else line(given)
        url = address(given, "url") or address(said, "license_url") or address(said, "licence_url") or address(words)
        if words or url:
            return "" if address(words) == url and url else words, url
    return "", ""


def _uses(entry: Mapping[str, Any]) -> tuple[Said, ...]:
    refs = [ref for each in _extensions(entry) for name in ("derived_from", "remix_of") for ref in lines(each, name)]
    found = [*refs, *filter(None, [address(entry, "external_url")])]
    return tuple(Said(ref, state="suggested") for ref in dict.fromkeys(found))


def _counted(entry: Mapping[str, Any], name: str) -> int | None:
    return next((found for each in _extensions(entry) if (found := number(each, name)) is not None), None)


def _objects(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = at(said, name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
