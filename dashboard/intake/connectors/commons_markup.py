"""What the page of a file at Wikimedia Commons says in its markup: people, words, and files it was made of."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from dashboard.community.arrivals import CreditLine
from dashboard.intake.cells import LONGEST_NAME, one_line
from dashboard.intake.connectors.fields import text
from dashboard.intake.wording import credit, html_text

# Bounded, so that markup that never closes costs no more than it is long.
_HIDDEN = re.compile(
    r"<(div|span)\b[^>]{0,300}display:\s{0,3}none[^>]{0,300}>.{0,2000}?</\1>", re.IGNORECASE | re.DOTALL
)
_LINK = re.compile(
    r"<a\b[^>]{0,500}?\bhref\s?=\s?[\"']([^\"'>]{0,2000})[\"'][^>]{0,500}>(.{0,1000}?)</a>", re.IGNORECASE | re.DOTALL
)
_USER = re.compile(r"(?:/wiki/|[?&]title=)(?:[a-z-]+:)*User:([^/?&#]+)", re.IGNORECASE)
_FILE = re.compile(r"(?:/wiki/|[?&]title=)File:([^?&#]+)", re.IGNORECASE)
_BUILT_ON = re.compile(
    r"derived\s+from|derivative\s+(?:work\s+)?of|remix(?:ed)?\s+(?:of|from)|based\s+on|extracted\s+from|adapted\s+from",
    re.IGNORECASE,
)


def meta(about: object, name: str) -> str:
    """One entry of the extended metadata, with its markup."""
    return text(about, name, "value")


def shown(markup: str) -> str:
    """What a reader sees of it, without the machine's notes that pages hide."""
    return html_text(_HIDDEN.sub("", markup))


def words_of(about: object, name: str) -> str:
    """What a reader sees of one entry, on one line."""
    return one_line(shown(meta(about, name)))[:LONGEST_NAME]


def readable_title(name: str) -> str:
    """“File:Night in Nice (1891).jpg” as “Night in Nice (1891)”."""
    return re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name.removeprefix("File:")).replace("_", " ")


def credits_of(about: object, uploader: str) -> tuple[CreditLine, ...]:
    """The users that the page links as its artists; else the artist as written; else who uploaded it."""
    artist = meta(about, "Artist")
    verbatim = words_of(about, "Attribution") or words_of(about, "Artist")
    linked = {user: one_line(html_text(words)) for url, words in _LINK.findall(artist) if (user := _named(_USER, url))}
    named = [(words or user, user) for user, words in linked.items()]
    # A whole paragraph is no name; its first line mostly is.
    first = one_line(shown(artist).partition("\n")[0])
    if not named and first and len(first) <= LONGEST_NAME:
        named = [(first, "")]
    named = named or [(uploader, uploader)]
    found = (credit(name[:LONGEST_NAME], handle=handle[:LONGEST_NAME], verbatim=verbatim) for name, handle in named)
    return tuple({each.key: each for each in found if each}.values())


def parents_of(about: object) -> list[str]:
    """The files that its credit or description links after words such as “derived from”."""
    found: list[str] = []
    for field in ("Credit", "ImageDescription"):
        markup = _HIDDEN.sub("", meta(about, field))
        words = _BUILT_ON.search(markup)
        links = _LINK.findall(markup[words.end() :]) if words else []
        found += [f"File:{name}" for url, _ in links if (name := _named(_FILE, url))]
    return list(dict.fromkeys(found))


def _named(kind: re.Pattern[str], url: str) -> str:
    """The name of the page that a link means, as its title writes it."""
    found = kind.search(unescape(url))
    return one_line(unquote(found[1]).replace("_", " ")) if found else ""
