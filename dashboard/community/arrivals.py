"""A piece as a source gives it, before it is one of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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


@dataclass(frozen=True)
class Arrival:
    """A piece as it comes in. `digest` says whether anything of it changed; counters are not part of it."""

    external_id: str
    kind: str
    title: str
    digest: str
    role: str = ""
    text: str = ""
    tags: str = ""
    note: str = ""
    call_key: str = ""
    licence: str = ""
    licence_url: str = ""
    origin: str = ""
    media_hash: str | None = None
    created_at: datetime | None = None
    credits: tuple[CreditLine, ...] = ()
    metrics: tuple[tuple[str, int], ...] = ()
