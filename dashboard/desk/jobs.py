"""The kinds of long work there are: asking for them, and doing them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from dashboard.assembly.service import JOB as ASSEMBLE
from dashboard.assembly.service import assemble
from dashboard.curation.service import refresh_scores
from dashboard.errors import BadInput, RenderFailed
from dashboard.intake.pull import pull_folder
from dashboard.media.store import MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, Role
from dashboard.people.service import current
from dashboard.storage.audit import Signature
from dashboard.storage.engine import Database
from dashboard.work.queue import Claimed, ask_to_cancel, enqueue, latest
from dashboard.work.tables import Job
from dashboard.work.worker import Cancelled, Handler, Progress

PULL = "pull"


def ask_for_pull(db: Database, actor: Actor, location: str, *, kind: str | None = None, dry_run: bool = False) -> int:
    """Queue a pull of a folder or manifest on this machine; returns the job's id."""
    path = Path(location.strip()).expanduser()
    if not location.strip() or not path.exists():
        raise BadInput(f"“{location}” is not on this machine; give the path of a folder or of a manifest.")
    where = str(path.resolve())
    with command(db, actor, Permission.PULL, "pull.asked", ("source", where)) as change:
        who = Signature(actor.account_id, actor.name)
        args = {"location": where, "kind": kind, "dry_run": dry_run}
        change.detail = {"dry_run": dry_run}
        return enqueue(change.session, PULL, f"{PULL}:{where}", args, who).id


def cancel_pull(db: Database, actor: Actor, job_id: int) -> None:
    """Stop a pull after what it is at; what came in stays."""
    with command(db, actor, Permission.PULL, "pull.cancelled", ("job", job_id)) as change:
        ask_to_cancel(change.session, job_id)


def pull_job(session: Session, location: str) -> Job | None:
    """The newest pull of a folder or manifest."""
    return latest(session, f"{PULL}:{Path(location).expanduser().resolve()}")


def handlers(db: Database, store: MediaStore) -> dict[str, Handler]:
    """What the worker can do, by kind of job."""

    def pull(claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
        args = claimed.args
        result = pull_folder(
            db, store, _actor(db, claimed), Path(args["location"]), kind=args["kind"],
            dry_run=args["dry_run"], on_progress=progress, stop=progress.stop,
        )  # fmt: skip
        refresh_scores(db)
        if progress.stop():
            raise Cancelled
        return {
            "new": result.new, "changed": result.changed, "unchanged": result.unchanged,
            "rejected": result.rejected, "dry_run": args["dry_run"],
            "dead_letters": [{"what": note.what, "reason": note.reason} for note in result.dead_letters],
        }  # fmt: skip

    def build(claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
        episode_id, profile = claimed.args["episode_id"], claimed.args["profile"]
        actor = _actor(db, claimed)
        try:
            made = assemble(db, store, actor, episode_id, profile, on_progress=progress, stop=progress.stop)
        except RenderFailed:
            if progress.stop():
                raise Cancelled from None
            raise
        return {"media_hash": made.media_hash, "frames": made.frames, "revision": made.revision}

    return {PULL: pull, ASSEMBLE: build}


def _actor(db: Database, claimed: Claimed) -> Actor:
    """Whoever asked, with the roles held now; the command line keeps its own."""
    if claimed.account_id is None:
        return Actor(None, claimed.asked_by, frozenset(Role))
    return current(db, Actor(claimed.account_id, claimed.asked_by))
