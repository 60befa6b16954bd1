"""How long to wait before asking a server again: what it says, else longer each time; and its share of requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_PAUSE_S = 1.0


def retry_after_s(headers: Mapping[str, str], at: datetime) -> float | None:
    """The wait that `Retry-After` asks for, in seconds or as an HTTP date; None where it says nothing usable."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - at).total_seconds())


def pause_s(tries: int, chance: float) -> float:
    """After so many failed tries: 1, 2, 4 … seconds, each shortened by up to half; `chance` lies in 0 to 1."""
    whole: float = FIRST_PAUSE_S * 2 ** (tries - 1)
    return whole * (1 - chance / 2)


class Turns:
    """Requests to each host: `burst` at once, then `per_second`."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._apart_s = 1 / per_second
        self._ahead_s = (burst - 1) * self._apart_s
        self._due: dict[str, float] = {}

    def wait_s(self, host: str, now_s: float) -> float:
        """Take the host's next turn: how long to wait for it."""
        due = max(self._due.get(host, now_s), now_s)
        self._due[host] = due + self._apart_s
        return max(0.0, due - self._ahead_s - now_s)
