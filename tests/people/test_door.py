"""The door of the local mode: nobody but this machine, whatever a request claims."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from dashboard.people.door import REFUSAL, ThisMachineOnly, is_this_machine


def ask(
    kind: str = "http",
    host: str | None = "localhost:8501",
    client: tuple[str, int] | None = ("127.0.0.1", 5),
    applies: bool = True,
    more: tuple[tuple[bytes, bytes], ...] = (),
) -> list[MutableMapping[str, Any]]:
    """What the door sends; one message "let in" when it lets the request pass."""
    sent: list[MutableMapping[str, Any]] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "let in"})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError("the door reads nothing")

    headers = [*([] if host is None else [(b"host", host.encode())]), *more]
    scope = {"type": kind, "path": "/", "headers": headers, "client": client}
    asyncio.run(ThisMachineOnly(inside, lambda: applies)(scope, receive, send))
    return sent


LET_IN = [{"type": "let in"}]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:9", "[::1]:8501", "LOCALHOST"])
@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_let_in(kind: str, host: str, client: str) -> None:
    assert ask(kind, host, (client, 5)) == LET_IN


STRANGE: dict[str, dict[str, Any]] = {
    "a name that DNS points here": {"host": "evil.example"},
    "a name that only begins like ours": {"host": "localhost.evil.example"},
    "our name as a user": {"host": "localhost@evil.example"},
    "no name": {"host": None},
    "an empty name": {"host": ""},
    "a broken name": {"host": "[::1"},
    "two names": {"more": ((b"host", b"evil.example"),)},
    "another machine": {"client": ("192.168.1.7", 5)},
    "another machine in IPv6": {"client": ("::ffff:192.168.1.7", 5)},
    "an address that is none": {"client": ("localhost", 5)},
    "no address": {"client": None},
    "a proxy that says for whom": {"more": ((b"x-forwarded-for", b"127.0.0.1"),)},
    "a proxy that says so the new way": {"more": ((b"forwarded", b"for=127.0.0.1"),)},
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
def test_whoever_else_asks_gets_one_sentence(strange: dict[str, Any]) -> None:
    start, body = ask(**strange)
    assert (start["status"], body["body"].decode()) == (403, REFUSAL)


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
def test_a_strange_websocket_never_opens(strange: dict[str, Any]) -> None:
    assert [message["type"] for message in ask("websocket", **strange)] == ["websocket.close"]


def test_with_sign_in_everybody_gets_as_far_as_the_sign_in() -> None:
    assert ask(host="greenroom.example.org", client=("8.8.8.8", 5), applies=False) == LET_IN


def test_a_host_is_judged_by_its_whole_name() -> None:
    assert is_this_machine("127.0.0.1:8501")
    assert not is_this_machine("127.0.0.1.example.org")
    assert not is_this_machine("")
