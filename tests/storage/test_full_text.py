"""What search reads stays right by itself: whatever is written, filling it anew changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, inspect, select, text

from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge
from dashboard.media.tables import MediaCheck
from dashboard.storage.engine import Database
from dashboard.storage.full_text import is_ours
from dashboard.storage.upgrade import migrating
from tests.curation.search.finding import change, findable, restored, stored
from tests.world import add_edge, piece_named


@pytest.fixture
def pieces(db: Database) -> list[int]:
    artists = ("Ida Holm", "Joost", "Ida Holm", "Mo")
    made = [findable(db, f"Piece {n}", f"words {n}", artists=(name,)) for n, name in enumerate(artists)]
    add_edge(db, made[1], made[0])
    add_edge(db, made[2], None, ref="somewhere")
    return made


def agrees(db: Database) -> bool:
    before = stored(db)
    restored(db)
    return before == stored(db)


def test_new_pieces_credits_and_links(db: Database, pieces: list[int]) -> None:
    assert len(stored(db)[0]) == len(stored(db)[1]) == 4
    assert agrees(db)


CHANGES: tuple[dict[str, object], ...] = (
    {"kind": "music"}, {"licence": "x" * 5000}, {"licence": "Åland's “own”"}, {"language": "sv"},
    {"clearance": "blocked"}, {"media_hash": None}, {"title": "Another", "text": "猫の歌"},
)  # fmt: skip


def test_changed_pieces(db: Database, pieces: list[int]) -> None:
    for facts in CHANGES:
        before = stored(db)
        change(db, pieces[1], **facts)
        assert stored(db) != before, facts
        assert agrees(db), facts


def test_merging_and_parting(db: Database, pieces: list[int]) -> None:
    before = stored(db)
    change(db, pieces[0], merged_into_id=pieces[3])
    assert len(stored(db)[0]) == 3
    assert agrees(db), "what was built on the copy is built on the piece that it was merged into"
    change(db, pieces[0], merged_into_id=None)
    assert stored(db) == before


def test_links_decided_moved_and_gone(db: Database, pieces: list[int]) -> None:
    change(db, pieces[0], merged_into_id=pieces[3])
    for facts in ({"state": "refused"}, {"state": "confirmed"}, {"parent_id": pieces[2]}, {"parent_id": None}):
        before = stored(db)
        with db.writing() as session:
            edge = session.scalars(select(LineageEdge).where(LineageEdge.child_id == pieces[1])).one()
            for name, value in facts.items():
                setattr(edge, name, value)
        assert stored(db) != before
        assert agrees(db)
    add_edge(db, pieces[2], pieces[3])
    with db.writing() as session:
        session.execute(delete(LineageEdge))
    assert agrees(db)


def test_artists_who_tell_their_country_merge_and_lose_a_credit(db: Database, pieces: list[int]) -> None:
    with db.reading() as session:
        people = {person.credit_name: person.id for person in session.scalars(select(Contributor))}
    for name, facts in (
        ("Joost", {"country": "NL"}),
        ("Mo", {"same_as_id": people["Ida Holm"]}),
        ("Mo", {"country": ""}),
    ):
        with db.writing() as session:
            person = session.get_one(Contributor, people[name])
            for field, value in facts.items():
                setattr(person, field, value)
        assert agrees(db)
    with db.writing() as session:
        session.execute(delete(Credit).where(Credit.contribution_id == pieces[1]))
    assert agrees(db)


def test_files_that_are_judged(db: Database, pieces: list[int]) -> None:
    media_hash = piece_named(db, pieces[1]).media_hash
    for state in ("", "ask", "fit"):
        with db.writing() as session:
            session.merge(MediaCheck(content_hash=media_hash, state=state))
        assert agrees(db)


def test_deleted_pieces(db: Database, pieces: list[int]) -> None:
    with db.writing() as session:
        session.delete(session.get_one(Contribution, pieces[2]))
    assert [row[0] for row in stored(db)[0]] == [row[0] for row in stored(db)[1]] == [pieces[0], pieces[1], pieces[3]]
    assert agrees(db)


def test_tables_made_anew_keep_their_triggers(db: Database, pieces: list[int]) -> None:
    with migrating(db) as connection:
        if db.is_sqlite:
            connection.execute(text("CREATE TABLE new_contribution AS SELECT * FROM contribution"))
            connection.execute(text("DROP TABLE new_contribution"))
            connection.execute(text("ALTER TABLE credit RENAME TO old_credit"))
            connection.execute(text("ALTER TABLE old_credit RENAME TO credit"))
    change(db, pieces[1], title="Later")
    assert agrees(db)


def test_no_model_knows_these_tables(sqlite_db: Database) -> None:
    ours = {name for name in inspect(sqlite_db.engine).get_table_names() if is_ours(name)}
    assert {"search_document", "search_facet", "search_value"} <= ours
    assert not is_ours("search_word")
    assert not is_ours("saved_search")
