"""Agreements: co-authors to their shares, guardians for minors, and the hold that follows from both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from dashboard.community.consents import (
    agree_outside,
    answer_as_guardian,
    answer_share,
    consents_of,
    settle_hold,
)
from dashboard.community.declarations import Declaration
from dashboard.community.submission_tables import PieceRequest, Submission
from dashboard.community.tables import Contributor
from dashboard.community.terms import publish_terms
from dashboard.community.waiting import GUARDIAN, SHARE, waiting_consents
from dashboard.errors import BadInput, NotAllowed, Stale
from dashboard.intake.authors import CoAuthor
from dashboard.intake.contribute import Post, contribute_words
from dashboard.people.roles import Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import artist_of, somebody
from tests.world import add_piece, piece_named

ADULT = Declaration(1, "adult")
POEM = Post("Slow Letter", "Ida", text="Salt on the rail.", licence="CC BY 4.0", points=2)


@pytest.fixture
def ida(db: Database) -> Actor:
    return somebody(db, "Ida", Role.ARTIST)


@pytest.fixture
def joost(db: Database) -> Actor:
    """Somebody with an account and a contributor in another source."""
    account = somebody(db, "Joost", Role.CURATOR)
    artist_of(db, account, add_piece(db, "Harbour Loop", artists=("Joost",)))
    return account


@pytest.fixture
def shared(db: Database, ida: Actor, joost: Actor) -> int:
    """A piece of Ida's with Joost, and with Bo who has no account."""
    with db.reading() as session:
        known = session.scalars(select(Contributor).where(Contributor.credit_name == "Joost")).one().id
    others = (CoAuthor(contributor_id=known, role="bass"), CoAuthor("Bo"))
    return contribute_words(db, ida, replace(POEM, co_authors=others), ADULT)


@pytest.fixture
def ward(db: Database, ida: Actor) -> int:
    """A minor's piece."""
    return contribute_words(db, ida, POEM, Declaration(1, "13-15", guardian_email="mother@example.org"))


def consent(db: Database, piece_id: int, name: str) -> int:
    with db.reading() as session:
        return next(c.id for c in consents_of(session, piece_id) if c.contributor.credit_name == name)


def waiting(db: Database, actor: Actor) -> list[tuple[str, str]]:
    assert actor.account_id is not None
    with db.reading() as session:
        return [(one.what, one.title) for one in waiting_consents(session, actor.account_id)]


def test_a_piece_is_cleared_once_every_co_author_has_agreed(
    db: Database, actor: Actor, joost: Actor, shared: int
) -> None:
    assert waiting(db, joost) == [(SHARE, "Slow Letter")]
    answer_share(db, joost, consent(db, shared, "Joost"), accepts=True)
    assert waiting(db, joost) == []
    assert "Bo must still accept" in piece_named(db, shared).clearance_reason
    agree_outside(db, actor, consent(db, shared, "Bo"), "signed sheet of 3 May")
    assert (piece_named(db, shared).hold, piece_named(db, shared).clearance) == ("", "cleared")
    with db.reading() as session:
        assert recent(session, limit=1)[0].detail["note"] == "signed sheet of 3 May"


def test_a_co_author_who_declines_keeps_the_piece_off_the_air(db: Database, joost: Actor, shared: int) -> None:
    answer_share(db, joost, consent(db, shared, "Joost"), accepts=False)
    assert "Joost did not accept the share" in piece_named(db, shared).clearance_reason
    with pytest.raises(BadInput, match="answered already"):
        answer_share(db, joost, consent(db, shared, "Joost"), accepts=True)


def test_nobody_answers_for_another(db: Database, ida: Actor, actor: Actor, shared: int) -> None:
    with pytest.raises(NotAllowed, match="Only Joost answers"):
        answer_share(db, ida, consent(db, shared, "Joost"), accepts=True)
    with pytest.raises(BadInput, match="answers for themselves"):
        agree_outside(db, actor, consent(db, shared, "Joost"), "he said so")
    with pytest.raises(NotAllowed):
        agree_outside(db, ida, consent(db, shared, "Bo"), "he said so")


@pytest.mark.parametrize("note", ["", "  ", "bo@example.org wrote"])
def test_an_agreement_outside_says_how_one_knows_and_holds_no_address(
    db: Database, actor: Actor, shared: int, note: str
) -> None:
    with pytest.raises(BadInput, match="without any address"):
        agree_outside(db, actor, consent(db, shared, "Bo"), note)


def test_a_guardian_finds_the_piece_by_their_address_and_accepts_all_of_it(db: Database, ward: int) -> None:
    mother = somebody(db, "Mother", email="mother@example.org")
    assert waiting(db, mother) == [(GUARDIAN, "Slow Letter")]
    answer_as_guardian(db, mother, ward, accepts=True, terms_version=1, credit_name="Ida H.")
    assert waiting(db, mother) == []
    assert piece_named(db, ward).clearance == "cleared"
    with db.reading() as session:
        said = session.get_one(Submission, ward)
        assert (said.guardian_id, said.guardian_terms_version) == (mother.account_id, 1)
        assert session.scalars(select(Contributor)).one().credit_name == "Ida H."
        assert recent(session, limit=1)[0].detail == {}


def test_a_guardian_who_declines_keeps_the_piece_off_the_air(db: Database, ward: int) -> None:
    mother = somebody(db, "Mother", email="mother@example.org")
    answer_as_guardian(db, mother, ward, accepts=False)
    assert "an agreement that it needs was refused" in piece_named(db, ward).clearance_reason
    with pytest.raises(BadInput, match="answered already"):
        answer_as_guardian(db, mother, ward, accepts=True, terms_version=1, credit_name="Ida")


def test_nobody_else_consents_for_a_minor(db: Database, ida: Actor, ward: int) -> None:
    for other in (ida, somebody(db, "Eve", Role.ADMIN), Actor(None, "mother@example.org", frozenset(Role))):
        with pytest.raises(NotAllowed, match="Nothing waits for you"):
            answer_as_guardian(db, other, ward, accepts=True, terms_version=1, credit_name="Ida")
    assert piece_named(db, ward).clearance == "pending"


def test_a_guardian_accepts_the_newest_terms_and_a_name(db: Database, actor: Actor, ward: int) -> None:
    mother = somebody(db, "Mother", email="mother@example.org")
    with pytest.raises(BadInput, match="which name"):
        answer_as_guardian(db, mother, ward, accepts=True, terms_version=1, credit_name=" ")
    publish_terms(db, actor, "No drones.")
    with pytest.raises(Stale, match="read version 2"):
        answer_as_guardian(db, mother, ward, accepts=True, terms_version=1, credit_name="Ida")
    assert waiting(db, mother) == [(GUARDIAN, "Slow Letter")]


def test_reports_and_withdrawals_hold_any_piece_until_they_are_settled(db: Database) -> None:
    piece_id = add_piece(db, "Night Ferry")
    for kind, reason in (("reported", "was reported"), ("withdrawn", "was withdrawn")):
        with db.writing() as session:
            request = PieceRequest(contribution_id=piece_id, kind=kind, raised_by="Bo", raised_at=now())
            session.add(request)
            assert reason in settle_hold(session, piece_id)
        assert piece_named(db, piece_id).clearance == "pending"
        with db.writing() as session:
            session.get_one(PieceRequest, request.id).state = "done"
            assert settle_hold(session, piece_id) == ""
        assert piece_named(db, piece_id).clearance == "cleared"
