"""What a person does about sources and their dead letters: settings, trying again, setting aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from dashboard.community.tables import Source
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.intake.connectors.listing import checked_columns
from dashboard.intake.folder import TABLES
from dashboard.intake.hosts import allowed_hosts
from dashboard.intake.letters import IGNORED, OPEN
from dashboard.intake.pull import free_name
from dashboard.intake.registry import find_source
from dashboard.intake.tables import DeadLetter
from dashboard.intake.web import Web
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.settings import settings
from dashboard.storage.base import now
from dashboard.storage.engine import Database

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 60 * 24 * 31
LARGEST_TABLE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class SourcePlan:
    """What a person sets of a source."""

    name: str
    every_minutes: int | None
    """How often it is pulled in the background; none for only when somebody asks."""
    fetches_media: bool
    columns: Mapping[str, str]
    """For tables: our columns to theirs. An empty one says that there is none."""


def add_source(db: Database, actor: Actor, location: str) -> int:
    """Keep a path or an address as a source before it is pulled, so that its columns can be corrected; its id.

    One that is kept already stays as it is.
    """
    with db.reading() as session:
        found = find_source(session, location, Web(allowed_hosts=allowed_hosts(session)))
    if found.source_id is not None:
        return found.source_id
    with command(db, actor, Permission.PULL, "source.added", ("source", "new")) as change:
        source = Source(
            name=free_name(change.session, found.name), kind=found.kind, location=found.location, created_at=now(),
            settings=dict(found.settings),
        )  # fmt: skip
        change.session.add(source)
        change.session.flush()
        change.subject = ("source", source.id)
        return source.id


def change_source(db: Database, actor: Actor, source_id: int, version: int, plan: SourcePlan) -> None:
    """Set name, schedule and columns of a source; Stale where somebody else has changed it since `version`."""
    name, every = plan.name.strip(), plan.every_minutes
    if not name:
        raise BadInput("A source needs a name; it is how you pull it again.")
    if every is not None and not SHORTEST_MINUTES <= every <= LONGEST_MINUTES:
        raise BadInput(f"A source is pulled every {SHORTEST_MINUTES} minutes at most, and every month at least.")
    columns = checked_columns({"columns": dict(plan.columns)})
    with command(db, actor, Permission.PULL, "source.changed", ("source", source_id)) as change:
        source = change.session.get(Source, source_id, with_for_update=True)
        if source is None:
            raise NotFound("That source no longer exists.")
        if source.version != version:
            raise Stale("Somebody else changed this source; look again and repeat your change.")
        other = change.session.scalar(select(Source.id).where(Source.name == name, Source.id != source_id))
        if other is not None:
            raise BadInput(f"There is a source called “{name}” already; choose another name.")
        if every != source.every_minutes:
            source.every_minutes, source.next_pull_at = every, now() if every else None
        source.name, source.fetches_media = name, plan.fetches_media
        source.settings = {**source.settings, "columns": columns} if columns else _without_columns(source.settings)
        source.version += 1
        change.detail = {"every_minutes": every, "fetches_media": plan.fetches_media, "columns": sorted(columns)}


def _without_columns(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if name != "columns"}


def keep_table(db: Database, actor: Actor, name: str, content: BinaryIO) -> Path:
    """Keep a table that somebody sends, such as the export of a form; its path, to be pulled from.

    One of the same name takes the place of the last: so a newer export brings only what is new.
    """
    path = settings().home / "tables" / Path(name.replace("\\", "/")).name
    if path.suffix.lower() not in TABLES | {".jsonl", ".ndjson"} or path.name.startswith("."):
        raise BadInput(f"“{name}” is no table; send a .csv, .tsv, .xlsx, .json or .jsonl file.")
    body = content.read(LARGEST_TABLE_BYTES + 1)
    if len(body) > LARGEST_TABLE_BYTES:
        raise BadInput(f"“{name}” is larger than 64 MB; split it into several files.")
    with command(db, actor, Permission.PULL, "table.kept", ("table", path.name)) as change:
        change.detail = {"bytes": len(body), "at": datetime.now(UTC).isoformat(timespec="seconds")}
        path.parent.mkdir(parents=True, exist_ok=True)
        incoming = path.with_name(f".{path.name}.incoming")
        incoming.write_bytes(body)
        incoming.replace(path)
    return path


def ignore_letter(db: Database, actor: Actor, letter_id: int) -> None:
    """Set an open dead letter aside: later pulls count it, and do not open it again while it stays wrong."""
    with command(db, actor, Permission.PULL, "letter.ignored", ("dead_letter", letter_id)) as change:
        letter = change.session.get(DeadLetter, letter_id, with_for_update=True)
        if letter is None:
            raise NotFound("That dead letter no longer exists.")
        if letter.state != OPEN:
            raise BadInput(f"{letter.what} is {letter.state} already.")
        letter.state = IGNORED
