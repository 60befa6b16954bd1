"""One account's gestures in one transaction: which were made before, what each changes, and how it is undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.curation.inbox.tables import Verdict, VerdictStep
from dashboard.curation.inbox.verdicts import (
    LAST,
    Change,
    Gesture,
    Opinion,
    change_of,
    judged,
    restored,
    says_something,
    stood_on,
)
from dashboard.curation.shortlists import INBOX, PICKED, UNPICKED, pick_piece, unpick_piece
from dashboard.curation.tables import ShortlistEntry, ShortlistPick
from dashboard.errors import BadInput, GreenroomError, NotFound
from dashboard.media.tables import MediaFile
from dashboard.people.roles import Actor, Permission, require
from dashboard.storage.audit import Signature, record

NOTHING_LEFT = "There is nothing left to undo."


@dataclass(frozen=True)
class Refusal:
    """Why a gesture was not made, or not of all its pieces, in a sentence."""

    mark: str
    sentence: str


@dataclass(frozen=True)
class Undone:
    """A gesture was taken back, and which pieces it was about."""

    mark: str
    """Of the gesture that took it back."""
    piece_ids: tuple[int, ...]


@dataclass
class Outcome:
    """What came of a batch, beyond what it was meant to do."""

    refused: list[Refusal] = field(default_factory=list)
    undone: list[Undone] = field(default_factory=list)


@dataclass(frozen=True)
class _Piece:
    title: str
    duration_ms: int | None
    is_copy: bool


class Batch:
    """Gestures of one account under way."""

    def __init__(self, session: Session, actor: Actor, account_id: int, at: datetime, outcome: Outcome) -> None:
        self._session, self._actor, self._account_id, self._at = session, actor, account_id, at
        self._outcome = outcome
        self._pieces: dict[int, _Piece] = {}
        self._verdicts: dict[int, Verdict] = {}
        self._made: set[str] = set()
        self._touched: dict[int, None] = {}

    @property
    def touched(self) -> list[int]:
        """The pieces that were changed, in the order of the gestures."""
        return list(self._touched)

    def load(self, gestures: Sequence[Gesture]) -> None:
        """What the gestures are about, and which of them were made before."""
        marks = [gesture.mark for gesture in gestures]
        known = select(VerdictStep.mark).where(VerdictStep.account_id == self._account_id, VerdictStep.mark.in_(marks))
        self._made |= set(self._session.scalars(known))
        self._load_pieces({piece_id for gesture in gestures for piece_id in gesture.piece_ids})

    def make(self, gesture: Gesture) -> None:
        """Make one gesture, unless it was made before; what cannot be done is noted in the outcome."""
        if gesture.mark in self._made:
            return
        self._made.add(gesture.mark)
        if gesture.undoes:
            self._undo(gesture)
            return
        changes = []
        for piece_id in gesture.piece_ids:
            try:
                changes.append(self._judge(piece_id, gesture))
            except GreenroomError as refusal:
                self._refuse(gesture.mark, str(refusal))
        if any(says_something(change) for change in changes):
            self._remember(gesture.mark, changes)

    def _judge(self, piece_id: int, gesture: Gesture) -> Change:
        piece = self._pieces.get(piece_id)
        if piece is None:
            raise NotFound(f"Piece {piece_id} is no longer here; nothing was kept of that verdict.")
        if piece.is_copy:
            raise NotFound(f"“{piece.title}” was merged into another piece; judge that one.")
        before = self._opinion(piece_id)
        try:
            after = judged(before, gesture, piece.duration_ms)
        except BadInput as wrong:
            raise BadInput(f"“{piece.title}”: {wrong}") from wrong
        change = change_of(piece_id, before, after)
        if gesture.shortlist_id is not None and self._own_pick(gesture.shortlist_id, piece_id) is None:
            require(self._actor, Permission.SHORTLIST)
            pick_piece(self._session, self._actor, gesture.shortlist_id, piece_id, "", INBOX)
            self._record(PICKED, gesture.shortlist_id, {"contribution": piece_id, "from": INBOX})
            change["shortlist"] = gesture.shortlist_id
        self._keep(piece_id, after)
        return change

    def _undo(self, gesture: Gesture) -> None:
        step = self._step(gesture.undoes)
        if step is None:
            self._refuse(gesture.mark, NOTHING_LEFT if gesture.undoes == LAST else "That changed nothing.")
            return
        changes: list[Change] = step.changes
        self._load_pieces({change["piece"] for change in changes})
        reason = self._in_the_way(step, changes)
        if reason:
            self._refuse(gesture.mark, reason)
            return
        here = [change for change in changes if change["piece"] in self._pieces]
        for change in here:
            self._keep(change["piece"], restored(self._opinion(change["piece"]), change))
            if "shortlist" in change and self._own_pick(change["shortlist"], change["piece"]) is not None:
                require(self._actor, Permission.SHORTLIST)
                why, _left = unpick_piece(self._session, self._actor, change["shortlist"], change["piece"])
                self._record(UNPICKED, change["shortlist"], {"contribution": change["piece"], "why": why})
        step.settled_at = self._at
        self._remember(gesture.mark, [], undoes_id=step.id)
        self._outcome.undone.append(Undone(gesture.mark, tuple(change["piece"] for change in here)))

    def _step(self, mark: str) -> VerdictStep | None:
        """The step to take back, if it has not been."""
        query = select(VerdictStep).where(
            VerdictStep.account_id == self._account_id, VerdictStep.settled_at.is_(None),
            VerdictStep.undoes_id.is_(None),
        )  # fmt: skip
        if mark != LAST:
            query = query.where(VerdictStep.mark == mark)
        return self._session.scalar(query.order_by(VerdictStep.id.desc()).limit(1))

    def _in_the_way(self, step: VerdictStep, changes: Sequence[Change]) -> str:
        """Why a step cannot be taken back now, in a sentence; empty where it can."""
        query = select(VerdictStep).where(
            VerdictStep.account_id == self._account_id, VerdictStep.id > step.id, VerdictStep.settled_at.is_(None)
        )
        later = [change for other in self._session.scalars(query) for change in other.changes]
        edited = stood_on(changes, later)
        if edited is not None and edited in self._pieces:
            return f"“{self._pieces[edited].title}” was judged again after that; undo the later verdict first."
        for change in changes:
            if "shortlist" in change and self._is_worked_on(change["shortlist"], change["piece"]):
                # Nobody can undo that here, so the next undo goes on with what was before it.
                step.settled_at = self._at
                title = self._pieces[change["piece"]].title
                return f"“{title}” has notes on the shortlist by now; drop it on the Shortlist page."
        return ""

    def _is_worked_on(self, shortlist_id: int, piece_id: int) -> bool:
        """Whether taking back this account's pick would take along what was said of the piece there."""
        pick = self._own_pick(shortlist_id, piece_id)
        return pick is not None and pick.entry.version > 1 and len(pick.entry.picks) == 1

    def _own_pick(self, shortlist_id: int, piece_id: int) -> ShortlistPick | None:
        return self._session.scalar(
            select(ShortlistPick)
            .join(ShortlistEntry, ShortlistPick.entry_id == ShortlistEntry.id)
            .where(
                ShortlistEntry.shortlist_id == shortlist_id, ShortlistEntry.contribution_id == piece_id,
                ShortlistPick.account_id == self._account_id,
            )
        )  # fmt: skip

    def _load_pieces(self, ids: Collection[int]) -> None:
        query = (
            select(Contribution.id, Contribution.title, MediaFile.duration_ms, Contribution.merged_into_id)
            .outerjoin(MediaFile, Contribution.media_hash == MediaFile.content_hash)
            .where(Contribution.id.in_(ids))
        )
        for row in self._session.execute(query):
            self._pieces[row.id] = _Piece(row.title, row.duration_ms, row.merged_into_id is not None)
        own = select(Verdict).where(Verdict.account_id == self._account_id, Verdict.contribution_id.in_(ids))
        self._verdicts |= {row.contribution_id: row for row in self._session.scalars(own)}

    def _opinion(self, piece_id: int) -> Opinion:
        row = self._verdicts.get(piece_id)
        return opinion_of(row) if row else Opinion()

    def _keep(self, piece_id: int, opinion: Opinion) -> None:
        row = self._verdicts.get(piece_id)
        if row is None:
            row = Verdict(account_id=self._account_id, contribution_id=piece_id)
            self._verdicts[piece_id] = row
            self._session.add(row)
        row.choice, row.stars, row.note = opinion.choice, opinion.stars, opinion.note
        row.in_ms, row.out_ms = opinion.in_ms, opinion.out_ms
        row.seen_at = (row.seen_at or self._at) if opinion.seen else None
        row.changed_at = self._at
        self._touched[piece_id] = None

    def _remember(self, mark: str, changes: list[Change], undoes_id: int | None = None) -> None:
        step = VerdictStep(account_id=self._account_id, mark=mark, changes=changes, undoes_id=undoes_id, at=self._at)
        self._session.add(step)
        self._session.flush()

    def _record(self, action: str, shortlist_id: int, detail: dict[str, object]) -> None:
        who = Signature(self._actor.account_id, self._actor.name)
        record(self._session, who, action, ("shortlist", shortlist_id), detail)

    def _refuse(self, mark: str, sentence: str) -> None:
        self._outcome.refused.append(Refusal(mark, sentence))


def opinion_of(row: Verdict) -> Opinion:
    """What a row says."""
    return Opinion(row.choice, row.stars, row.in_ms, row.out_ms, row.note, row.seen_at is not None)
