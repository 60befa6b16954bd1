"""Who gets as far as the program at all: in the local mode, only this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

REFUSAL = (
    "Greenroom runs without sign-in here and therefore answers only the machine it runs on, at "
    "http://localhost; to open it to others, set up sign-in in .streamlit/secrets.toml."
)
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")


def is_this_machine(host: str) -> bool:
    """Whether a Host header, with or without a port, names this machine and not what DNS may point here."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name in {"localhost", "127.0.0.1", "::1"}


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine, asks for it by its own name, and was passed on by nobody."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(hosts) != 1 or not is_this_machine(hosts[0]):
        return False
    if any(name in _FORWARDED for name, _ in headers):
        return False
    client = scope.get("client")
    return client is not None and _is_loopback(client[0])


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return parsed.is_loopback or (mapped is not None and mapped.is_loopback)


class ThisMachineOnly:
    """ASGI middleware: refuses whoever is not local while `applies()` says that nobody signs in here."""

    def __init__(self, app: Application, applies: Callable[[], bool]) -> None:
        self.app = app
        self.applies = applies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with one sentence (a websocket: close it before it opens)."""
        if scope["type"] not in {"http", "websocket"} or not self.applies() or is_local(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "Only this machine."})
        else:
            plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 403, "headers": plain})
            await send({"type": "http.response.body", "body": REFUSAL.encode()})
