"""Ancestors and descendants out of the database are those of the rule, on both databases."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from dashboard.community.ancestry import ancestor_ids, descendant_ids, related_ids
from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, STATES, SUGGESTED, Uses, ancestors, by_child
from dashboard.community.tables import Contribution, LineageEdge, Source
from dashboard.storage.base import now
from dashboard.storage.engine import Database

PIECES = 9
Drawn = tuple[int, int, str]
links = st.lists(
    st.tuples(st.integers(1, PIECES), st.integers(1, PIECES), st.sampled_from(STATES))
    .filter(lambda link: link[0] != link[1])
    .map(lambda link: (min(link[0], link[1]), max(link[0], link[1]), link[2])),
    unique_by=lambda link: link[:2],
    max_size=20,
)


@pytest.fixture
def bare(db: Database) -> Database:
    """Nine pieces without a link."""
    at = now()
    with db.writing() as session:
        source = Source(name="The street", kind="folder", location="/street", created_at=at)
        session.add(source)
        session.flush()
        rows = [
            {"id": n, "source_id": source.id, "external_id": str(n), "kind": "text", "title": f"Piece {n}",
             "created_at": at, "first_seen_at": at, "last_seen_at": at, "digest": ""}
            for n in range(1, PIECES + 1)
        ]  # fmt: skip
        session.execute(insert(Contribution), rows)
    return db


def link_up(session: Session, drawn: Iterable[Drawn]) -> None:
    session.execute(delete(LineageEdge))
    rows = [{"child_id": a, "parent_id": b, "parent_ref": str(b), "state": state} for a, b, state in drawn]
    if rows:
        session.execute(insert(LineageEdge), rows)


def steps_up(start: int, graph: dict[int, list[Uses]], *, confirmed_only: bool) -> dict[int, int]:
    """The rule asked one step at a time: how far each ancestor is."""
    wanted = {CONFIRMED} if confirmed_only else {CONFIRMED, DECLARED}
    found: dict[int, int] = {}
    level, steps = {start}, 0
    while level:
        steps += 1
        edges = [edge for one in level for edge in graph.get(one, []) if edge.state in wanted]
        level = {edge.parent_id for edge in edges if edge.parent_id is not None} - found.keys() - {start}
        found |= dict.fromkeys(level, steps)
    return found


@given(drawn=links)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_finds_the_ancestors_that_the_rule_finds(bare: Database, drawn: list[Drawn]) -> None:
    graph = by_child(Uses(a, b, str(b), state) for a, b, state in drawn)
    with bare.writing() as session:
        link_up(session, drawn)
    with bare.reading() as session:
        for confirmed_only in (True, False):
            above = {n: ancestor_ids(session, n, confirmed_only=confirmed_only) for n in range(1, PIECES + 1)}
            for n, found in above.items():
                assert set(found) == set(ancestors(n, graph, confirmed_only=confirmed_only))
                assert found == steps_up(n, graph, confirmed_only=confirmed_only)
                assert list(found.values()) == sorted(found.values())
                below = descendant_ids(session, n, confirmed_only=confirmed_only)
                assert below == {m: found[n] for m, found in above.items() if n in found}


def test_suggestions_are_related_and_refused_links_are_not(bare: Database) -> None:
    with bare.writing() as session:
        link_up(session, [(1, 2, SUGGESTED), (2, 3, CONFIRMED), (1, 4, REFUSED), (5, 1, DECLARED)])
    with bare.reading() as session:
        assert related_ids(session, 1) == ({2: 1, 3: 2}, {5: 1})
        assert ancestor_ids(session, 1, confirmed_only=False) == {}


def test_a_loop_that_got_in_is_walked_once(bare: Database) -> None:
    with bare.writing() as session:
        link_up(session, [(1, 2, CONFIRMED), (2, 3, CONFIRMED), (3, 1, CONFIRMED)])
    with bare.reading() as session:
        assert ancestor_ids(session, 1, confirmed_only=True) == {2: 1, 3: 2}


def test_a_chain_in_which_every_piece_uses_the_next_two_is_walked_in_no_time(bare: Database) -> None:
    """Forty such steps have 165 million ways to the top."""
    length, at = 40, now()
    with bare.writing() as session:
        source = session.get_one(Contribution, 1).source_id
        rows = [
            {"id": 100 + n, "source_id": source, "external_id": f"far {n}", "kind": "text", "title": "", "digest": "",
             "created_at": at, "first_seen_at": at, "last_seen_at": at}
            for n in range(length + 1)
        ]  # fmt: skip
        session.execute(insert(Contribution), rows)
        pairs = [(n, n + step) for n in range(length) for step in (1, 2) if n + step <= length]
        link_up(session, [(100 + a, 100 + b, CONFIRMED) for a, b in pairs])
    with bare.reading() as session:
        found = ancestor_ids(session, 100, confirmed_only=True)
    assert found == {100 + n: (n + 1) // 2 for n in range(1, length + 1)}
