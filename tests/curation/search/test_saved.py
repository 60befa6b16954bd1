"""Saved searches and their news."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.curation.search.saved import MOST_SAVED, delete_saved, news_of_saved, open_saved, save_search
from dashboard.curation.search.searching import Search
from dashboard.errors import BadInput, NotFound
from dashboard.people.roles import Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.engine import Database
from tests.curation.search.finding import change, findable
from tests.running_server import add_sample_person

FERRIES = Search("ferry", {"clearance": ("cleared",)}, gap_ms=None)


def person(db: Database, name: str) -> Actor:
    return Actor(add_sample_person(db, name, Role.CURATOR), name, frozenset({Role.CURATOR}))


@pytest.fixture
def curator(sqlite_db: Database) -> Actor:
    return person(sqlite_db, "Rosa")


def news(db: Database, actor: Actor) -> dict[str, tuple[int, ...]]:
    with db.reading() as session:
        return {one.saved.name: one.new_ids for one in news_of_saved(session, actor.account_id)}


def test_what_comes_in_and_what_changes_so_that_it_matches_is_news_until_it_is_opened(db: Database) -> None:
    curator, other = person(db, "Rosa"), person(db, "Halima")
    findable(db, "Night Ferry")
    blocked = findable(db, "Dawn Ferry", clearance="blocked")
    saved = save_search(db, curator, " Ferries  that may air ", FERRIES)
    assert news(db, curator) == {"Ferries that may air": ()}
    new = findable(db, "Noon Ferry")
    findable(db, "Harbour")
    change(db, blocked, clearance="cleared")
    assert news(db, curator) == {"Ferries that may air": (new, blocked)}
    assert news(db, other) == {}
    opened = open_saved(db, curator, saved)
    assert (opened.saved.search, opened.new_ids) == (FERRIES, (new, blocked))
    assert news(db, curator) == {"Ferries that may air": ()}


def test_a_search_that_found_nothing_tells_of_the_first_match(sqlite_db: Database, curator: Actor) -> None:
    save_search(sqlite_db, curator, "Ferries", FERRIES)
    first = findable(sqlite_db, "Ferry")
    assert news(sqlite_db, curator) == {"Ferries": (first,)}


def test_a_search_comes_back_as_it_was_saved(sqlite_db: Database, curator: Actor) -> None:
    wanted = Search("“a b” -c", {"kind": ("music", "text"), "licence": ("-",)}, 47_000, as_typed=True)
    save_search(sqlite_db, curator, "All of it", wanted)
    with sqlite_db.reading() as session:
        assert [one.saved.search for one in news_of_saved(session, curator.account_id)] == [wanted]


def test_what_cannot_be_saved(sqlite_db: Database, curator: Actor) -> None:
    with pytest.raises(BadInput, match="Give the search a name"):
        save_search(sqlite_db, curator, "  ", FERRIES)
    with pytest.raises(BadInput, match="nothing to save yet"):
        save_search(sqlite_db, curator, "Everything", Search(" ", {"kind": ()}))
    with pytest.raises(BadInput, match="sign in"):
        save_search(sqlite_db, replace(curator, account_id=None), "Ferries", FERRIES)
    for n in range(MOST_SAVED):
        save_search(sqlite_db, curator, f"Search {n}", FERRIES)
    with pytest.raises(BadInput, match="delete one first"):
        save_search(sqlite_db, curator, "One more", FERRIES)


def test_a_name_stands_for_one_search(sqlite_db: Database, curator: Actor) -> None:
    save_search(sqlite_db, curator, "Ferries", FERRIES)
    with pytest.raises(BadInput, match="saved as “Ferries” already"):
        save_search(sqlite_db, curator, " Ferries ", Search("boat"))
    save_search(sqlite_db, person(sqlite_db, "Halima"), "Ferries", Search("boat"))
    with sqlite_db.reading() as session:
        assert [one.saved.search for one in news_of_saved(session, curator.account_id)] == [FERRIES]


def test_nobody_opens_or_deletes_the_search_of_another(sqlite_db: Database, curator: Actor) -> None:
    saved, other = save_search(sqlite_db, curator, "Ferries", FERRIES), person(sqlite_db, "Halima")
    for refused in (open_saved, delete_saved):
        with pytest.raises(NotFound):
            refused(sqlite_db, other, saved)
    delete_saved(sqlite_db, curator, saved)
    assert news(sqlite_db, curator) == {}
    with pytest.raises(NotFound):
        delete_saved(sqlite_db, curator, saved)


def test_the_audit_trail_says_that_it_was_saved_and_not_what_it_says(sqlite_db: Database, curator: Actor) -> None:
    save_search(sqlite_db, curator, "Ida Holm", Search("ida holm"))
    with sqlite_db.reading() as session:
        entry = recent(session)[0]
    assert entry.action == "search.saved"
    assert "ida" not in str(entry.detail).casefold()
