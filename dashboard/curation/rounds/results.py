"""What came of a closed round: results with spread, agreement, and how harsh each reviewer was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.curation.queries import Card, cards_of
from dashboard.curation.rounds.agreement import Agreement, agreement
from dashboard.curation.rounds.judging import Judged, Judgement, Result, judge
from dashboard.curation.rounds.rounds import CLOSED
from dashboard.curation.rounds.rubric import Criterion, criteria_of, weighed
from dashboard.curation.rounds.tables import Review, Round, RoundPiece
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.people.tables import Account
from dashboard.storage.engine import Database


@dataclass(frozen=True)
class ResultRow:
    """One piece with its result and what reviewers wrote, in no order that tells who."""

    card: Card
    result: Result
    words: tuple[str, ...]


@dataclass(frozen=True)
class RoundResults:
    """The results of a round, the best first."""

    title: str
    criteria: tuple[Criterion, ...]
    rows: tuple[ResultRow, ...]
    not_judged: tuple[Card, ...]
    judgement: Judgement
    overall: Agreement
    by_criterion: tuple[tuple[str, Agreement], ...]
    reviewer_names: dict[int, str]
    """By account."""
    knowing: int
    """Reviews whose reviewer could know whose piece it was."""


def round_results(session: Session, round_id: int) -> RoundResults:
    """The results of a closed round. Raises NotFound where there is none, BadInput while it is not closed."""
    round_ = session.get(Round, round_id)
    if round_ is None:
        raise NotFound("There is no such round; choose one on the Rounds page.")
    if round_.state != CLOSED:
        raise BadInput(
            f"“{round_.title}” is {round_.state}; results are shown once it is closed, lest they sway anybody."
        )
    criteria = criteria_of(round_.criteria)
    reviews = _reviews(session, round_id)
    given = [(piece, review, weighed(criteria, review.scores)) for piece, review in reviews]
    judgement = judge([Judged(piece, review.account_id, score) for piece, review, score in given])
    pieces = _pieces(session, round_id)
    cards = cards_of(session, pieces)
    words = _words(reviews)
    placed = {result.piece for result in judgement.results}
    names = select(Account.id, Account.name).where(Account.id.in_({review.account_id for _, review in reviews}))
    return RoundResults(
        title=round_.title,
        criteria=criteria,
        rows=tuple(ResultRow(cards[r.piece], r, words[r.piece]) for r in judgement.results),
        not_judged=tuple(cards[id_] for id_ in pieces if id_ not in placed),
        judgement=judgement,
        overall=_agreement((piece, score) for piece, _, score in given),
        by_criterion=tuple(
            (criterion.name, _agreement((piece, float(review.scores[criterion.key])) for piece, review in reviews))
            for criterion in criteria
        ),
        reviewer_names=dict(session.execute(names).all()),
        knowing=sum(review.knew_names for _, review in reviews),
    )


def take_results(db: Database, actor: Actor, round_id: int) -> RoundResults:
    """The results to take away as a file; it is written down that they were."""
    with command(db, actor, Permission.RUN_ROUNDS, "round.results_taken", ("round", round_id)) as change:
        return round_results(change.session, round_id)


def _reviews(session: Session, round_id: int) -> list[tuple[int, Review]]:
    """The reviews of the pieces that stand for themselves, recusals left out."""
    query = (
        select(RoundPiece.contribution_id, Review)
        .join(Review, Review.round_piece_id == RoundPiece.id)
        .join(Contribution, RoundPiece.contribution_id == Contribution.id)
        .where(RoundPiece.round_id == round_id, Review.recused.is_(False), Contribution.merged_into_id.is_(None))
        .order_by(RoundPiece.token, Review.given_at)
    )
    return [(piece, review) for piece, review in session.execute(query)]


def _pieces(session: Session, round_id: int) -> list[int]:
    query = select(RoundPiece.contribution_id).join(Contribution).where(RoundPiece.round_id == round_id)
    return list(session.scalars(query.where(Contribution.merged_into_id.is_(None)).order_by(RoundPiece.token)))


def _words(reviews: Iterable[tuple[int, Review]]) -> dict[int, tuple[str, ...]]:
    said: dict[int, list[str]] = defaultdict(list)
    for piece, review in reviews:
        said[piece] += [review.words] if review.words else []
    return {piece: tuple(sorted(words)) for piece, words in said.items()}


def _agreement(scores: Iterable[tuple[int, float]]) -> Agreement:
    by_piece: dict[int, list[float]] = defaultdict(list)
    for piece, score in scores:
        by_piece[piece].append(score)
    return agreement(by_piece.values())
