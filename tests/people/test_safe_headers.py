"""The headers that every answer carries, and what HTTPS adds."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from dashboard.people.safe_headers import ALWAYS, SafeHeaders

Header = tuple[bytes, bytes]


def dressed(kind: str, *headers: Header, https: bool = False) -> list[Header]:
    """The headers of a message of this kind after it went through the middleware."""
    sent: list[MutableMapping[str, Any]] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": kind, "headers": list(headers)})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError("nothing to read")

    asyncio.run(SafeHeaders(inside, lambda: https)({"type": "http"}, receive, send))
    return list(sent[0]["headers"])


@pytest.mark.parametrize("kind", ["http.response.start", "websocket.accept"])
def test_answers_and_websockets_carry_them(kind: str) -> None:
    assert dressed(kind) == list(ALWAYS)


def test_what_an_answer_says_itself_stands_and_content_policies_add_up() -> None:
    own = ((b"Referrer-Policy", b"no-referrer"), (b"content-security-policy", b"sandbox"))
    headers = dressed("http.response.start", *own)
    assert [value for name, value in headers if name.lower() == b"referrer-policy"] == [b"no-referrer"]
    policies = [value for name, value in headers if name == b"content-security-policy"]
    assert policies == [b"sandbox", b"frame-ancestors 'self'"]


def test_over_https_no_cookie_ever_leaves_by_another_way() -> None:
    cookies = ((b"set-cookie", b"a=1; Path=/"), (b"set-cookie", b"b=2; Secure"))
    headers = dressed("http.response.start", *cookies, https=True)
    assert headers[:2] == [(b"set-cookie", b"a=1; Path=/; Secure"), (b"set-cookie", b"b=2; Secure")]
    assert (b"strict-transport-security", b"max-age=31536000") in headers
    assert dressed("http.response.start", *cookies)[:2] == list(cookies)
