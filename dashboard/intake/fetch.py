"""Fetching the files that pieces name at their sources: downloaded, looked at like any other file, and noted.

No transaction is open while a file comes in or is looked at, and each file is settled in one. A process that is
killed leaves a temporary file at most, which a later call sweeps.
"""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.community.clearing import refresh_clearance
from dashboard.community.searching import found_words
from dashboard.community.tables import Contribution, Overlay, RemoteFile
from dashboard.errors import AddressRefused, GreenroomError, MediaRefused, NotFound, SourceFailed
from dashboard.intake.addresses import read_url
from dashboard.intake.kinds import KINDS_OF, MADE_OF, kind_of
from dashboard.intake.web import Downloaded, Stopped, TooLarge, Web
from dashboard.media.admit import Admitted, examine, known, note_admitted
from dashboard.media.facts import MediaFacts
from dashboard.media.formats import PROJECT_SUFFIXES, TEXT_SUFFIXES
from dashboard.media.store import INCOMING, MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.storage.base import now
from dashboard.storage.engine import Database

WAITING, HERE, REFUSED = "waiting", "here", "refused"
LARGEST_FILE_BYTES = 500_000_000
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))
MOST_TRIES = len(PAUSES) + 1
STALE_S = 3 * 3600
"""Longer than any file is looked at; one that still comes in is younger."""
LONGEST_NAME = 80

_SUFFIX_OF_MIME = {
    "text/plain": ".txt", "text/markdown": ".md", "text/vtt": ".vtt", "application/x-subrip": ".srt",
    "image/svg+xml": ".svg", "application/zip": ".zip", "application/x-zip-compressed": ".zip",
    "audio/midi": ".mid", "audio/x-midi": ".mid",
}  # fmt: skip
"""Where the suffix decides how a file is taken and the address has none."""
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fetched:
    """What became of the files that were due; `waiting` counts those that are tried again later."""

    here: int = 0
    refused: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class _Due:
    """A file to fetch."""

    contribution_id: int
    title: str
    url: str
    mime: str
    etag: str
    """Of the file that is here already; empty where none is."""


@dataclass(frozen=True)
class _Outcome:
    """How far a file came, still to be written down."""

    state: str
    reason: str = ""
    admitted: Admitted | None = None
    """None where the file that is here still is the one at the source."""
    etag: str = ""


def fetch_waiting(
    db: Database,
    store: MediaStore,
    web: Web,
    actor: Actor,
    *,
    source_id: int | None = None,
    most: int = 200,
    most_bytes: int = LARGEST_FILE_BYTES,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
    stop: Callable[[], bool] = lambda: False,
) -> Fetched:
    """Fetch up to `most` files that are due, those somebody waits for first, then those of the newest pieces.

    `most_bytes` bounds each file. `on_progress` gets the files done, the files due and the title of the latest;
    `stop` is asked before each file and while it comes in. What a single file lacks is noted with it;
    GreenroomError, such as for a full disk, ends the call with what came before kept.
    """
    require(actor, Permission.PULL)
    store.sweep_temporary(STALE_S)
    with db.reading() as session:
        due = _due(session, store, source_id, most)
    if not due:
        return Fetched()
    subject = ("source", source_id if source_id is not None else "all")
    with command(db, actor, Permission.PULL, "media.fetched", subject) as change:
        change.detail = {"due": len(due)}
    done = Fetched()
    for number, file in enumerate(due, 1):
        if stop():
            break
        try:
            outcome = _fetch(db, store, web, file, most_bytes, stop)
        except Stopped:
            break
        done = _counted(done, _settle(db, file, outcome))
        on_progress(number, len(due), file.title)
    return done


def fetch_one(db: Database, store: MediaStore, web: Web, actor: Actor, contribution_id: int) -> RemoteFile:
    """Fetch the file of one piece now, even one that was refused before; how it stands afterwards, with the reason.

    NotFound where the piece has no file at its source.
    """
    require(actor, Permission.PULL)
    with command(db, actor, Permission.PULL, "media.fetched", ("contribution", contribution_id)) as change:
        _, row = _locked(change.session, contribution_id)
        if row is None:
            raise NotFound("This piece has no file that could be fetched; pull its source again.")
        wait_again([row])
        refresh_clearance(change.session, [contribution_id])
        file = _of(row, store)
    _settle(db, file, _fetch(db, store, web, file, LARGEST_FILE_BYTES, lambda: False))
    with db.reading() as session:
        return session.get_one(RemoteFile, contribution_id)


def wait_again(rows: Iterable[RemoteFile]) -> None:
    """Let files be fetched as though they had never been tried; the caller refreshes their clearance."""
    for row in rows:
        row.state, row.reason, row.tries, row.next_try_at = WAITING, "", 0, None
        row.contribution.media_state = WAITING


def _due(session: Session, store: MediaStore, source_id: int | None, most: int) -> list[_Due]:
    query = (
        select(RemoteFile)
        .join(RemoteFile.contribution)
        .where(RemoteFile.state == WAITING, or_(RemoteFile.next_try_at.is_(None), RemoteFile.next_try_at <= now()))
        .order_by(RemoteFile.wanted_first.desc(), Contribution.created_at.desc(), Contribution.id.desc())
        .limit(most)
    )
    rows = session.scalars(query if source_id is None else query.where(Contribution.source_id == source_id))
    return [_of(row, store) for row in rows]


def _of(row: RemoteFile, store: MediaStore) -> _Due:
    piece = row.contribution
    is_here = piece.media_hash is not None and store.has(piece.media_hash)
    return _Due(piece.id, piece.title, row.url, row.mime, row.etag if is_here else "")


def _counted(done: Fetched, state: str) -> Fetched:
    return replace(done, **{state: getattr(done, state) + 1}) if state else done


def _fetch(
    db: Database, store: MediaStore, web: Web, file: _Due, most_bytes: int, stop: Callable[[], bool]
) -> _Outcome:
    """Download and look at a file; touches no row. Stopped and GreenroomError for what is not the file's fault."""
    incoming = store.root / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    path = incoming / f"fetch-{secrets.token_hex(16)}"
    try:
        came = web.download(file.url, path, largest_bytes=most_bytes, etag=file.etag, stop=stop)
        if came is None:
            return _Outcome(HERE, etag=file.etag)
        name = _name(file, came)
        path = path.rename(path.with_suffix(PurePosixPath(name).suffix))
        return _Outcome(HERE, admitted=_admitted(db, store, path, name, came), etag=came.etag)
    except Stopped:
        raise
    except (AddressRefused, TooLarge, MediaRefused) as refused:
        return _Outcome(REFUSED, str(refused))
    except SourceFailed as failed:
        return _Outcome(WAITING, str(failed))
    finally:
        path.unlink(missing_ok=True)


def _admitted(db: Database, store: MediaStore, path: Path, name: str, came: Downloaded) -> Admitted:
    with db.reading() as session:
        before = known(session, store, [came.sha256])
    if before:
        return before[came.sha256]
    try:
        return examine(path, came.sha256, name=name, store=store)
    except MediaRefused:
        raise
    except OSError as wrong:
        if wrong.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise GreenroomError("The disk of the media store is full; make room and pull again.") from wrong
        raise GreenroomError(f"The media store cannot be used ({wrong.strerror}); ask an admin to look.") from wrong
    except Exception as fault:
        # One file that we are not up to must not keep the others out.
        log.exception("examining %s failed", name)
        raise MediaRefused(
            f"{name} could not be examined ({type(fault).__name__}): our fault, and the log says more."
        ) from fault


def _name(file: _Due, came: Downloaded) -> str:
    """What people would call the file, with a suffix that tells texts, drawings and projects apart."""
    given = PurePosixPath(read_url(file.url).file_name or "file")
    suffix = given.suffix.lower()
    if came.mime in _PAGES:
        # Where a file is gone, many servers send a page that asks to sign in; nobody should read that on air.
        suffix = ".html"
    elif suffix not in TEXT_SUFFIXES | PROJECT_SUFFIXES:
        suffix = _SUFFIX_OF_MIME.get(came.mime) or _SUFFIX_OF_MIME.get(file.mime.lower()) or suffix
    plain = "".join(sign for sign in suffix[1:] if sign.isascii() and sign.isalnum())[:10]
    return f"{given.stem[:LONGEST_NAME]}.{plain}" if plain else given.stem[:LONGEST_NAME]


def _settle(db: Database, file: _Due, outcome: _Outcome) -> str:
    """Write down what became of a file; its state, or nothing where the file is not awaited any more."""
    at = now()
    with db.writing() as session:
        piece, row = _locked(session, file.contribution_id)
        if piece is None or row is None or row.state != WAITING or row.url != file.url:
            return ""
        if outcome.state == HERE:
            if outcome.admitted is not None:
                note_admitted(session, [outcome.admitted], at)
                _take(session, piece, outcome.admitted)
            row.etag, row.tries, row.next_try_at, row.wanted_first = outcome.etag, 0, None, False
            row.state, row.reason = HERE, ""
        else:
            _put_off(row, outcome, at)
        piece.media_state = row.state
        refresh_clearance(session, [piece.id])
        return row.state


def _locked(session: Session, contribution_id: int) -> tuple[Contribution | None, RemoteFile | None]:
    """The piece and its file, in the order in which pulls change them: no two wait for each other."""
    piece = session.get(Contribution, contribution_id, with_for_update=True)
    return piece, session.get(RemoteFile, contribution_id, with_for_update=True)


def _put_off(row: RemoteFile, outcome: _Outcome, at: datetime) -> None:
    row.tries += 1
    row.reason = outcome.reason
    if outcome.state == REFUSED or row.tries >= MOST_TRIES:
        row.state, row.next_try_at, row.wanted_first = REFUSED, None, False
    else:
        row.next_try_at = at + PAUSES[row.tries - 1]


def _take(session: Session, piece: Contribution, admitted: Admitted) -> None:
    """Make the file that of the piece, and let it say what the piece is where the source was wrong."""
    facts = admitted.facts
    if piece.media_hash not in {None, admitted.content_hash}:
        piece.version += 1
    piece.media_hash = admitted.content_hash
    if piece.kind not in KINDS_OF[facts.kind]:
        _correct(piece, facts)
    if facts.text and not _written_here(session, piece.id, "text"):
        piece.text = facts.text
        artists = (credit.contributor.credit_name for credit in piece.credits)
        piece.found = found_words(piece.title, piece.text, piece.tags, artists)


def _correct(piece: Contribution, facts: MediaFacts) -> None:
    # Sources that know no word for project files declare them as text.
    if (MADE_OF.get(piece.kind), facts.kind) != ("text", "project"):
        remark = f"Declared as {piece.kind}, but the file is {facts.kind}."
        piece.note = piece.note if remark in piece.note else f"{piece.note} {remark}".strip()
    piece.kind = kind_of(
        facts.kind, declared=piece.kind, role=piece.role, title=piece.title, duration_ms=facts.duration_ms,
        is_jpeg=facts.container == "jpeg_pipe",
    )  # fmt: skip


def _written_here(session: Session, contribution_id: int, field: str) -> bool:
    query = select(Overlay.id).where(Overlay.contribution_id == contribution_id, Overlay.field == field)
    return session.scalar(query) is not None
