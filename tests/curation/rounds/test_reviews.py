"""Reviewing: who may judge what, what is offered next, and keeping what was said."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dashboard.community.submission_tables import Claim, Submission, Terms
from dashboard.community.tables import Contribution, Contributor
from dashboard.curation.rounds.queries import waiting_rounds
from dashboard.curation.rounds.results import round_results
from dashboard.curation.rounds.review_queries import review_page
from dashboard.curation.rounds.reviews import recuse, save_review
from dashboard.curation.rounds.rounds import (
    assign_reviewers,
)
from dashboard.curation.rounds.tables import RoundPiece
from dashboard.errors import BadInput, GreenroomError, NotAllowed, NotFound, Stale
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.curation.rounds.rounds import (
    ALL_FOUR,
    ON_SQLITE,
    audit,
    closed,
    draft,
    give,
    opened,
    page,
    review_of,
    reviewer,
    scores,
    shown_title,
    token_of,
)
from tests.world import add_piece

# --- who may review what ---


def test_only_those_who_were_asked_review_where_somebody_was_asked(db: Database, rosa: Actor, halima: Actor) -> None:
    piece = add_piece(db, "One")
    made = opened(db, [piece])
    assign_reviewers(db, OPERATOR, made, 2, [halima.account_id or 0])
    with pytest.raises(NotAllowed, match="has its own reviewers"):
        give(db, rosa, made, piece, 5)
    with pytest.raises(NotAllowed), db.reading() as session:
        review_page(session, rosa, made)
    give(db, halima, made, piece, 5)
    with db.reading() as session:
        assert waiting_rounds(session, rosa.account_id) == []


@ON_SQLITE
def test_nobody_is_asked_who_may_not_review(db: Database) -> None:
    made = draft(db, [add_piece(db, "One")])
    with pytest.raises(BadInput, match="may not review"):
        assign_reviewers(db, OPERATOR, made, 1, [reviewer(db, "Ida", Role.ARTIST).account_id or 0])


@ON_SQLITE
def test_who_has_no_account_gives_no_review(db: Database) -> None:
    piece = add_piece(db, "One")
    with pytest.raises(NotAllowed, match="person with an account"):
        give(db, OPERATOR, opened(db, [piece]), piece, 5)


@ON_SQLITE
@pytest.mark.parametrize("how", ["artist", "another handle", "claims it", "posted it", "guardian", "address"])
def test_ones_own_piece_is_never_offered_and_refused(db: Database, rosa: Actor, how: str) -> None:
    own, other = add_piece(db, "Mine", artists=("Ida Holm",)), add_piece(db, "Theirs", artists=("Bo",))
    make_own(db, rosa, own, how)
    made = opened(db, [own, other])
    assert page(db, rosa, made).waiting == (token_of(db, made, other),)
    assert shown_title(page(db, rosa, made, token_of(db, made, own))) == "Theirs"
    with pytest.raises(NotAllowed, match="your own"):
        give(db, rosa, made, own, 5)
    with pytest.raises(NotAllowed, match="your own"):
        recuse(db, rosa, made, token_of(db, made, own), 0, "mine")
    give(db, reviewer(db, "Halima"), made, own, 5)


def make_own(db: Database, who: Actor, piece_id: int, how: str) -> None:
    """Let the only piece of Ida Holm be that account's, in one of the ways in which it can be."""
    account, other = who.account_id or 0, reviewer(db, "Minor", Role.ARTIST).account_id or 0
    with db.writing() as session:
        row = session.scalars(select(Contributor).where(Contributor.credit_name == "Ida Holm")).one()
        if how == "artist":
            row.account_id = account
        elif how == "another handle":
            session.add(
                Contributor(
                    source_id=row.source_id,
                    external_key="ida",
                    credit_name="ida",
                    account_id=account,
                    same_as_id=row.id,
                )
            )
        elif how == "claims it":
            session.add(Claim(account_id=account, contributor_id=row.id, asked_at=now(), state="asked"))
        else:
            session.add(Terms(version=1, text="", published_at=now()))
            session.flush()
            session.add(
                Submission(
                    contribution_id=piece_id, terms_version=1, accepted_at=now(),
                    age_band="13-15", account_id=account if how == "posted it" else other,
                    guardian_id=account if how == "guardian" else None,
                    guardian_email="rosa@sample.example" if how == "address" else "",
                )
            )  # fmt: skip


def test_a_piece_is_ones_own_by_a_copy_that_was_merged_into_it(db: Database, rosa: Actor) -> None:
    kept, copy = add_piece(db, "Kept", artists=("Bo",)), add_piece(db, "Copy", artists=("Ida Holm",))
    make_own(db, rosa, copy, "artist")
    made = opened(db, [kept, copy])
    assert len(page(db, rosa, made).waiting) == 1
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = kept
    assert page(db, rosa, made).waiting == ()
    with pytest.raises(NotFound, match="not in this round"):
        give(db, reviewer(db, "Halima"), made, copy, 5)


# --- reviewing ---


def test_a_review_is_kept_once_and_changed_from_its_present_version(db: Database, rosa: Actor) -> None:
    piece = add_piece(db, "One")
    made = opened(db, [piece])
    give(db, rosa, made, piece, 4, " Good. ")
    with pytest.raises(Stale):
        give(db, rosa, made, piece, 5)
    give(db, rosa, made, piece, 5, "Better.", version=1)
    kept = review_of(db, rosa, made, piece)
    assert (kept.scores["c1"], kept.words, kept.version) == (5, "Better.", 2)
    assert [(entry.action, entry.detail) for entry in audit(db)[:2]] == [("review.given", {"contribution": piece})] * 2


@ON_SQLITE
def test_a_review_without_all_scores_changes_nothing(db: Database, rosa: Actor) -> None:
    piece = add_piece(db, "One")
    made = opened(db, [piece])
    with pytest.raises(BadInput, match="has no score"):
        save_review(db, rosa, made, token_of(db, made, piece), 0, ALL_FOUR | {"c2": None})
    with pytest.raises(BadInput, match="characters"):
        give(db, rosa, made, piece, 4, "x" * 5_001)
    assert page(db, rosa, made).given == ()


@ON_SQLITE
@pytest.mark.parametrize("state", ["draft", "closed"])
def test_only_an_open_round_takes_reviews(db: Database, rosa: Actor, state: str) -> None:
    piece = add_piece(db, "One")
    made = draft(db, [piece]) if state == "draft" else closed(db, opened(db, [piece]))
    with pytest.raises(GreenroomError, match=r"is not open|is closed"):
        give(db, rosa, made, piece, 4)


@ON_SQLITE
def test_a_token_of_another_round_opens_nothing(db: Database, rosa: Actor) -> None:
    one, two = add_piece(db, "One"), add_piece(db, "Two")
    first, second = opened(db, [one]), opened(db, [two])
    with pytest.raises(NotFound):
        save_review(db, rosa, first, token_of(db, second, two), 0, scores(4))
    assert shown_title(page(db, rosa, first, token_of(db, second, two))) == "One"


def test_the_next_piece_is_the_least_reviewed_and_what_was_put_off_comes_last(
    db: Database, rosa: Actor, halima: Actor
) -> None:
    pieces = [add_piece(db, f"Piece {n}") for n in range(4)]
    made = opened(db, pieces)
    first = page(db, rosa, made)
    give(db, halima, made, _piece_of(db, made, first.waiting[0]), 3)
    assert page(db, rosa, made).waiting == (*first.waiting[1:], first.waiting[0])
    later = page(db, rosa, made, skipped=first.waiting[1:])
    assert later.piece is not None and later.piece.token == first.waiting[0]
    assert page(db, rosa, made, skipped=first.waiting).piece is not None, "what was put off comes again"


def _piece_of(db: Database, round_id: int, token: str) -> int:
    with db.reading() as session:
        return session.scalars(select(RoundPiece.contribution_id).where(RoundPiece.token == token)).one()


def test_a_piece_with_enough_reviews_is_offered_to_nobody_else(db: Database, rosa: Actor, halima: Actor) -> None:
    piece = add_piece(db, "One")
    made = opened(db, [piece], reviews_wanted=1)
    give(db, halima, made, piece, 3)
    with db.reading() as session:
        assert waiting_rounds(session, rosa.account_id) == waiting_rounds(session, None) == []
    recuse(db, halima, made, token_of(db, made, piece), 1, "We share a studio.")
    with db.reading() as session:
        (waits,) = waiting_rounds(session, rosa.account_id)
    assert (waits.round_id, waits.judged, waits.left) == (made, 0, 1)


def test_who_stands_back_says_why_and_leaves_no_score(db: Database, rosa: Actor, halima: Actor) -> None:
    piece = add_piece(db, "One")
    made = opened(db, [piece])
    token = token_of(db, made, piece)
    with pytest.raises(BadInput, match="why you stand back"):
        recuse(db, rosa, made, token, 0, " ")
    give(db, rosa, made, piece, 1)
    recuse(db, rosa, made, token, 1, "We share a studio.")
    found = page(db, rosa, made)
    assert (found.waiting, found.piece, found.given[0].score) == ((), None, None)
    give(db, halima, made, piece, 5)
    closed(db, made)
    with db.reading() as session:
        (row,) = round_results(session, made).rows
    assert (row.result.raw, row.result.reviews) == (5.0, 1)


@ON_SQLITE
def test_orders_differ_between_reviewers_and_stay(db: Database, rosa: Actor, halima: Actor) -> None:
    made = opened(db, [add_piece(db, f"Piece {n}") for n in range(9)])
    mine, theirs = page(db, rosa, made).waiting, page(db, halima, made).waiting
    assert set(mine) == set(theirs) and mine != theirs
    assert page(db, rosa, made).waiting == mine
