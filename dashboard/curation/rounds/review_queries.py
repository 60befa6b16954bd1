"""What a reviewer is shown of a round: one piece at a time, without whose it is while the round is blind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.tables import Contribution, Credit
from dashboard.curation.queries import artists
from dashboard.curation.rounds.conflicts import names_behind, own_pieces
from dashboard.curation.rounds.masking import masked
from dashboard.curation.rounds.order import Offer, in_order, shuffle_key
from dashboard.curation.rounds.rounds import CLOSED, DRAFT
from dashboard.curation.rounds.rubric import Criterion, criteria_of, weighed
from dashboard.curation.rounds.tables import Review, Round, RoundPiece, RoundReviewer
from dashboard.errors import NotAllowed, NotFound
from dashboard.people.roles import Actor

UNTITLED = "Untitled"


@dataclass(frozen=True)
class ShownPiece:
    """All that a reviewer's browser is told of a piece; without names, its words are masked and `artists` is empty."""

    token: str
    title: str
    artists: str
    kind: str
    text: str
    tags: str
    media_kind: str
    """none where there is no file."""
    poster_hash: str | None
    proxy_hash: str | None
    raster_hash: str | None


@dataclass(frozen=True)
class Pass:
    """How far one reviewer has come in one round."""

    waiting: tuple[str, ...]
    """Tokens of what is still to be judged, the next first."""
    given: Mapping[str, Review]
    """Their reviews and recusals by token."""


@dataclass(frozen=True)
class Given:
    """One piece that the reviewer has judged."""

    piece: ShownPiece
    score: float | None
    """The reviewer's own, by the weights of the rubric; none for who stood back."""


@dataclass(frozen=True)
class ReviewPage:
    """What the page of a round shows to one reviewer."""

    title: str
    state: str
    blind: bool
    names_shown: bool
    """Whether the names of what the reviewer has judged are shown by now."""
    criteria: tuple[Criterion, ...]
    waiting: tuple[str, ...]
    given: tuple[Given, ...]
    piece: ShownPiece | None
    """What to judge now; none when nothing waits."""
    review: Review | None
    """What the reviewer said of it before."""


def review_page(
    session: Session, actor: Actor, round_id: int, token: str = "", skipped: Collection[str] = ()
) -> ReviewPage:
    """The piece of that token, else the next one; those skipped come after all others.

    Raises: `NotFound` for no such round or a draft, `NotAllowed` for who was not asked to review in it.
    """
    round_ = round_for(session, actor, round_id)
    account_id = actor.account_id or 0
    mine = pass_of(session, round_, account_id)
    shown = None
    if round_.state != CLOSED:
        offered = {*mine.waiting, *mine.given}
        later = [one for one in mine.waiting if one not in skipped]
        shown = token if token in offered else next(iter([*later, *mine.waiting]), None)
    named = names_shown(round_, mine)
    rows = _rows(session, round_id, {*mine.given, *([shown] if shown else [])})
    known = {row.token for row in rows if not round_.blind or (named and row.token in mine.given)}
    pieces = shown_pieces(session, rows, named=known)
    criteria = criteria_of(round_.criteria)
    order = sorted(mine.given, key=lambda one: shuffle_key(round_.seed, account_id, one))
    given = tuple(Given(pieces[one], _own_score(criteria, mine.given[one])) for one in order if one in pieces)
    return ReviewPage(
        round_.title, round_.state, round_.blind, named, criteria, mine.waiting, given,
        pieces.get(shown or ""), mine.given.get(shown or ""),
    )  # fmt: skip


def round_for(session: Session, actor: Actor, round_id: int, *, lock: bool = False) -> Round:
    """The round, if this actor was asked to review in it, or everybody was."""
    round_ = session.get(Round, round_id, with_for_update=lock)
    if round_ is None or round_.state == DRAFT:
        raise NotFound("That round is not open; choose another on the Rounds page.")
    if actor.account_id is None:
        raise NotAllowed("Reviews are given by a person with an account; sign in with yours.")
    asked = set(session.scalars(select(RoundReviewer.account_id).where(RoundReviewer.round_id == round_id)))
    if asked and actor.account_id not in asked:
        raise NotAllowed(f"“{round_.title}” has its own reviewers; ask whoever runs it to add you.")
    return round_


def pass_of(session: Session, round_: Round, account_id: int) -> Pass:
    """What waits for this reviewer, and what they gave; their own pieces are never offered."""
    pieces = reviews_per_piece(session, round_.id)
    mine = select(Review, RoundPiece.token).join(RoundPiece, Review.round_piece_id == RoundPiece.id)
    mine = mine.where(RoundPiece.round_id == round_.id, Review.account_id == account_id)
    given = {token: review for review, token in session.execute(mine)}
    own = own_pieces(session, account_id, [piece.contribution_id for piece, _ in pieces])
    offers = [
        Offer(piece.token, reviews)
        for piece, reviews in pieces
        if piece.token not in given and piece.contribution_id not in own
    ]
    return Pass(tuple(in_order(offers, round_.seed, account_id, round_.reviews_wanted)), given)


def reviews_per_piece(session: Session, round_id: int) -> list[tuple[RoundPiece, int]]:
    """The pieces of a round that still stand for themselves, and how many reviews each has."""
    reviews = func.count(Review.id).filter(Review.recused.is_(False))
    query = (
        select(RoundPiece, reviews)
        .join(Contribution, RoundPiece.contribution_id == Contribution.id)
        .join(Review, Review.round_piece_id == RoundPiece.id, isouter=True)
        .where(RoundPiece.round_id == round_id, Contribution.merged_into_id.is_(None))
        .group_by(RoundPiece.id)
    )
    return [(piece, count) for piece, count in session.execute(query)]


def names_shown(round_: Round, mine: Pass) -> bool:
    """Whether a reviewer is told whose the pieces are that they have judged."""
    return not round_.blind or round_.state == CLOSED or (round_.names_after and not mine.waiting)


def shown_pieces(session: Session, rows: Iterable[RoundPiece], *, named: Collection[str]) -> dict[str, ShownPiece]:
    """Pieces of a round by token, with their names for the tokens in `named`, else masked."""
    rows = list(rows)
    of = [row.contribution_id for row in rows]
    query = select(Contribution).where(Contribution.id.in_(of))
    with_all = selectinload(Contribution.credits).selectinload(Credit.contributor), selectinload(Contribution.media)
    pieces = {piece.id: piece for piece in session.scalars(query.options(*with_all))}
    names = names_behind(session, [row.contribution_id for row in rows if row.token not in named])
    return {
        row.token: _shown(
            pieces[row.contribution_id], row.token, names.get(row.contribution_id, set()), row.token in named
        )
        for row in rows
        if row.contribution_id in pieces
    }


def _shown(piece: Contribution, token: str, names: set[str], named: bool) -> ShownPiece:
    def word(text: str) -> str:
        return text if named else masked(text, names)

    media = piece.media
    return ShownPiece(
        token, word(piece.title) or UNTITLED, artists(piece) if named else "", piece.kind, word(piece.text),
        word(piece.tags), media.kind if media else "none", media.poster_hash if media else None,
        media.proxy_hash if media else None, media.raster_hash if media else None,
    )  # fmt: skip


def _rows(session: Session, round_id: int, tokens: Collection[str]) -> list[RoundPiece]:
    query = select(RoundPiece).join(Contribution).where(RoundPiece.round_id == round_id, RoundPiece.token.in_(tokens))
    return list(session.scalars(query.where(Contribution.merged_into_id.is_(None))))


def _own_score(criteria: Iterable[Criterion], review: Review) -> float | None:
    return None if review.recused else weighed(criteria, review.scores)
