"""The submission terms: numbered, kept, and only the newest accepted."""

from __future__ import annotations

import pytest

from dashboard.community.terms import FIRST_TERMS, current_terms, publish_terms, require_current, terms_version
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database


def test_there_are_terms_before_anybody_publishes_some(db: Database) -> None:
    with db.reading() as session:
        assert current_terms(session).version == 1
        assert terms_version(session, 1).text == FIRST_TERMS


def test_a_new_version_leaves_the_old_one_as_it_was(db: Database, actor: Actor) -> None:
    assert publish_terms(db, actor, " No drones. ") == 2
    assert publish_terms(db, actor, "Drones after all.") == 3
    with db.reading() as session:
        assert current_terms(session).text == "Drones after all."
        assert [terms_version(session, n).text for n in (1, 2)] == [FIRST_TERMS, "No drones."]
        with pytest.raises(NotFound, match="no version 9"):
            terms_version(session, 9)


def test_only_the_newest_version_can_be_accepted(db: Database, actor: Actor) -> None:
    publish_terms(db, actor, "No drones.")
    with db.writing() as session:
        assert require_current(session, 2) == 2
        with pytest.raises(Stale, match="read version 2"):
            require_current(session, 1)


def test_terms_are_published_with_words_and_by_those_who_clear(db: Database, actor: Actor) -> None:
    with pytest.raises(BadInput, match="need words"):
        publish_terms(db, actor, "  ")
    with pytest.raises(NotAllowed):
        publish_terms(db, Actor(None, "Ida", frozenset({Role.ARTIST})), "All mine.")
