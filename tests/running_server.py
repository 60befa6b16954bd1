"""Starting the real server, and other real servers, on free loopback ports; each is stopped by its own process id."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of a GET, whatever the status."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, refused.read()


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
            command, cwd=ROOT, env={**os.environ, **env}, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
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
            with urllib.request.urlopen(health_url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {health_url}:\n{log.read_text()[-4000:]}")
