"""The one client that fetches from the network: guarded, patient where asked to wait, and never endless."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.errors import SourceFailed

LARGEST_ANSWER_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What a source answered."""

    status: int
    url: str
    """Where it came from in the end, after redirects."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        """The body as JSON; SourceFailed where it is none."""
        try:
            return json.loads(self.body)
        except ValueError as wrong:
            raise SourceFailed(f"{self.url} sent no JSON; check the address.") from wrong


@dataclass(frozen=True)
class Downloaded:
    """A file that was fetched whole."""

    sha256: str
    size_bytes: int
    mime: str
    """As the server says, without parameters."""
    etag: str


class Web:
    """Fetches by http and https only, from public addresses and the hosts that an admin allowed."""

    def __init__(self, *, allowed_hosts: Collection[str] = ()) -> None:
        self.allowed_hosts = frozenset(allowed_hosts)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        ok: Collection[int] = (200,),
    ) -> Answer:
        """One GET, with redirects followed and each address checked; status 304 and those in `ok` are given back.

        Waits and asks again on 429 and 5xx as the server says. SourceFailed where it cannot be had.
        """
        raise NotImplementedError

    def download(self, url: str, into: Path, *, largest_bytes: int, etag: str = "") -> Downloaded | None:
        """Stream a file to `into`, resuming where the connection breaks; None where it still is the one of `etag`."""
        raise NotImplementedError
