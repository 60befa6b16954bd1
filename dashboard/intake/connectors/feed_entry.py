"""One entry of a feed in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from dashboard.community.arrivals import Arrival, CreditLine, Said
from dashboard.errors import BadInput
from dashboard.intake.cells import instant, one_line, passage, readable
from dashboard.intake.connectors.checks import checked_id, made_id
from dashboard.intake.connectors.feed_document import links
from dashboard.intake.connectors.feed_media import Named, hinted_medium, main_file
from dashboard.intake.connectors.fields import (
    LONGEST_ADDRESS,
    at,
    counters,
    line,
    milliseconds,
    noted,
    number,
    tagged,
    text,
)
from dashboard.intake.record import LONGEST, LONGEST_TEXT
from dashboard.intake.wording import credit, html_text, kind_by, web_address

LONGEST_MADE_TITLE = 80
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LICENCE_WORDS = ("podcast_license", "dcterms_license", "dc_license", "license")


def id_of(payload: Mapping[str, Any]) -> str:
    """What the entry is called: its own id, else its link, else one made of what it says; BadInput for a bad one."""
    entry, address = part(payload, "entry"), line(payload, "address")
    said = line(entry, "id") or line(entry, "link")
    if said:
        return checked_id(said)
    file = main_file(entry, line(payload, "base"))
    what = line(entry, "title") or _text(payload)[:500] or (file.url if file else "")
    return made_id(address, what, line(entry, "published") or line(entry, "updated"))


def arrival_of(payload: Mapping[str, Any]) -> Arrival:
    """The entry as a piece; `payload` holds it with its feed and addresses. BadInput says why it is none."""
    entry, feed, base = part(payload, "entry"), part(payload, "feed"), line(payload, "base")
    file, words = main_file(entry, base), _text(payload)
    if len(words) > LONGEST_TEXT:
        raise BadInput(f"Its text is {len(words):,} characters long; the most is {LONGEST_TEXT:,}.")
    title, whole_title = _title(entry, feed, words, file)
    created_at, doubt = _date(entry)
    licence, licence_url = _licence(entry) or _licence(feed) or ("", "")
    tags = [tag for each in _entries(entry, "tags") for tag in (line(each, "term") or line(each, "label")).split(",")]
    duration_ms = milliseconds(entry, "itunes_duration") or (file.duration_ms if file else None)
    # What stands as the link may be an id that never was one: RSS takes every id for a link at first.
    link, said_id = line(entry, "link"), line(entry, "id")
    origin = (_absolute(base, link) if link != said_id else "") or web_address(said_id)
    return Arrival(
        external_id=id_of(payload),
        kind=kind_by(
            (file.medium if file else "") or hinted_medium(entry),
            words=tags, title=title, duration_ms=duration_ms, mime=file.mime if file else "",
        ),
        title=title,
        text=words or (whole_title if whole_title != title else ""),
        tags=tagged(tags),
        note=noted(doubt),
        language=_language(entry, feed),
        licence=licence,
        licence_url=licence_url,
        origin=origin,
        media=file.offer if file else None,
        created_at=created_at,
        credits=_credits(entry, feed),
        uses=_uses(entry, base),
        names=_names(entry, base, origin, file),
        metrics=_metrics(entry),
    )  # fmt: skip


def part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within what was sent; an empty one where it is none."""
    found = payload.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(payload: Mapping[str, Any]) -> str:
    """The longest of what the entry says of itself: summaries are the beginning of the content, or nothing."""
    entry, feed, found = part(payload, "entry"), part(payload, "feed"), [""]
    for content in _entries(entry, "content"):
        kind = line(content, "type").lower()
        if kind.startswith("text/") or kind in {"", "application/xhtml+xml"}:
            found.append(_words(text(content, "value"), kind, feed))
    found.append(_words(text(entry, "summary"), line(entry, "summary_detail", "type"), feed))
    return max(found, key=len)


def _words(said: str, kind: str, feed: Mapping[str, Any]) -> str:
    if kind != "text/plain":
        return html_text(said)
    # Publishers of RSS escape twice what Atom escapes once.
    return passage(unescape(said) if line(feed, "version").startswith("rss") else said)


def _title(entry: Mapping[str, Any], feed: Mapping[str, Any], words: str, file: Named | None) -> tuple[str, str]:
    """The title as it is shown, and whole."""
    whole = one_line(_words(text(entry, "title"), line(entry, "title_detail", "type"), feed))
    if whole:
        return shortened(whole, LONGEST["title"]), whole
    return (made_title(words, file.url if file else ""),) * 2


def made_title(words: str, url: str) -> str:
    """A title for what has none, of its first line or its file's name; BadInput where it has neither."""
    first = next((found for part in words.split("\n") if (found := one_line(part))), "")
    if first:
        return shortened(first, LONGEST_MADE_TITLE)
    if not url:
        raise BadInput("It has no title, no text and no file; there is nothing to bring in.")
    named = one_line(readable(unquote(urlsplit(url).path)))
    return shortened(named or url, LONGEST["title"])


def shortened(words: str, most: int) -> str:
    """Text of at most `most` characters, cut after a word."""
    if len(words) <= most:
        return words
    kept = words[: most - 1]
    return (kept.rpartition(" ")[0] or kept).rstrip(" ,;:–-") + "…"


def _date(entry: Mapping[str, Any]) -> tuple[datetime | None, str]:
    for name in ("published", "created", "updated"):
        found, _ = instant(line(entry, f"{name}_parsed"))
        if found:
            return found, ""
    return instant(line(entry, "published") or line(entry, "updated"))


def _language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    ways = (line(entry, "language"), *(line(each, "language") for each in _entries(entry, "content")))
    said = next(filter(None, (*ways, line(entry, "title_detail", "language"), line(feed, "language"))), "")
    return as_language(said)


def as_language(said: str) -> str:
    """The tag of a language; empty where it has not the form of one."""
    return said if _LANGUAGE.fullmatch(said) else ""


def _licence(said: Mapping[str, Any]) -> tuple[str, str] | None:
    """The words and the link of a licence; None where neither is given.

    Every further one is put with the words: whoever reads them takes the strictest.
    """
    marked = [said.get(name) for name in _LICENCE_WORDS]
    words = [line(said, "media_license", "content"), *(line(each) for each in marked), line(said, "rights")]
    urls = [*links(said, "license"), line(said, "media_license", "href")]
    urls += [line(each, "url") or line(each, "resource") or line(each, "rdf:resource") for each in marked]
    urls += [word for word in words if web_address(word)]
    found = list(dict.fromkeys(web_address(url) for url in urls if web_address(url)))
    words = [word for word in dict.fromkeys(words) if word and web_address(word) not in found]
    if not words and not found:
        return None
    return "; ".join([*words, *found[1:]])[:5000], found[0] if found else ""


def _credits(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> tuple[CreditLine, ...]:
    lines_: dict[str, CreditLine] = {}
    for name, role in _people(entry) or _people(feed) or [(line(feed, "publisher"), "")]:
        found = credit(name, role=role)
        if found and not (found.key in lines_ and lines_[found.key].role):
            lines_[found.key] = found
    return tuple(lines_.values())


def _people(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    authors = [_person(each) for each in _entries(said, "authors")] or [line(said, "author")]
    found = [(name, "") for name in authors]
    found += [(_person(each), "contributor") for each in _entries(said, "contributors")]
    found += [(line(each, "content"), line(each, "role")) for each in _entries(said, "media_credit")]
    return [(name, role) for name, role in found if name]


def _person(said: Mapping[str, Any]) -> str:
    """The name; where only a mail address is given, what stands before its @: an address is nobody's to publish."""
    name = line(said, "name") or line(said, "email")
    return name.partition("@")[0] if "@" in name and " " not in name else name


def _uses(entry: Mapping[str, Any], base: str) -> tuple[Said, ...]:
    found = {href: Said(href, state="suggested") for href in _all_absolute(base, links(entry, "via", "related"))}
    answered = at(entry, "thr_in-reply-to")
    for ref in filter(None, [line(answered, "ref") or line(answered, "href")]):
        found[ref] = Said(ref, relation="answers", state="suggested")
    return tuple(found.values())


def _names(entry: Mapping[str, Any], base: str, origin: str, file: Named | None) -> tuple[str, ...]:
    others = [*links(entry, "alternate"), line(entry, "feedburner_origlink")]
    found = [*_all_absolute(base, others), *([file.url] if file else [])]
    return tuple(name for name in dict.fromkeys(found) if name not in {origin, line(entry, "id")})


def _metrics(entry: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    comments = number(entry, "slash_comments")
    return counters(
        views=number(entry, "media_statistics", "views"),
        favorites=number(entry, "media_statistics", "favorites"),
        ratings=number(entry, "media_starrating", "count"),
        comments=comments if comments is not None else number(entry, "thr_total"),
    )


def _all_absolute(base: str, hrefs: list[str]) -> Iterator[str]:
    return (found for href in hrefs if (found := _absolute(base, href)))


def _absolute(base: str, href: str) -> str:
    try:
        found = web_address(urljoin(base, href)) if href else ""
    except ValueError:
        return ""
    return found if len(found) <= LONGEST_ADDRESS else ""


def _entries(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = said.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
