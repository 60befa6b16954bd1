"""A pull with what belongs to it: the files that its pieces name, and the scores that its counters move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboard.community.tables import Source
from dashboard.curation.trends.fold import fold_new
from dashboard.intake.fetch import fetch_waiting
from dashboard.intake.hosts import allowed_hosts
from dashboard.intake.outcome import PullResult
from dashboard.intake.pull import pull
from dashboard.intake.web import Web
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.storage.engine import Database

MOST_FILES = 200
"""What one pull fetches; the rest waits for the next, and for whoever asks for a piece."""


def pull_and_fetch(
    db: Database,
    store: MediaStore,
    actor: Actor,
    location: str | Path,
    *,
    source_kind: str = "",
    kind: str | None = None,
    dry_run: bool = False,
    full: bool = False,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
    stop: Callable[[], bool] = lambda: False,
) -> PullResult:
    """Pull a source, fetch the newest of the files it names, and fold what their counters gained. See `intake.pull`."""
    with db.reading() as session:
        web = Web(allowed_hosts=allowed_hosts(session))
    result = pull(
        db, store, actor, location, web=web, source_kind=source_kind, kind=kind, dry_run=dry_run, full=full,
        on_progress=on_progress, stop=stop,
    )  # fmt: skip
    if dry_run:
        return result
    with db.reading() as session:
        fetches = session.get_one(Source, result.source_id).fetches_media
    if fetches and not stop():
        fetch_waiting(
            db, store, web, actor, source_id=result.source_id, most=MOST_FILES, on_progress=on_progress, stop=stop,
        )  # fmt: skip
    fold_new(db)
    return result


def told(result: PullResult) -> dict[str, Any]:
    """The result as it is told to other programs and kept with its job."""
    said = asdict(result)
    kept = {name: value for name, value in said.items() if name not in {"source_id", "stopped"}}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in kept.items()
        if value not in ((), "")
    }
