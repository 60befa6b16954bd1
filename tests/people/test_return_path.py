"""Coming back after a sign-in: to one of our own pages or to the start, never elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.people.return_path import ReturnPath, own_place

PAGES = {"home", "payments"}


def passing(path: str, header: tuple[bytes, str], location: bytes) -> dict[bytes, bytes]:
    """The headers of a redirect to `location` after it went through the middleware."""
    sent: list[MutableMapping[str, Any]] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 302, "headers": [(b"location", location)]})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError("nothing to read")

    scope = {"type": "http", "path": path, "headers": [(header[0], header[1].encode())]}
    asyncio.run(ReturnPath(inside, PAGES)(scope, receive, send))
    return dict(sent[0]["headers"])


def test_the_page_of_the_sign_in_is_where_the_callback_leads() -> None:
    place = "http://localhost:8501/payments?episode=3&tab=2"
    kept = passing("/auth/login", (b"referer", place), b"https://id.example.org/")
    assert kept[b"location"] == b"https://id.example.org/"
    assert b"HttpOnly" in kept[b"set-cookie"] and b"Max-Age=600" in kept[b"set-cookie"]
    cookie = kept[b"set-cookie"].decode().split(";")[0]
    back = passing("/oauth2callback", (b"cookie", f"other=1; {cookie}"), b"/")
    assert back[b"location"] == b"/payments?episode=3&tab=2"
    assert b"Max-Age=0" in back[b"set-cookie"]


def test_a_callback_that_leads_elsewhere_is_left_alone() -> None:
    back = passing("/oauth2callback", (b"cookie", "greenroom_next=/payments"), b"https://id.example.org/out")
    assert back[b"location"] == b"https://id.example.org/out"


@pytest.mark.parametrize(
    "place",
    [
        "//evil.example",
        "https://evil.example/x",
        "/nowhere",
        "/auth/login",
        "/payments?x=\r\nSet-Cookie:a",
        "/",
        "",
        "[",
        'x"',
    ],
)
def test_any_other_place_is_forgotten(place: str) -> None:
    assert own_place(place, PAGES) is None
    cookie = place.replace("\r", "").replace("\n", "")
    assert passing("/oauth2callback", (b"cookie", f"greenroom_next={cookie}"), b"/")[b"location"] == b"/"


@given(st.text())
def test_whatever_comes_the_answer_is_a_path_of_ours(url: str) -> None:
    place = own_place(url, PAGES)
    assert place is None or place.split("?")[0] in {"/home", "/payments"}
