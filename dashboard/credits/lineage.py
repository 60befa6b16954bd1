"""Walking up the remix tree: who uses whom, by which way, and never in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from dashboard.credits.works import AiredPiece, Edge, Use, Work
from dashboard.errors import CannotSplit, LineageCycle

Parents = Mapping[int, Mapping[int, int]]
"""Of each child its parents with their weights, both in order of id."""


def parents_by_child(edges: Iterable[Edge]) -> Parents:
    """Index edges by child; the weights of edges that are stated twice add up.

    Raises: `CannotSplit` for a weight that is not above zero.
    """
    parents: dict[int, dict[int, int]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.child_id, edge.parent_id)):
        if edge.weight <= 0:
            raise CannotSplit(
                f"Contribution {edge.child_id} uses contribution {edge.parent_id} with weight {edge.weight};"
                " give that link a weight above zero or refuse it."
            )
        of_child = parents.setdefault(edge.child_id, {})
        of_child[edge.parent_id] = of_child.get(edge.parent_id, 0) + edge.weight
    return parents


def uses(pieces: Sequence[AiredPiece], works: Iterable[Work], edges: Sequence[Edge]) -> Iterator[Use]:
    """Of each piece with time on air itself and all its ancestors: pieces as they air, works nearest first.

    A work that the lineage names and nobody handed over goes by its number, with no author.
    Raises: `LineageCycle`, `CannotSplit`.
    """
    parents = parents_by_child(edges)
    catalogue = {work.work_id: work for work in works}
    for piece in pieces:
        catalogue.setdefault(piece.piece_id, Work(piece.piece_id, piece.title, ()))
    for edge in edges:
        catalogue.setdefault(edge.parent_id, Work(edge.parent_id, f"Contribution {edge.parent_id}", ()))
    titles = {work_id: work.title for work_id, work in catalogue.items()}
    for piece in pieces:
        if piece.frames:
            for work_id, way in ways_up(parents, piece.piece_id, titles).items():
                yield Use(piece, catalogue[work_id], tuple(titles[i] for i in way))


def ways_up(parents: Parents, root: int, titles: Mapping[int, str] | None = None) -> dict[int, tuple[int, ...]]:
    """The way from `root` to itself and to each of its ancestors, both ends included.

    Of several ways the shortest, then the one with the lowest ids. The result is in order of distance.
    Raises: `LineageCycle`, naming the loop by `titles`.
    """
    ways: dict[int, tuple[int, ...]] = {root: (root,)}
    level = [root]
    while level:
        above: list[int] = []
        for child in level:
            for parent in parents.get(child, {}):
                if parent not in ways:
                    ways[parent] = (*ways[child], parent)
                    above.append(parent)
        level = above
    _refuse_loop({child: list(parents.get(child, {})) for child in ways}, titles or {})
    return ways


def _refuse_loop(graph: Mapping[int, list[int]], titles: Mapping[int, str]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        loop = list(reversed(error.args[1]))[:-1]
        start = loop.index(min(loop))
        loop = [*loop[start:], *loop[:start], loop[start]]
        names = " uses ".join(f'"{titles[i]}"' if i in titles else f"contribution {i}" for i in loop)
        raise LineageCycle(f"The lineage runs in a circle, {names}: refuse one of these links.") from None
