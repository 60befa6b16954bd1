"""What pages read of artists, likely doubles, and that nothing private is among it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.contributor_queries import built_on, doubles, made_by, people, people_named, person
from dashboard.community.contributors import PersonPlan, change_person, merge
from dashboard.community.doubles import Known, likely_doubles
from dashboard.errors import NotFound
from dashboard.people.roles import Role
from dashboard.storage.engine import Database
from tests.community.test_contributors import CURATOR, add_artists, give, row
from tests.running_server import add_sample_person
from tests.world import add_edge, add_piece


def ids_of(db: Database, *names: str) -> list[int]:
    with db.reading() as session:
        rows = {found.credit_name: found.person_id for found in people(session)[0]}
    return [rows[name] for name in names]


def test_people_are_found_by_any_of_their_names_and_listed_once(db: Database) -> None:
    add_piece(db, "Night Ferry", artists=("ida",))
    add_piece(db, "Low Tide", artists=("Ida Holm", "Bo Ek"))
    handle, name = ids_of(db, "ida", "Ida Holm")
    merge(db, CURATOR, handle, name)
    with db.reading() as session:
        found, total = people(session)
        assert [(each.credit_name, each.pieces) for each in found] == [("Bo Ek", 1), ("Ida Holm", 2)] and total == 2
        (ida,), total = people(session, "IDA")
        assert (ida.handles, total) == (("ida at The street", "Ida Holm at The street"), 1)
        assert people(session, "holm ek")[1] == 0
        assert people_named(session, [name]) == {name: ida}


def test_a_list_of_people_is_paged_by_name(db: Database) -> None:
    add_artists(db, *(f"Artist {n:02}" for n in range(30)))
    with db.reading() as session:
        first, total = people(session)
        second, _ = people(session, page=2)
    assert (len(first), len(second), total) == (24, 6, 30)
    assert second[0].credit_name == "Artist 24"


def test_a_person_has_every_handle_and_what_was_made_under_any(db: Database) -> None:
    ferry = add_piece(db, "Night Ferry", artists=("ida",), days_old=1)
    tide = add_piece(db, "Low Tide", artists=("Ida Holm",), days_old=2)
    cover, own = add_piece(db, "Cover", artists=("Bo",)), add_piece(db, "Own cover", artists=("Ida Holm",), days_old=5)
    add_edge(db, cover, ferry, "declared")
    add_edge(db, own, ferry, "confirmed")
    add_edge(db, add_piece(db, "Nothing of it", artists=("Bo",)), tide, "refused")
    handle, name = ids_of(db, "ida", "Ida Holm")
    merge(db, CURATOR, handle, name)
    with db.reading() as session:
        found = person(session, handle)
        assert (found.person_id, found.credit_name, found.is_claimed) == (name, "Ida Holm", False)
        assert [(each.contributor_id, each.is_main) for each in found.handles] == [(name, True), (handle, False)]
        assert [(each.title, each.artists) for each in made_by(session, [name])] == [
            ("Night Ferry", "Ida Holm"), ("Low Tide", "Ida Holm"), ("Own cover", "Ida Holm"),
        ]  # fmt: skip
        assert [(each.title, each.of, each.state) for each in built_on(session, [name])] == [
            ("Cover", "Night Ferry", "declared")
        ]
        with pytest.raises(NotFound, match="no such artist"):
            person(session, 999)


def test_likely_doubles_come_with_their_reason_and_a_merged_pair_is_none(db: Database) -> None:
    ida, again, site, bo = add_artists(db, "Ida Holm", "IDA  holm", "i. h.", "Bo")
    for one, link in ((ida, "https://www.ida.example/"), (site, "http://ida.example")):
        change_person(db, CURATOR, one, 1, PersonPlan(row(db, one).credit_name, links=(link,)))
    with db.reading() as session:
        found = {(double.person_id, double.other_id): double.reason for double in doubles(session)}
        assert found == {
            (ida, again): "Both are called “Ida Holm”.",
            (ida, site): "Both name https://www.ida.example/ as theirs.",
        }
        assert doubles(session, among=bo) == []
    merge(db, CURATOR, again, ida)
    with db.reading() as session:
        assert [(double.person_id, double.other_id) for double in doubles(session)] == [(ida, site)]


def test_one_account_and_one_handle_at_two_sources_make_a_double() -> None:
    rows = [
        Known(1, "Ida", "@Night_Owl", 1), Known(2, "I. Holm", "night_owl", 2), Known(3, "Somebody", "night_owl", 1),
        Known(4, "Bo", "", 1, account_id=7), Known(5, "Bo Ek", "", 1, account_id=7), Known(6, "", "", 1),
        Known(7, " ", "", 2),
    ]  # fmt: skip
    assert [(d.person_id, d.other_id, d.reason) for d in likely_doubles(rows)] == [
        (1, 2, "Both go by “@Night_Owl”, at two sources."),
        (4, 5, "Both belong to the same account."),
    ]


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(("Ida", "ida", "Bo", "")), st.integers(1, 2))))
def test_a_double_names_two_people_once(drawn: list[tuple[int, str, int]]) -> None:
    found = likely_doubles(Known(person, name, name, source) for person, name, source in drawn)
    named = [(double.person_id, double.other_id) for double in found]
    assert len(set(named)) == len(named) and all(one < other for one, other in named)


def test_whether_somebody_claimed_a_person_is_known_and_not_who(db: Database) -> None:
    (name,) = add_artists(db, "Ida Holm")
    give(db, name, add_sample_person(db, "secretive", Role.ARTIST))
    with db.reading() as session:
        assert person(session, name).is_claimed
        assert "secretive" not in repr((person(session, name), people(session)))
