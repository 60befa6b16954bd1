"""The worker: takes jobs one after another and runs each under a lease that it keeps alive."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from dashboard.errors import GreenroomError
from dashboard.storage.engine import Database
from dashboard.work.queue import CANCELLED, DONE, FAILED, LEASE, Claimed, claim, finish, renew, report, wanted

log = logging.getLogger("greenroom.work")

IDLE_SECONDS = 0.5
BETWEEN_EVERY_S = 10.0


class Cancelled(Exception):
    """The person who asked for the job, or a shutdown, wants it stopped."""


class Progress:
    """What a handler is given: to say how far it is, and to hear whether it should stop."""

    def __init__(self, db: Database, claimed: Claimed, shutdown: threading.Event) -> None:
        self._db, self._claimed, self._shutdown = db, claimed, shutdown
        self._lost = False

    def __call__(self, done: int, total: int, message: str) -> None:
        """Say that `done` of `total` steps are done."""
        self._lost = not report(self._db, self._claimed, done, total, message)

    def stop(self) -> bool:
        """Whether to end early."""
        return self._shutdown.is_set() or self._lost or not wanted(self._db, self._claimed)


Handler = Callable[[Claimed, Progress], Mapping[str, Any]]
"""Does one kind of job and returns what to keep as its result; raises Cancelled when it stopped early."""


def work(
    db: Database, handlers: Mapping[str, Handler], shutdown: threading.Event, between: Callable[[], object] = int
) -> None:
    """Take jobs until `shutdown` is set. A job that the shutdown cut short is left to the next worker.

    `between` is called every few seconds between jobs: to ask for what is due, and to keep things in step.
    """
    asked = 0.0
    while not shutdown.is_set():
        if time.monotonic() - asked > BETWEEN_EVERY_S:
            _attempt(between)
            asked = time.monotonic()
        claimed = claim(db)
        if claimed is None:
            shutdown.wait(IDLE_SECONDS)
        else:
            run_one(db, handlers, claimed, shutdown)


def _attempt(between: Callable[[], object]) -> None:
    try:
        between()
    except Exception:
        log.exception("what is done between jobs failed")  # and goes on with what is asked for


def run_one(db: Database, handlers: Mapping[str, Handler], claimed: Claimed, shutdown: threading.Event) -> None:
    """Run one claimed job to its end and write down how it ended."""
    ended = threading.Event()
    heart = threading.Thread(target=_beat, args=(db, claimed, ended), daemon=True)
    heart.start()
    try:
        result = handlers[claimed.kind](claimed, Progress(db, claimed, shutdown))
        finish(db, claimed, DONE, "Done.", result)
    except Cancelled:
        if not shutdown.is_set():
            finish(db, claimed, CANCELLED, "Stopped as asked; what was finished before is kept.", {})
    except GreenroomError as error:
        finish(db, claimed, FAILED, str(error), {})
    except Exception:
        log.exception("job %s (%s) failed", claimed.job_id, claimed.kind)
        finish(db, claimed, FAILED, f"Something went wrong in job {claimed.job_id}; the log says what.", {})
    finally:
        ended.set()
        heart.join()


def _beat(db: Database, claimed: Claimed, ended: threading.Event) -> None:
    while not ended.wait(LEASE.total_seconds() / 3):
        try:
            renew(db, claimed)
        except Exception:
            log.exception("could not renew the lease of job %s", claimed.job_id)
