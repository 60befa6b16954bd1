"""Starting the real server, and other real servers, on free loopback ports, and stopping each by its id."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.people.roles import Role
from dashboard.people.tables import Account, AccountRole
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import upgrade

ROOT = Path(__file__).resolve().parents[1]
START_WITHIN_S = 60


@dataclass
class RunningServer:
    """Greenroom, answering at `url`, with its data in `home`."""

    url: str
    home: Path
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, HTTPMessage, bytes]:
        """Status, headers and body of a GET, whatever the status."""
        return fetch(self.url + path, headers)


def fetch(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, HTTPMessage, bytes]:
    """One GET; raises OSError while nobody answers there."""
    parts = urlsplit(url)
    with contextlib.closing(HTTPConnection(parts.netloc, timeout=10)) as connection:
        connection.request("GET", parts._replace(scheme="", netloc="").geturl(), headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: Sequence[str], health_url: str, log: Path, env: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A child process, from its first good answer at `health_url` to the end of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(health_url, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def greenroom(home: Path, *, port: int | None = None, secrets: str = "", **env: str) -> Iterator[RunningServer]:
    """The real server on `home`; `secrets` is the text of its secrets file, if it is to have one."""
    home.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    secrets_file, log = home / "secrets.toml", home / "server.log"
    if secrets:
        secrets_file.write_text(secrets)
    settings = {
        "GREENROOM_HOME": str(home),
        "GREENROOM_NO_WORKER": "1",
        "STREAMLIT_SECRETS_FILES": str(secrets_file),
        **env,
    }
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/server.py"]
    command += ["--server.headless", "true", "--server.port", str(port)]
    url = f"http://localhost:{port}"
    with running(command, f"{url}/healthz", log, settings) as process:
        yield RunningServer(url, home, log, process)


def database_of(home: Path) -> Database:
    """The database in a home folder, with the tables of this version."""
    made = Database(f"sqlite:///{home / 'greenroom.db'}")
    upgrade(made)
    return made


def add_sample_person(db: Database, name: str, *roles: Role) -> int:
    """One of the people whom the local mode lets anyone act as; returns the account's id."""
    with db.writing() as session:
        account = Account(email=f"{name.lower()}@sample.example", name=name, sample=True, created_at=now())
        account.roles = [AccountRole(role=role.value) for role in roles]
        session.add(account)
        session.flush()
        return account.id


def _wait_for(health_url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if fetch(health_url)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"no answer from {health_url}:\n{log.read_text()[-4000:]}")
