"""What pages read of rounds: which wait for whom, the list of them, and one for those who run it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.tables import Contribution
from dashboard.curation.rounds.review_queries import ShownPiece, pass_of, reviews_per_piece, shown_pieces
from dashboard.curation.rounds.rounds import CLOSED, OPEN, RoundPlan
from dashboard.curation.rounds.rubric import Criterion, criteria_of
from dashboard.curation.rounds.rubrics import rubric_row
from dashboard.curation.rounds.tables import Review, Round, RoundPiece, RoundReviewer, Unblinding
from dashboard.errors import NotFound
from dashboard.people.tables import Account

MOST_ROUNDS = 100


@dataclass(frozen=True)
class WaitingRound:
    """An open round and how far one reviewer has come in it."""

    round_id: int
    title: str
    judged: int
    left: int


@dataclass(frozen=True)
class RoundRow:
    """A round in a list."""

    round_id: int
    title: str
    state: str
    call_title: str
    pieces: int
    reviews: int
    """Of those wanted; more than that of one piece do not count."""
    wanted: int
    made_by: str
    since: datetime
    """When it came into its state."""


@dataclass(frozen=True)
class PieceLine:
    """A piece of a round for those who run it: without names while the round is blind and they did not look."""

    piece: ShownPiece
    reviews: int


@dataclass(frozen=True)
class ReviewerLine:
    """Who reviews, and how many pieces they have judged."""

    account_id: int
    name: str
    reviews: int
    recusals: int


@dataclass(frozen=True)
class LookUp:
    """One unblinding."""

    title: str
    looked_by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class RoundPage:
    """Everything that the page of one round shows to those who run it, but its results."""

    round_id: int
    plan: RoundPlan
    state: str
    version: int
    call_title: str
    criteria: tuple[Criterion, ...]
    """Of the rubric as it is now; of an open or closed round as it was frozen."""
    rubric_version: int
    """Of the call's own rubric, 0 where it has none yet; of the house's where the round has no call."""
    pieces: tuple[PieceLine, ...]
    """The least reviewed first."""
    reviewers: tuple[ReviewerLine, ...]
    """Those who were asked, and whoever judged something."""
    asked: tuple[int, ...]
    """Accounts; none where the round is open to all who may review."""
    look_ups: tuple[LookUp, ...]


def waiting_rounds(session: Session, account_id: int | None) -> list[WaitingRound]:
    """The open rounds in which something waits for this account's judgement, the oldest first.

    Whether the account may review at all is for the caller to know.
    """
    return [one for one in open_rounds_of(session, account_id) if one.left]


def open_rounds_of(session: Session, account_id: int | None) -> list[WaitingRound]:
    """All open rounds that this account was asked to, or that are open to all."""
    if account_id is None:
        return []
    asked = select(RoundReviewer.round_id)
    mine = asked.where(RoundReviewer.account_id == account_id)
    query = select(Round).where(Round.state == OPEN, or_(Round.id.in_(mine), Round.id.not_in(asked)))
    found = []
    for round_ in session.scalars(query.order_by(Round.opened_at, Round.id)):
        done = pass_of(session, round_, account_id)
        found.append(WaitingRound(round_.id, round_.title, len(done.given), len(done.waiting)))
    return found


def rounds(session: Session) -> list[RoundRow]:
    """The rounds, the newest first, at most MOST_ROUNDS."""
    query = select(Round).options(selectinload(Round.call)).order_by(Round.id.desc()).limit(MOST_ROUNDS)
    found = list(session.scalars(query))
    counts = _review_counts(session, [round_.id for round_ in found])
    return [_row(round_, counts[round_.id]) for round_ in found]


def round_page(session: Session, round_id: int, account_id: int | None) -> RoundPage:
    """One round as it is shown to who runs it. Raises NotFound where there is none."""
    round_ = session.scalar(select(Round).where(Round.id == round_id).options(selectinload(Round.call)))
    if round_ is None:
        raise NotFound("There is no such round; choose one on the Rounds page.")
    rubric = rubric_row(session, round_.call_id)
    call_title = round_.call.title if round_.call else ""
    plan = RoundPlan(round_.title, round_.call_id, round_.blind, round_.names_after, round_.reviews_wanted)
    asked = session.scalars(select(RoundReviewer.account_id).where(RoundReviewer.round_id == round_id))
    look_ups = _look_ups(session, round_id)
    return RoundPage(
        round_id, plan, round_.state, round_.version, call_title, criteria_of(round_.criteria or rubric.criteria),
        rubric.version if rubric.call_id == round_.call_id else 0, _pieces(session, round_, account_id),
        tuple(_reviewers(session, round_id)), tuple(asked), look_ups,
    )  # fmt: skip


def _row(round_: Round, counts: Iterable[int]) -> RoundRow:
    counts = list(counts)
    wanted = round_.reviews_wanted
    return RoundRow(
        round_.id, round_.title, round_.state, round_.call.title if round_.call else "", len(counts),
        sum(min(count, wanted) for count in counts), wanted * len(counts), round_.made_by,
        round_.closed_at or round_.opened_at or round_.made_at,
    )  # fmt: skip


def _review_counts(session: Session, round_ids: list[int]) -> dict[int, list[int]]:
    reviews = func.count(Review.id).filter(Review.recused.is_(False))
    query = (
        select(RoundPiece.round_id, reviews)
        .join(Contribution, RoundPiece.contribution_id == Contribution.id)
        .join(Review, Review.round_piece_id == RoundPiece.id, isouter=True)
        .where(RoundPiece.round_id.in_(round_ids), Contribution.merged_into_id.is_(None))
        .group_by(RoundPiece.id, RoundPiece.round_id)
    )
    counts: dict[int, list[int]] = defaultdict(list)
    for round_id, count in session.execute(query):
        counts[round_id].append(count)
    return counts


def _pieces(session: Session, round_: Round, account_id: int | None) -> tuple[PieceLine, ...]:
    counted = reviews_per_piece(session, round_.id)
    looked = select(RoundPiece.token).join(Unblinding, Unblinding.round_piece_id == RoundPiece.id)
    looked = looked.where(RoundPiece.round_id == round_.id, Unblinding.account_id == account_id)
    every = {piece.token for piece, _ in counted}
    named = every if not round_.blind or round_.state == CLOSED else set(session.scalars(looked))
    shown = shown_pieces(session, [piece for piece, _ in counted], named=named)
    lines = [PieceLine(shown[piece.token], count) for piece, count in counted]
    return tuple(sorted(lines, key=lambda line: (line.reviews, line.piece.token)))


def _reviewers(session: Session, round_id: int) -> list[ReviewerLine]:
    gave = (
        select(Review.account_id, Review.recused)
        .join(RoundPiece, Review.round_piece_id == RoundPiece.id)
        .where(RoundPiece.round_id == round_id)
    )
    given = Counter((account, recused) for account, recused in session.execute(gave))
    asked = session.scalars(select(RoundReviewer.account_id).where(RoundReviewer.round_id == round_id))
    ids = {account for account, _ in given} | set(asked)
    accounts = session.scalars(select(Account).where(Account.id.in_(ids)).order_by(Account.name, Account.id))
    return [ReviewerLine(one.id, one.name, given[one.id, False], given[one.id, True]) for one in accounts]


def _look_ups(session: Session, round_id: int) -> tuple[LookUp, ...]:
    """The oldest first, with masked titles."""
    query = (
        select(Unblinding, RoundPiece)
        .join(RoundPiece, Unblinding.round_piece_id == RoundPiece.id)
        .where(RoundPiece.round_id == round_id)
        .order_by(Unblinding.at, Unblinding.id)
    )
    rows = list(session.execute(query))
    titles = shown_pieces(session, [piece for _, piece in rows], named=())
    return tuple(LookUp(titles[piece.token].title, one.looked_by, one.reason, one.at) for one, piece in rows)
