"""The remix tree: what is drawn of it, where each piece stands, and the same as a list."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.tree import BOX_HEIGHT, BOX_WIDTH, Wire, indented, lay_out
from dashboard.community.tree_queries import remix_tree
from dashboard.storage.engine import Database
from tests.world import add_edge, add_piece

pairs = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] < pair[1]), unique=True, max_size=30
)


def wires(*links: tuple[int, int]) -> list[Wire]:
    return [Wire(child, parent, "confirmed") for child, parent in links]


def steps_from(start: int, links: list[tuple[int, int]]) -> dict[int, int]:
    """Ancestors below zero, descendants above."""
    steps = {start: 0}
    for sign in (-1, 1):
        level, distance = {start}, 0
        while level:
            distance += 1
            onward = {(b if sign < 0 else a) for a, b in links if (a if sign < 0 else b) in level}
            level = onward - steps.keys()
            steps |= dict.fromkeys(level, sign * distance)
    return steps


@given(pairs)
def test_every_piece_stands_once_in_its_column_and_none_on_another(links: list[tuple[int, int]]) -> None:
    steps = steps_from(6, links)
    drawn = wires(*(pair for pair in links if pair[0] in steps and pair[1] in steps))
    layout = lay_out(steps, drawn)
    assert sorted(box.key for box in layout.boxes) == sorted(steps)
    assert len({(box.x, box.y) for box in layout.boxes}) == len(steps)
    for box in layout.boxes:
        assert box.steps == steps[box.key]
        assert 0 <= box.x <= layout.width - BOX_WIDTH and 0 <= box.y <= layout.height - BOX_HEIGHT
    for left, right in pairwise(sorted({(box.steps, box.x) for box in layout.boxes})):
        assert left[1] + BOX_WIDTH < right[1]
    for one, other in pairwise(layout.boxes):
        assert one.steps < other.steps or other.y - one.y >= BOX_HEIGHT
    assert lay_out(dict(reversed(steps.items())), drawn[::-1]) == layout


def test_pieces_stand_beside_what_they_are_linked_to() -> None:
    layout = lay_out({1: 0, 2: -1, 3: -1, 4: -2, 5: -2}, wires((1, 2), (1, 3), (2, 5), (3, 4)))
    heights = {box.key: box.y for box in layout.boxes}
    assert (heights[2] < heights[3]) == (heights[5] < heights[4])


def test_a_piece_alone_is_a_drawing_of_one_box() -> None:
    layout = lay_out({7: 0}, [])
    assert (layout.width, layout.height, len(layout.boxes)) == (BOX_WIDTH, BOX_HEIGHT, 1)


def test_the_list_names_every_link_once_and_follows_no_piece_twice() -> None:
    links = wires((1, 2), (1, 3), (2, 4), (3, 4), (4, 5))
    listed = [(depth, wire.child, wire.parent) for depth, wire in indented(1, links, up=True)]
    assert listed == [(0, 1, 2), (1, 2, 4), (2, 4, 5), (0, 1, 3), (1, 3, 4)]
    assert [(depth, wire.child) for depth, wire in indented(5, links, up=False)] == [
        (0, 4), (1, 2), (2, 1), (1, 3), (2, 1),
    ]  # fmt: skip


@given(pairs)
def test_the_list_says_what_the_drawing_says(links: list[tuple[int, int]]) -> None:
    above = steps_from(1, links)
    drawn = wires(*(pair for pair in links if pair[0] in above and pair[1] in above))
    listed = [wire for _, wire in indented(1, drawn, up=True)]
    assert len(listed) == len(set(listed)) and set(listed) == set(drawn)


def test_the_tree_holds_what_a_piece_uses_and_what_was_made_of_it(db: Database) -> None:
    poem, song, film, trailer, other = (add_piece(db, name) for name in ("Poem", "Song", "Film", "Trailer", "Other"))
    add_edge(db, song, poem, "confirmed")
    add_edge(db, film, song, "declared")
    add_edge(db, film, poem, "suggested")
    add_edge(db, trailer, film, "confirmed")
    add_edge(db, song, other, "refused")
    novel = add_edge(db, song, None, ref="an old novel")
    with db.reading() as session:
        tree = remix_tree(session, film)
    assert tree.steps == {film: 0, song: -1, poem: -1, trailer: 1, -novel: -2}
    assert {(link.wire.child, link.wire.parent): link.wire.state for link in tree.links} == {
        (song, poem): "confirmed", (film, song): "declared", (film, poem): "suggested", (trailer, film): "confirmed",
        (song, -novel): "declared",
    }  # fmt: skip
    assert (tree.nodes[-novel].title, tree.nodes[-novel].is_here) == ("an old novel", False)
    assert (tree.nodes[poem].artists, tree.nodes[poem].version) == ("Ida Holm", 1)
    assert (tree.more_above, tree.more_below) == (0, 0)


def test_what_is_not_drawn_is_counted(db: Database) -> None:
    chain = [add_piece(db, f"Take {n}") for n in range(7)]
    for child, parent in pairwise(chain):
        add_edge(db, child, parent, "confirmed")
    others = [add_piece(db, f"Cover {n}") for n in range(5)]
    for cover in others:
        add_edge(db, cover, chain[0], "confirmed")
    with db.reading() as session:
        tree = remix_tree(session, chain[0], levels=4, breadth=8)
        assert (len(tree.steps), tree.more_above, tree.more_below) == (1 + 4 + 5, 2, 0)
        tree = remix_tree(session, chain[0], levels=2, breadth=3)
    assert (len(tree.steps), tree.more_above, tree.more_below) == (1 + 2 + 3, 4, 2)
    assert {link.wire.child for link in tree.links} <= set(tree.nodes)


def test_every_drawn_piece_hangs_on_the_drawing(db: Database) -> None:
    """The cover of a cover that is left out is left out with it."""
    song = add_piece(db, "Song")
    covers = [add_piece(db, f"Cover {n}") for n in range(3)]
    for cover in covers:
        add_edge(db, cover, song, "confirmed")
        add_edge(db, add_piece(db, f"Cover of {cover}"), cover, "confirmed")
        add_edge(db, cover, None, ref=f"tale {cover}")
    with db.reading() as session:
        tree = remix_tree(session, song, breadth=2)
    assert (len(tree.steps), tree.more_below) == (5, 2)
    linked = {key for wire in tree.wires for key in (wire.child, wire.parent)}
    assert linked == set(tree.steps)
