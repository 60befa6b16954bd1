"""The guarded client: what it never connects to, and how it bears with real servers."""

from __future__ import annotations

import gzip
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpcore
import pytest

from dashboard.errors import AddressRefused, SourceFailed
from dashboard.intake.web import HeaderTooLarge, Limits, Web
from tests.services import Asked, Reply, Service, service

PUBLIC = "93.184.216.34"
QUICK = Limits(connect_s=2, read_s=2, answer_s=1, answer_bytes=100_000, slow_s=1, slow_bytes=1000)


class Trap:
    """Listens on one port of both loopback addresses; nothing but a connection to it makes it count."""

    def __init__(self) -> None:
        self.sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = self.sockets[0].getsockname()[1]
        if socket.has_ipv6:
            self.sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for listening in self.sockets:
            listening.setblocking(False)

    def connections(self) -> int:
        """How many came since it was asked last."""
        return sum(self._came(listening) for listening in self.sockets)

    @staticmethod
    def _came(listening: socket.socket) -> int:
        came = 0
        while True:
            try:
                listening.accept()[0].close()
            except BlockingIOError:
                return came
            came += 1


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    for listening in made.sockets:
        listening.close()


class Stage(httpcore.SyncBackend):
    """A network in which the public addresses are played by loopback; keeps which ones were connected to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connected: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *rest: object, **more: object) -> httpcore.NetworkStream:
        self.connected.append((host, port))
        if host == PUBLIC:
            host, port = "127.0.0.1", self.port
        return super().connect_tcp(host, port, *rest, **more)  # type: ignore[arg-type]


def as_hostile_names_resolve(host: str, port: int) -> Sequence[str]:
    """Numbers as the system's resolver reads them, in every notation that it takes; any name leads to loopback."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except OSError:
        return ["127.0.0.1", "::1"]
    return [str(entry[4][0]) for entry in found]


HOSTILE = [
    # loopback, plainly and in every notation that a resolver or inet_aton takes
    "http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "HTTP://127.0.0.1:{port}/", "http://127.0.0.1.:{port}/",
    "http://127.255.255.254:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/", "http://2130706433:{port}/",
    "http://2130706433.:{port}/", "http://0x7f000001:{port}/", "http://0X7F000001:{port}/", "http://0x7f.0.0.1:{port}/",
    "http://0x7f.1:{port}/", "http://0177.0.0.1:{port}/", "http://017700000001:{port}/", "http://0177.1:{port}/",
    "http://127.0.0.0x1:{port}/", "http://0127.0.0.1:{port}/", "http://00000127.0.0.1:{port}/",
    "http://0.0.0.0:{port}/", "http://0:{port}/", "http://0x0:{port}/", "http://00.00.00.00:{port}/",
    "http://１２７.０.０.１:{port}/", "http://①②⑦.0.0.1:{port}/", "http://127。0。0。1:{port}/", "http://127｡0｡0｡1:{port}/",
    "http://%31%32%37.0.0.1:{port}/", "http://127.0.0.1%00.example.org:{port}/", "http://127.0.0.1%2f:{port}/",
    # version 6, with version 4 in it
    "http://[::1]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/", "http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/", "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/", "http://[2002:7f00:1::]:{port}/", "http://[::1%25lo]:{port}/",
    "http://[::1%lo]:{port}/", "http://[fe80::1%25lo]:{port}/", "http://[127.0.0.1]:{port}/", "http://::1:{port}/",
    # private networks, and where clouds keep keys
    "http://10.0.0.1:{port}/", "http://172.16.0.1:{port}/", "http://192.168.0.1:{port}/", "http://100.64.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/", "http://[::ffff:169.254.169.254]/",
    "http://2852039166/latest/", "http://0xa9fea9fe/", "http://metadata/", "http://metadata.google.internal/",
    "http://instance-data.ec2.internal:{port}/", "http://100.100.100.200/", "http://[fc00::1]:{port}/",
    "http://224.0.0.1:{port}/", "http://255.255.255.255:{port}/", "http://[ff02::1]:{port}/", "http://198.18.0.1:{port}/",
    # names
    "http://localhost:{port}/", "http://LOCALHOST.:{port}/", "http://a.localhost:{port}/", "http://lo\u00adcalhost:{port}/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/", "http://localhost.localdomain:{port}/", "http://nas:{port}/", "http://nas.local:{port}/",
    "http://loopback.example.org:{port}/", "http://127.0.0.1.nip.example:{port}/",
    # users, fragments, backslashes and signs that some read otherwise
    "http://good.example@127.0.0.1:{port}/", "http://good.example:80@127.0.0.1:{port}/", "http://a@b@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@good.example/", "http://good.example#@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@a.example/",
    "http://good.example?@127.0.0.1:{port}/", "http://127.0.0.1:{port}\\@good.example/", "http:\\\\127.0.0.1:{port}\\",
    "http:/127.0.0.1:{port}/", "http:127.0.0.1:{port}/", "http:///127.0.0.1:{port}/", "//127.0.0.1:{port}/",
    "127.0.0.1:{port}", "http://127.0.0.1:{port}:80/", "http://127.0.0.1 :{port}/", "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1:{port}/\r\nX: y", "http://127.0.0.1\r\n:{port}/", "http://127.0.0.1:{port}/\x00",
    "http://\x00127.0.0.1:{port}/", "http://127.0.0.1\u2028:{port}/", "ht\ntp://127.0.0.1:{port}/",
    # other schemes
    "file:///etc/passwd", "file://127.0.0.1:{port}/etc/passwd", "ftp://127.0.0.1:{port}/", "gopher://127.0.0.1:{port}/_x",
    "data:text/plain,hello", "javascript:fetch('http://127.0.0.1:{port}/')", "dict://127.0.0.1:{port}/", "ws://127.0.0.1:{port}/",
    "jar:http://127.0.0.1:{port}/!/", "url:http://127.0.0.1:{port}/", "view-source:http://127.0.0.1:{port}/",
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_makes_no_connection(url: str, trap: Trap, tmp_path: Path) -> None:
    web = Web(limits=QUICK, find=as_hostile_names_resolve)
    with pytest.raises(AddressRefused) as refused:
        web.get(url.format(port=trap.port))
    with pytest.raises(AddressRefused):
        web.download(url.format(port=trap.port), tmp_path / "file", largest_bytes=1000)
    assert trap.connections() == 0
    assert str(refused.value).endswith(".")
    assert list(tmp_path.iterdir()) == []


# A location that names no host, such as http:///x, is a path on the server that sent it.
HOSTILE_LOCATIONS = [
    url for url in HOSTILE if url.isascii() and url.isprintable() and "://" in url and not url.startswith("http:///")
]


@pytest.mark.parametrize("url", HOSTILE_LOCATIONS)
def test_a_redirect_to_a_hostile_address_makes_no_further_connection(url: str, trap: Trap) -> None:
    hops = {"/0": "/1", "/1": "/2", "/2": url.format(port=trap.port)}
    with service(lambda asked: Reply(status=302, headers={"Location": hops[asked.path]})) as chain:
        web = Web(allowed_hosts={chain.host}, limits=QUICK, find=as_hostile_names_resolve)
        with pytest.raises(AddressRefused):
            web.get(f"{chain.url}/0")
        assert [asked.path for asked in chain.asked] == ["/0", "/1", "/2"]
    assert trap.connections() == 0


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["::1", PUBLIC], [PUBLIC, "::ffff:127.0.0.1"], [PUBLIC, "10.0.0.1"], ["no"]],
)
def test_a_public_name_with_any_private_address_makes_no_connection(found: list[str], trap: Trap) -> None:
    stage = Stage(trap.port)
    with pytest.raises(AddressRefused):
        Web(limits=QUICK, find=lambda _host, _port: found, network=stage).get(f"http://rebind.example:{trap.port}/")
    assert stage.connected == []
    assert trap.connections() == 0


def test_a_name_that_changes_after_the_check_is_still_reached_where_it_was_checked(trap: Trap) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    with service(lambda _: Reply(b"hello")) as public:
        stage = Stage(int(public.host.rpartition(":")[2]))
        web = Web(limits=QUICK, find=lambda _host, _port: next(answers), network=stage)
        assert web.get(f"http://rebind.example:{trap.port}/").body == b"hello"
        assert public.asked[0].headers["host"] == f"rebind.example:{trap.port}"
        with pytest.raises(AddressRefused):
            web.get(f"http://rebind.example:{trap.port}/")
    assert stage.connected == [(PUBLIC, trap.port)]
    assert trap.connections() == 0


def test_a_name_that_changes_between_two_hops_is_checked_again(trap: Trap) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with service(lambda _: Reply(status=302, headers={"Location": "/next"})) as public:
        stage = Stage(int(public.host.rpartition(":")[2]))
        with pytest.raises(AddressRefused):
            Web(limits=QUICK, find=lambda _host, _port: next(answers), network=stage).get(
                f"http://rebind.example:{trap.port}/"
            )
    assert stage.connected == [(PUBLIC, trap.port)]
    assert trap.connections() == 0


def test_the_trap_sees_what_an_admin_allowed(trap: Trap) -> None:
    web = Web(allowed_hosts={f"127.0.0.1:{trap.port}"}, limits=Limits(read_s=0.1))
    with pytest.raises(SourceFailed):
        web.get(f"http://127.0.0.1:{trap.port}/")
    assert trap.connections() == 1


def test_no_proxy_of_the_environment_is_used(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
    with service(lambda _: Reply(b"direct")) as here:
        assert client(here).get(here.url).body == b"direct"
    assert trap.connections() == 0


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
