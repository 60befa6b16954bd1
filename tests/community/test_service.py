"""Judging lineage: who may, what follows for clearance, and the loop that is refused."""

from __future__ import annotations

import pytest

from dashboard.community.service import decide_edge
from dashboard.community.tables import LineageEdge
from dashboard.errors import BadInput, LineageCycle, NotAllowed
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from tests.world import add_edge, add_piece, piece_named


def edge(db: Database, edge_id: int) -> LineageEdge:
    with db.reading() as session:
        return session.get_one(LineageEdge, edge_id)


def test_confirming_a_link_clears_the_piece_and_what_was_made_of_it(db: Database, actor: Actor) -> None:
    poem, song, film = (add_piece(db, name) for name in ("Poem", "Song", "Film"))
    first, second = add_edge(db, song, poem), add_edge(db, film, song, "confirmed")
    assert piece_named(db, film).clearance == "pending"
    decide_edge(db, actor, first, "confirmed")
    assert [piece_named(db, each).clearance for each in (poem, song, film)] == ["cleared"] * 3
    assert edge(db, first).parent_version == 1
    assert edge(db, second).state == "confirmed"


def test_a_refused_parent_no_longer_blocks(db: Database, actor: Actor) -> None:
    tape, song = add_piece(db, "Tape", licence="CC-BY-NC-4.0"), add_piece(db, "Song")
    link = add_edge(db, song, tape)
    assert piece_named(db, song).clearance == "blocked"
    assert "it uses “Tape”" in piece_named(db, song).clearance_reason
    decide_edge(db, actor, link, "refused")
    assert piece_named(db, song).clearance == "cleared"


def test_a_loop_is_refused_by_name_and_nothing_changes(db: Database, actor: Actor) -> None:
    poem, song = add_piece(db, "Poem"), add_piece(db, "Song")
    decide_edge(db, actor, add_edge(db, song, poem), "confirmed")
    back = add_edge(db, poem, song, "suggested")
    with pytest.raises(LineageCycle, match=r"Song.*Poem|Poem.*Song"):
        decide_edge(db, actor, back, "confirmed")
    assert edge(db, back).state == "suggested"


def test_a_parent_known_in_words_must_be_chosen(db: Database, actor: Actor) -> None:
    song, novel = add_piece(db, "Song"), add_piece(db, "Novel")
    link = add_edge(db, song, None, ref="an old novel")
    with pytest.raises(BadInput, match="“an old novel” is not here yet"):
        decide_edge(db, actor, link, "confirmed")
    decide_edge(db, actor, link, "confirmed", parent_id=novel)
    assert edge(db, link).parent_id == novel
    assert piece_named(db, song).clearance == "cleared"


def test_only_those_who_judge_may(db: Database) -> None:
    link = add_edge(db, add_piece(db, "Song"), add_piece(db, "Poem"))
    with pytest.raises(NotAllowed):
        decide_edge(db, Actor(None, "Ida", frozenset({Role.ARTIST})), link, "confirmed")
    assert edge(db, link).state == "declared"
