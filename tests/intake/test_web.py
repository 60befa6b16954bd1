"""How the guarded client bears with real servers: the patient, the busy, the broken and the hostile ones."""

from __future__ import annotations

import gzip
import logging
import socket
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dashboard.errors import SourceFailed
from dashboard.intake.web import HeaderTooLarge, Limits, Web
from tests.intake.stage import PUBLIC, Stage
from tests.services import Asked, Reply, Service, service

QUICK = Limits(connect_s=2, read_s=2, answer_s=1, answer_bytes=100_000)


def client(*services: Service, limits: Limits = QUICK, slept: list[float] | None = None) -> Web:
    """A client for services of a test; pauses are noted and not made."""
    note = (slept if slept is not None else []).append
    return Web(allowed_hosts=[one.host for one in services], limits=limits, sleep=note, chance=lambda: 0, contact="")


def test_an_answer_comes_with_status_headers_and_body() -> None:
    with service(lambda asked: Reply(b'{"a": 1}', headers={"X-Told": asked.query["q"]})) as here:
        answer = client(here).get(f"{here.url}/a b?x=1", params={"q": "é&"}, headers={"Accept": "application/json"})
        assert answer.json() == {"a": 1}
        assert (answer.status, answer.headers["x-told"]) == (200, "é&")
        assert answer.url == f"{here.url}/a%20b?x=1&q=%C3%A9%26"
        assert here.asked[0].headers["accept"] == "application/json"
        assert here.asked[0].headers["user-agent"].startswith("Greenroom/")


def test_the_contact_stands_in_the_user_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_CONTACT", "desk@example.org\r\nX-Evil: 1")
    with service(lambda _: Reply()) as here:
        Web(allowed_hosts={here.host}).get(here.url)
        assert here.asked[0].headers["user-agent"].endswith(" (+desk@example.orgX-Evil: 1)")
        assert "x-evil" not in here.asked[0].headers


def test_what_has_not_changed_is_given_back_as_such() -> None:
    def answer(asked: Asked) -> Reply:
        return (
            Reply(status=304) if asked.headers.get("if-none-match") == '"1"' else Reply(b"new", headers={"ETag": '"1"'})
        )

    with service(answer) as here:
        first = client(here).get(here.url)
        again = client(here).get(here.url, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status, again.body) == (304, b"")


def test_a_busy_server_is_asked_again_when_it_says() -> None:
    in_a_while = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    replies = iter(
        [
            Reply(status=429, headers={"Retry-After": "7"}),
            Reply(status=503, headers={"Retry-After": in_a_while}),
            Reply(status=502),
            Reply(b"at last"),
        ]
    )
    slept: list[float] = []
    with service(lambda _: next(replies)) as here:
        assert client(here, slept=slept).get(here.url).body == b"at last"
    assert slept[0] == 7
    assert 20 < slept[1] <= 30
    assert slept[2] == 4


def test_a_server_that_stays_busy_is_left_alone_after_four_tries() -> None:
    slept: list[float] = []
    with service(lambda _: Reply(status=503)) as here:
        with pytest.raises(SourceFailed, match="is busy"):
            client(here, slept=slept).get(here.url)
        assert len(here.asked) == 4
    assert slept == [1, 2, 4]


def test_a_server_that_asks_for_an_hour_is_not_waited_for() -> None:
    slept: list[float] = []
    with (
        service(lambda _: Reply(status=429, headers={"Retry-After": "3600"})) as here,
        pytest.raises(SourceFailed, match="60 minutes"),
    ):
        client(here, slept=slept).get(here.url)
    assert slept == []


def test_a_truncated_body_is_fetched_again() -> None:
    replies = iter([Reply(b"a" * 50, truncate_at=20), Reply(b"a" * 50)])
    with service(lambda _: next(replies)) as here:
        assert client(here).get(here.url).body == b"a" * 50


def test_a_body_that_is_always_truncated_is_given_up() -> None:
    with service(lambda _: Reply(b"a" * 50, truncate_at=20)) as here:
        with pytest.raises(SourceFailed, match="broke before all had come"):
            client(here).get(here.url)
        assert len(here.asked) == 4


def test_a_slow_drip_ends() -> None:
    with (
        service(lambda _: Reply(b"a" * 2000, drip_s=0.02)) as here,
        pytest.raises(SourceFailed, match="too slowly"),
    ):
        client(here, limits=Limits(answer_s=0.3)).get(here.url)


def test_a_server_that_says_nothing_is_given_up() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(SourceFailed, match="too slowly"):
            Web(allowed_hosts={host}, limits=Limits(read_s=0.1)).get(f"http://{host}/")


def test_compressed_answers_are_unpacked() -> None:
    packed = gzip.compress(b"first ") + gzip.compress(b"second")
    with service(lambda _: Reply(packed, headers={"Content-Encoding": "gzip"})) as here:
        assert client(here).get(here.url).body == b"first second"


def test_a_compressed_answer_without_its_end_is_not_taken_for_whole() -> None:
    packed = gzip.compress(bytes(range(256)) * 20)[:-20]
    with (
        service(lambda _: Reply(packed, headers={"Content-Encoding": "gzip"})) as here,
        pytest.raises(SourceFailed, match="broke before"),
    ):
        client(here).get(here.url)


@pytest.mark.parametrize("plain_bytes", [150_000, 30_000_000])
def test_a_bomb_is_not_unpacked(plain_bytes: int) -> None:
    bomb = gzip.compress(bytes(plain_bytes))
    limits = Limits(answer_bytes=100_000 if plain_bytes < 1_000_000 else 100_000_000)
    with (
        service(lambda _: Reply(bomb, headers={"Content-Encoding": "gzip"})) as here,
        pytest.raises(SourceFailed, match=r"far more than it sent|at once"),
    ):
        client(here, limits=limits).get(here.url)


def test_an_answer_beyond_the_cap_is_refused() -> None:
    with service(lambda _: Reply(b"a" * 100_001)) as here, pytest.raises(SourceFailed, match="100,000 bytes at once"):
        client(here).get(here.url)


def test_a_compression_that_nobody_asked_for_is_refused() -> None:
    with (
        service(lambda _: Reply(b"?", headers={"Content-Encoding": "br"})) as here,
        pytest.raises(SourceFailed, match="compressed in a way"),
    ):
        client(here).get(here.url)


def test_long_headers_pass_and_endless_ones_are_told_apart() -> None:
    with service(lambda asked: Reply(b"ok", headers={"X-Json": "x" * int(asked.query["n"])})) as here:
        web = client(here)
        assert len(web.get(here.url, params={"n": "90000"}).headers["x-json"]) == 90_000
        with pytest.raises(HeaderTooLarge, match="ask it for less"):
            web.get(here.url, params={"n": "200000"})
        assert len(here.asked) == 2


def test_five_redirects_are_followed_and_six_are_not() -> None:
    def answer(asked: Asked) -> Reply:
        left = int(asked.path.strip("/"))
        return Reply(status=307, headers={"Location": f"{left - 1}"}) if left else Reply(b"there")

    with service(answer) as here:
        assert client(here).get(f"{here.url}/5").url == f"{here.url}/0"
        with pytest.raises(SourceFailed, match="more than 5 times"):
            client(here).get(f"{here.url}/6")


def test_a_circle_of_redirects_ends() -> None:
    with service(lambda asked: Reply(status=301, headers={"Location": "/b" if asked.path == "/a" else "/a"})) as here:
        with pytest.raises(SourceFailed, match="in a circle"):
            client(here).get(f"{here.url}/a")
        assert len(here.asked) == 2


def test_a_key_stays_with_the_host_that_it_was_given_for() -> None:
    given = {"Authorization": "Bearer SECRET", "X-Api-Key": "SECRET", "Accept": "text/plain"}
    with service(lambda _: Reply(b"file")) as other:
        moved = {"/own": "/here", "/other": f"{other.url}/there"}
        answer = lambda asked: (  # noqa: E731
            Reply(status=302, headers={"Location": moved[asked.path]}) if asked.path in moved else Reply(b"file")
        )
        with service(answer) as here:
            web = client(here, other)
            web.get(f"{here.url}/own", headers=given)
            web.get(f"{here.url}/other", headers=given)
            assert here.asked[1].headers["authorization"] == "Bearer SECRET"
        assert other.asked[0].headers["accept"] == "text/plain"
        assert "SECRET" not in str(other.asked)


@pytest.mark.parametrize(("status", "words"), [(401, "check its key"), (404, "is not there"), (500, "answered 500")])
def test_a_status_that_nobody_wants_is_said_in_a_sentence_without_the_query(
    status: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with service(lambda _: Reply(status=status)) as here, pytest.raises(SourceFailed, match=words) as failed:
        client(here).get(f"{here.url}/a?key=SECRET", params={"token": "SECRET"}, headers={"X-Api-Key": "SECRET"})
    assert "/a" in str(failed.value)
    assert "SECRET" not in str(failed.value) + caplog.text


def test_a_status_that_is_wanted_is_given_back() -> None:
    with service(lambda _: Reply(b"gone", status=404)) as here:
        assert client(here).get(here.url, ok=(200, 404)).status == 404


def test_what_is_no_json_is_said_without_the_query() -> None:
    with service(lambda _: Reply(b"<html>")) as here, pytest.raises(SourceFailed, match="sent no JSON") as failed:
        client(here).get(f"{here.url}/a?key=SECRET").json()
    assert "SECRET" not in str(failed.value)


def test_a_key_with_a_line_break_is_refused_and_not_sent() -> None:
    with service(lambda _: Reply()) as here:
        with pytest.raises(SourceFailed, match="check its key") as failed:
            client(here).get(here.url, headers={"Authorization": "SECRET\r\nX: y"})
        assert here.asked == []
    assert "SECRET" not in str(failed.value)


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(SourceFailed, match=r"nowhere\.example has no address"):
        Web(find=unknown).get("https://nowhere.example/")


def test_a_public_host_is_asked_in_turn_and_our_own_are_not() -> None:
    slept: list[float] = []
    with service(lambda _: Reply(b"ok")) as here:
        stage = Stage(int(here.host.rpartition(":")[2]))
        web = Web(
            allowed_hosts={here.host}, find=lambda _host, _port: [PUBLIC], network=stage, clock=lambda: 0.0,
            sleep=slept.append,
        )  # fmt: skip
        for _ in range(7):
            web.get(here.url)
        assert slept == []
        for _ in range(7):
            web.get("http://public.example/")
    assert slept == [1, 2]
