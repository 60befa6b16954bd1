"""Pulling a folder: its media into the store, its records into the database, in batches safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.community.clearing import refresh_source
from dashboard.community.lineage import DECLARED, SUGGESTED
from dashboard.community.linking import relink
from dashboard.community.parents import Loop, Said
from dashboard.community.tables import Contribution, Source
from dashboard.community.upsert import upsert
from dashboard.errors import BadInput, MediaRefused, Stale
from dashboard.intake.cells import one_line
from dashboard.intake.folder import Place, open_place
from dashboard.intake.kinds import KINDS, KINDS_OF, is_wanted, may_be
from dashboard.intake.letters import keep_letters
from dashboard.intake.prepare import Examiner, Found, Letter, Ready, read_place, ready
from dashboard.intake.tables import Pull
from dashboard.media.admit import Admitted, known, note_admitted
from dashboard.media.store import MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.storage.base import now
from dashboard.storage.engine import Database

BATCH = 25


@dataclass(frozen=True)
class DeadLetterNote:
    """What did not come in, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class PullResult:
    """What came of a pull. Each row is new, changed, unchanged or rejected; a refused link rejects no row."""

    source_id: int
    """0 after a dry run of a source that was never pulled."""
    new: int
    changed: int
    unchanged: int
    rejected: int
    dead_letters: list[DeadLetterNote]
    stopped: bool = False
    """Whether it was asked to end before it was through; what it counts did come in."""


def pull_folder(
    db: Database,
    store: MediaStore,
    actor: Actor,
    location: Path,
    *,
    kind: str | None = None,
    dry_run: bool = False,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
    stop: Callable[[], bool] = lambda: False,
) -> PullResult:
    """Bring in what a folder or manifest lists; repeating it changes only what changed there.

    `kind` narrows it to one kind or medium. `on_progress` gets the pieces done, the pieces in all, and the
    title of the latest. `stop` is asked before each piece. A dry run does the same and keeps nothing. Raises
    NotFound, BadManifest or BadInput where nothing can be pulled; all else that is wrong makes a dead letter.
    """
    require(actor, Permission.PULL)
    if kind is not None and kind not in {*KINDS, *KINDS_OF}:
        raise BadInput(f"“{kind}” is no kind of piece; the kinds are {', '.join(KINDS)}.")
    place = open_place(location)
    found, letters = read_place(place)
    pull = _Pull(db, store, place, kind, actor, now(), dry_run, found, letters, on_progress, stop)
    return pull.rehearse() if dry_run else pull.run()


@dataclass
class _Pull:
    """A pull under way."""

    db: Database
    store: MediaStore
    place: Place
    kind: str | None
    actor: Actor
    at: datetime
    dry_run: bool
    found: list[Found]
    letters: list[Letter]
    on_progress: Callable[[int, int, str], None]
    stop: Callable[[], bool]
    source_id: int = 0
    pull_id: int = 0
    done: int = 0
    stopped: bool = False
    came_in: dict[str, Ready] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("new", "changed", "unchanged"), 0))

    def run(self) -> PullResult:
        try:
            with command(self.db, self.actor, Permission.PULL, "source.pulled", ("source", "new")) as change:
                self._open(change.session)
                change.subject = ("source", self.source_id)
                change.detail = {"pull": self.pull_id} | ({"kind": self.kind} if self.kind else {})
        except IntegrityError as other:
            raise Stale("Somebody else pulls this source for the first time right now; try again later.") from other
        wanted = self._wanted()
        for start in range(0, len(wanted), BATCH):
            pieces = self._examined(wanted[start : start + BATCH], len(wanted))
            with self.db.writing() as session:
                self._bring_in(session, pieces)
            if self.stopped:
                break
        with self.db.writing() as session:
            self._finish(session)
        return self._result()

    def rehearse(self) -> PullResult:
        wanted = self._wanted()
        # All files first: the transaction keeps every other writer waiting.
        pieces = self._examined(wanted, len(wanted))
        with self.db.reading() as session:
            before = session.scalar(select(Source.id).where(Source.location == str(self.place.location)))
        with Session(self.db.engine) as session, session.begin() as transaction:
            self._open(session)
            self._bring_in(session, pieces)
            self._finish(session)
            transaction.rollback()
        self.source_id = before or 0
        return self._result()

    def _open(self, session: Session) -> None:
        location = str(self.place.location)
        source = session.scalar(select(Source).where(Source.location == location))
        if source is None:
            name = _free_name(session, self.place.location.name or location)
            source = Source(name=name, kind="folder", location=location, created_at=self.at)
            session.add(source)
            session.flush()
        pull = Pull(source_id=source.id, started_at=self.at, finished_at=None, asked_by=self.actor.name)
        session.add(pull)
        session.flush()
        self.source_id, self.pull_id = source.id, pull.id

    def _wanted(self) -> list[Found]:
        kind = self.kind
        return [found for found in self.found if kind is None or may_be(kind, found.record.declared_kind)]

    def _examined(self, batch: Sequence[Found], total: int) -> list[Ready]:
        pieces = []
        with Examiner(None if self.dry_run else self.store, self._known) as examiner:
            for found, wait in zip(batch, examiner.begin(batch), strict=True):
                if self.stop():
                    self.stopped = True
                    break
                try:
                    piece = ready(found.record, wait())
                except MediaRefused as refused:
                    self.letters.append(Letter(found.record.row, "media", str(refused)))
                else:
                    if self.kind is None or is_wanted(self.kind, piece.arrival.kind):
                        pieces.append(piece)
                self.done += 1
                self.on_progress(self.done, total, found.record.title)
        return pieces

    def _known(self, hashes: Collection[str]) -> dict[str, Admitted]:
        with self.db.reading() as session:
            return known(session, self.store, hashes)

    def _bring_in(self, session: Session, pieces: Sequence[Ready]) -> None:
        # Two pulls of one source take turns, batch by batch.
        session.get_one(Source, self.source_id, with_for_update=True)
        note_admitted(session, (piece.admitted for piece in pieces), self.at)
        outcomes = upsert(session, self.source_id, [piece.arrival for piece in pieces], self.at)
        for outcome in outcomes.values():
            self.counts[outcome] += 1
        self.came_in |= {piece.arrival.external_id: piece for piece in pieces}

    def _finish(self, session: Session) -> None:
        session.get_one(Source, self.source_id, with_for_update=True)
        said = {key: _said(piece) for key, piece in self.came_in.items()}
        files = {one_line(found.record.file): found.record.external_id for found in self.found}
        for loop in relink(session, self.source_id, said, files):
            self._refuse_loop(session, loop)
        refresh_source(session, self.source_id)
        keep_letters(
            session, self.source_id, self.letters, self.at,
            came_in={piece.record.row.what for piece in self.came_in.values()},
            complete=self.kind is None and not self.stopped,
        )  # fmt: skip
        pull = session.get_one(Pull, self.pull_id)
        pull.finished_at = now()
        pull.new, pull.changed, pull.unchanged = (
            self.counts["new"],
            self.counts["changed"],
            self.counts["unchanged"],
        )
        pull.rejected = self._rejected()

    def _refuse_loop(self, session: Session, loop: Loop) -> None:
        piece = self.came_in.get(loop.link.child_key)
        if piece is None:
            return
        titles = [f"“{session.get_one(Contribution, id_).title}”" for id_ in loop.pieces]
        reason = f"It would close a loop: {' uses '.join(titles)}; correct one of the links."
        self.letters.append(Letter(piece.record.row, "record", reason, link=loop.link.ref))

    def _rejected(self) -> int:
        return sum(not letter.link for letter in self.letters)

    def _result(self) -> PullResult:
        notes = [DeadLetterNote(letter.what, letter.reason) for letter in sorted(self.letters, key=_place_of)]
        return PullResult(
            self.source_id, **self.counts, rejected=self._rejected(), dead_letters=notes, stopped=self.stopped
        )


def _said(piece: Ready) -> list[Said]:
    record = piece.record
    if not record.derived_from:
        return []
    state = SUGGESTED if record.inferred else DECLARED
    return [Said(record.derived_from, record.derived_from_artist, record.relation, state)]


def _free_name(session: Session, name: str) -> str:
    taken = set(session.scalars(select(Source.name)))
    tries = (f"{name} ({number})" if number > 1 else name for number in range(1, len(taken) + 2))
    return next(free for free in tries if free not in taken)


def _place_of(letter: Letter) -> tuple[int, str]:
    number = letter.row.where.rpartition(" ")[2]
    return (int(number) if number.isdigit() else 0, letter.what)
