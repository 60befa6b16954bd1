"""Lineage as pulls bring it: parents found whenever they come, and what people decided kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from dashboard.community.service import decide_edge
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.intake.outcome import PullResult
from dashboard.people.roles import Actor
from dashboard.storage.engine import Database
from tests.intake.conftest import Folder, reasons

PullIt = Callable[..., PullResult]


def edges(db: Database) -> dict[str, list[tuple[str, str | None, str]]]:
    """By child: reference, parent's external id, state."""
    found: dict[str, list[tuple[str, str | None, str]]] = {}
    with db.reading() as session:
        for edge in session.scalars(select(LineageEdge).order_by(LineageEdge.parent_ref)):
            parent = edge.parent.external_id if edge.parent else None
            found.setdefault(edge.child.external_id, []).append((edge.parent_ref, parent, edge.state))
    return found


def clearance(db: Database, key: str) -> tuple[str, str]:
    with db.reading() as session:
        piece = session.scalars(select(Contribution).where(Contribution.external_id == key)).one()
        return piece.clearance, piece.clearance_reason


def test_a_parent_is_found_by_id_file_link_or_title(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.texts(
        {
            "id": "song",
            "file": "songs/song.txt",
            "title": "Salt",
            "artist": "Ida",
            "source": "https://example.org/s",
        },
        {"id": "take", "title": "Salt", "artist": "Bo"},
        {"id": "by-id", "derived_from": "song"},
        {"id": "by-file", "derived_from": "songs/song.txt"},
        {"id": "by-link", "derived_from": "https://example.org/s"},
        {"id": "by-title", "derived_from": "SALT", "derived_from_artist": "ida"},
        {"id": "several", "derived_from": "song | take"},
        {"id": "two-of-a-title", "derived_from": "Salt"},
        {"id": "half", "derived_from": "song; something else"},
        {"id": "guess", "derived_from": "song", "note": "INFERRED: by ear"},
    )
    assert pull().rejected == 0
    assert edges(db) == {
        "by-id": [("song", "song", "declared")],
        "by-file": [("songs/song.txt", "song", "declared")],
        "by-link": [("https://example.org/s", "song", "declared")],
        "by-title": [("SALT", "song", "declared")],
        "several": [("song", "song", "declared"), ("take", "take", "declared")],
        "two-of-a-title": [("Salt", None, "declared")],
        "half": [("song; something else", None, "declared")],
        "guess": [("song", "song", "suggested")],
    }


def test_a_parent_that_comes_later_is_found_then(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.texts({"id": "film", "derived_from": "song; drum", "licence": "CC0"})
    pull()
    assert edges(db) == {"film": [("song; drum", None, "declared")]}
    assert "“song; drum”, which is not here" in clearance(db, "film")[1]
    folder.texts({"id": "song", "licence": "CC-BY-NC-4.0", "artist": "Bo"}, {"id": "drum", "licence": "CC0"})
    pull()
    assert edges(db) == {"film": [("drum", "drum", "declared"), ("song", "song", "declared")]}
    state, reason = clearance(db, "film")
    assert state == "blocked"
    assert "it uses “Song”" in reason
    assert "Ask Bo" in reason


def test_a_loop_is_refused_by_name_and_the_pieces_come_in(db: Database, folder: Folder, pull: PullIt) -> None:
    rows = [
        {"id": "a", "derived_from": "b"},
        {"id": "b", "derived_from": "c"},
        {"id": "c", "derived_from": "a"},
        {"id": "me", "derived_from": "me"},
    ]
    folder.texts(*rows)
    result = pull()
    assert (result.new, result.rejected) == (4, 0)
    closes, remedy = "It would close a loop:", "correct one of the links."
    assert reasons(result) == [
        f"row 4 (c.txt): its link to “a”: {closes} “C” uses “A” uses “B” uses “C”; {remedy}",
        f"row 5 (me.txt): its link to “me”: {closes} “Me” uses “Me”; {remedy}",
    ]
    held = {"a": [("b", "b", "declared")], "b": [("c", "c", "declared")], "c": [("a", None, "declared")]}
    held["me"] = [("me", None, "refused")]
    assert edges(db) == held
    folder.texts(*rows[::-1])
    assert len(pull().dead_letters) == 2
    assert edges(db) == held


@pytest.mark.parametrize("forbidden", ["a", "b", "c"])
def test_no_piece_of_a_loop_airs_until_it_is_corrected(
    db: Database, folder: Folder, pull: PullIt, forbidden: str
) -> None:
    rows = [{"id": piece, "derived_from": parent, "licence": "CC0"} for piece, parent in ("ab", "bc", "ca")]
    next(row for row in rows if row["id"] == forbidden)["licence"] = "CC-BY-NC-4.0"
    folder.texts(*rows, {"id": "remix", "derived_from": "c", "licence": "CC0"})
    pull()
    assert all(clearance(db, piece)[0] != "cleared" for piece in ("a", "b", "c", "remix"))
    folder.texts(*(row | {"licence": "CC0", "derived_from": row["derived_from"].replace("a", "")} for row in rows))
    assert pull().dead_letters == []
    assert edges(db)["a"] == [("b", "b", "declared")]
    assert clearance(db, "c")[0] == "cleared"


def test_what_a_person_decided_no_pull_undoes(db: Database, actor: Actor, folder: Folder, pull: PullIt) -> None:
    rows = [
        {"id": "song", "licence": "CC0"},
        {"id": "drum", "licence": "CC0"},
        {"id": "film", "derived_from": "song; drum", "licence": "CC0"},
    ]
    folder.texts(*rows)
    pull()
    with db.reading() as session:
        ids = {edge.parent_ref: edge.id for edge in session.scalars(select(LineageEdge))}
    decide_edge(db, actor, ids["song"], "confirmed")
    decide_edge(db, actor, ids["drum"], "refused")
    decided = edges(db)
    for derived_from in ("song; drum", "drum", "songs", "", "drum.txt"):
        folder.texts(*rows[:2], {**rows[2], "derived_from": derived_from, "title": f"Film {derived_from}"})
        assert pull().changed == 1
        here = edges(db)["film"]
        assert set(decided["film"]) <= set(here)
        assert {edge for edge in here if edge[0] != "songs"} == set(decided["film"])
    assert clearance(db, "film")[0] == "cleared"


def test_a_link_that_the_source_takes_back_goes(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.texts({"id": "song"}, {"id": "film", "derived_from": "song"})
    pull()
    folder.texts({"id": "song"}, {"id": "film", "derived_from": ""})
    pull()
    assert edges(db) == {}


def test_a_link_is_pinned_to_the_version_it_was_found_at(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.texts({"id": "song"}, {"id": "film", "derived_from": "song"})
    pull()
    folder.texts({"id": "song", "title": "Song, louder"}, {"id": "film", "derived_from": "song"})
    pull()
    with db.reading() as session:
        edge = session.scalars(select(LineageEdge)).one()
        assert edge.parent is not None
        assert (edge.parent_version, edge.parent.version) == (1, 2)
