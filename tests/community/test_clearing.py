"""The clearance columns follow licences, lineage and media, down to the last descendant."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import update

from dashboard.community import directories
from dashboard.community.clearing import refresh_clearance
from dashboard.community.tables import Contribution, Source
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.world import add_edge, add_piece, piece_named


def relicense(db: Database, piece_id: int, licence: str) -> int:
    with db.writing() as session:
        session.get_one(Contribution, piece_id).licence = licence
        session.flush()
        return refresh_clearance(session, [piece_id])


def test_a_licence_that_changes_is_felt_by_every_descendant(db: Database) -> None:
    poem, song, film, other = (add_piece(db, name) for name in ("Poem", "Song", "Film", "Other"))
    add_edge(db, song, poem, "confirmed")
    add_edge(db, film, song, "confirmed")
    assert relicense(db, poem, "CC BY-NC 4.0") == 3
    reasons = {piece: piece_named(db, piece).clearance_reason for piece in (poem, song, film)}
    assert all(piece_named(db, piece).clearance == "blocked" for piece in reasons)
    assert "“Film” may not air: it uses “Poem”" in reasons[film]
    assert piece_named(db, other).clearance == "cleared"
    assert relicense(db, poem, "CC BY-NC 4.0") == 0
    assert relicense(db, poem, "CC0") == 3
    assert piece_named(db, film).clearance == "cleared"


def test_what_others_made_of_a_piece_is_reckoned_with_it(db: Database) -> None:
    song, film = add_piece(db, "Song"), add_piece(db, "Film")
    add_edge(db, film, song, "confirmed")
    with db.writing() as session:
        elsewhere = Source(name="Elsewhere", kind="folder", location="/elsewhere", created_at=now())
        session.add(elsewhere)
        session.flush()
        session.execute(update(Contribution).where(Contribution.id == film).values(source_id=elsewhere.id))
        session.execute(update(Contribution).where(Contribution.id == song).values(licence=""))
        assert refresh_clearance(session, [song]) == 2
    assert "uses “Song”, and no licence is stated for it" in piece_named(db, film).clearance_reason


def test_a_project_file_and_a_piece_without_file_may_not_air(db: Database) -> None:
    mix, empty, words = (
        add_piece(db, "Mix", kind="project"),
        add_piece(db, "Empty"),
        add_piece(db, "Words", kind="text", text="w"),
    )
    with db.writing() as session:
        session.execute(update(Contribution).where(Contribution.id.in_([empty, words])).values(media_hash=None))
        refresh_clearance(session, [mix, empty, words])
    assert "it is a project file" in piece_named(db, mix).clearance_reason
    assert "there is no file and no text" in piece_named(db, empty).clearance_reason
    assert piece_named(db, words).clearance == "cleared"


def test_a_long_chain_is_followed_to_its_end_in_parts(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = [add_piece(db, f"Take {number}") for number in range(8)]
    for parent, child in pairwise(chain):
        add_edge(db, child, parent, "confirmed")
    monkeypatch.setattr(directories, "AT_ONCE", 3)
    assert relicense(db, chain[0], "CC BY-ND 4.0") == 8
    assert "it uses “Take 0”" in piece_named(db, chain[-1]).clearance_reason


def test_nothing_to_reckon_is_no_mistake(db: Database) -> None:
    with db.writing() as session:
        assert refresh_clearance(session, []) == 0
