"""Receiving a file from a browser: block by block, by a signed address, whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from dashboard.intake import receiving
from dashboard.intake.receiving import Upload, receive
from dashboard.media.link_key import link_key
from dashboard.media.links import expiry, sign
from dashboard.settings import settings


class Client:
    """Puts files where the server takes them."""

    def put(self, address: str, *blocks: bytes) -> httpx.Response:
        return asyncio.run(self._put(address, blocks))

    async def _put(self, address: str, blocks: tuple[bytes, ...]) -> httpx.Response:
        async def body() -> AsyncIterator[bytes]:
            for block in blocks:
                yield block

        app = Starlette(routes=[Route("/upload/{token}", receive, methods=["PUT"])])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
            return await client.put(address, content=body())


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("GREENROOM_HOME", str(tmp_path))
    settings.cache_clear()
    link_key.cache_clear()
    yield Client()
    settings.cache_clear()
    link_key.cache_clear()


def left() -> list[str]:
    folder = Upload("x").path.parent
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_file_arrives_whole_under_the_id_of_its_upload(client: Client) -> None:
    upload = Upload.new()
    answer = client.put(upload.address, b"Rain ", b"on the quay.")
    assert (answer.status_code, answer.text) == (201, "17")
    assert upload.path.read_bytes() == b"Rain on the quay."
    assert left() == [upload.path.name]


def test_sending_again_puts_the_new_file_in_its_place(client: Client) -> None:
    upload = Upload.new()
    for words in (b"first", b"second"):
        client.put(upload.address, words)
    assert upload.path.read_bytes() == b"second"


def test_a_link_to_a_piece_takes_no_file_nor_does_one_that_nobody_signed(client: Client) -> None:
    for token in (sign("ab" * 32, "video/mp4", expiry(0) + 10**10, link_key()), "made.up"):
        assert client.put(f"/upload/{token}", b"x").status_code == 403
    assert left() == []


def test_an_address_ends_when_its_time_is_over(client: Client) -> None:
    token = Upload.new().address.rpartition("/")[2]
    assert client.put(f"/upload/{token}", b"x").status_code == 201
    stale = sign("ab" * 16, receiving._UPLOAD, 1, link_key())
    assert client.put(f"/upload/{stale}", b"x").status_code == 403


def test_too_large_a_file_is_refused_and_leaves_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "LARGEST_BYTES", 1 << 20)
    upload = Upload.new()
    answer = client.put(upload.address, bytes(2 << 20))
    assert answer.status_code == 413 and "Files end at 1 MB" in answer.text
    assert left() == []


def test_two_uploads_never_share_a_place() -> None:
    assert Upload.new() != Upload.new()
