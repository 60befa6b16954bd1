"""Bringing people back, after they signed in, to the page they asked for."""

from __future__ import annotations

import re
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from dashboard.people.door import Application, Receive, Scope, Send

LOGIN, CALLBACK, COOKIE = "/auth/login", "/oauth2callback", "greenroom_next"
_QUERY = re.compile(r"[\w.~%=&+-]{0,500}", re.ASCII)


def own_place(url: str, pages: Collection[str]) -> str | None:
    """The path and query of `url` if they name one of our pages, else None; never another host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    page = parts.path.strip("/")
    if page not in pages or not _QUERY.fullmatch(parts.query):
        return None
    return f"/{page}?{parts.query}" if parts.query else f"/{page}"


class ReturnPath:
    """ASGI middleware: remembers the page from which somebody goes to sign in, and sends them back to it.

    The page is kept in a cookie of ten minutes and checked again when it is used.
    """

    def __init__(self, app: Application, pages: Collection[str]) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add or use the cookie on the two responses of a sign-in; pass all else on."""
        step = scope["path"] if scope["type"] == "http" else ""
        place = None
        if step == LOGIN:
            place = own_place(_header(scope, b"referer"), self.pages)
        elif step == CALLBACK:
            place = own_place(_cookie(_header(scope, b"cookie")), self.pages)
        if place is None:
            await self.app(scope, receive, send)
            return

        async def send_marked(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _marked(list(message["headers"]), step, place)
            await send(message)

        await self.app(scope, receive, send_marked)


def _marked(headers: list[tuple[bytes, bytes]], step: str, place: str) -> list[tuple[bytes, bytes]]:
    age_s = 600 if step == LOGIN else 0
    kept = f"{COOKIE}={place if age_s else ''}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Lax"
    if step == CALLBACK:
        start, back = (b"location", b"/"), (b"location", place.encode())
        headers = [back if header == start else header for header in headers]
    return [*headers, (b"set-cookie", kept.encode())]


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""
