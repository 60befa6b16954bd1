"""Rounds, reviewers and their reviews, for tests."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from dashboard.curation.rounds.review_queries import ReviewPage, review_page
from dashboard.curation.rounds.reviews import save_review
from dashboard.curation.rounds.rounds import RoundPlan, close_round, make_round, open_round
from dashboard.curation.rounds.rubric import Criterion
from dashboard.curation.rounds.tables import Review, Round, RoundPiece
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.running_server import add_sample_person

IDEA = Criterion("", "Idea", "Its own?", 2)
ON_SQLITE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)
"""For what does not depend on the database."""
ALL_FOUR = {"c1": 4, "c2": 4, "c3": 4}
"""A score for each criterion of the house's rubric."""


def reviewer(db: Database, name: str, *roles: Role) -> Actor:
    """Somebody with an account, a curator unless other roles are given."""
    held = roles or (Role.CURATOR,)
    return Actor(add_sample_person(db, name, *held), name, frozenset(held))


def round_of(db: Database, round_id: int) -> Round:
    with db.reading() as session:
        return session.get_one(Round, round_id)


def draft(db: Database, pieces: Iterable[int], **plan: object) -> int:
    return make_round(db, OPERATOR, RoundPlan("Harbour", **plan), pieces)  # type: ignore[arg-type]


def opened(db: Database, pieces: Iterable[int], **plan: object) -> int:
    """An open round of these pieces; its id."""
    made = draft(db, pieces, **plan)
    open_round(db, OPERATOR, made, round_of(db, made).version)
    return made


def closed(db: Database, round_id: int) -> int:
    close_round(db, OPERATOR, round_id, round_of(db, round_id).version)
    return round_id


def token_of(db: Database, round_id: int, piece_id: int) -> str:
    query = select(RoundPiece.token).where(RoundPiece.round_id == round_id, RoundPiece.contribution_id == piece_id)
    with db.reading() as session:
        return session.scalars(query).one()


def scores(score: int) -> dict[str, int | None]:
    return dict.fromkeys(ALL_FOUR, score)


def give(db: Database, who: Actor, round_id: int, piece_id: int, score: int, words: str = "", version: int = 0) -> None:
    """One review with the same score for every criterion."""
    save_review(db, who, round_id, token_of(db, round_id, piece_id), version, scores(score), words)


def review_of(db: Database, who: Actor, round_id: int, piece_id: int) -> Review:
    query = (
        select(Review)
        .join(RoundPiece)
        .where(
            RoundPiece.round_id == round_id,
            RoundPiece.contribution_id == piece_id,
            Review.account_id == who.account_id,
        )
    )
    with db.reading() as session:
        return session.scalars(query).one()


def page(db: Database, who: Actor, round_id: int, token: str = "", skipped: tuple[str, ...] = ()) -> ReviewPage:
    """What this reviewer is shown."""
    with db.reading() as session:
        return review_page(session, who, round_id, token, skipped)


def shown_title(found: ReviewPage) -> str:
    """Of the piece that is to be judged."""
    assert found.piece is not None
    return found.piece.title


def audit(db: Database) -> list[AuditEntry]:
    """The trail, the newest first."""
    with db.reading() as session:
        return recent(session)
