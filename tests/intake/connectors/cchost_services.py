"""A site that answers as ccHost does, with its paging, its clamped limit, and its way of writing JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.services import Asked, Reply


def upload(number: int, **more: Any) -> dict[str, Any]:
    """An upload of the given number, made on that day of March 2026."""
    name = f"Tide {number}"
    stem = f"https://mixter.example/content/ada/ada - Tide {number}"
    return {
        "upload_id": number, "upload_name": name, "user_name": "ada", "user_real_name": "Ada Reed",
        "upload_date": f"2026-03-{number:02d} 21:30:23", "upload_num_scores": 3,
        "upload_tags": ",remix,media,bpm_090_095,audio,mp3,calm,in_remix,",
        "upload_extra": {"usertags": "calm,sea,in_remix", "ccud": "remix,media", "systags": "audio,mp3", "bpm": 94},
        "license_name": "Attribution (4.0)", "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "file_page_url": f"https://mixter.example/files/ada/{number}",
        "upload_description_html": "Thanks to:<br />\r\nBo Lind", "upload_description_plain": "Thanks to:\r\nBo Lind",
        "files": [
            {"file_name": "stems.zip", "download_url": f"{stem}.zip", "file_filesize": " (9.5MB)",
             "file_rawsize": 9_961_472, "file_format_info": {"mime_type": "application/zip"}, "file_extra": {}},
            {"file_name": "parts.flac", "download_url": f"{stem}.flac", "file_rawsize": 111_502_780,
             "file_format_info": {"mime_type": "audio/x-flac", "ps": "1:05:46"}, "file_extra": {"type": "samples"}},
            {"file_name": "tide.mp3", "download_url": f"{stem}.mp3", "file_filesize": " (4.1MB)",
             "file_rawsize": 4_299_161, "file_format_info": {"mime_type": "audio/mpeg", "ps": "5:46"}},
        ],
        **more,
    }  # fmt: skip


def relative(number: int) -> dict[str, Any]:
    return {
        "upload_id": number, "upload_name": f"Tide {number}", "user_real_name": "Bo Lind",
        "file_page_url": f"https://mixter.example/files/bo/{number}",
    }  # fmt: skip


@dataclass
class Site:
    """The uploads of a site, and how it behaves."""

    uploads: list[dict[str, Any]]
    sources: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    remixes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    most: int = 200
    """It never gives more at once, whatever is asked."""
    header_bytes_each: int = 0
    """For each record, in a header that repeats the body."""
    ends_with_404: bool = False
    tells_count: bool = True
    broken_id: int = 0
    """The answer with this upload in it is no JSON at all."""

    def __call__(self, asked: Asked) -> Reply:
        query = asked.query
        if asked.path != "/api/query":
            return Reply(b"<h1>not here</h1>", 404)
        found = self._found(query)
        if query["f"] == "count":
            return Reply(f"[{len(found)}]".encode()) if self.tells_count else Reply(b"<html>", 200)
        if query.get("ord") == "DESC":
            found = found[::-1]
        offset, limit = int(query["offset"]), min(int(query["limit"]), self.most)
        page = found[offset : offset + limit]
        if not page and self.ends_with_404:
            return Reply(status=404)
        # As it writes numbers: with the zeros that a field was padded with.
        body = re.sub(r'"bpm": (\d)', r'"bpm": 0\1', json.dumps(page))
        if any(each.get("upload_id") == self.broken_id for each in page):
            body = body[:-1] + "<b>Warning</b>"
        return Reply(body.encode(), headers={"X-Json": "x" * (self.header_bytes_each * len(page))})

    def _found(self, query: dict[str, str]) -> list[dict[str, Any]]:
        if "sources" in query:
            return self.sources.get(query["sources"], [])
        if "remixes" in query:
            return self.remixes.get(query["remixes"], [])
        since = int(query.get("sinceu", "0"))
        return [each for each in self.uploads if _stamp(each) > since and query.get("tags", "") in each["upload_tags"]]


def _stamp(each: dict[str, Any]) -> float:
    return datetime.fromisoformat(each["upload_date"]).replace(tzinfo=UTC).timestamp()
