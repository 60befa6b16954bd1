"""Answering artists: which pieces are owed an answer, and writing them, one or many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Call, Contribution
from dashboard.curation.answer_tables import Answer, AnswerTemplate
from dashboard.curation.answer_words import (
    FINALIST,
    IN_SHOW,
    check_kind,
    checked_words,
    filled,
    with_reason,
)
from dashboard.curation.answers import AnswerNow, answers_of, is_judged, locked_answers, sign, templates
from dashboard.curation.queries import Card, cards_of
from dashboard.curation.rounds.tables import RoundPiece
from dashboard.curation.tables import ShortlistEntry
from dashboard.desk.released import released_work
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import Database

PER_PAGE = 20
WAITING, WRITTEN, LISTED = "waiting", "written", "listed"
VIEWS = (WAITING, WRITTEN, LISTED)
"""Judged, and so far only told to be seen; written and not handed out yet; handed out."""


@dataclass(frozen=True)
class Narrowed:
    """Which answers one looks at."""

    view: str = WAITING
    round_id: int | None = None
    call_id: int | None = None


@dataclass(frozen=True)
class AnswerRow:
    """A piece and the answer that it has."""

    card: Card
    call: str
    answer: AnswerNow
    shortlisted: bool

    def preview(self, words: str = "") -> str:
        """The answer, or other words for it, as its artists will read them."""
        return filled(words or self.answer.words, name=self.card.artists, title=self.card.title, call=self.call)


def answer_rows(session: Session, narrowed: Narrowed, page: int = 1, per_page: int = PER_PAGE) -> list[AnswerRow]:
    """One page (1 is the first) of the pieces of a view, those that came first before the others."""
    query = _chosen(select(Contribution.id, func.coalesce(Call.title, "")), narrowed)
    query = query.order_by(Contribution.created_at, Contribution.id).limit(per_page).offset((page - 1) * per_page)
    calls = dict(session.execute(query).all())
    cards, answers = cards_of(session, calls), answers_of(session, calls)
    listed = select(ShortlistEntry.contribution_id).where(ShortlistEntry.contribution_id.in_(calls))
    picked = set(session.scalars(listed))
    return [AnswerRow(cards[id_], call, answers[id_], id_ in picked) for id_, call in calls.items()]


def answer_versions(session: Session, narrowed: Narrowed) -> dict[int, int]:
    """Of every piece of a view the version of its answer, 0 for the one that it has by itself."""
    query = _chosen(select(Contribution.id, func.coalesce(Answer.version, 0)), narrowed)
    return dict(session.execute(query).all())


def write_answers(
    db: Database, actor: Actor, chosen: Mapping[int, int], kind: str, words: str, reason: str = ""
) -> None:
    """Give these pieces one answer. `chosen` maps each to the version of the answer that was looked at.

    All of them or none. Raises: `Stale` where somebody answered meanwhile; `BadInput` where nothing is chosen, a
    finalist is to get no reason, or a piece is not in a released episode but is to be told so.
    """
    check_kind(kind)
    if not chosen:
        raise BadInput("Choose at least one piece to answer.")
    if kind == FINALIST and "{reason}" in words and not reason.strip():
        raise BadInput("A finalist gets a reason of its own; write what speaks for the piece.")
    words = checked_words(with_reason(words, reason))
    with command(db, actor, Permission.ANSWER, "answers.written", ("answers", kind)) as change:
        session = change.session
        pieces = _pieces(session, chosen)
        if kind == IN_SHOW:
            require_released(session, pieces)
        for piece, row in _rows_at(session, pieces, chosen):
            row.kind, row.words, row.listed_at = kind, words, None
            sign(session, row, actor)
            change.detail.setdefault("pieces", []).append(piece.id)


def save_template(db: Database, actor: Actor, kind: str, version: int, words: str) -> None:
    """Change the words that answers of a kind begin with; `version` is 0 for those that come with the program."""
    check_kind(kind)
    words = checked_words(words)
    with command(db, actor, Permission.ANSWER, "answers.template_changed", ("answers", kind)) as change:
        row = change.session.get(AnswerTemplate, kind, with_for_update=True)
        if templates(change.session)[kind].version != version:
            raise Stale("Somebody else changed these words; look again and repeat your change.")
        if row is None:
            change.session.add(AnswerTemplate(kind=kind, words=words, version=1))
        else:
            row.words, row.version = words, row.version + 1


def require_released(session: Session, pieces: Sequence[Contribution]) -> None:
    """Raise BadInput unless all of these pieces are in episodes that artists may know of."""
    known = {place.work_id for place in released_work(session, (), [piece.id for piece in pieces]).on_air}
    unknown = next((piece for piece in pieces if piece.id not in known), None)
    if unknown is not None:
        raise BadInput(
            f"“{unknown.title}” is in no released episode; answer it otherwise, or once a producer has released one."
        )


def _chosen(query: Any, narrowed: Narrowed) -> Any:
    query = query.select_from(Contribution).join(Call, Contribution.call_id == Call.id, isouter=True)
    query = query.join(Answer, Answer.contribution_id == Contribution.id, isouter=True)
    return query.where(Contribution.merged_into_id.is_(None), *_wanted(narrowed))


def _wanted(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    views: dict[str, ColumnElement[bool]] = {
        WAITING: Answer.kind.is_(None) & is_judged(),
        WRITTEN: Answer.kind.is_not(None) & Answer.listed_at.is_(None),
        LISTED: Answer.listed_at.is_not(None),
    }
    wanted = [views[narrowed.view]]
    if narrowed.call_id is not None:
        wanted.append(Contribution.call_id == narrowed.call_id)
    if narrowed.round_id is not None:
        within = select(RoundPiece.contribution_id).where(RoundPiece.round_id == narrowed.round_id)
        wanted.append(Contribution.id.in_(within))
    return wanted


def _pieces(session: Session, chosen: Iterable[int]) -> list[Contribution]:
    query = select(Contribution).where(Contribution.id.in_(list(chosen)), Contribution.merged_into_id.is_(None))
    pieces = list(session.scalars(query.order_by(Contribution.id).with_for_update()))
    if len(pieces) < len(set(chosen)):
        raise NotFound("One of these pieces is no longer here; look again and choose anew.")
    return pieces


def _rows_at(
    session: Session, pieces: Sequence[Contribution], chosen: Mapping[int, int]
) -> Iterator[tuple[Contribution, Answer]]:
    """The rows to write, new ones where there are none; Stale where one is not of the version that was looked at."""
    there = {row.contribution_id: row for row in session.scalars(locked_answers(chosen))}
    for piece in pieces:
        row = there.get(piece.id) or Answer(contribution_id=piece.id, version=0)
        if row.version != chosen[piece.id]:
            raise Stale(f"Somebody else has answered “{piece.title}” meanwhile; look again and repeat.")
        yield piece, row
