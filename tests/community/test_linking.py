"""The same words about lineage make the same edges in the database, in whatever pulls they come."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard.community.arrivals import Arrival, Said
from dashboard.community.arriving import Brought
from dashboard.community.arriving import bring_in as bring_page_in
from dashboard.community.linking import split_waiting
from dashboard.community.tables import HERE, AwaitedChild, Contribution, LineageEdge, Source
from dashboard.storage.engine import Database

AT = datetime(2026, 3, 4, tzinfo=UTC)
KEYS = [f"p{number}" for number in range(5)]


def make_source(session: Session) -> int:
    source = Source(name="The street", kind="folder", location="/street", created_at=AT)
    session.add(source)
    session.flush()
    return source.id


def bring_in(session: Session, source_id: int, said: dict[str, list[str]], *, size: int = 2) -> list[Brought]:
    """A pull of these pieces, without media, in pages of `size`."""
    arrivals = [
        Arrival(key, "text", key.upper(), text="words", uses=tuple(Said(ref) for ref in refs))
        for key, refs in said.items()
    ]
    pages = [bring_page_in(session, source_id, arrivals[at : at + size], AT) for at in range(0, len(arrivals), size)]
    split_waiting(session, source_id)
    return pages


def edges(session: Session) -> set[tuple[str, str | None, str]]:
    keys = {piece.id: piece.external_id for piece in session.scalars(select(Contribution))}
    found = session.scalars(select(LineageEdge))
    return {(keys[e.child_id], keys[e.parent_id] if e.parent_id else None, e.parent_ref) for e in found}


refs = st.sampled_from([*KEYS, "P3", "p0; p4", "p1 | p2", "elsewhere"])
graphs = st.dictionaries(st.sampled_from(KEYS), st.lists(refs, max_size=3, unique=True), min_size=1)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    graph={"p3": ["p0", "p0; p4", "p1 | p2"], "p1": ["p0", "p2"], "p2": ["p3", "p0; p4"]},
    cuts=[],
    order=["p0", "p1", "p3", "p2", "p4"],
)
@given(graph=graphs, cuts=st.lists(st.integers(0, 4), max_size=2), order=st.permutations(KEYS))
def test_the_edges_do_not_depend_on_the_order_of_arrival(
    sqlite_db: Database, graph: dict[str, list[str]], cuts: list[int], order: list[str]
) -> None:
    made = []
    bounds = [0, *sorted(cuts), len(order)]
    in_parts = [order[start:end] for start, end in pairwise(bounds)]
    for parts in ([KEYS], in_parts, [*in_parts, order]):
        with sqlite_db.writing() as session:
            for table in (LineageEdge, AwaitedChild, Contribution, Source):
                session.execute(delete(table))
            source_id = make_source(session)
            for part in parts:
                bring_in(session, source_id, {key: graph[key] for key in part if key in graph})
            made.append(edges(session))
    assert made[0] == made[1] == made[2]


def test_edges_of_other_sources_are_left_alone_and_count_for_loops(db: Database) -> None:
    with db.writing() as session:
        ours = make_source(session)
        theirs = Source(name="Elsewhere", kind="folder", location="/elsewhere", created_at=AT)
        session.add(theirs)
        session.flush()
        bring_in(session, ours, {"a": []})
        bring_in(session, theirs.id, {"b": []})
        ids = {piece.external_id: piece.id for piece in session.scalars(select(Contribution))}
        session.add(
            LineageEdge(child_id=ids["b"], parent_id=ids["a"], parent_ref="a", state="confirmed", parent_version=1)
        )
        session.add(
            LineageEdge(child_id=ids["a"], parent_id=ids["b"], parent_ref="print", state="suggested", parent_version=1)
        )
        session.flush()
        (page,) = bring_in(session, ours, {"a": ["nobody"]})
        assert [(found.link.ref, found.pieces) for found in page.loops] == [("print", (ids["a"], ids["b"], ids["a"]))]
        assert edges(session) == {("b", "a", "a"), ("a", None, "nobody")}


def test_a_suggestion_of_ours_keeps_the_parent_it_knows(db: Database) -> None:
    with db.writing() as session:
        source_id = make_source(session)
        bring_in(session, source_id, {"a": [], "b": []})
        ids = {piece.external_id: piece.id for piece in session.scalars(select(Contribution))}
        session.add(
            LineageEdge(
                child_id=ids["b"],
                parent_id=ids["a"],
                parent_ref="sounds alike",
                state="suggested",
                parent_version=1,
            )
        )
        session.flush()
        bring_in(session, source_id, {"a": [], "b": ["nobody"]})
        assert edges(session) == {("b", "a", "sounds alike"), ("b", None, "nobody")}


def test_what_a_parent_says_of_its_children_links_them_in_any_order(db: Database) -> None:
    parent = Arrival("p", "text", "P", text="words", made_into=("c", "elsewhere"))
    child = Arrival("c", "text", "C", text="words")
    told = {("c", "p", "p")}
    for pages in ([[parent, child]], [[child], [parent]], [[parent], [child]]):
        with db.writing() as session:
            for table in (LineageEdge, AwaitedChild, Contribution, Source):
                session.execute(delete(table))
            source_id = make_source(session)
            for page in pages:
                bring_page_in(session, source_id, page, AT)
            assert edges(session) == told
            bring_page_in(session, source_id, [Arrival("c", "text", "C", text="other words")], AT)
            assert edges(session) == told


def test_an_address_means_a_piece_of_any_source_and_an_id_only_of_the_same(db: Database) -> None:
    with db.writing() as session:
        ours = make_source(session)
        theirs = Source(name="Elsewhere", kind="feed", location="https://example.org", created_at=AT)
        session.add(theirs)
        session.flush()
        song = Arrival("1", "music", "Salt", origin="https://example.org/salt")
        film = Arrival("2", "video", "Film", uses=(Said("https://example.org/salt"), Said("1"), Said("Salt")))
        bring_page_in(session, ours, [film], AT)
        bring_page_in(session, theirs.id, [song], AT)
        assert edges(session) == {
            ("2", "1", "https://example.org/salt"), ("2", None, "1"), ("2", None, "Salt"),
        }  # fmt: skip


def test_what_an_artist_chose_here_stays_when_its_title_changes_at_its_source(db: Database) -> None:
    with db.writing() as session:
        theirs = make_source(session)
        ours = Source(name="Greenroom", kind=HERE, location="here", created_at=AT)
        session.add(ours)
        session.flush()
        bring_page_in(session, theirs, [Arrival("1", "music", "Salt")], AT)
        bring_page_in(session, ours.id, [Arrival("2", "video", "Film")], AT)
        ids = {piece.external_id: piece.id for piece in session.scalars(select(Contribution))}
        session.add(LineageEdge(child_id=ids["2"], parent_id=ids["1"], parent_ref="Salt (piece 1)", parent_version=1))
        session.flush()
        bring_page_in(session, theirs, [Arrival("1", "music", "Salt, louder")], AT)
        assert edges(session) == {("2", "1", "Salt (piece 1)")}
