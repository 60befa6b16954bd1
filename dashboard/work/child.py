"""Keeping one worker process alive for as long as the server lives, and no longer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence

from dashboard.settings import ROOT

log = logging.getLogger("greenroom.work")

WORKER = (sys.executable, "-m", "dashboard", "work", "--with-parent")
"""It works until its standard input ends, which also happens when the server is killed."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
STOP_WITHIN_S = 10.0


@contextlib.asynccontextmanager
async def worker_child(command: Sequence[str] = WORKER) -> AsyncIterator[None]:
    """Run the worker beside the block: started again when it ends early, stopped when the block ends."""
    keeper = asyncio.create_task(_keep(command))
    try:
        yield
    finally:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper


async def _keep(command: Sequence[str]) -> None:
    pause_s = FIRST_PAUSE_S
    while True:
        started = time.monotonic()
        child = await asyncio.create_subprocess_exec(*command, stdin=PIPE, cwd=ROOT, start_new_session=True)
        try:
            code = await child.wait()
        finally:
            await _stop(child)
        if time.monotonic() - started > LONGEST_PAUSE_S:
            pause_s = FIRST_PAUSE_S
        log.warning("the worker ended with code %s and is started again in %g s", code, pause_s)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


async def _stop(child: Process) -> None:
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), STOP_WITHIN_S)
    except TimeoutError:
        log.warning("the worker did not stop within %g s and is killed", STOP_WITHIN_S)
        child.kill()
        await child.wait()
