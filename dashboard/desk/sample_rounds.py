"""The review rounds of the sample show: one that is judged and closed, and one that waits."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.tables import Call
from dashboard.curation.rounds.reviews import save_review
from dashboard.curation.rounds.rounds import RoundPlan, assign_reviewers, close_round, make_round, open_round
from dashboard.curation.rounds.sources import answers_to
from dashboard.curation.rounds.tables import Round, RoundPiece
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.people.tables import Account
from dashboard.storage.engine import Database

JUDGED, WAITING = "Lights left on, first pass", "Kitchen light, first pass"
CALLS = {JUDGED: "lights-left-on", WAITING: "draw-kitchen-light"}
LEANING = {"Rosa Lindqvist": 0, "Halima Sesay": -1, "Devin Okafor": 1}
"""How much harsher or milder each reviewer is, so that there is something to correct."""
LIKING = (4, 3, 5, 2, 3)
"""How good the pieces are, in the order in which they came in; criteria differ by one from it in turn."""
WORDS = {
    ("Rosa Lindqvist", 2): "The one I would open the act with.",
    ("Halima Sesay", 3): "Lovely idea; the middle sags.",
    ("Devin Okafor", 0): "Works without sound, too.",
}


def load_rounds(db: Database) -> None:
    """Make both rounds; one that is there stays as it is."""
    with db.reading() as session:
        reviewers = _reviewers(session)
        there = set(session.scalars(select(Round.title)))
        calls = {title: session.scalar(select(Call.id).where(Call.key == key)) for title, key in CALLS.items()}
        pieces = {title: sorted(answers_to(session, call)) if call else [] for title, call in calls.items()}
    for title, ids in pieces.items():
        if title not in there and ids and len(reviewers) == len(LEANING):
            made = make_round(db, reviewers["Rosa Lindqvist"], RoundPlan(title, calls[title]), ids)
            assign_reviewers(db, OPERATOR, made, _version(db, made), _ids(reviewers))
            open_round(db, OPERATOR, made, _version(db, made))
            if title == JUDGED:
                _judge(db, made, ids, reviewers)


def _judge(db: Database, round_id: int, ids: list[int], reviewers: Mapping[str, Actor]) -> None:
    with db.reading() as session:
        keys = [criterion["key"] for criterion in session.get_one(Round, round_id).criteria]
        rows = session.scalars(select(RoundPiece).where(RoundPiece.round_id == round_id))
        tokens = {row.contribution_id: row.token for row in rows}
    for name, actor in reviewers.items():
        for at, (piece_id, liking) in enumerate(zip(ids, LIKING, strict=False)):
            scores = {key: min(5, max(1, liking + LEANING[name] + (at + nth) % 3 - 1)) for nth, key in enumerate(keys)}
            save_review(db, actor, round_id, tokens[piece_id], 0, scores, WORDS.get((name, at), ""))
    close_round(db, OPERATOR, round_id, _version(db, round_id))


def _reviewers(session: Session) -> dict[str, Actor]:
    accounts = session.scalars(select(Account).where(Account.sample, Account.name.in_(LEANING)))
    return {one.name: Actor(one.id, one.name, frozenset(Role(row.role) for row in one.roles)) for one in accounts}


def _ids(reviewers: Mapping[str, Actor]) -> list[int]:
    return [actor.account_id for actor in reviewers.values() if actor.account_id is not None]


def _version(db: Database, round_id: int) -> int:
    with db.reading() as session:
        return session.get_one(Round, round_id).version
