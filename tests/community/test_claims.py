"""“This is me”: asked by an account, decided by a person, and what follows for every handle."""

from __future__ import annotations

import pytest

from dashboard.community.artists import people_of
from dashboard.community.claims import claim, claims_by, claims_on, decide_claim, open_claims
from dashboard.community.contributors import merge, split
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from tests.community.test_contributors import CURATOR, add_artists, give, row
from tests.running_server import add_sample_person


def artist(db: Database, name: str = "Ida", *roles: Role) -> Actor:
    held = roles or (Role.ARTIST,)
    return Actor(add_sample_person(db, name, *held), name, frozenset(held))


def test_a_confirmed_claim_lets_the_account_act_under_every_handle(db: Database) -> None:
    handle, name, other = add_artists(db, "ida", "Ida Holm", "Bo")
    merge(db, CURATOR, handle, name)
    ida = artist(db)
    asked = claim(db, ida, handle, " The site in my profile is mine. ")
    with db.reading() as session:
        (waiting,) = open_claims(session)
        assert claims_on(session, name) == [waiting]
    assert (waiting.claimed_by, waiting.credit_name, waiting.words) == (
        "Ida", "ida", "The site in my profile is mine.",
    )  # fmt: skip
    decide_claim(db, CURATOR, asked, confirms=True)
    assert [row(db, id_).account_id for id_ in (handle, name, other)] == [ida.account_id, ida.account_id, None]
    with db.reading() as session:
        assert open_claims(session) == []
        assert people_of(session, ida.account_id) == {name}
        assert [(c.state, c.decided_by) for c in claims_by(session, ida.account_id or 0)] == [("confirmed", "Cora")]


def test_splitting_leaves_the_account_with_the_row_that_was_claimed(db: Database) -> None:
    handle, name = add_artists(db, "ida", "Ida Holm")
    merge(db, CURATOR, handle, name)
    ida = artist(db)
    decide_claim(db, CURATOR, claim(db, ida, handle, ""), confirms=True)
    split(db, CURATOR, handle)
    assert (row(db, handle).account_id, row(db, name).account_id) == (ida.account_id, None)


def test_splitting_takes_no_account_from_a_row_that_had_it_before(db: Database) -> None:
    handle, name = add_artists(db, "ida", "Ida Holm")
    ida = artist(db)
    give(db, name, ida.account_id or 0)
    merge(db, CURATOR, handle, name)
    decide_claim(db, CURATOR, claim(db, ida, handle, ""), confirms=True)
    split(db, CURATOR, handle)
    assert (row(db, handle).account_id, row(db, name).account_id) == (ida.account_id, ida.account_id)


def test_after_a_refusal_one_may_ask_again(db: Database) -> None:
    (name,) = add_artists(db, "Ida Holm")
    ida = artist(db)
    first = claim(db, ida, name, "It is me.")
    decide_claim(db, CURATOR, first, confirms=False)
    assert row(db, name).account_id is None
    with pytest.raises(Stale, match="Cora has answered this claim already"):
        decide_claim(db, CURATOR, first, confirms=True)
    assert claim(db, ida, name, "I can show you the project file.") == first
    with db.reading() as session:
        (waiting,) = open_claims(session)
    assert waiting.words == "I can show you the project file." and waiting.decided_by == ""


def test_an_artist_who_belongs_to_another_account_cannot_be_claimed_or_confirmed(db: Database) -> None:
    (name,) = add_artists(db, "Ida Holm")
    ida, bo = artist(db), artist(db, "Bo")
    asked = claim(db, bo, name, "")
    decide_claim(db, CURATOR, claim(db, ida, name, ""), confirms=True)
    with pytest.raises(BadInput, match="belongs to another account"):
        decide_claim(db, CURATOR, asked, confirms=True)
    with pytest.raises(BadInput, match="belongs to another account"):
        claim(db, bo, name, "")
    with pytest.raises(BadInput, match="already"):
        claim(db, ida, name, "")
    assert row(db, name).account_id == ida.account_id


def test_nobody_confirms_their_own_claim_and_only_those_who_know_artists_decide(db: Database) -> None:
    (name,) = add_artists(db, "Ida Holm")
    both = artist(db, "Both", Role.ARTIST, Role.CURATOR)
    asked = claim(db, both, name, "")
    with pytest.raises(NotAllowed, match="Nobody confirms their own claim"):
        decide_claim(db, both, asked, confirms=True)
    with pytest.raises(NotAllowed):
        decide_claim(db, artist(db), asked, confirms=True)
    with pytest.raises(NotAllowed):
        claim(db, artist(db, "Cora", Role.CURATOR), name, "")
    assert row(db, name).account_id is None


def test_what_is_not_there_is_said(db: Database) -> None:
    (name,) = add_artists(db, "Ida Holm")
    with pytest.raises(NotFound, match="no longer here"):
        decide_claim(db, CURATOR, 99, confirms=True)
    with pytest.raises(NotFound, match="no longer here"):
        claim(db, artist(db), 99, "")
    with pytest.raises(BadInput, match="characters"):
        claim(db, artist(db, "Bo"), name, "x" * 1001)
