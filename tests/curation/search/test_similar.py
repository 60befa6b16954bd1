"""More like this: what is alike, and the reasons in words."""

from __future__ import annotations

import pytest

from dashboard.community.tables import Call, Contribution
from dashboard.curation.duplicates.tables import DuplicatePair
from dashboard.curation.search.similar import similar_to
from dashboard.curation.search.vocabulary import refresh_vocabulary
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.curation.search.finding import change, findable
from tests.world import add_edge


@pytest.fixture
def ferry(db: Database) -> int:
    return findable(db, "Night Ferry", "An accordion plays.", "sea, slow waltz, blue")


def alike(db: Database, piece_id: int) -> dict[int, str]:
    with db.reading() as session:
        return {one.contribution_id: one.reason for one in similar_to(session, piece_id)}


def test_a_piece_that_is_like_no_other(db: Database, ferry: int) -> None:
    findable(db, "Harbour")
    assert alike(db, ferry) == {}
    assert alike(db, 999) == {}


def test_tags_call_lineage_and_words_are_told(db: Database, ferry: int) -> None:
    base = findable(db, "Harbour Loop", kind="music")
    beside = findable(db, "Another", "", "Blue, SEA, slow  waltz")
    spoken = findable(db, "Third", "She played the accordion.")
    remix = findable(db, "Ferry Remix", "accordion")
    for child in (ferry, beside):
        add_edge(db, child, base)
    add_edge(db, remix, ferry)
    with db.writing() as session:
        session.add(Call(id=1, key="sea", title="Sea", created_at=now()))
        session.flush()
        for id_ in (ferry, beside):
            session.get_one(Contribution, id_).call_id = 1
    refresh_vocabulary(db)
    found = alike(db, ferry)
    assert found[beside] == "built on the same piece; same call; three tags in common"
    assert found[base] == "this is built on it"
    assert found[remix] == "built on this; both say “ferry”, “accordion”"
    assert spoken not in found, "one word alone is no likeness"
    assert next(iter(found)) == beside
    assert ferry not in found


def test_a_refused_link_and_a_tag_in_parts_are_no_likeness(db: Database, ferry: int) -> None:
    base = findable(db, "Harbour Loop")
    add_edge(db, ferry, base, state="refused")
    findable(db, "Waltz", "", "slow, waltz")
    assert alike(db, ferry) == {}


def test_copies_are_left_out_and_their_links_count(db: Database, ferry: int) -> None:
    copy, base = findable(db, "Night Ferry again", "", "sea, blue"), findable(db, "Harbour Loop")
    add_edge(db, copy, base)
    change(db, copy, merged_into_id=ferry)
    assert alike(db, ferry) == {base: "this is built on it"}


def test_fingerprints_are_told_unless_a_person_said_otherwise(db: Database, ferry: int) -> None:
    near, apart = findable(db, "Near"), findable(db, "Apart")
    with db.writing() as session:
        for other, state in ((near, "open"), (apart, "apart")):
            session.add(DuplicatePair(
                first_id=ferry, second_id=other, sort="near_picture", likeness=0.95, measured="", state=state,
                found_at=now(),
            ))  # fmt: skip
    assert alike(db, ferry) == {near: "nearly the same picture"}
    assert alike(db, near) == {ferry: "nearly the same picture"}
