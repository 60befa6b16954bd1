"""What the guarded client never connects to, seen by a trap that listens where hostile addresses lead."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dashboard.errors import AddressRefused, SourceFailed
from dashboard.intake.web import Limits, Web
from tests.intake.stage import PUBLIC, Stage
from tests.services import Reply, service

QUICK = Limits(connect_s=2, read_s=2, answer_s=1)


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
        assert Web(allowed_hosts={here.host}).get(here.url).body == b"direct"
    assert trap.connections() == 0
