"""Jobs: asked for once, done once, taken up again when a worker is lost, stopped when asked."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from dashboard.errors import BadInput
from dashboard.storage.audit import Signature
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.work import queue
from dashboard.work.queue import Claimed, ask_to_cancel, claim, enqueue, finish, latest, report
from dashboard.work.tables import Job
from dashboard.work.worker import Cancelled, Handler, Progress, run_one, work

IDA = Signature(3, "Ida")


def ask(db: Database, key: str = "count:1", **args: Any) -> int:
    with db.writing() as session:
        return enqueue(session, "count", key, args, IDA).id


def row(db: Database, job_id: int) -> Job:
    with db.reading() as session:
        return session.get_one(Job, job_id)


def do(db: Database, handler: Handler) -> None:
    claimed = claim(db)
    assert claimed is not None
    run_one(db, {"count": handler}, claimed, threading.Event())


def counts(claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
    for step in range(1, 4):
        progress(step, 3, f"step {step}")
    return {"sum": 6, "by": claimed.asked_by}


def lose_the_lease(db: Database, job_id: int) -> None:
    with db.writing() as session:
        session.get_one(Job, job_id).lease_until = now() - timedelta(seconds=1)


def test_a_job_is_done_and_keeps_its_result(db: Database) -> None:
    job_id = ask(db)
    do(db, counts)
    job = row(db, job_id)
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"sum": 6, "by": "Ida"})
    assert job.finished_at is not None and job.lease_until is None


def test_asking_twice_gives_the_open_job(db: Database) -> None:
    first = ask(db)
    assert ask(db) == first
    do(db, counts)
    assert ask(db) != first


def test_jobs_are_taken_in_the_order_they_were_asked_for(db: Database) -> None:
    asked = [ask(db, f"count:{n}") for n in range(3)]
    taken = [claimed.job_id for _ in asked if (claimed := claim(db))]
    assert taken == asked
    assert claim(db) is None


def test_a_lost_job_is_taken_up_again_and_the_lost_worker_changes_nothing(db: Database) -> None:
    job_id = ask(db)
    lost = claim(db)
    assert lost is not None
    lose_the_lease(db, job_id)
    again = claim(db)
    assert again is not None and again.attempt == 2
    assert not report(db, lost, 1, 3, "still here")
    finish(db, lost, queue.DONE, "mine", {"from": "the lost one"})
    assert row(db, job_id).state == "running"
    finish(db, again, queue.DONE, "mine", {"from": "the second"})
    assert row(db, job_id).result == {"from": "the second"}


def test_a_job_that_kills_its_workers_is_given_up(db: Database) -> None:
    job_id = ask(db)
    for _ in range(queue.MAX_ATTEMPTS):
        assert claim(db) is not None
        lose_the_lease(db, job_id)
    assert claim(db) is None
    assert row(db, job_id).state == "failed"
    assert "interrupted 3 times" in row(db, job_id).message


def test_a_running_job_stops_when_asked(db: Database) -> None:
    job_id = ask(db)

    def asks_and_looks(_: Claimed, progress: Progress) -> Mapping[str, Any]:
        with db.writing() as session:
            ask_to_cancel(session, job_id)
        if progress.stop():
            raise Cancelled
        return {}

    do(db, asks_and_looks)
    assert row(db, job_id).state == "cancelled"


def test_a_waiting_job_is_cancelled_at_once(db: Database) -> None:
    job_id = ask(db)
    with db.writing() as session:
        ask_to_cancel(session, job_id)
    assert row(db, job_id).state == "cancelled"
    assert claim(db) is None


def test_a_deliberate_error_is_told_as_it_is(db: Database) -> None:
    job_id = ask(db)

    def refuses(_: Claimed, __: Progress) -> Mapping[str, Any]:
        raise BadInput("“Night Ferry” has no file; send it again.")

    do(db, refuses)
    assert (row(db, job_id).state, row(db, job_id).message) == ("failed", "“Night Ferry” has no file; send it again.")


def test_any_other_error_shows_nothing_of_itself(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    job_id = ask(db)

    def breaks(_: Claimed, __: Progress) -> Mapping[str, Any]:
        raise KeyError("secret")

    do(db, breaks)
    assert row(db, job_id).state == "failed"
    assert "secret" not in row(db, job_id).message
    assert "secret" in caplog.text


def test_a_worker_works_until_it_is_told_to_stop(db: Database) -> None:
    job_id = ask(db)
    shutdown = threading.Event()

    def stops(claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
        shutdown.set()
        return counts(claimed, progress)

    work(db, {"count": stops}, shutdown)
    assert row(db, job_id).state == "done"


def test_a_shutdown_leaves_the_job_to_the_next_worker(db: Database) -> None:
    job_id = ask(db)
    shutdown = threading.Event()

    def interrupted(_: Claimed, __: Progress) -> Mapping[str, Any]:
        shutdown.set()
        raise Cancelled

    work(db, {"count": interrupted}, shutdown)
    assert row(db, job_id).state == "running"
    lose_the_lease(db, job_id)
    do(db, counts)
    assert row(db, job_id).state == "done"


def test_the_newest_job_of_a_key_is_found(db: Database) -> None:
    ask(db)
    do(db, counts)
    second = ask(db)
    with db.reading() as session:
        found = latest(session, "count:1")
        assert found is not None and found.id == second
        assert latest(session, "count:2") is None
