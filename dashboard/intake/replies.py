"""What came back from the network, and what went wrong on the way, in a sentence for people."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore

from dashboard.errors import SourceFailed
from dashboard.intake.addresses import Target
from dashboard.intake.pacing import retry_after_s
from dashboard.intake.wire import Deadline
from dashboard.storage.base import now

BUSY = frozenset({429, 502, 503, 504})
HEADER_TOO_LARGE = 431
LONG_WAIT_S = 120


class HeaderTooLarge(SourceFailed):
    """The headers of an answer are longer than can be read; asking for less at a time may help."""


class TooSlow(SourceFailed):
    """Nothing came for too long."""


class TryAgain(SourceFailed):
    """It may go better in a while; `after_s` is how long the server asks to wait, where it says so."""

    def __init__(self, sentence: str, after_s: float | None = None) -> None:
        super().__init__(sentence)
        self.after_s = after_s


@dataclass(frozen=True)
class Reply:
    """The last answer of a chain of redirects, its body still to be read."""

    target: Target
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    parts: Iterator[bytes]
    """The body, unpacked."""
    deadline: Deadline


def headers_of(response: httpcore.Response) -> dict[str, str]:
    """Names in lower case; what came several times is joined by commas."""
    joined: dict[str, str] = {}
    for name, value in response.headers:
        key, said = name.decode("latin-1").lower(), value.decode("latin-1")
        joined[key] = f"{joined[key]}, {said}" if key in joined else said
    return joined


def refusal(reply: Reply) -> SourceFailed:
    """What to raise for a status that nobody wants."""
    at, status = reply.target.shown, reply.status
    if status in BUSY:
        after_s = retry_after_s(reply.headers, now())
        wait = f"in {after_s / 60:.0f} minutes" if after_s and after_s >= LONG_WAIT_S else "later"
        return TryAgain(f"{at} is busy ({status}); try again {wait}.", after_s)
    if status in {401, 403}:
        return SourceFailed(f"{at} does not let us in ({status}); check its key, or that it is public.")
    if status in {404, 410}:
        return SourceFailed(f"{at} is not there ({status}); check the address.")
    return SourceFailed(f"{at} answered {status}; try again later, or check the address.")


def broken_off(target: Target) -> TryAgain:
    """What to raise where the end is missing."""
    return TryAgain(f"The connection to {target.shown} broke before all had come; try again later.")


@contextmanager
def in_words(target: Target) -> Iterator[None]:
    """Turn the errors of the network into ours."""
    try:
        yield
    except httpcore.TimeoutException as late:
        raise TooSlow(f"{target.shown} answers too slowly; try again later.") from late
    except httpcore.ConnectError as failed:
        if isinstance(failed.__cause__, ssl.SSLError):
            raise SourceFailed(f"{target.shown} cannot prove who it is; tell those who run it.") from failed
        raise TryAgain(f"{target.shown} cannot be reached; check the address, or try again later.") from failed
    except httpcore.RemoteProtocolError as wrong:
        if getattr(wrong.__cause__, "error_status_hint", 0) == HEADER_TOO_LARGE:
            raise HeaderTooLarge(f"{target.shown} sends headers too long to read; ask it for less.") from wrong
        raise broken_off(target) from wrong
    except httpcore.NetworkError as wrong:
        raise broken_off(target) from wrong
    except httpcore.LocalProtocolError as wrong:
        raise SourceFailed(f"{target.shown} cannot be asked with these headers; check its key.") from wrong
