"""A piece as a source gives it, before it is one of ours."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True)
class CreditLine:
    """One person's part in a piece, as the source gives it."""

    name: str
    key: str
    """What the source knows the person by: the handle, or the folded name."""
    role: str = ""
    points: int = 1
    verbatim: str = ""
    handle: str = ""
    country: str = ""


class Said(NamedTuple):
    """What a source says of one parent of a piece."""

    ref: str
    """An id, a file, a link, or a title in words; or several ids with “;” or “ | ” between them."""
    author: str = ""
    relation: str = "remix_of"
    state: str = "declared"
    """declared, or suggested where the source itself only guesses or writes in free text."""


class Offer(NamedTuple):
    """Where the file of a piece lies at its source."""

    url: str
    mime: str = ""
    size_bytes: int | None = None
    """As the source says; None where it does not."""


@dataclass(frozen=True)
class Arrival:
    """A piece as it comes in, checked and in our words."""

    external_id: str
    kind: str
    """One of intake's KINDS."""
    title: str
    role: str = ""
    text: str = ""
    tags: str = ""
    """With “, ” between them."""
    note: str = ""
    language: str = ""
    call_key: str = ""
    licence: str = ""
    licence_url: str = ""
    origin: str = ""
    media_hash: str | None = None
    """The file, where it came along and was admitted."""
    media: Offer | None = None
    """The file, where it is still to be fetched."""
    created_at: datetime | None = None
    credits: tuple[CreditLine, ...] = ()
    uses: tuple[Said, ...] = ()
    """What it is built on."""
    made_into: tuple[str, ...] = ()
    """External ids of what was built on it, where the source tells that too."""
    names: tuple[str, ...] = ()
    """Further names under which links mean it, such as the path of its file or a second address."""
    metrics: tuple[tuple[str, int], ...] = ()
    """Counters as they stand now; readings over time, no part of the digest."""

    @property
    def digest(self) -> str:
        """SHA-256 over all that was said but the counters; equal digests mean that nothing changed."""
        said = {name: value for name, value in vars(self).items() if name not in {"metrics", "made_into"}}
        words = json.dumps(said, default=_in_json, sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()


def _in_json(value: object) -> object:
    return vars(value) if isinstance(value, CreditLine) else str(value)
