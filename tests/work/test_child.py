"""The worker beside the server: started again when it dies, gone when the server is."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.settings import ROOT
from dashboard.work import child

LIVES_WHILE_ITS_INPUT_DOES = (
    "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.stdin.read(); os._exit(0)"
)


def command(notes: Path) -> list[str]:
    return [sys.executable, "-c", LIVES_WHILE_ITS_INPUT_DOES, str(notes)]


def pids(notes: Path) -> list[int]:
    return [int(line) for line in notes.read_text().split()] if notes.exists() else []


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")


def test_a_worker_that_dies_is_started_again_and_the_last_one_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "FIRST_PAUSE_S", 0.05)
    notes = tmp_path / "pids"

    async def serve() -> None:
        async with child.worker_child(command(notes)):
            assert await asyncio.to_thread(until, lambda: len(pids(notes)) == 1)
            os.kill(pids(notes)[0], signal.SIGKILL)
            assert await asyncio.to_thread(until, lambda: len(pids(notes)) == 2)

    asyncio.run(serve())
    assert not any(is_running(pid) for pid in pids(notes))


def test_a_worker_that_ignores_the_request_to_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "STOP_WITHIN_S", 0.2)
    notes = tmp_path / "pids"
    deaf = (
        "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
    )

    async def serve() -> None:
        async with child.worker_child([sys.executable, "-c", deaf, str(notes)]):
            assert await asyncio.to_thread(until, lambda: len(pids(notes)) == 1)

    asyncio.run(serve())
    assert not is_running(pids(notes)[0])


def test_no_worker_outlives_a_server_that_was_killed(tmp_path: Path) -> None:
    notes = tmp_path / "pids"
    server = (
        "import asyncio, sys; from dashboard.work.child import worker_child\n"
        "async def serve():\n"
        "    async with worker_child(sys.argv[1:]): await asyncio.sleep(60)\n"
        "asyncio.run(serve())"
    )
    process = subprocess.Popen([sys.executable, "-c", server, *command(notes)], cwd=ROOT)
    try:
        assert until(lambda: len(pids(notes)) == 1)
    finally:
        process.kill()
        process.wait()
    assert until(lambda: not is_running(pids(notes)[0]))
