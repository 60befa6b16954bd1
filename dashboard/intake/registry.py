"""Which connector reads a source, and how an address or a path that somebody gives becomes a source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Source
from dashboard.errors import BadInput, BadManifest, NotFound, SourceFailed
from dashboard.intake.columns import columns_of, suggest
from dashboard.intake.connector import Connector
from dashboard.intake.connectors.cchost import CcHost
from dashboard.intake.connectors.commons import Commons
from dashboard.intake.connectors.feed import Feed
from dashboard.intake.connectors.freesound import Freesound
from dashboard.intake.connectors.internet_archive import InternetArchive
from dashboard.intake.connectors.jamendo import Jamendo
from dashboard.intake.connectors.json_feed import JsonFeed
from dashboard.intake.connectors.json_lines import JsonLines
from dashboard.intake.connectors.listing import Listing
from dashboard.intake.connectors.peertube import PeerTube
from dashboard.intake.connectors.vimeo import Vimeo
from dashboard.intake.connectors.youtube import YouTube
from dashboard.intake.folder import locate
from dashboard.intake.manifest import table_head
from dashboard.intake.web import Web

Made = Callable[[str, Mapping[str, Any], Web], Connector]
CONNECTORS: Mapping[str, Made] = MappingProxyType({
    "folder": Listing, "table": Listing, "jsonl": JsonLines, "feed": Feed, "json_feed": JsonFeed, "cchost": CcHost,
    "commons": Commons, "internet_archive": InternetArchive, "peertube": PeerTube, "freesound": Freesound,
    "jamendo": Jamendo, "youtube": YouTube, "vimeo": Vimeo,
})  # fmt: skip
KIND_NAMES = MappingProxyType({
    "folder": "Folder or manifest", "table": "Table (CSV, JSON, Excel)", "jsonl": "JSON Lines",
    "feed": "Feed (RSS, Atom, podcast)", "json_feed": "JSON Feed", "cchost": "ccHost, such as ccMixter",
    "commons": "Wikimedia Commons", "internet_archive": "Internet Archive", "peertube": "PeerTube",
    "freesound": "Freesound", "jamendo": "Jamendo", "youtube": "YouTube", "vimeo": "Vimeo", "here": "Posted here",
})  # fmt: skip
LOCAL = frozenset({"folder", "table"})
"""Kinds whose records people write by hand: each broken row is named, and many of them are no alarm."""
PARTIAL = frozenset({"feed", "json_feed", "here"})
"""Kinds that list only their newest pieces: what is missing there is not gone."""

_HOSTS = (
    (re.compile(r"(^|\.)commons\.(m\.)?wikimedia\.org$"), "commons"),
    (re.compile(r"(^|\.)archive\.org$"), "internet_archive"),
    (re.compile(r"(^|\.)ccmixter\.org$"), "cchost"),
    (re.compile(r"(^|\.)freesound\.org$"), "freesound"),
    (re.compile(r"(^|\.)jamendo\.com$"), "jamendo"),
    (re.compile(r"(^|\.)(youtube\.com|youtu\.be)$"), "youtube"),
    (re.compile(r"(^|\.)vimeo\.com$"), "vimeo"),
)
_FEED_PATH = re.compile(r"(/feeds?/|/rss|\.rss$|\.atom$|\.xml$|videos\.xml|/feed$|f=rss|f=atom)", re.IGNORECASE)


@dataclass(frozen=True)
class Sourced:
    """A source to pull: one that is kept, or one that would be."""

    name: str
    kind: str
    location: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    source_id: int | None = None
    swept_at: datetime | None = None

    def connector(self, web: Web) -> Connector:
        """What reads it; BadInput where its settings or its key are wrong."""
        if self.kind not in CONNECTORS:
            raise BadInput(f"“{self.name}” is not pulled: its pieces are posted here.")
        return CONNECTORS[self.kind](self.location, self.settings, web)


def find_source(session: Session, asked: str | Path, web: Web, *, kind: str = "") -> Sourced:
    """The source that a name, a path or an address means; `kind` says which connector, if that is not plain.

    NotFound where it means nothing, SourceFailed where an address cannot be looked at.
    """
    text = str(asked).strip()
    if is_address(text):
        kept = _kept(session, Source.location == text)
        return kept or Sourced(_name_of(text), kind or _kind_of_address(text, web), text)
    try:
        path = locate(Path(text or "."))
    except NotFound:
        path = None
    if path is None or not text:
        named = _kept(session, Source.name == text)
        if named is None:
            raise NotFound(
                f"“{text}” is not here; give the path of a folder or a table, an address, or the name of a source."
            )
        return named
    kept = _kept(session, Source.location == str(path))
    if kept is not None:
        return kept
    kind = kind or _kind_of_path(path)
    return Sourced(path.name or str(path), kind, str(path), _guessed(path) if kind == "table" else {})


def _kept(session: Session, chosen: Any) -> Sourced | None:
    row = session.scalar(select(Source).where(chosen))
    if row is None:
        return None
    return Sourced(row.name, row.kind, row.location, row.settings, row.state, row.id, row.swept_at)


def _guessed(path: Path) -> dict[str, Any]:
    """The columns of a table whose headers are not ours, as far as they can be guessed; a person may correct them."""
    if path.suffix.lower() == ".json":
        return {}
    try:
        header, rows = table_head(path)
    except BadManifest:
        return {}
    plain = columns_of(header, {})
    return {} if {"title", "file"} <= plain.keys() else {"columns": suggest(header, rows)}


def is_address(text: str) -> bool:
    """Whether it is written as an address, of whatever scheme, and not as a path or a name."""
    return re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE) is not None


def _name_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        return (parts.hostname or address) + parts.path.rstrip("/")
    except ValueError as wrong:
        raise BadInput(f"“{address[:200]}” is no address; write it as https://….") from wrong


def _kind_of_path(path: Path) -> str:
    names = path.name.lower().removesuffix(".gz")
    if path.is_file() and names.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "folder" if path.is_dir() else "table"


def _kind_of_address(address: str, web: Web) -> str:
    parts = urlsplit(address)
    target = f"{parts.path}?{parts.query}"
    if "/api/query" in parts.path:
        return "cchost"
    if not _FEED_PATH.search(target):
        known = next((kind for host, kind in _HOSTS if host.search(parts.hostname or "")), None)
        if known or re.search(r"/api/v1/(videos|video-channels)|/(c|w|videos)/", parts.path):
            return known or "peertube"
    return _kind_of_content(address, web)


def _kind_of_content(address: str, web: Web) -> str:
    answer = web.get(address)
    start = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:2] == b"\x1f\x8b":
        return "jsonl"
    if start.startswith(b"{"):
        try:
            said = json.loads(start)
            return "json_feed" if "jsonfeed.org" in str(said.get("version", "")) else "jsonl"
        except ValueError:
            return "jsonl"
    if start.startswith(b"<") or "xml" in answer.headers.get("content-type", ""):
        return "feed"
    raise SourceFailed(
        f"What {urlsplit(address).hostname} sent is no feed and no JSON; give the address of a feed or of an API."
    )
