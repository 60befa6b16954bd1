"""A network in which addresses of the open internet are played by a server on loopback."""

from __future__ import annotations

import httpcore

PUBLIC = "93.184.216.34"


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
