"""What pages read of intake: sources, the history of pulls, and dead letters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.tables import Contribution, Source
from dashboard.errors import BadManifest
from dashboard.intake.columns import suggest
from dashboard.intake.connectors.json_lines import fields_of
from dashboard.intake.folder import MANIFESTS
from dashboard.intake.letters import OPEN
from dashboard.intake.manifest import table_head
from dashboard.intake.registry import LOCAL
from dashboard.intake.tables import DeadLetter, Pull


@dataclass(frozen=True)
class SourceLine:
    """A source with what came of it."""

    source: Source
    pieces: int
    open_letters: int
    last_pull: Pull | None


@dataclass(frozen=True)
class LetterPage:
    """Some dead letters, of so many in all."""

    letters: tuple[DeadLetter, ...]
    total: int


def sources(session: Session) -> list[SourceLine]:
    """All sources by name."""
    count = func.count()
    pieces_of = select(Contribution.source_id, count).group_by(Contribution.source_id)
    letters_of = select(DeadLetter.source_id, count).group_by(DeadLetter.source_id)
    pieces = {row[0]: row[1] for row in session.execute(pieces_of)}
    open_letters = {row[0]: row[1] for row in session.execute(letters_of.where(DeadLetter.state == OPEN))}
    newest = select(func.max(Pull.id)).group_by(Pull.source_id)
    last = {pull.source_id: pull for pull in session.scalars(select(Pull).where(Pull.id.in_(newest)))}
    return [
        SourceLine(source, pieces.get(source.id, 0), open_letters.get(source.id, 0), last.get(source.id))
        for source in session.scalars(select(Source).order_by(Source.name))
    ]


def source_named(session: Session, name: str) -> Source | None:
    """The saved source of this name."""
    return session.scalar(select(Source).where(Source.name == name))


def pulls(session: Session, *, source_id: int | None = None, limit: int = 20) -> list[Pull]:
    """The newest pulls, newest first. One without an end was cut short and is safe to repeat."""
    query = select(Pull).order_by(Pull.id.desc()).limit(limit).options(selectinload(Pull.source))
    return list(session.scalars(query if source_id is None else query.where(Pull.source_id == source_id)))


def dead_letters(
    session: Session,
    *,
    state: str | None = OPEN,
    source_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> LetterPage:
    """Dead letters in one state, or in any where `state` is None; those met last come first."""
    wanted = [DeadLetter.state == state] if state is not None else []
    wanted += [DeadLetter.source_id == source_id] if source_id is not None else []
    total = session.scalar(select(func.count()).select_from(DeadLetter).where(*wanted)) or 0
    order = (DeadLetter.last_at.desc(), DeadLetter.id)
    query = select(DeadLetter).where(*wanted).order_by(*order).limit(limit).offset(offset)
    return LetterPage(tuple(session.scalars(query.options(selectinload(DeadLetter.source)))), total)


def table_columns(source: Source) -> tuple[list[str], list[list[str]], dict[str, str]] | None:
    """For a table: its header, its first rows, and our column for each of theirs as it is now or is suggested.

    None for sources that are no tables, or whose table cannot be read now.
    """
    path = Path(source.location)
    if source.kind == "jsonl" and path.is_file():
        header, rows = fields_of(path)
        return header, rows, suggest(header, rows) | (source.settings.get("columns") or {})
    if source.kind not in LOCAL:
        return None
    manifest = path if path.is_file() else next((path / name for name in MANIFESTS if (path / name).is_file()), None)
    if manifest is None or manifest.suffix.lower() == ".json":
        return None
    try:
        header, rows = table_head(manifest)
    except BadManifest:
        return None
    chosen = source.settings.get("columns") or {}
    return header, rows, suggest(header, rows) | chosen
