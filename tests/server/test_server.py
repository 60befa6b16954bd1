"""The real server over HTTP: signed media, health, headers, and who is answered at all."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from dashboard.media.link_key import stored_key
from dashboard.media.links import expiry, sign
from dashboard.media.store import MediaStore
from dashboard.people.door import REFUSAL
from tests.running_server import RunningServer, greenroom

SOUND = bytes(range(256)) * 40
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with greenroom(tmp_path_factory.mktemp("served")) as started:
        yield started


def link(server: RunningServer, content: bytes, media_type: str, expires_at_s: int | None = None) -> str:
    stored = MediaStore(server.home / "media").put_bytes(content)
    key = stored_key(server.home / "link.key")
    return "/piece/" + sign(stored.content_hash, media_type, expires_at_s or expiry(time.time()), key)


def test_a_signed_link_gives_the_file_with_its_type(server: RunningServer) -> None:
    status, headers, body = server.get(link(server, SOUND, "audio/mpeg"))
    assert (status, headers["content-type"], body) == (200, "audio/mpeg", SOUND)
    assert headers["cache-control"].startswith("private, max-age=") and "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"


def test_no_answer_tells_when_a_file_came_in(server: RunningServer) -> None:
    address = link(server, SOUND, "audio/mpeg")
    headers = server.get(address)[1]
    assert headers["last-modified"] == "Thu, 01 Jan 1970 00:00:00 GMT"
    assert hashlib.sha256(SOUND).hexdigest() in headers["etag"]


def test_a_player_can_ask_for_a_part(server: RunningServer) -> None:
    status, headers, body = server.get(link(server, SOUND, "video/mp4"), {"Range": "bytes=100-199"})
    assert (status, body) == (206, SOUND[100:200])
    assert headers["content-range"] == f"bytes 100-199/{len(SOUND)}"


def test_a_drawing_gets_no_rights_as_a_document(server: RunningServer) -> None:
    _, headers, _ = server.get(link(server, DRAWING, "image/svg+xml"))
    policies = headers.get_all("content-security-policy") or []
    assert any("sandbox" in policy and "default-src 'none'" in policy for policy in policies)
    assert any("frame-ancestors 'self'" in policy for policy in policies)


@pytest.mark.parametrize("media_type", ["text/html", "application/xhtml+xml", "text/xml", "application/javascript"])
def test_no_file_is_served_as_a_page_or_a_script(server: RunningServer, media_type: str) -> None:
    _, headers, _ = server.get(link(server, b"<script>alert(1)</script>", media_type))
    assert headers["content-type"].split(";")[0] in {"text/plain", "application/octet-stream"}


def test_a_link_that_was_changed_or_has_expired_is_refused_in_one_sentence(server: RunningServer) -> None:
    good = link(server, SOUND, "audio/mpeg")
    for bad in (good[:-9] + "x" * 9, link(server, SOUND, "audio/mpeg", int(time.time()) - 1), "/piece/x"):
        status, headers, body = server.get(bad)
        assert (status, headers["cache-control"]) == (403, "no-store")
        assert body == b"This link is not one of ours or has expired; open the page again for a new one."


def test_a_file_that_the_store_lost_is_named_and_not_found(server: RunningServer) -> None:
    token = sign("0" * 64, "audio/mpeg", expiry(time.time()), stored_key(server.home / "link.key"))
    status, _, body = server.get(f"/piece/{token}")
    assert status == 404 and b"is not in the store" in body


@pytest.mark.parametrize("path", ["/piece/", "/piece", "/app/static/", "/app/static/fonts/", "/media/"])
def test_nothing_can_be_listed(server: RunningServer, path: str) -> None:
    link(server, SOUND, "audio/mpeg")
    _, _, body = server.get(path)
    assert b"link.key" not in body and b"Inter-Regular" not in body and SOUND[:64] not in body


def test_the_fonts_are_served_from_here(server: RunningServer) -> None:
    assert server.get("/app/static/fonts/Inter-Regular.otf")[0] == 200


def test_health_is_one_word(server: RunningServer) -> None:
    status, _, body = server.get("/healthz")
    assert (status, body) == (200, b'{"status":"ok"}')


@pytest.mark.parametrize(
    "path", ["/", "/payments", "/healthz", "/_stcore/health", "/piece/x", "/app/static/favicon.png"]
)
def test_every_answer_carries_the_safe_headers(server: RunningServer, path: str) -> None:
    _, headers, _ = server.get(path)
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/", "/payments", "/healthz", "/_stcore/health", "/piece/x"])
@pytest.mark.parametrize(
    "strange", [{"Host": "evil.example"}, {"Host": "evil.example:8501"}, {"X-Forwarded-For": "127.0.0.1"}]
)
def test_in_the_local_mode_a_strange_request_gets_one_sentence(
    server: RunningServer, path: str, strange: dict[str, str]
) -> None:
    status, _, body = server.get(path, strange)
    assert (status, body.decode()) == (403, REFUSAL)


def websocket_status(server: RunningServer, host: str, origin: str) -> bytes:
    """The status of the answer to a websocket handshake."""
    address = urlsplit(server.url)
    lines = (
        "GET /_stcore/stream HTTP/1.1", f"Host: {host}", f"Origin: http://{origin}", "Connection: Upgrade",
        "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return connection.recv(64).split()[1]


def test_in_the_local_mode_only_our_own_pages_open_a_websocket(server: RunningServer) -> None:
    ours = urlsplit(server.url).netloc
    assert websocket_status(server, ours, ours) == b"101"
    assert websocket_status(server, "evil.example", "evil.example") == b"403"
    assert websocket_status(server, ours, "evil.example") == b"403"


def test_a_server_with_unreadable_secrets_does_not_start(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("broken")
    with (
        pytest.raises(AssertionError, match=r"secrets\.toml cannot be read as TOML") as told,
        greenroom(home, secrets="[auth\n"),
    ):
        pass
    assert "Traceback" not in str(told.value)


def test_the_first_page_is_found_by_its_name(server: RunningServer) -> None:
    status, headers, _ = server.get("/home?episode=2")
    assert (status, headers["location"]) == (307, "/?episode=2")
