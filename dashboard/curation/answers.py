"""Which pieces are owed an answer, and the answer that each has: a written one, or that it was seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.orm import Session

from dashboard.community.copies import kept_id
from dashboard.community.tables import Call, Contribution
from dashboard.curation.answer_tables import Answer, AnswerTemplate
from dashboard.curation.answer_words import FIRST_WORDS, IN_SHOW, KINDS, SEEN, filled
from dashboard.curation.inbox.tables import Verdict
from dashboard.curation.queries import Card
from dashboard.curation.rounds.rounds import CLOSED
from dashboard.curation.rounds.tables import Review, Round, RoundPiece
from dashboard.people.roles import Actor
from dashboard.storage.base import now


@dataclass(frozen=True)
class AnswerNow:
    """The answer of a piece as it stands."""

    kind: str
    words: str
    """With `{name}`, `{title}` and `{call}` still in it."""
    written_by: str
    """Empty for the one that a judged piece has by itself."""
    listed_at: datetime | None
    version: int
    """0 for the one that a judged piece has by itself."""


@dataclass(frozen=True)
class Template:
    """The words that answers of one kind begin with."""

    words: str
    version: int
    """0 for the words that come with the program."""


def is_judged() -> ColumnElement[bool]:
    """In a query over contributions: somebody reviewed the piece, gave a verdict, or closed a round that it was in.

    What was judged of a copy counts for the piece that it was merged into.
    """
    reviewed = select(RoundPiece.contribution_id).join(Review, Review.round_piece_id == RoundPiece.id)
    closed = select(RoundPiece.contribution_id).join(Round, RoundPiece.round_id == Round.id)
    judged = union(
        reviewed.where(Review.recused.is_(False)),
        closed.where(Round.state == CLOSED),
        select(Verdict.contribution_id).where(Verdict.seen_at.is_not(None)),
    )
    return Contribution.id.in_(select(kept_id()).where(Contribution.id.in_(judged)).correlate(None))


def answers_of(session: Session, contribution_ids: Collection[int]) -> dict[int, AnswerNow]:
    """The answers of these pieces; those that nobody has judged or answered are left out."""
    written = session.scalars(select(Answer).where(Answer.contribution_id.in_(contribution_ids)))
    found = {one.contribution_id: AnswerNow(one.kind, one.words, one.written_by, one.listed_at, one.version)
             for one in written}  # fmt: skip
    rest = set(contribution_ids) - found.keys()
    judged = select(Contribution.id).where(Contribution.id.in_(rest), is_judged())
    by_itself = seen(session)
    return found | dict.fromkeys(session.scalars(judged), by_itself)


def seen(session: Session) -> AnswerNow:
    """The answer that a judged piece has by itself."""
    return AnswerNow(SEEN, templates(session)[SEEN].words, "", None, 0)


def templates(session: Session) -> dict[str, Template]:
    """What answers of each kind begin with, in the order of KINDS."""
    rows = {row.kind: row for row in session.scalars(select(AnswerTemplate))}
    return {
        kind: Template(rows[kind].words, rows[kind].version) if kind in rows else Template(FIRST_WORDS[kind], 0)
        for kind in KINDS
    }


def read_by_artist(session: Session, cards: Sequence[Card], in_show: Collection[int], name: str) -> dict[int, str]:
    """What an artist of that name reads of these pieces, by id; a piece without an answer is left out.

    That a piece is in the show is told only of those in `in_show`; the others were seen.
    """
    ids = [card.contribution_id for card in cards]
    query = select(Contribution.id, Call.title).join(Call, Contribution.call_id == Call.id)
    calls = dict(session.execute(query.where(Contribution.id.in_(ids))).all())
    answers, by_itself = answers_of(session, ids), seen(session)
    told = {id_: by_itself if answer.kind == IN_SHOW and id_ not in in_show else answer
            for id_, answer in answers.items()}  # fmt: skip
    return {
        card.contribution_id: filled(
            told[card.contribution_id].words, name=name, title=card.title, call=calls.get(card.contribution_id, "")
        )
        for card in cards
        if card.contribution_id in told
    }


def locked_answers(contribution_ids: Collection[int]) -> Select[Answer]:
    """The written answers of these pieces, locked for a change."""
    return select(Answer).where(Answer.contribution_id.in_(list(contribution_ids))).with_for_update()


def sign(session: Session, row: Answer, actor: Actor) -> None:
    """Put a written answer in place, with who wrote it, as its next version."""
    row.account_id, row.written_by, row.written_at = actor.account_id, actor.name, now()
    row.version += 1
    session.add(row)
