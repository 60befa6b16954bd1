"""The security headers of every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.people.door import Application, Receive, Scope, Send

Header = tuple[bytes, bytes]

ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"frame-ancestors 'self'"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
OVER_HTTPS: Header = (b"strict-transport-security", b"max-age=31536000")


class SafeHeaders:
    """ASGI middleware: adds what an answer, or a websocket that opens, does not say itself.

    Where `https()` says that browsers come by HTTPS, they are told to keep to it, cookies included.
    """

    def __init__(self, app: Application, https: Callable[[], bool]) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""

        async def send_safely(message: Any) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message["headers"] = _dressed(list(message.get("headers", ())), self.https())
            await send(message)

        await self.app(scope, receive, send_safely)


def _dressed(headers: list[Header], https: bool) -> list[Header]:
    # Browsers hold to all content policies at once, so ours joins one that the answer has.
    said = {name.lower() for name, _ in headers} - {b"content-security-policy"}
    if https:
        headers = [_secure(header) for header in headers]
    return headers + [header for header in (*ALWAYS, *([OVER_HTTPS] if https else ())) if header[0] not in said]


def _secure(header: Header) -> Header:
    name, value = header
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return header
    return name, value + b"; Secure"
