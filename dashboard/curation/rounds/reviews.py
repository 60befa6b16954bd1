"""Giving reviews: scores and words, standing back, and looking up whose a piece is while its round is blind."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.curation.rounds.conflicts import own_pieces
from dashboard.curation.rounds.review_queries import names_shown, pass_of, round_for
from dashboard.curation.rounds.rounds import OPEN
from dashboard.curation.rounds.rubric import checked_scores, criteria_of
from dashboard.curation.rounds.tables import Review, Round, RoundPiece, Unblinding
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

LONGEST_WORDS = 5_000


def save_review(
    db: Database,
    actor: Actor,
    round_id: int,
    token: str,
    version: int,
    scores: Mapping[str, int | None],
    words: str = "",
) -> None:
    """Score a piece of an open round, by the keys of its criteria, or change what one said. `version` is 0 at first.

    Raises: `Stale` where one has said something else meanwhile, `NotAllowed` for one's own piece and for who was not
    asked, `BadInput` where a score is missing.
    """
    with command(db, actor, Permission.REVIEW, "review.given", ("round", round_id)) as change:
        round_, piece, review = _at(change, actor, round_id, token, version)
        review.scores = checked_scores(criteria_of(round_.criteria), scores)
        review.words = _said(words)
        review.recused, review.reason = False, ""
        review.knew_names = _knows(change.session, round_, piece, review)
        _keep(change, piece, review)


def recuse(db: Database, actor: Actor, round_id: int, token: str, version: int, reason: str) -> None:
    """Stand back from a piece, with the reason; what one said of it before is gone."""
    reason = _said(reason)
    if not reason:
        raise BadInput("Say in a few words why you stand back, such as “we share a studio”.")
    with command(db, actor, Permission.REVIEW, "review.recused", ("round", round_id)) as change:
        _, piece, review = _at(change, actor, round_id, token, version)
        review.scores, review.words = {}, ""
        review.recused, review.reason = True, reason
        _keep(change, piece, review)


def unblind(db: Database, actor: Actor, round_id: int, token: str, reason: str) -> None:
    """Look up whose a piece of an open blind round is; the reason is kept, and the look-up counts in the results."""
    reason = _said(reason)
    if not reason:
        raise BadInput("Say why you need to know whose it is; it is kept with the round.")
    with command(db, actor, Permission.RUN_ROUNDS, "round.unblinded", ("round", round_id)) as change:
        session = change.session
        round_ = session.get(Round, round_id)
        piece = _piece(session, round_id, token)
        if round_ is None or round_.state != OPEN or not round_.blind:
            raise BadInput("Names are hidden only in an open, blind round; here they are shown anyway.")
        change.detail = {"contribution": piece.contribution_id}
        session.add(
            Unblinding(
                round_piece_id=piece.id, account_id=actor.account_id, looked_by=actor.name, reason=reason, at=now()
            )
        )


def _at(change: Command, actor: Actor, round_id: int, token: str, version: int) -> tuple[Round, RoundPiece, Review]:
    """The piece and what this reviewer says of it, a new row at first; the round cannot close meanwhile."""
    session = change.session
    round_ = round_for(session, actor, round_id, lock=True)
    if round_.state != OPEN:
        raise BadInput(f"“{round_.title}” is closed; its results are on the Rounds page.")
    piece = _piece(session, round_id, token)
    account_id = actor.account_id or 0
    if own_pieces(session, account_id, [piece.contribution_id]):
        raise NotAllowed("That piece is your own, or of somebody you answer for; go on to the next one.")
    mine = select(Review).where(Review.round_piece_id == piece.id, Review.account_id == account_id)
    review = session.scalar(mine)
    if (review.version if review else 0) != version:
        raise Stale("You have said something else of this piece meanwhile; look again and repeat your change.")
    return round_, piece, review or Review(round_piece_id=piece.id, account_id=account_id, version=0)


def _piece(session: Session, round_id: int, token: str) -> RoundPiece:
    query = select(RoundPiece).join(Contribution).where(RoundPiece.round_id == round_id, RoundPiece.token == token)
    piece = session.scalar(query.where(Contribution.merged_into_id.is_(None)))
    if piece is None:
        raise NotFound("That piece is not in this round any more; go on to the next one.")
    return piece


def _knows(session: Session, round_: Round, piece: RoundPiece, review: Review) -> bool:
    """Whether this reviewer could know by now whose it is: told, or looked up."""
    looked = select(Unblinding.id).where(
        Unblinding.round_piece_id == piece.id, Unblinding.account_id == review.account_id
    )
    if not round_.blind or review.knew_names or session.scalar(looked.limit(1)) is not None:
        return True
    return review.id is not None and names_shown(round_, pass_of(session, round_, review.account_id))


def _keep(change: Command, piece: RoundPiece, review: Review) -> None:
    review.given_at = now()
    review.version += 1
    change.session.add(review)
    change.detail = {"contribution": piece.contribution_id}


def _said(words: str) -> str:
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"Keep it to {LONGEST_WORDS:,} characters; say the most important.")
    return words.strip()
