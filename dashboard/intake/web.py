"""The one client that fetches from the network: guarded, patient where asked to wait, and never endless."""

from __future__ import annotations

import json
import os
import random
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpcore

from dashboard import __version__
from dashboard.errors import AddressRefused, SourceFailed
from dashboard.intake.addresses import Target, is_allowed, read_url, redirected, shown
from dashboard.intake.pacing import Turns, pause_s
from dashboard.intake.partial import Partial, TooLarge
from dashboard.intake.replies import HeaderTooLarge, Reply, TryAgain, broken_off, headers_of, in_words, refusal
from dashboard.intake.wire import Deadline, Resolve, Wire, resolve, unpacked

__all__ = ["Answer", "Downloaded", "HeaderTooLarge", "Limits", "Stopped", "TooLarge", "Web"]

LARGEST_ANSWER_BYTES = 20 * 1024 * 1024
UNCHANGED = 304
MOVED = frozenset({301, 302, 303, 307, 308})
LOOK_EVERY_S = 1.0
HARMLESS_HEADERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "if-modified-since", "if-none-match", "if-range", "range"}
)
"""All others that a caller gives may carry a key, and stay with the host that they were given for."""

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a source answered."""

    status: int
    url: str = field(repr=False)
    """Where it came from in the end, after redirects; may hold a key."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON; SourceFailed where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as wrong:
            raise SourceFailed(f"{shown(self.url)} sent no JSON; check the address.") from wrong


@dataclass(frozen=True)
class Downloaded:
    """A file that was fetched whole."""

    sha256: str
    size_bytes: int
    mime: str
    """As the server says, without parameters."""
    etag: str


class Stopped(SourceFailed):
    """A download ended because it was asked to."""


@dataclass(frozen=True)
class Limits:
    """How long, how much and how often."""

    connect_s: float = 10
    read_s: float = 30
    answer_s: float = 120
    """For one answer in all."""
    answer_bytes: int = LARGEST_ANSWER_BYTES
    """Unpacked."""
    redirects: int = 5
    tries: int = 4
    longest_wait_s: float = 60
    """A server that asks for more is left alone until the next pull."""
    slow_s: float = 60
    slow_bytes: int = 60_000
    """A download in which fewer bytes come within `slow_s` is given up."""
    per_second: float = 1
    burst: int = 5
    """Requests to one host; those that an admin allowed are our own and need no sparing."""


class Web:
    """Fetches by http and https only, from public addresses and the hosts that an admin allowed.

    Safe for several threads. All but `allowed_hosts` and `contact` is there for tests.
    """

    def __init__(
        self, *, allowed_hosts: Collection[str] = (), contact: str | None = None, limits: Limits | None = None,
        find: Resolve = resolve, network: httpcore.NetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None, clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep, chance: Callable[[], float] = random.random,
        free_bytes: Callable[[Path], int] | None = None,
    ) -> None:  # fmt: skip
        self.allowed_hosts = frozenset(allowed_hosts)
        self.limits = limits or Limits()
        self._agent = _user_agent(os.environ.get("GREENROOM_CONTACT", "") if contact is None else contact)
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._free_bytes = free_bytes
        self._turns = Turns(self.limits.per_second, self.limits.burst)
        self._lock = threading.Lock()
        self._wire = Wire(
            self.allowed_hosts, find=find, network=network or httpcore.SyncBackend(), ssl_context=ssl_context,
            connect_s=self.limits.connect_s, read_s=self.limits.read_s,
        )  # fmt: skip

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
        target = read_url(url, params)
        asked = {"accept-encoding": "gzip"} | {name.lower(): value for name, value in (headers or {}).items()}
        return self._patiently(lambda: self._answer(target, asked, ok))

    def download(
        self,
        url: str,
        into: Path,
        *,
        largest_bytes: int,
        etag: str = "",
        stop: Callable[[], bool] = lambda: False,
    ) -> Downloaded | None:
        """Stream a file to `into`, resuming where the connection breaks; None where it still is the one of `etag`.

        SourceFailed leaves nothing behind: TooLarge beyond `largest_bytes`, Stopped where `stop` asks for it.
        GreenroomError where the disk is full.
        """
        target = read_url(url)
        with Partial(into, target.file_name or target.shown, largest_bytes, self._free_bytes) as partial:
            downloaded = self._patiently(lambda: self._fetch(target, partial, etag, stop), lambda: partial.size_bytes)
            if downloaded is not None:
                partial.keep()
            return downloaded

    def _patiently(self, once: Callable[[], T], came_bytes: Callable[[], int] = lambda: 0) -> T:
        """Do it `limits.tries` times at most; tries that got a good deal further do not count."""
        tries = furthest = 0
        while True:
            try:
                return once()
            except TryAgain as again:
                tries = 1 if came_bytes() >= furthest + self.limits.slow_bytes else tries + 1
                furthest = max(furthest, came_bytes())
                wait_s = pause_s(tries, self._chance()) if again.after_s is None else again.after_s
                if tries >= self.limits.tries or wait_s > self.limits.longest_wait_s:
                    raise SourceFailed(str(again)) from again
            self._sleep(wait_s)

    def _answer(self, target: Target, headers: Mapping[str, str], ok: Collection[int]) -> Answer:
        with self._opened(target, headers) as reply:
            if reply.status != UNCHANGED and reply.status not in ok:
                raise refusal(reply)
            body = bytearray()
            for part in reply.parts:
                body += part
                if len(body) > self.limits.answer_bytes:
                    raise SourceFailed(
                        f"{reply.target.shown} sends more than {self.limits.answer_bytes:,} bytes at once; "
                        "ask it for less at a time."
                    )
            return Answer(reply.status, reply.target.url, reply.headers, bytes(body))

    def _fetch(self, target: Target, partial: Partial, etag: str, stop: Callable[[], bool]) -> Downloaded | None:
        with self._opened(target, partial.missing(etag), self.limits.slow_s) as reply:
            if reply.status == UNCHANGED and etag and not partial.size_bytes:
                return None
            partial.begin(reply)
            try:
                self._write(reply, partial, stop)
            except httpcore.ReadTimeout as silent:
                if reply.deadline.passed:
                    raise
                raise broken_off(reply.target) from silent
            partial.finish(reply)
            mime = partial.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Downloaded(partial.sha256, partial.size_bytes, mime, partial.headers.get("etag", ""))

    def _write(self, reply: Reply, partial: Partial, stop: Callable[[], bool]) -> None:
        next_look = self._clock() + LOOK_EVERY_S
        came = 0
        for part in reply.parts:
            partial.add(part)
            came += len(part)
            if came >= self.limits.slow_bytes:
                reply.deadline.put_off(self.limits.slow_s)
                came = 0
            if self._clock() >= next_look:
                partial.make_sure_of_room()
                if stop():
                    raise Stopped(f"Fetching {reply.target.shown} was stopped; start it again when it suits.")
                next_look = self._clock() + LOOK_EVERY_S

    @contextmanager
    def _opened(self, target: Target, headers: Mapping[str, str], seconds: float | None = None) -> Iterator[Reply]:
        """The answer at the end of the redirects; each hop has `seconds`, or as long as any answer."""
        passed = {target.url}
        for _ in range(self.limits.redirects + 1):
            self._take_turn(target)
            deadline = Deadline(self._clock, seconds or self.limits.answer_s)
            sent = {"user-agent": self._agent, "accept": "*/*", **headers}
            with in_words(target), self._wire.get(target, sent, deadline) as response:
                got = headers_of(response)
                if response.status not in MOVED or "location" not in got:
                    packed = got.get("content-encoding", "").strip().lower()
                    parts = unpacked(response.iter_stream(), packed, target)
                    yield Reply(target, response.status, got, parts, deadline)
                    return
            target, headers = _next_hop(target, got["location"], headers)
            if target.url in passed:
                raise SourceFailed(f"{target.shown} redirects in a circle; check the address.")
            passed.add(target.url)
        raise SourceFailed(
            f"{target.shown} is redirected more than {self.limits.redirects} times; give the address at the end."
        )

    def _take_turn(self, target: Target) -> None:
        if is_allowed(target, self.allowed_hosts):
            return
        with self._lock:
            wait_s = self._turns.wait_s(target.host, self._clock())
        if wait_s:
            self._sleep(wait_s)


def _next_hop(target: Target, location: str, headers: Mapping[str, str]) -> tuple[Target, Mapping[str, str]]:
    try:
        to = redirected(target, location)
    except AddressRefused as refused:
        raise AddressRefused(f"{target.shown} redirects to what is not fetched: {refused}") from refused
    harmless = {name: value for name, value in headers.items() if name in HARMLESS_HEADERS}
    if len(harmless) < len(headers) and (target.scheme, to.scheme) == ("https", "http"):
        raise AddressRefused(
            f"{target.shown} redirects from https to http, where the key could be read; give its https address."
        )
    return to, headers if to.place == target.place else harmless


def _user_agent(contact: str) -> str:
    plain = "".join(sign for sign in contact if sign.isascii() and sign.isprintable()).strip()
    return f"Greenroom/{__version__} (+{plain})" if plain else f"Greenroom/{__version__}"
