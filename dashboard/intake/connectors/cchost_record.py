"""One upload of ccHost in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.community.arrivals import Arrival, CreditLine, Offer, Said
from dashboard.errors import BadInput
from dashboard.intake.cells import instant, passage, readable
from dashboard.intake.connectors.cchost_php import read_php
from dashboard.intake.connectors.checks import checked_id
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
    titled,
)
from dashboard.intake.record import LONGEST_TEXT
from dashboard.intake.wording import credit, html_text, kind_by, medium_of

_FILE_PAGE = re.compile(r"/files/[^/]+/(\d+)")
_POOL_PAGE = re.compile(r"/pools/item/(\d+)")
# It tells what became of a piece, not what it is.
_OUTCOMES = frozenset({"in_remix", "in_video", "editorial_pick"})
_COUNTED = {
    "likes": "thumbs_up", "ratings": "upload_num_scores", "remixes": "upload_num_remixes",
    "playlists": "upload_num_playlists",
}  # fmt: skip


def id_of(record: Mapping[str, Any]) -> str:
    """The number of an upload; BadInput where it has none."""
    page = _FILE_PAGE.search(line(record, "file_page_url"))
    found = checked_id(line(record, "upload_id") or (page[1] if page else ""))
    if not found:
        raise BadInput("It has no upload_id by which it could be known again.")
    return found


def written_at(record: Mapping[str, Any]) -> tuple[datetime | None, str]:
    """When it was uploaded, by the site's clock taken as UTC, and what to note where that cannot be read."""
    return instant(line(record, "upload_date") or line(record, "upload_date_format"))


def arrival_of(record: Mapping[str, Any]) -> Arrival:
    """The upload as a piece; BadInput says why it is none. Keys for counts that are absent mean none."""
    extra, doubt = _extra(record.get("upload_extra"))
    media, medium, length_ms = _main_file(record)
    plain = text(record, "upload_description_plain") or text(record, "upload_description_text")
    words = passage(plain) or html_text(text(record, "upload_description_html"))
    if len(words) > LONGEST_TEXT:
        raise BadInput(f"Its text is {len(words):,} characters long; the most is {LONGEST_TEXT:,}.")
    external_id = id_of(record)
    title = titled(line(record, "upload_name"), readable(media.url) if media else f"Upload {external_id}")
    tags = _tags(record, extra)
    created_at, undated = written_at(record)
    # What it was submitted as tells more than tags: a remix with a voice in it is tagged by the voice too.
    submitted_as = [word for word in _split(extra.get("ccud")) if word != "media"]
    kind_words = [word.replace("_", " ") for word in submitted_as or tags]
    return Arrival(
        external_id=external_id,
        kind=kind_by(medium, words=kind_words, title=title, duration_ms=length_ms, mime=media.mime if media else ""),
        title=title,
        text=words,
        tags=tagged(tags),
        note=noted(
            doubt,
            undated,
            "Its source marks it as not safe for work."
            if line(extra, "nsfw") == "1" or extra.get("nsfw") is True
            else "",
        ),
        licence=line(record, "license_name"),
        licence_url=address(record, "license_url"),
        origin=address(record, "file_page_url"),
        media=media,
        created_at=created_at,
        credits=_credits(record, extra),
        uses=tuple(dict.fromkeys(use for each in relatives(record, "remix_parents") if (use := _parent(each)))),
        made_into=tuple(
            dict.fromkeys(id_ for each in relatives(record, "remix_children") if (id_ := upload_id_of(each)))
        ),
        metrics=counters(**{name: number(record, key) or 0 for name, key in _COUNTED.items()}),
    )


def relatives(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The pieces in one of the lists of a record; PHP writes some lists as objects with numbers for names."""
    found = record.get(name)
    found = list(found.values()) if isinstance(found, Mapping) else found
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def upload_id_of(relative: Mapping[str, Any]) -> str:
    """The upload that an entry of such a list is; empty where it lies on another site."""
    page = _FILE_PAGE.search(line(relative, "file_page_url"))
    return line(relative, "upload_id") or (page[1] if page and not pool_id_of(relative) else "")


def pool_id_of(relative: Mapping[str, Any]) -> str:
    """The number in a pool of pieces on other sites; empty where it is an upload here."""
    page = _POOL_PAGE.search(line(relative, "file_page_url"))
    return line(relative, "pool_item_id") or (page[1] if page else "")


def _parent(relative: Mapping[str, Any]) -> Said | None:
    author = line(relative, "user_real_name") or line(relative, "user_name") or line(relative, "pool_item_artist")
    if pool_id := pool_id_of(relative):
        title = line(relative, "upload_name") or line(relative, "pool_item_name")
        return Said(f"pool:{pool_id} {title}".strip(), author)
    upload_id = upload_id_of(relative)
    return Said(upload_id, author) if upload_id else None


def _extra(said: Any) -> tuple[Mapping[str, Any], str]:
    """What was added to a record, which some sites send as PHP keeps it; and what to note where it is unreadable."""
    if isinstance(said, str) and said.strip():
        try:
            said = read_php(said.strip())
        except ValueError:
            return {}, "What its source adds under “upload_extra” could not be read."
    return (said if isinstance(said, Mapping) else {}), ""


def _split(said: Any) -> list[str]:
    """Words between commas, or a list of them."""
    words = ",".join(lines(said)) if isinstance(said, list) else line(said)
    return [word.strip() for word in words.split(",") if word.strip()]


def _tags(record: Mapping[str, Any], extra: Mapping[str, Any]) -> list[str]:
    """The artist's own tags; where they are not told apart, all but those that the site sets."""
    own = _split(extra.get("usertags"))
    site = {*_split(extra.get("systags")), *_split(extra.get("ccud"))}
    tags = own or [tag for tag in _split(record.get("upload_tags")) if tag not in site]
    return [tag for tag in tags if tag.lower() not in _OUTCOMES]


def _credits(record: Mapping[str, Any], extra: Mapping[str, Any]) -> tuple[CreditLine, ...]:
    named = [credit(line(record, "user_real_name"), handle=line(record, "user_name"))]
    # Who is featured sings or plays in a piece that is its parent, and has a share there.
    named += [credit(name, role="featured", points=0) for name in _split(extra.get("featuring"))]
    found: dict[str, CreditLine] = {}
    for each in filter(None, named):
        found.setdefault(each.key, each)
    return tuple(found.values())


def _main_file(record: Mapping[str, Any]) -> tuple[Offer | None, str, int | None]:
    """The file that is heard or seen as the piece, its medium and its length; stems and samples are not it."""
    found: list[tuple[tuple[bool, bool, bool], Offer, str, int | None]] = []
    for each in relatives(record, "files"):
        about, _ = _extra(each.get("file_format_info"))
        added, _ = _extra(each.get("file_extra"))
        offer = Offer(address(each, "download_url"), line(about, "mime_type"), number(each, "file_rawsize"))
        medium = medium_of(offer.mime, offer.url or line(each, "file_name"))
        if not offer.url:
            continue
        is_part = line(added, "type").lower() in {"samples", "sample", "stems", "loops"}
        rank = (medium in {"video", "audio"}, medium == "image", not is_part)
        found.append((rank, offer, medium, milliseconds(at(about, "ps"))))
    if not found:
        return None, "", None
    _, offer, medium, length_ms = max(found, key=lambda each: each[0])
    return offer, medium, length_ms
