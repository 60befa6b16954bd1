"""One guarded request: to checked addresses only, with a deadline over all of it, and unpacked within bounds.

It stands on httpcore, the engine of httpx, and not on httpx itself: that writes whole URLs with their keys into
the log, unpacks without bounds, and resolves names where nobody can check the outcome.
"""

from __future__ import annotations

import socket
import ssl
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

import certifi
import httpcore

from dashboard.errors import SourceFailed
from dashboard.intake.addresses import Target, check_found, check_name

PART_BYTES = 64 * 1024
ALWAYS_FINE_BYTES = 1024 * 1024
LARGEST_RATIO = 200
"""Unpacked to packed; the most repetitive honest pages stay below 100."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host name, as text; OSError where it has none."""


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses that the system knows for the name, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


class Deadline:
    """An instant by which something must be over; may be put off while it gets on."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._at = clock() + seconds

    @property
    def passed(self) -> bool:
        """Whether it is over."""
        return self._clock() >= self._at

    def put_off(self, seconds: float) -> None:
        """So many seconds from now."""
        self._at = self._clock() + seconds

    def left_s(self, timeout: float | None) -> float:
        """The time that one step may take; ReadTimeout where none is left."""
        left = self._at - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if timeout is None else min(left, timeout)


class Wire:
    """Opens connections, each for one request: every address is checked anew, and none is kept open."""

    def __init__(
        self, allowed_hosts: Collection[str], *, find: Resolve, network: httpcore.NetworkBackend,
        ssl_context: ssl.SSLContext | None, connect_s: float, read_s: float,
    ) -> None:  # fmt: skip
        self._allowed_hosts = allowed_hosts
        self._find = find
        self._network = network
        self._ssl_context = ssl_context or _trusted()
        self._timeout = {"connect": connect_s, "read": read_s, "write": read_s}

    @contextmanager
    def get(self, target: Target, headers: Mapping[str, str], deadline: Deadline) -> Iterator[httpcore.Response]:
        """The answer with its body still to be read. AddressRefused before any connection; else httpcore's errors."""
        door = _Door(self._checked(target), self._network, deadline)
        url = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port,
            target=target.asked_for.encode(),
        )  # fmt: skip
        sent = {**headers, "host": target.place, "connection": "close"}
        with (
            httpcore.HTTPConnection(url.origin, ssl_context=self._ssl_context, network_backend=door) as connection,
            connection.stream(
                "GET",
                url,
                headers=[(name.encode("latin-1", "replace"), value.encode()) for name, value in sent.items()],
                extensions={"timeout": self._timeout},
            ) as response,
        ):
            yield response

    def _checked(self, target: Target) -> Sequence[str]:
        check_name(target, self._allowed_hosts)
        if target.literal is not None:
            return [target.host]
        try:
            found = self._find(target.host, target.port)
        except OSError as unknown:
            if isinstance(unknown, socket.gaierror) and unknown.errno == socket.EAI_AGAIN:
                raise httpcore.ConnectError(str(unknown)) from unknown
            raise SourceFailed(f"{target.host} has no address on the network; check how it is spelled.") from unknown
        check_found(target, found, self._allowed_hosts)
        return found


class _Door(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[str], network: httpcore.NetworkBackend, deadline: Deadline) -> None:
        self._addresses = addresses
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """A connection to the first of the addresses that takes one."""
        fault: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses:
            try:
                left_s = self._deadline.left_s(timeout)
                opened = self._network.connect_tcp(address, port, left_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                fault = failed
            else:
                return _TimedStream(opened, self._deadline)
        raise fault


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every step ends by the deadline, however small the drops in which bytes come."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left_s(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left_s(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left_s(timeout))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


def unpacked(parts: Iterable[bytes], encoding: str, target: Target) -> Iterator[bytes]:
    """The body as it was before it was compressed for the way, in small parts.

    SourceFailed for bombs and unknown ways to compress; RemoteProtocolError where its end is missing.
    """
    if encoding in {"", "identity"}:
        yield from parts
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise SourceFailed(f"{target.shown} is compressed in a way that nobody asked for; tell those who run it.")
    try:
        yield from _inflated(parts, target)
    except zlib.error as broken:
        raise httpcore.RemoteProtocolError("the compressed body is broken") from broken


def _inflated(parts: Iterable[bytes], target: Target) -> Iterator[bytes]:
    inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
    came = made = 0
    for part in parts:
        came += len(part)
        packed = part
        while packed:
            if inflate.eof:
                # A second gzip member goes on with the text; anything else behind the end is padding.
                if not packed.startswith(_GZIP_MAGIC):
                    break
                inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
            plain = inflate.decompress(packed, PART_BYTES)
            made += len(plain)
            if made > max(ALWAYS_FINE_BYTES, LARGEST_RATIO * came):
                raise SourceFailed(f"{target.shown} unpacks to far more than it sent; it is not fetched.")
            yield plain
            packed = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    yield inflate.flush()
    if came and not inflate.eof:
        raise httpcore.RemoteProtocolError("the compressed body is incomplete")
