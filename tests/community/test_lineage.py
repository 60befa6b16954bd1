"""Ancestors and loops in the remix graph."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.lineage import (
    CONFIRMED,
    DECLARED,
    REFUSED,
    STATES,
    SUGGESTED,
    Uses,
    ancestors,
    by_child,
    loop,
)


def uses(*pairs: tuple[int, int], state: str = CONFIRMED) -> dict[int, list[Uses]]:
    return by_child(Uses(child, parent, str(parent), state) for child, parent in pairs)


def test_ancestors_come_nearest_first_and_once() -> None:
    graph = uses((1, 2), (1, 3), (2, 4), (3, 4), (4, 5))
    assert ancestors(1, graph, confirmed_only=True) == [2, 3, 4, 5]
    assert ancestors(5, graph, confirmed_only=True) == []


def test_only_confirmed_links_pay_and_declared_ones_count_for_clearance() -> None:
    graph = by_child(
        [Uses(1, n, "", state) for n, state in enumerate(STATES, start=2)] + [Uses(1, None, "x", DECLARED)]
    )
    by_state = dict(zip(STATES, range(2, 6), strict=True))
    assert ancestors(1, graph, confirmed_only=True) == [by_state[CONFIRMED]]
    assert ancestors(1, graph, confirmed_only=False) == [by_state[DECLARED], by_state[CONFIRMED]]


def test_a_loop_is_given_as_the_way_up_from_the_parent() -> None:
    graph = uses((1, 2), (2, 3), (3, 4))
    assert loop(4, 1, graph) == [1, 2, 3, 4]
    assert loop(4, 4, graph) == [4]
    assert loop(1, 4, graph) is None


def test_only_a_refused_link_cannot_close_a_loop() -> None:
    assert loop(2, 1, uses((1, 2), state=SUGGESTED)) == [1, 2]
    assert loop(2, 1, uses((1, 2), state=REFUSED)) is None


numbers = st.integers(0, 12)


@given(st.lists(st.tuples(numbers, numbers), max_size=40))
def test_a_graph_that_refuses_loops_never_makes_a_piece_its_own_ancestor(
    pairs: list[tuple[int, int]],
) -> None:
    graph: dict[int, list[Uses]] = {}
    for child, parent in pairs:
        way = loop(child, parent, graph)
        if way is None:
            graph.setdefault(child, []).append(Uses(child, parent, str(parent), CONFIRMED))
            continue
        assert (way[0], way[-1]) == (parent, child)
        for lower, upper in pairwise(way):
            assert upper in [edge.parent_id for edge in graph[lower]]
    for piece in graph:
        above = ancestors(piece, graph, confirmed_only=True)
        assert len(set(above)) == len(above)
        assert all(piece not in ancestors(parent, graph, confirmed_only=True) for parent in above)


def test_a_chain_of_ten_thousand_is_followed() -> None:
    graph = uses(*((n, n + 1) for n in range(10_000)))
    assert len(ancestors(0, graph, confirmed_only=True)) == 10_000
    assert len(loop(10_000, 0, graph) or []) == 10_001
