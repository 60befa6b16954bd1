"""Pulling a source: page by page, each in one transaction that also keeps how to go on; safe to repeat or kill."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.community.arriving import bring_in
from dashboard.community.clearance import BLOCKED
from dashboard.community.clearing import refresh_clearance
from dashboard.community.linking import split_waiting
from dashboard.community.tables import Contribution, Source
from dashboard.errors import BadInput, GreenroomError, MediaRefused, SourceFailed, Stale
from dashboard.intake.connector import Connector, Page
from dashboard.intake.gone import note_gone
from dashboard.intake.hosts import allowed_hosts
from dashboard.intake.kinds import KINDS, KINDS_OF, is_wanted, may_be
from dashboard.intake.letters import came_right, keep_letters, not_met
from dashboard.intake.loops import loop_letters
from dashboard.intake.outcome import MOST_LETTERS, DeadLetterNote, PullResult, Tally
from dashboard.intake.prepare import Examiner, Found, Letter, Ready, read_page, ready
from dashboard.intake.raw import keep_raw
from dashboard.intake.registry import LOCAL, PARTIAL, Sourced, find_source
from dashboard.intake.repeats import once_a_pull
from dashboard.intake.schedule import next_pull
from dashboard.intake.tables import DeadLetter, Pull
from dashboard.intake.web import Web
from dashboard.media.admit import Admitted, known, note_admitted
from dashboard.media.store import MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.storage.base import now
from dashboard.storage.engine import Database

SWEEP_EVERY = timedelta(days=7)
"""How often a source is read from end to end, which is how edits and disappearances are noticed."""
FEWEST_FOR_ALARM = 4
MOST_REHEARSED = 20_000


class _Drift(SourceFailed):
    """Most of a page cannot be read: the source has changed its format."""


def pull(
    db: Database,
    store: MediaStore,
    actor: Actor,
    location: str | Path,
    *,
    web: Web | None = None,
    source_kind: str = "",
    kind: str | None = None,
    dry_run: bool = False,
    full: bool = False,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
    stop: Callable[[], bool] = lambda: False,
) -> PullResult:
    """Bring in what a source offers; repeating it changes only what changed there.

    `location` is a path, an address, or the name of a source; `source_kind` says which connector reads it where
    that is not plain. `kind` narrows it to one kind or medium of piece. `full` reads all of it, as happens by
    itself once a week. `on_progress` gets the pieces done, the pieces in all (0 where that is not known), and the
    title of the latest. `stop` is asked before each piece that is decoded, and before each page. A dry run does
    the same and keeps nothing. Raises NotFound, BadManifest, BadInput or SourceFailed where nothing can be pulled;
    all else that is wrong makes a dead letter, or ends the pull with its problem told.
    """
    require(actor, Permission.PULL)
    if kind is not None and kind not in {*KINDS, *KINDS_OF}:
        raise BadInput(f"“{kind}” is no kind of piece; the kinds are {', '.join(KINDS)}.")
    with db.reading() as session:
        web = web or Web(allowed_hosts=allowed_hosts(session))
        source = find_source(session, location, web, kind=source_kind)
    connector = source.connector(web)
    if source.source_id is None or source.kind in LOCAL:
        connector.check()
    run = _Pull(db, store, source, connector, kind, actor, dry_run, full or _sweeps(source), on_progress, stop)
    return run.rehearse() if dry_run else run.run()


def _sweeps(source: Sourced) -> bool:
    return source.kind in LOCAL or source.swept_at is None or now() - source.swept_at >= SWEEP_EVERY


@dataclass
class _Pull:
    """A pull under way."""

    db: Database
    store: MediaStore
    source: Sourced
    connector: Connector
    kind: str | None
    actor: Actor
    dry_run: bool
    full: bool
    on_progress: Callable[[int, int, str], None]
    stop: Callable[[], bool]
    at: datetime = field(default_factory=now)
    source_id: int = 0
    pull_id: int = 0
    done: int = 0
    stopped: bool = False
    problem: str = ""
    tally: Tally = field(default_factory=Tally)

    def run(self) -> PullResult:
        try:
            with command(self.db, self.actor, Permission.PULL, "source.pulled", ("source", "new")) as change:
                self._open(change.session)
                change.subject = ("source", self.source_id)
                change.detail = {"pull": self.pull_id} | ({"kind": self.kind} if self.kind else {})
        except IntegrityError as other:
            raise Stale("Somebody else pulls this source for the first time right now; try again later.") from other
        try:
            for page in self._pages():
                self._bring_in(page, *self._prepared(page))
        except SourceFailed as failed:
            self.problem = str(failed)
        except GreenroomError as failed:
            self.problem = str(failed)
            self._finish()
            raise
        self._finish()
        return self._result()

    def rehearse(self) -> PullResult:
        # All pages first: the transaction keeps every other writer waiting.
        prepared = []
        try:
            for page in self._pages():
                prepared.append((page, *self._prepared(page)))
                if sum(len(pieces) for _, pieces, _ in prepared) >= MOST_REHEARSED:
                    self.tally.remarks.append(f"The dry run ended after {MOST_REHEARSED:,} pieces.")
                    break
        except SourceFailed as failed:
            self.problem = str(failed)
        with Session(self.db.engine) as session, session.begin() as transaction:
            self._open(session)
            for page, pieces, letters in prepared:
                self._write(session, page, pieces, letters)
            self._settle(session)
            result = self._result(session)
            transaction.rollback()
        return result

    def _open(self, session: Session) -> None:
        if self.source.source_id is None:
            found = Source(
                name=free_name(session, self.source.name), kind=self.source.kind, location=self.source.location,
                created_at=self.at, settings=dict(self.source.settings),
            )  # fmt: skip
            session.add(found)
            session.flush()
            self.source_id = found.id
        else:
            self.source_id = self.source.source_id
        under_way = Pull(source_id=self.source_id, started_at=self.at, asked_by=self.actor.name, full=self.full)
        session.add(under_way)
        session.flush()
        self.pull_id = under_way.id

    def _pages(self) -> Iterator[Page]:
        pages = iter(self.connector.pull(self.source.state, full=self.full))
        while not self.stopped:
            if self.stop():
                self.stopped = True
                return
            page = next(pages, None)
            if page is None:
                return
            yield page

    def _prepared(self, page: Page) -> tuple[list[Ready], list[Letter]]:
        """What of a page can come in, its files looked at; the rest as dead letters."""
        found, letters = read_page(self.connector, page)
        wanted = [one for one in found if self.kind is None or may_be(self.kind, one.arrival.kind)]
        pieces = self._examined(wanted, page.total, letters)
        if self.kind is not None:
            pieces = [piece for piece in pieces if is_wanted(self.kind, piece.arrival.kind)]
        return pieces, letters

    def _examined(self, found: list[Found], total: int, letters: list[Letter]) -> list[Ready]:
        with_files = [one for one in found if one.path is not None]
        pieces = [ready(one, None) for one in found if one.path is None]
        if pieces:
            self._say(len(pieces), total, pieces[-1].arrival.title)
        if not with_files:
            return pieces
        with Examiner(None if self.dry_run else self.store, self._known) as examiner:
            begun = examiner.begin([one.path for one in with_files if one.path is not None])
            for one, wait in zip(with_files, begun, strict=True):
                if self.stop():
                    self.stopped = True
                    break
                try:
                    pieces.append(ready(one, wait()))
                except MediaRefused as refused:
                    letters.append(Letter(one.raw, "media", str(refused)))
                self._say(1, total, one.arrival.title)
        return pieces

    def _say(self, more: int, total: int, title: str) -> None:
        self.done += more
        self.on_progress(self.done, max(total, self.done) if total else 0, title)

    def _known(self, hashes: Collection[str]) -> dict[str, Admitted]:
        with self.db.reading() as session:
            return known(session, self.store, hashes)

    def _bring_in(self, page: Page, pieces: list[Ready], letters: list[Letter]) -> None:
        alarm = self._drift(page, letters)
        with self.db.writing() as session:
            # Two pulls of one source take turns, page by page.
            session.get_one(Source, self.source_id, with_for_update=True)
            self._write(session, page, [] if alarm else pieces, letters, is_in=not alarm)
        if alarm:
            raise _Drift(alarm)

    def _drift(self, page: Page, letters: list[Letter]) -> str:
        """Why the pull must stop, where more than half of a page cannot be read."""
        bad = [letter for letter in letters if letter.stage != "media" and letter.raw in page.items]
        records = len(page.items)
        if self.source.kind in LOCAL or len(bad) < FEWEST_FOR_ALARM or len(bad) * 2 <= records:
            return ""
        return (
            f"{len(bad)} of the {records} records of a page could not be read, the first ({bad[0].what}) because: "
            f"{bad[0].reason} The source may have changed its format; nothing of that page was taken in."
        )

    def _write(
        self, session: Session, page: Page, pieces: list[Ready], letters: list[Letter], *, is_in: bool = True
    ) -> None:
        pieces, again = once_a_pull(session, self.source_id, pieces, self.at)
        letters = [*letters, *again]
        note_admitted(session, (piece.admitted for piece in pieces if piece.admitted), self.at)
        brought = bring_in(session, self.source_id, [piece.arrival for piece in pieces], self.at)
        keep_raw(session, self.source_id, {piece.arrival.external_id: piece.raw for piece in pieces}, self.at)
        keep_letters(session, self.source_id, self.pull_id, letters, self.at)
        came_right(session, self.source_id, [piece.raw.where for piece in pieces])
        self._still_there(session, letters)
        self.tally.add(pieces, brought.came)
        self.tally.rejected += len({letter.what for letter in letters})
        moved = [one.piece_id for one in brought.came.values() if one.outcome != "unchanged"]
        self.tally.may_not_air += _blocked(session, moved)
        if page.remark and page.remark not in self.tally.remarks:
            self.tally.remarks.append(page.remark)
        if is_in and self.kind is None:
            session.execute(update(Source).where(Source.id == self.source_id).values(state=dict(page.state)))
        self._count(session)

    def _still_there(self, session: Session, letters: list[Letter]) -> None:
        """A record that cannot be used now is not gone: what came of it before stays as it is."""
        ids = [letter.raw.external_id for letter in letters if letter.raw.external_id]
        if ids:
            met = (Contribution.source_id == self.source_id) & Contribution.external_id.in_(ids)
            session.execute(update(Contribution).where(met).values(last_seen_at=self.at))

    def _count(self, session: Session) -> None:
        tally = self.tally
        counts = {n: getattr(tally, n) for n in ("new", "changed", "unchanged", "rejected", "may_not_air", "gone")}
        session.execute(update(Pull).where(Pull.id == self.pull_id).values(**counts))

    def _finish(self) -> None:
        with self.db.writing() as session:
            source = session.get_one(Source, self.source_id, with_for_update=True)
            self._settle(session)
            finished = session.get_one(Pull, self.pull_id)
            finished.finished_at, finished.problem = now(), self.problem
            source.next_pull_at = next_pull(source.every_minutes, now(), failed=bool(self.problem))
            if self._is_whole and self.full:
                source.swept_at = self.at

    @property
    def _is_whole(self) -> bool:
        return self.kind is None and not self.stopped and not self.problem

    def _settle(self, session: Session) -> None:
        """What only the whole pull can tell: links with several parts, loops, letters met no more, pieces gone."""
        refresh_clearance(session, split_waiting(session, self.source_id).touched)
        keep_letters(session, self.source_id, self.pull_id, loop_letters(session, self.source_id), self.at)
        not_met(session, self.source_id, self.pull_id, links_only=not (self._is_whole and self.full))
        if self._is_whole and self.full and self.source.kind not in PARTIAL:
            if self.done or self.tally.rejected:
                self.tally.gone = note_gone(session, self.source_id, self.at)
            elif self.source.source_id is not None:
                self.tally.remarks.append("It listed nothing at all; what is here of it is left as it was.")
        self._count(session)

    def _result(self, session: Session | None = None) -> PullResult:
        if session is None:
            with self.db.reading() as reading:
                notes = _notes(reading, self.pull_id)
        else:
            notes = _notes(session, self.pull_id)
        tally, source_id = self.tally, (self.source.source_id or 0) if self.dry_run else self.source_id
        return PullResult(
            source_id, tally.new, tally.changed, tally.unchanged, tally.rejected, notes, self.stopped, tally.gone,
            tally.may_not_air, self.problem, tuple(tally.remarks), tuple(tally.changes) if self.dry_run else (),
        )  # fmt: skip


def _blocked(session: Session, ids: list[int]) -> int:
    query = select(func.count()).select_from(Contribution)
    return session.scalar(query.where(Contribution.id.in_(ids), Contribution.clearance == BLOCKED)) or 0 if ids else 0


def _notes(session: Session, pull_id: int) -> list[DeadLetterNote]:
    query = select(DeadLetter.what, DeadLetter.reason).where(DeadLetter.pull_id == pull_id)
    rows = session.execute(query.order_by(DeadLetter.id).limit(MOST_LETTERS))
    return sorted((DeadLetterNote(row.what, row.reason) for row in rows), key=_place_of)


def _place_of(note: DeadLetterNote) -> tuple[int, str]:
    number = next((part for part in note.what.replace(":", " ").split()[1:2] if part.isdigit()), "0")
    return int(number), note.what


def free_name(session: Session, name: str) -> str:
    """The name, or the name with a number behind it where another source has it."""
    taken = set(session.scalars(select(Source.name)))
    tries = (f"{name} ({number})" if number > 1 else name for number in range(1, len(taken) + 2))
    return next(free for free in tries if free not in taken)
