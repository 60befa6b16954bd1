"""What columns are called: by us, by the people who send tables, and as a person has said for one source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dashboard.intake.cells import count, instant, one_line

OURS = (
    "id", "file", "media_url", "mime", "kind", "role", "title", "artist", "handle", "country", "licence",
    "licence_url", "origin", "origin_url", "created_at", "call", "credits", "derived_from", "derived_from_artist",
    "relation", "tags", "note", "text", "language", "likes", "views", "comments",
)  # fmt: skip
"""Our own names, in the order in which a page offers them."""

COLUMNS = MappingProxyType({
    **{name: name for name in OURS},
    "external_id": "id", "identifier": "id", "guid": "id", "record_id": "id",
    "filename": "file", "file_name": "file", "path": "file", "file_path": "file",
    "file_url": "media_url", "download_url": "media_url", "download": "media_url", "media": "media_url",
    "attachment": "media_url", "attachments": "media_url", "upload": "media_url", "enclosure": "media_url",
    "mime_type": "mime", "content_type": "mime",
    "name": "title", "work": "title", "headline": "title",
    "creator": "artist", "author": "artist", "by": "artist", "uploader": "artist",
    "user": "artist", "username": "handle",
    "type": "kind", "category": "kind", "license": "licence", "license_name": "licence", "license_url": "licence_url",
    "source": "origin", "url": "origin_url", "link": "origin_url", "webpage_url": "origin_url",
    "date": "created_at", "created": "created_at", "timestamp": "created_at", "published": "created_at",
    "submitted_at": "created_at", "upload_date": "created_at", "published_at": "created_at",
    "remix_of": "derived_from", "based_on": "derived_from", "parents": "derived_from",
    "description": "text", "body": "text", "lyrics": "text", "keywords": "tags", "notes": "note", "lang": "language",
    "like_count": "likes", "view_count": "views", "comment_count": "comments",
})  # fmt: skip
"""What a column is called in our records, by the names that people give it."""

_HINTS = (
    ("derived_from", r"\b(remix|based on|built on|derived|samples? from|uses)\b"),
    ("media_url", r"\b(upload|file|attachment|download|media)\b"),
    ("licence", r"\blicen[cs]e\b"),
    ("credits", r"\b(credits?|co-?authors?|collaborators?)\b"),
    ("title", r"\b(title|name of (the|your) (piece|work|song|film|track)|called)\b"),
    ("text", r"\b(description|describe|about (the|your)|lyrics|story|text)\b"),
    ("artist", r"\b(artist|your name|full name|credit name|creator|author|made by|who)\b"),
    ("tags", r"\b(tags?|keywords?|themes?)\b"),
    ("kind", r"\b(kind|type|category|medium)\b"),
    ("created_at", r"\b(date|timestamp|submitted|created|when)\b"),
    ("origin_url", r"\b(link|url|website|page)\b"),
    ("language", r"\blanguage\b"),
    ("country", r"\bcountry\b"),
    ("id", r"\b(id|number|submission)\b"),
)
_LICENCE = re.compile(r"\bCC[ -]?(BY|0)\b|creative ?commons|public domain", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_PRIVATE = re.compile(r"e-?mail|phone|address|birth|\bage\b|bank|iban|tax", re.IGNORECASE)


def column_key(header: str) -> str:
    """A header as it is looked up in COLUMNS."""
    return one_line(header).casefold().replace(" ", "_").replace("-", "_")


def columns_of(header: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Where each of our columns stands.

    What a person has `chosen` (our column to their header; an empty one for none) holds; then our own names win
    over synonyms, and the first over a later one.
    """
    keys = [column_key(cell) for cell in header]
    found = {ours: keys.index(column_key(theirs)) for ours, theirs in chosen.items() if column_key(theirs) in keys}
    used = set(found.values())
    for wanted_exact in (True, False):
        for at, key in enumerate(keys):
            ours = COLUMNS.get(key)
            if ours and at not in used and ours not in chosen and (ours == key) is wanted_exact:
                found.setdefault(ours, at)
    return found


def suggest(header: Sequence[str], samples: Sequence[Sequence[str]]) -> dict[str, str]:
    """Our column for each of their headers that can be guessed: by its name, by words in it, by what stands below.

    Columns that look private, such as an e-mail address, are never suggested.
    """
    open_to = {at: cell for at, cell in enumerate(header) if one_line(cell) and not _PRIVATE.search(cell)}
    found = {ours: header[at] for ours, at in columns_of(header, {}).items() if at in open_to}
    for ours, words in _HINTS:
        if ours not in found:
            free = (theirs for theirs in open_to.values() if theirs not in found.values())
            hit = next((theirs for theirs in free if re.search(words, theirs, re.IGNORECASE)), None)
            if hit is not None:
                found[ours] = hit
    for at, theirs in open_to.items():
        ours_by_content = _told_by([row[at] for row in samples if at < len(row) and row[at].strip()])
        if theirs not in found.values() and ours_by_content and ours_by_content not in found:
            found[ours_by_content] = theirs
    return {ours: found[ours] for ours in OURS if ours in found}


def _told_by(values: Sequence[str]) -> str:
    if not values:
        return ""
    if all(_LICENCE.search(value) for value in values):
        return "licence"
    if all(_ADDRESS.fullmatch(value.strip()) for value in values):
        return "origin_url"
    if all(instant(one_line(value))[0] and count(value) is None for value in values):
        return "created_at"
    return ""
