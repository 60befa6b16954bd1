"""Merging, splitting and changing contributors."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dashboard.community.contributors import PersonPlan, change_person, merge, split
from dashboard.community.tables import Contributor, Credit, Source
from dashboard.errors import BadInput, GreenroomError, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.running_server import add_sample_person
from tests.world import add_piece

CURATOR = Actor(None, "Cora", frozenset({Role.CURATOR}))


def add_artists(db: Database, *names: str) -> list[int]:
    """A row a name; their ids."""
    with db.writing() as session:
        source = session.scalar(select(Source)) or Source(
            name="The street", kind="folder", location="/street", created_at=now()
        )
        rows = [Contributor(source_id=0, external_key=name, credit_name=name) for name in names]
        session.add(source)
        session.flush()
        for row in rows:
            row.source_id = source.id
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def mains(db: Database) -> dict[int, int | None]:
    """Of every row which one stands for it."""
    with db.reading() as session:
        return {row.id: row.same_as_id for row in session.scalars(select(Contributor))}


def row(db: Database, contributor_id: int) -> Contributor:
    with db.reading() as session:
        return session.get_one(Contributor, contributor_id)


def give(db: Database, contributor_id: int, account_id: int) -> None:
    with db.writing() as session:
        session.get_one(Contributor, contributor_id).account_id = account_id


def test_merging_leaves_credits_where_they_are_and_splitting_restores_everything(db: Database) -> None:
    add_piece(db, "Night Ferry", artists=("ida",))
    add_piece(db, "Low Tide", artists=("Ida Holm",))
    with db.reading() as session:
        before = {credit.id: credit.contributor_id for credit in session.scalars(select(Credit))}
        handle, name = session.scalars(select(Contributor.id).order_by(Contributor.id))
    merge(db, CURATOR, handle, name)
    assert mains(db) == {handle: name, name: None}
    with db.reading() as session:
        assert {credit.id: credit.contributor_id for credit in session.scalars(select(Credit))} == before
        entry = recent(session, limit=1)[0]
    assert (entry.action, entry.subject_id, entry.detail) == (
        "contributor.merged", str(handle), {"into": name, "with": []},
    )  # fmt: skip
    split(db, CURATOR, handle)
    assert mains(db) == {handle: None, name: None}
    with db.reading() as session:
        assert recent(session, limit=1)[0].action == "contributor.split"


def test_whoever_was_merged_into_a_main_row_comes_along_and_goes_back_with_it(db: Database) -> None:
    a, b, c, d = add_artists(db, "a", "b", "c", "d")
    merge(db, CURATOR, b, a)
    merge(db, CURATOR, d, c)
    merge(db, CURATOR, a, c)
    assert mains(db) == {a: c, b: c, c: None, d: c}
    split(db, CURATOR, a)
    assert mains(db) == {a: None, b: a, c: None, d: c}


def test_a_row_that_was_split_off_and_merged_again_goes_its_own_way(db: Database) -> None:
    a, b, c = add_artists(db, "a", "b", "c")
    merge(db, CURATOR, b, a)
    split(db, CURATOR, b)
    merge(db, CURATOR, a, b)
    split(db, CURATOR, a)
    merge(db, CURATOR, a, c)
    merge(db, CURATOR, b, c)
    split(db, CURATOR, a)
    assert mains(db) == {a: None, b: c, c: None}


def test_naming_a_merged_row_means_its_person(db: Database) -> None:
    a, b, c, d = add_artists(db, "a", "b", "c", "d")
    merge(db, CURATOR, b, a)
    merge(db, CURATOR, d, c)
    merge(db, CURATOR, b, d)
    assert mains(db) == {a: c, b: c, c: None, d: c}


@given(
    steps=st.lists(st.tuples(st.sampled_from(("merge", "split")), st.integers(0, 4), st.integers(0, 4)), max_size=12)
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_of_merges_and_splits_makes_a_chain_and_every_merge_can_be_undone(
    sqlite_db: Database, steps: list[tuple[str, int, int]]
) -> None:
    with sqlite_db.reading() as session:
        drawn = session.scalars(select(Contributor.id)).all()
    ids = add_artists(sqlite_db, *(f"artist {len(drawn) + n}" for n in range(5)))
    for step, one, other in steps:
        before = mains(sqlite_db)
        try:
            if step == "merge":
                merge(sqlite_db, CURATOR, ids[one], ids[other])
                leaving = before[ids[one]] or ids[one]
                merged = mains(sqlite_db)
                split(sqlite_db, CURATOR, leaving)
                assert mains(sqlite_db) == before
                merge(sqlite_db, CURATOR, ids[one], ids[other])
                assert mains(sqlite_db) == merged
            else:
                split(sqlite_db, CURATOR, ids[one])
        except GreenroomError:
            assert mains(sqlite_db) == before
        after = mains(sqlite_db)
        assert all(after[main] is None for main in after.values() if main is not None)


def test_what_makes_no_sense_is_refused_with_its_reason(db: Database) -> None:
    a, b = add_artists(db, "a", "b")
    with pytest.raises(BadInput, match="nothing to merge"):
        merge(db, CURATOR, a, a)
    with pytest.raises(BadInput, match="merged into nobody"):
        split(db, CURATOR, a)
    with pytest.raises(NotFound, match="no longer here"):
        merge(db, CURATOR, a, 999)
    merge(db, CURATOR, a, b)
    with pytest.raises(BadInput, match="Both are “b” already"):
        merge(db, CURATOR, b, a)


def test_two_people_with_accounts_of_their_own_stay_two(db: Database) -> None:
    a, b, c = add_artists(db, "a", "b", "c")
    one, other = (add_sample_person(db, name, Role.ARTIST) for name in ("One", "Other"))
    give(db, a, one)
    give(db, c, other)
    merge(db, CURATOR, b, a)
    with pytest.raises(BadInput, match="“a” and “c” belong to two different accounts"):
        merge(db, CURATOR, b, c)
    give(db, c, one)
    merge(db, CURATOR, b, c)
    assert mains(db) == {a: c, b: c, c: None}


def test_only_those_who_know_the_artists_merge(db: Database) -> None:
    a, b = add_artists(db, "a", "b")
    for role in (Role.ARTIST, Role.ACCOUNTANT):
        with pytest.raises(NotAllowed):
            merge(db, Actor(None, "Somebody", frozenset({role})), a, b)
        with pytest.raises(NotAllowed):
            split(db, Actor(None, "Somebody", frozenset({role})), a)
    assert mains(db) == {a: None, b: None}


def test_a_person_changes_what_is_known_of_them_through_any_of_their_handles(db: Database) -> None:
    handle, name = add_artists(db, "ida", "Ida Holm")
    account = add_sample_person(db, "Ida", Role.ARTIST)
    give(db, handle, account)
    merge(db, CURATOR, handle, name)
    ida = Actor(account, "Ida", frozenset({Role.ARTIST}))
    wanted = PersonPlan(" Ida  Holm-Berg ", "she/her", ("https://ida.example.org", "http://b.example"), "Norway", True)
    change_person(db, ida, handle, row(db, name).version, wanted)
    found = row(db, name)
    assert (found.credit_name, found.pronouns, found.country, found.takes_no_credit) == (
        "Ida Holm-Berg", "she/her", "Norway", True,
    )  # fmt: skip
    assert found.links == ["https://ida.example.org", "http://b.example"]
    assert row(db, handle).credit_name == "ida"
    with db.reading() as session:
        assert "Norway" not in str(recent(session, limit=1)[0].detail)


def test_a_change_from_an_old_page_or_by_somebody_else_is_refused(db: Database) -> None:
    (name,) = add_artists(db, "Ida Holm")
    somebody = add_sample_person(db, "Bo", Role.ARTIST)
    with pytest.raises(NotAllowed, match="Only Ida Holm or a curator"):
        change_person(db, Actor(somebody, "Bo", frozenset({Role.ARTIST})), name, 1, PersonPlan("Bo"))
    with pytest.raises(NotAllowed):
        change_person(db, Actor(None, "Max", frozenset({Role.ACCOUNTANT})), name, 1, PersonPlan("Max"))
    change_person(db, CURATOR, name, 1, PersonPlan("Ida H."))
    with pytest.raises(Stale, match="Somebody else changed “Ida H"):
        change_person(db, CURATOR, name, 1, PersonPlan("Ida"))
    assert row(db, name).credit_name == "Ida H."


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "ftp://example.org", "example.org", "https://", "https://a b.org", "https://u@example.org",
     "https://[", "//example.org", "data:text/html,x"],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(link: str) -> None:
    with pytest.raises(BadInput, match="is no link"):
        PersonPlan("Ida", links=(link,)).check()


def test_a_credit_needs_a_name() -> None:
    with pytest.raises(BadInput, match="needs a name"):
        PersonPlan("  ").check()
    with pytest.raises(BadInput, match="shorten"):
        PersonPlan("Ida" * 60).check()
    with pytest.raises(BadInput, match="At most"):
        PersonPlan("Ida", links=tuple(f"https://example.org/{n}" for n in range(11))).check()
