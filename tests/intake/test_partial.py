"""Downloads: whole or not at all, resumed where they broke off, and never more than may be."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.errors import GreenroomError, SourceFailed
from dashboard.intake.web import Limits, Stopped, TooLarge, Web
from tests.services import Asked, Reply, Service, service

BODY = bytes(range(256)) * 40


def client(here: Service, limits: Limits | None = None, free_bytes: int = 1 << 40) -> Web:
    return Web(
        allowed_hosts={here.host}, limits=limits or Limits(), sleep=lambda _: None, free_bytes=lambda _: free_bytes
    )


def breaking(at: int, *, etag: str = '"1"', ranges: bool = True, later_etag: str = "") -> Callable[[Asked], Reply]:
    """A server that breaks off the first answer, and then does as it is told, or not."""
    asked_before: list[Asked] = []

    def answer(asked: Asked) -> Reply:
        asked_before.append(asked)
        now = etag if len(asked_before) == 1 else later_etag or etag
        headers = {"ETag": now} if now else {}
        if len(asked_before) == 1:
            return Reply(BODY, headers=headers | {"Content-Type": "image/PNG; x=y"}, truncate_at=at)
        wanted = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("range", ""))
        if ranges and wanted and asked.headers.get("if-range") == now:
            start = int(wanted[1])
            told = {"Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"}
            return Reply(BODY[start:], status=206, headers=headers | told)
        return Reply(BODY, headers=headers)

    return answer


def assert_nothing_left(folder: Path) -> None:
    assert list(folder.iterdir()) == []


def test_a_file_comes_with_its_hash_type_and_etag(tmp_path: Path) -> None:
    headers = {"Content-Type": "Image/PNG; charset=x", "ETag": 'W/"7"'}
    with service(lambda _: Reply(BODY, headers=headers)) as here:
        got = client(here).download(f"{here.url}/a.png", tmp_path / "a", largest_bytes=len(BODY))
        assert here.asked[0].headers["accept-encoding"] == "identity"
    assert got is not None
    assert (got.sha256, got.size_bytes) == (hashlib.sha256(BODY).hexdigest(), len(BODY))
    assert (got.mime, got.etag) == ("image/png", 'W/"7"')
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == BODY


def test_a_file_that_is_still_the_same_is_not_fetched(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=304) if asked.headers.get("if-none-match") == '"1"' else Reply(BODY)

    with service(answer) as here:
        assert client(here).download(here.url, tmp_path / "a", largest_bytes=99999, etag='"1"') is None
        assert_nothing_left(tmp_path)
        assert client(here).download(here.url, tmp_path / "a", largest_bytes=99999, etag='"2"') is not None


def test_a_broken_download_goes_on_where_it_broke(tmp_path: Path) -> None:
    with service(breaking(3000)) as here:
        got = client(here).download(here.url, tmp_path / "a", largest_bytes=99999)
        assert here.asked[1].headers["range"] == "bytes=3000-"
    assert got is not None
    assert (got.sha256, got.mime, got.etag) == (hashlib.sha256(BODY).hexdigest(), "image/png", '"1"')
    assert (tmp_path / "a").read_bytes() == BODY


@pytest.mark.parametrize(
    "server",
    [
        breaking(3000, ranges=False),
        breaking(3000, later_etag='"2"'),
        breaking(3000, etag=""),
        breaking(3000, etag='W/"weak"'),
    ],
)
def test_a_broken_download_starts_again_where_it_cannot_go_on(server: Callable[[Asked], Reply], tmp_path: Path) -> None:
    with service(server) as here:
        got = client(here).download(here.url, tmp_path / "a", largest_bytes=99999)
        assert len(here.asked) == 2
    assert got is not None
    assert got.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (tmp_path / "a").read_bytes() == BODY


@pytest.mark.parametrize(
    "wrong",
    [
        Reply(BODY[2000:], status=206, headers={"ETag": '"1"', "Content-Range": f"bytes 2000-10239/{len(BODY)}"}),
        Reply(BODY[3000:], status=206, headers={"ETag": '"2"', "Content-Range": f"bytes 3000-10239/{len(BODY)}"}),
        Reply(BODY[3000:], status=206, headers={"ETag": '"1"'}),
        Reply(b"", status=416, headers={"Content-Range": f"bytes */{len(BODY)}"}),
    ],
)
def test_a_part_that_does_not_fit_is_thrown_away(wrong: Reply, tmp_path: Path) -> None:
    replies = iter([Reply(BODY, headers={"ETag": '"1"'}, truncate_at=3000), wrong, Reply(BODY)])
    with service(lambda _: next(replies)) as here:
        assert client(here).download(here.url, tmp_path / "a", largest_bytes=99999) is not None
        assert "range" not in here.asked[2].headers
    assert (tmp_path / "a").read_bytes() == BODY


def test_a_part_that_ends_early_is_completed(tmp_path: Path) -> None:
    def told(first: int, last: int) -> dict[str, str]:
        return {"ETag": '"1"', "Content-Range": f"bytes {first}-{last}/{len(BODY)}"}

    replies = iter(
        [
            Reply(BODY, headers={"ETag": '"1"'}, truncate_at=3000),
            Reply(BODY[3000:5000], status=206, headers=told(3000, 4999)),
            Reply(BODY[5000:], status=206, headers=told(5000, len(BODY) - 1)),
        ]
    )
    with service(lambda _: next(replies)) as here:
        assert client(here).download(here.url, tmp_path / "a", largest_bytes=99999) is not None
    assert (tmp_path / "a").read_bytes() == BODY


def test_tries_that_get_on_do_not_count(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        start = int(asked.headers.get("range", "bytes=0-")[6:-1])
        told = {"ETag": '"1"', "Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"}
        return Reply(BODY[start:], status=206 if start else 200, headers=told, truncate_at=1100)

    with service(answer) as here:
        web = client(here, Limits(slow_bytes=1000))
        assert web.download(here.url, tmp_path / "a", largest_bytes=99999) is not None
        assert len(here.asked) == 10
    assert (tmp_path / "a").read_bytes() == BODY


def test_tries_that_do_not_get_on_end(tmp_path: Path) -> None:
    with service(lambda _: Reply(BODY, truncate_at=3000)) as here:
        with pytest.raises(SourceFailed, match="broke before all had come"):
            client(here).download(here.url, tmp_path / "a", largest_bytes=99999)
        assert len(here.asked) == 4
    assert_nothing_left(tmp_path)


def test_a_file_beyond_the_cap_is_refused_before_it_comes(tmp_path: Path) -> None:
    with service(lambda _: Reply(BODY)) as here, pytest.raises(TooLarge, match=r"film\.mp4 is larger"):
        client(here).download(f"{here.url}/film.mp4?key=1", tmp_path / "a", largest_bytes=len(BODY) - 1)
    assert_nothing_left(tmp_path)


def test_a_file_that_hides_its_size_is_stopped_at_the_cap(tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    assert len(packed) < len(BODY) // 2
    with (
        service(lambda _: Reply(packed, headers={"Content-Encoding": "gzip"})) as here,
        pytest.raises(TooLarge),
    ):
        client(here).download(here.url, tmp_path / "a", largest_bytes=len(BODY) // 2)
    assert_nothing_left(tmp_path)


def test_a_compressed_file_is_kept_unpacked(tmp_path: Path) -> None:
    with service(lambda _: Reply(gzip.compress(BODY), headers={"Content-Encoding": "gzip"})) as here:
        got = client(here).download(here.url, tmp_path / "a", largest_bytes=99999)
    assert got is not None
    assert got.sha256 == hashlib.sha256(BODY).hexdigest()


def test_a_full_disk_is_said_before_anything_comes(tmp_path: Path) -> None:
    with service(lambda _: Reply(BODY)) as here, pytest.raises(GreenroomError, match=r"disk .* is full") as full:
        client(here, free_bytes=1000).download(here.url, tmp_path / "a", largest_bytes=99999)
    assert not isinstance(full.value, SourceFailed)
    assert_nothing_left(tmp_path)


def test_a_disk_that_fills_up_meanwhile_is_noticed(tmp_path: Path) -> None:
    free = iter([1 << 40, 1000])
    seconds = iter(range(10**6))
    with service(lambda _: Reply(BODY)) as here, pytest.raises(GreenroomError, match=r"disk .* is full"):
        Web(
            allowed_hosts={here.host}, free_bytes=lambda _: next(free), clock=lambda: float(next(seconds)),
            limits=Limits(slow_s=10**6),
        ).download(here.url, tmp_path / "a", largest_bytes=99999)  # fmt: skip
    assert_nothing_left(tmp_path)


def test_a_drip_below_the_slowest_rate_is_given_up(tmp_path: Path) -> None:
    with service(lambda _: Reply(BODY, drip_s=0.02)) as here:
        with pytest.raises(SourceFailed, match="too slowly"):
            client(here, Limits(slow_s=0.4, slow_bytes=1000)).download(here.url, tmp_path / "a", largest_bytes=99999)
        assert len(here.asked) == 1
    assert_nothing_left(tmp_path)


def test_a_slow_download_above_that_rate_comes_in(tmp_path: Path) -> None:
    with service(lambda _: Reply(BODY[:60], drip_s=0.01)) as here:
        got = client(here, Limits(slow_s=0.3, slow_bytes=5)).download(here.url, tmp_path / "a", largest_bytes=99999)
    assert got is not None
    assert got.size_bytes == 60


def test_a_connection_that_falls_silent_is_made_anew(tmp_path: Path) -> None:
    replies = iter([Reply(BODY, headers={"ETag": '"1"'}, drip_s=0.5), Reply(BODY)])
    with service(lambda _: next(replies)) as here:
        got = client(here, Limits(read_s=0.1)).download(here.url, tmp_path / "a", largest_bytes=99999)
        assert len(here.asked) == 2
    assert got is not None
    assert (tmp_path / "a").read_bytes() == BODY


def test_a_download_can_be_stopped(tmp_path: Path) -> None:
    seconds = iter(range(10**6))
    with service(lambda _: Reply(BODY)) as here, pytest.raises(Stopped):
        Web(allowed_hosts={here.host}, clock=lambda: float(next(seconds)), limits=Limits(slow_s=10**6)).download(
            here.url, tmp_path / "a", largest_bytes=99999, stop=lambda: True
        )
    assert_nothing_left(tmp_path)


def test_a_failed_download_leaves_what_was_there_before(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")
    with service(lambda _: Reply(status=404)) as here, pytest.raises(SourceFailed, match="is not there"):
        client(here).download(here.url, tmp_path / "a", largest_bytes=99999)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"before")]
