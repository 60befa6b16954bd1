"""Parents are found, and loops refused, alike in any order of arrival."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, SUGGESTED, Uses, by_child, loop
from dashboard.community.parents import Directory, Known, Link, resolve, settle

MANY = 9


def known(number: int, title: str = "", artist: str = "", origin: str = "") -> Known:
    return Known(number, f"p{number}", title or f"Title {number}", origin, (artist,) if artist else ())


def link(child: int, ref: str, state: str = DECLARED, author: str = "") -> Link:
    return Link(child, f"p{child}", ref, author, "remix_of", state)


pieces = [known(number) for number in range(MANY)]
numbers = st.integers(0, MANY - 1)
refs = st.one_of(
    numbers.map(lambda n: f"p{n}"),
    numbers.map(lambda n: f"title {n}"),
    st.tuples(numbers, numbers).map(lambda two: f"p{two[0]}; p{two[1]}"),
    st.just("nobody knows"),
)
links = st.lists(st.builds(link, numbers, refs, st.sampled_from([DECLARED, SUGGESTED])), max_size=25)
decided = st.lists(st.tuples(numbers, numbers, st.sampled_from([CONFIRMED, REFUSED])), max_size=4)


@given(links, decided, st.randoms())
def test_the_graph_is_the_same_in_any_order_and_has_no_loop(
    said: list[Link], judged: list[tuple[int, int, str]], random: object
) -> None:
    # Two confirmed links may not contradict each other; from higher to lower numbers they cannot.
    fixed = [Uses(max(a, b), min(a, b), f"p{min(a, b)}", state) for a, b, state in judged if a != b]
    directory = Directory.of(pieces, {})
    first = settle(resolve(said, directory), fixed)
    shuffled, turned = list(said), list(fixed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(turned)  # type: ignore[attr-defined]
    again = settle(resolve(shuffled, Directory.of(pieces[::-1], {})), turned)
    assert set(first.links) == set(again.links)
    assert set(first.loops) == set(again.loops)

    uses = by_child([*fixed, *(Uses(k.child_id, k.parent_id, k.ref, k.state) for k in first.links)])
    for child, edges in uses.items():
        for edge in edges:
            if edge.parent_id is not None and edge.state != REFUSED:
                assert (
                    loop(child, edge.parent_id, {c: [e for e in es if e is not edge] for c, es in uses.items()}) is None
                )
    for refused in first.loops:
        assert refused.pieces[0] == refused.pieces[-1] == refused.link.child_id


@given(links)
def test_settling_what_is_settled_changes_nothing(said: list[Link]) -> None:
    directory = Directory.of(pieces, {})
    once = settle(resolve(said, directory), [])
    assert set(settle(resolve(once.links, directory), []).links) == set(once.links)


def test_the_confirmed_come_before_the_declared_and_these_before_guesses() -> None:
    directory = Directory.of(pieces, {})
    settled = settle(resolve([link(1, "p2", SUGGESTED), link(2, "p1")], directory), [])
    assert [kept.child_id for kept in settled.links] == [2]
    settled = settle(resolve([link(1, "p2")], directory), [Uses(2, 1, "p1", CONFIRMED)])
    assert [(refused.link.ref, refused.pieces) for refused in settled.loops] == [("p2", (1, 2, 1))]


def test_a_refused_link_is_not_said_again_under_another_name() -> None:
    directory = Directory.of(pieces, {"one.txt": "p1"})
    fixed = [Uses(2, 1, "p1", REFUSED)]
    assert settle(resolve([link(2, "p1"), link(2, "one.txt"), link(2, "Title 1")], directory), fixed).links == ()


def test_a_title_needs_its_author_or_must_be_the_only_one() -> None:
    directory = Directory.of([known(1, "Salt", "Ida"), known(2, "Salt", "Bo"), known(3, "Rain", "Bo")], {})
    assert directory.find("salt", "", 3) is None
    assert directory.find("SALT ", "bo", 3) == 2
    assert directory.find("Salt", "Mo", 3) is None
    assert directory.find("Rain", "", 1) == 3
    assert directory.find("Salt", "", 1) == 2
    assert directory.find("Rain", "", 3) is None


def test_a_link_that_several_pieces_share_means_none_of_them() -> None:
    directory = Directory.of([known(1, origin="x"), known(2, origin="x"), known(3, origin="y")], {})
    assert directory.exact("x") is None
    assert directory.exact("y") == 3


def test_a_reference_that_no_index_holds_is_divided_or_cut() -> None:
    directory = Directory.of(pieces, {})
    long = "; ".join(f"p{number:0300}" for number in range(3))
    assert [len(kept.ref) for kept in settle(resolve([link(1, long)], directory), []).links] == [301] * 3
    assert [len(kept.ref) for kept in settle(resolve([link(1, "x" * 900)], directory), []).links] == [600]
