"""The kinds of long work there are: asking for them, and doing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dashboard.assembly.service import JOB as ASSEMBLE
from dashboard.assembly.service import assemble
from dashboard.community.tables import Source
from dashboard.desk.pulling import pull_and_fetch, told
from dashboard.desk.upkeep import NIGHTLY, enqueue_nightly, keep_up, nightly
from dashboard.errors import BadInput, MediaRefused, RenderFailed
from dashboard.intake.fetch import fetch_one
from dashboard.intake.folder import TABLES
from dashboard.intake.hosts import allowed_hosts
from dashboard.intake.queries import source_named
from dashboard.intake.registry import is_address
from dashboard.intake.schedule import next_pull
from dashboard.intake.service import add_source
from dashboard.intake.web import Web
from dashboard.media.store import MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, Role
from dashboard.people.service import current
from dashboard.storage.audit import Signature
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.work.queue import Claimed, ask_to_cancel, enqueue
from dashboard.work.worker import Cancelled, Handler, Progress

PULL, FETCH = "pull", "fetch"
SCHEDULE = "schedule"


def ask_for_pull(
    db: Database,
    actor: Actor,
    location: str,
    *,
    source_kind: str = "",
    kind: str | None = None,
    dry_run: bool = False,
    full: bool = False,
) -> int:
    """Queue a pull of a path, an address or a source by its name; returns the job's id."""
    where = location.strip()
    if not where:
        raise BadInput("Give the path of a folder or a table, or the address of a source.")
    if not is_address(where) and Path(where).expanduser().exists():
        where = str(Path(where).expanduser().resolve())
    elif not is_address(where):
        with db.reading() as session:
            if source_named(session, where) is None:
                raise BadInput(f"“{location}” is not on this machine; give the path of a folder or a table.")
    if not dry_run and Path(where).suffix.lower() in TABLES and Path(where).is_file():
        add_source(db, actor, where)  # so that its columns can be corrected even where they cannot be guessed
    with command(db, actor, Permission.PULL, "pull.asked", ("source", where)) as change:
        who = Signature(actor.account_id, actor.name)
        args = {"location": where, "source_kind": source_kind, "kind": kind, "dry_run": dry_run, "full": full}
        change.detail = {"dry_run": dry_run}
        return enqueue(change.session, PULL, f"{PULL}:{where}", args, who).id


def enqueue_due(db: Database) -> int:
    """Ask for a pull of each source whose time has come; how many."""
    with db.reading() as session:
        due = select(Source.id).where(Source.next_pull_at <= now())
        if session.scalar(due.limit(1)) is None:
            return 0
    with db.writing() as session:
        rows = list(session.scalars(select(Source).where(Source.next_pull_at <= now()).with_for_update()))
        for source in rows:
            args = {"location": source.location, "source_kind": "", "kind": None, "dry_run": False, "full": False}
            enqueue(session, PULL, f"{PULL}:{source.location}", args, Signature(None, SCHEDULE))
            source.next_pull_at = next_pull(source.every_minutes, now(), failed=False)
        return len(rows)


def between_jobs(db: Database, store: MediaStore, stop: Callable[[], bool]) -> None:
    """What the worker does every few seconds while nothing is asked of it."""
    enqueue_due(db)
    enqueue_nightly(db)
    keep_up(db, store, stop)


def ask_for_file(db: Database, actor: Actor, contribution_id: int) -> int:
    """Queue the fetching of one piece's file; returns the job's id."""
    with command(db, actor, Permission.PULL, "file.asked", ("contribution", contribution_id)) as change:
        who = Signature(actor.account_id, actor.name)
        key = f"{FETCH}:{contribution_id}"
        return enqueue(change.session, FETCH, key, {"contribution_id": contribution_id}, who).id


def cancel_pull(db: Database, actor: Actor, job_id: int) -> None:
    """Stop a pull after what it is at; what came in stays."""
    with command(db, actor, Permission.PULL, "pull.cancelled", ("job", job_id)) as change:
        ask_to_cancel(change.session, job_id)


def handlers(db: Database, store: MediaStore) -> dict[str, Handler]:
    """What the worker can do, by kind of job."""

    def pull(claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
        args = claimed.args
        result = pull_and_fetch(
            db, store, _actor(db, claimed), args["location"], source_kind=args["source_kind"], kind=args["kind"],
            dry_run=args["dry_run"], full=args["full"], on_progress=progress, stop=progress.stop,
        )  # fmt: skip
        if progress.stop():
            raise Cancelled
        return {"dry_run": args["dry_run"], **told(result)}

    def fetch(claimed: Claimed, _progress: Progress) -> Mapping[str, Any]:
        piece_id = claimed.args["contribution_id"]
        with db.reading() as session:
            web = Web(allowed_hosts=allowed_hosts(session))
        fetched = fetch_one(db, store, web, _actor(db, claimed), piece_id)
        if fetched.state == "refused":
            raise MediaRefused(fetched.reason)
        return {"state": fetched.state}

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

    def night(_claimed: Claimed, _progress: Progress) -> Mapping[str, Any]:
        return nightly(db)

    return {PULL: pull, FETCH: fetch, ASSEMBLE: build, NIGHTLY: night}


def _actor(db: Database, claimed: Claimed) -> Actor:
    """Whoever asked, with the roles held now; the command line keeps its own."""
    if claimed.account_id is None:
        return Actor(None, claimed.asked_by, frozenset(Role))
    return current(db, Actor(claimed.account_id, claimed.asked_by))
