"""The queue of jobs: asking, claiming, reporting and ending. Every step is one short transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from dashboard.storage.audit import Signature
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.work.tables import Job

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
OPEN = (QUEUED, RUNNING)
LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class Claimed:
    """A job as the worker got it. `attempt` tells its reports from those of a worker that lost it."""

    job_id: int
    kind: str
    args: Mapping[str, Any]
    attempt: int
    account_id: int | None
    asked_by: str


def enqueue(session: Session, kind: str, key: str, args: Mapping[str, Any], who: Signature) -> Job:
    """Ask for a job inside the caller's transaction; an open one with the same key is given instead."""
    waiting = session.scalar(select(Job).where(Job.key == key, Job.state.in_(OPEN)).with_for_update())
    if waiting is not None:
        return waiting
    job = Job(
        kind=kind,
        key=key,
        args=dict(args),
        state=QUEUED,
        account_id=who.account_id,
        asked_by=who.name,
        created_at=now(),
    )
    session.add(job)
    session.flush()
    return job


def claim(db: Database) -> Claimed | None:
    """Take the oldest waiting job, or one whose worker is gone; none when there is nothing to do."""
    with db.writing() as session:
        instant = now()
        lost = (Job.state == RUNNING) & (Job.lease_until < instant)
        query = select(Job).where(or_(Job.state == QUEUED, lost)).order_by(Job.id).limit(1)
        job = session.scalar(query.with_for_update(skip_locked=True))
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:
            _end(job, FAILED, f"It was interrupted {MAX_ATTEMPTS} times; ask for it again.", {})
            return None
        job.state, job.attempts = RUNNING, job.attempts + 1
        job.started_at = job.started_at or instant
        job.lease_until = instant + LEASE
        return Claimed(job.id, job.kind, dict(job.args), job.attempts, job.account_id, job.asked_by)


def report(db: Database, claimed: Claimed, done: int, total: int, message: str) -> bool:
    """Renew the lease and say how far it is; False when the job was cancelled or is no longer ours."""
    changed = update(Job).where(Job.id == claimed.job_id, Job.state == RUNNING, Job.attempts == claimed.attempt)
    with db.writing() as session:
        session.execute(changed.values(done=done, total=total, message=message, lease_until=now() + LEASE))
        job = session.get(Job, claimed.job_id)
        return job is not None and _still_ours(job, claimed) and not job.cancel_asked


def wanted(db: Database, claimed: Claimed) -> bool:
    """Whether the job should go on: not cancelled, and still ours."""
    with db.reading() as session:
        job = session.get(Job, claimed.job_id)
        return job is not None and _still_ours(job, claimed) and not job.cancel_asked


def renew(db: Database, claimed: Claimed) -> None:
    """Keep the lease of a job that has nothing new to say."""
    mine = (Job.id == claimed.job_id) & (Job.attempts == claimed.attempt) & (Job.state == RUNNING)
    with db.writing() as session:
        session.execute(update(Job).where(mine).values(lease_until=now() + LEASE))


def finish(db: Database, claimed: Claimed, state: str, message: str, result: Mapping[str, Any]) -> None:
    """End the job, unless another worker has taken it over."""
    with db.writing() as session:
        job = session.get(Job, claimed.job_id, with_for_update=True)
        if job is not None and _still_ours(job, claimed):
            _end(job, state, message, result)


def ask_to_cancel(session: Session, job_id: int) -> None:
    """Mark a job; a waiting one ends at once, a running one at its next report."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is not None and job.state in OPEN:
        job.cancel_asked = True
        if job.state == QUEUED:
            _end(job, CANCELLED, "Cancelled before it began.", {})


def latest(session: Session, key: str) -> Job | None:
    """The newest job about `key`."""
    return session.scalar(select(Job).where(Job.key == key).order_by(Job.id.desc()).limit(1))


def _still_ours(job: Job, claimed: Claimed) -> bool:
    return job.state == RUNNING and job.attempts == claimed.attempt


def _end(job: Job, state: str, message: str, result: Mapping[str, Any]) -> None:
    job.state, job.message, job.result = state, message, dict(result)
    job.finished_at, job.lease_until = now(), None
