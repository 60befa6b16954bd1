"""A server of documents that knows validators, and feeds in the shape that their makers send."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.services import Asked, Reply

NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def rss(*items: str, channel: str = "") -> bytes:
    """A channel of RSS 2.0 with each of `items` in an item of its own."""
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {NAMESPACES}><channel><title>Harbour</title>{channel}{inner}</channel></rss>'.encode()


def atom(*entries: str, feed: str = "") -> bytes:
    """A feed of Atom 1.0 with each of `entries` in an entry of its own."""
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>{feed}{inner}</feed>'.encode()


@dataclass
class Documents:
    """What lies at each path; a document that was not changed since it was asked for is not sent again."""

    at: dict[str, bytes] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Reply:
        body = self.at.get(asked.target)
        if body is None:
            return Reply(status=404)
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        validators = {"ETag": etag, "Last-Modified": "Sun, 01 Mar 2026 10:00:00 GMT"}
        if asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers=validators)
        return Reply(body, headers={"Content-Type": "application/xml", **validators, **self.headers})
