"""Small real HTTP servers on loopback that behave as services do, also when they behave badly."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request as it came."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """Names in lower case."""
    target: str
    """Path and query as they stood in the request line."""


@dataclass
class Reply:
    """What the service answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    truncate_at: int | None = None
    """The connection breaks after so many bytes of the body, though the header promised all of them."""
    drip_s: float = 0.0
    """Pause between any two bytes."""


@dataclass
class Service:
    """A running service: its address, and every request that reached it."""

    url: str
    host: str
    """With its port, as an admin would allow it."""
    asked: list[Asked] = field(default_factory=list)


@contextlib.contextmanager
def service(answer: Callable[[Asked], Reply]) -> Iterator[Service]:
    """Serve `answer` on a free port of 127.0.0.1 until the block ends."""
    made = Service("", "")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(parts.path, query, headers, self.path)
            made.asked.append(asked)
            self.reply(answer(asked))

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def reply(self, reply: Reply) -> None:
            self.send_response(reply.status)
            headers = {"Content-Length": str(len(reply.body)), **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            body = reply.body if self.command == "GET" else b""
            if reply.truncate_at is not None:
                self.wfile.write(body[: reply.truncate_at])
                self.wfile.flush()
                self.close_connection = True
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
            elif reply.drip_s:
                for at in range(len(body)):
                    self.wfile.write(body[at : at + 1])
                    self.wfile.flush()
                    time.sleep(reply.drip_s)
            else:
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up is part of the game

    server = Quiet(("127.0.0.1", 0), Handler)
    made.host = f"127.0.0.1:{server.server_address[1]}"
    made.url = f"http://{made.host}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
