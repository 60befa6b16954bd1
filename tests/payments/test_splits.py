"""Exact division: the worked examples of the royalty desk, and what must hold for any."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.credits.works import AiredPiece, Author, Edge, Work
from dashboard.errors import BadInput, CannotSplit, LineageCycle
from dashboard.payments.splits import allocate, episode_lines, lineage_shares

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)
TOTALS = st.integers(-(10**12), 10**12)


def test_a_hundred_over_three_loses_no_cent() -> None:
    assert allocate(10_000, [1, 1, 1]) == [3334, 3333, 3333]
    assert allocate(-10_000, [1, 1, 1]) == [-3334, -3333, -3333]


def test_a_television_budget_goes_over_categories_and_music_pieces() -> None:
    assert allocate(4_700_000, [4000, 3500, 1500, 1000]) == [1_880_000, 1_645_000, 705_000, 470_000]
    assert allocate(1_880_000, [7_400, 18_100, 1_880]) == [508_108, 1_242_805, 129_087]


SONG, LYRICS, VOCALS = 1, 2, 3
SONG_EDGES = (Edge(SONG, LYRICS, 2), Edge(SONG, VOCALS, 1), Edge(VOCALS, LYRICS, 1))


def test_a_song_shares_with_its_lyrics_and_vocals() -> None:
    shares = lineage_shares(SONG_EDGES, SONG)
    assert shares == {SONG: Fraction(7, 10), LYRICS: Fraction(23, 100), VOCALS: Fraction(7, 100)}
    ordered = [shares[work] for work in (SONG, LYRICS, VOCALS)]
    assert allocate(1_242_805, ordered) == [869_964, 285_845, 86_996]
    assert allocate(869_964, [60, 40]) == [521_978, 347_986]
    assert allocate(285_845, [1, 1, 1]) == [95_282, 95_282, 95_281]


@pytest.mark.parametrize(
    ("passed_on", "expected"),
    [
        (Fraction(1, 5), ["4/5", "11/75", "4/75"]),
        (Fraction(1, 2), ["1/2", "5/12", "1/12"]),
        (Fraction(0), ["1", "0", "0"]),
        (Fraction(1), ["0", "1", "0"]),
    ],
)
def test_the_part_passed_on_can_be_set(passed_on: Fraction, expected: list[str]) -> None:
    shares = lineage_shares(SONG_EDGES, SONG, keep=1 - passed_on)
    assert [str(shares[work]) for work in (SONG, LYRICS, VOCALS)] == expected


def test_the_song_of_the_worked_example_comes_out_as_lines() -> None:
    works = (
        Work(SONG, "Song", (Author(11, "Ana", "music", 60), Author(12, "Bo", "mix", 40))),
        Work(LYRICS, "Lyrics", tuple(Author(i, f"Writer {i}", "lyrics") for i in (21, 22, 23))),
        Work(VOCALS, "Vocals", (Author(31, "Cy", "vocals"),)),
    )
    pieces = (AiredPiece(SONG, "Song", 181 * 24),)
    split = episode_lines(1_242_805, pieces, works, SONG_EDGES)
    assert [(line.contributor_id, line.amount_minor) for line in split.lines] == [
        (11, 521_978), (12, 347_986), (21, 95_282), (22, 95_282), (23, 95_281), (31, 86_996),
    ]  # fmt: skip
    assert [line.line_no for line in split.lines] == [1, 2, 3, 4, 5, 6]
    assert [line.credit_kind for line in split.lines] == ["integrated"] * 2 + ["resource"] * 4
    assert split.lines[2].lineage_path == ("Song", "Lyrics")
    assert split.lines[0].share == Fraction(42, 100)
    assert split.unpaid == ()


def test_a_chain_keeps_its_tail_at_the_fourth_step() -> None:
    shares = lineage_shares([Edge(i, i + 1) for i in range(9)], 0)
    amounts = allocate(10_000, [shares.get(i, 0) for i in range(10)])
    assert amounts == [7000, 2100, 630, 189, 81] + [0] * 5


def test_a_work_reached_by_two_ways_adds_them_up() -> None:
    edges = [Edge(4, 2), Edge(4, 3), Edge(2, 1), Edge(3, 1)]
    shares = lineage_shares(edges, 4)
    assert shares == {
        4: Fraction(7, 10), 2: Fraction(21, 200), 3: Fraction(21, 200), 1: Fraction(9, 100)
    }  # fmt: skip
    assert allocate(10_000, [shares[i] for i in (4, 2, 3, 1)]) == [7000, 1050, 1050, 900]


def test_currencies_without_cents_and_with_mils_divide_as_well() -> None:
    assert allocate(1000, [1, 1, 1]) == [334, 333, 333]
    assert allocate(50_000_00, [1] * 426) == [11738] * 38 + [11737] * 388


def test_a_larger_total_may_give_somebody_less() -> None:
    assert allocate(56, [15, 20, 1]) == [23, 31, 2]
    assert allocate(57, [15, 20, 1]) == [24, 32, 1]


def test_enormous_weights_still_sum() -> None:
    for weights in ([1, 10**100], [2**i for i in range(200)], [10**i for i in range(100)], [1] * 997):
        assert sum(allocate(10**18, weights)) == 10**18


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [3, -1], [1, -1]])
def test_what_cannot_be_divided_is_refused(weights: list[int]) -> None:
    with pytest.raises(CannotSplit):
        allocate(100, weights)


@given(TOTALS, WEIGHTS)
def test_parts_sum_and_stay_within_one_unit(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part - Fraction(total * w, whole)) < 1 for part, w in zip(parts, weights, strict=True))
    assert all(part == 0 for part, w in zip(parts, weights, strict=True) if w == 0)


@given(TOTALS, WEIGHTS)
def test_a_reversal_is_the_exact_negation(total: int, weights: list[int]) -> None:
    assert allocate(-total, weights) == [-part for part in allocate(total, weights)]


@given(TOTALS, WEIGHTS, st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_only_the_proportion_of_weights_counts(total: int, weights: list[int], scale: Fraction) -> None:
    assert allocate(total, [w * scale for w in weights]) == allocate(total, weights)


EDGES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 9), st.integers(1, 9)).map(
        lambda drawn: Edge(drawn[0], min(9, drawn[0] + drawn[1]), drawn[2])
    ),
    max_size=25,
)
"""Every edge leads from a lower id to a higher one, so that there is no circle."""
KEEPS = st.fractions(0, 1, max_denominator=50)


@given(EDGES, KEEPS, st.integers(0, 6), st.randoms())
def test_lineage_shares_sum_to_one_in_any_order(
    edges: list[Edge], keep: Fraction, depth: int, chance: random.Random
) -> None:
    shares = lineage_shares(edges, 0, keep, depth)
    assert sum(shares.values()) == 1
    assert all(share >= 0 for share in shares.values())
    shuffled = list(edges)
    chance.shuffle(shuffled)
    assert lineage_shares(shuffled, 0, keep, depth) == shares


@given(st.integers(0, 8), KEEPS, st.integers(0, 6), st.integers(0, 10**9))
def test_building_on_oneself_brings_no_more(length: int, keep: Fraction, depth: int, budget: int) -> None:
    works = tuple(Work(i, f"Take {i}", (Author(7, "Ida Holm", "music"),)) for i in range(length + 1))
    chain = tuple(Edge(i, i + 1) for i in range(length))
    pieces = (AiredPiece(0, "Take 0", 10),)
    split = episode_lines(budget, pieces, works, chain, keep=keep, depth=depth)
    assert sum(line.amount_minor for line in split.lines if line.contributor_id == 7) == budget


def test_a_circle_is_named_by_its_titles() -> None:
    works = tuple(Work(i, title, ()) for i, title in ((1, "Night Ferry"), (2, "Harbour Loop"), (3, "Tide")))
    circle = (Edge(1, 2), Edge(2, 3), Edge(3, 2))
    with pytest.raises(LineageCycle, match='"Harbour Loop" uses "Tide" uses "Harbour Loop"'):
        episode_lines(100, ONE, works, circle)
    with pytest.raises(LineageCycle, match="contribution 5 uses contribution 5"):
        lineage_shares([Edge(5, 5)], 5)


def test_a_circle_elsewhere_does_not_matter() -> None:
    assert lineage_shares([Edge(1, 2), Edge(8, 9), Edge(9, 8)], 1) == {1: Fraction(7, 10), 2: Fraction(3, 10)}


def test_impossible_terms_are_refused() -> None:
    for keep, depth in ((Fraction(11, 10), 4), (Fraction(-1, 10), 4), (Fraction(1, 2), -1)):
        with pytest.raises(BadInput):
            lineage_shares([], 1, keep, depth)
    with pytest.raises(CannotSplit, match="contribution 2 with weight 0"):
        lineage_shares([Edge(1, 2, 0)], 1)


ONE = (AiredPiece(1, "Night Ferry", 10),)


def test_a_work_of_nobody_named_is_held_and_not_given_to_the_others() -> None:
    works = (
        Work(1, "Night Ferry", (Author(5, "Ida Holm", "film"),)),
        Work(2, "Flower", (), stated_credit="some contributors"),
    )
    split = episode_lines(1000, ONE, works, (Edge(1, 2),))
    assert [line.amount_minor for line in split.lines] == [700]
    (held,) = split.unpaid
    assert (held.amount_minor, held.reason) == (300, "held: artist not named")
    assert held.what == '"Flower", credited as "some contributors", used in "Night Ferry"'
    assert held.line is not None
    assert held.line.line_no == 2


def test_only_the_unnamed_co_authors_part_is_held() -> None:
    authors = (
        Author(5, "Ida Holm", "film", 2),
        Author(6, "  ", "film", 1),
        Author(None, "Jane Austen", "text", 1),
    )
    split = episode_lines(1000, ONE, (Work(1, "Night Ferry", authors),), ())
    assert [(line.credit_name, line.amount_minor) for line in split.lines] == [("Ida Holm", 500)]
    assert [(entry.amount_minor, entry.reason) for entry in split.unpaid] == [
        (250, "held: artist not named"),
        (250, "held: artist has no record to be paid by"),
    ]
    assert all(entry.line and entry.line.contributor_id is None for entry in split.unpaid)


def test_a_work_without_share_points_is_held_under_its_names() -> None:
    authors = (Author(5, "Ida Holm", "film", 0), Author(6, "Bo Ek", "film", 0))
    split = episode_lines(1000, ONE, (Work(1, "Night Ferry", authors),), ())
    assert split.lines == ()
    assert split.unpaid[0].line is not None
    assert split.unpaid[0].line.credit_name == "Ida Holm, Bo Ek"
    assert split.unpaid[0].reason == "held: no share points are set"


def test_an_author_of_no_points_has_a_line_of_nothing() -> None:
    authors = (Author(5, "Ida Holm", "film", 1), Author(6, "Bo Ek", "film", 0))
    split = episode_lines(1001, ONE, (Work(1, "Night Ferry", authors),), ())
    assert [(line.contributor_id, line.amount_minor) for line in split.lines] == [(5, 1001), (6, 0)]


def test_when_nothing_airs_the_whole_budget_is_unallocated() -> None:
    split = episode_lines(5_000_000, (AiredPiece(1, "Floated", 0),), (), ())
    assert split.lines == ()
    assert [(entry.amount_minor, entry.line) for entry in split.unpaid] == [(5_000_000, None)]
    assert split.unpaid[0].reason == "unallocated: nothing airs in this episode"


def test_doubtful_input_is_refused_in_words() -> None:
    good = Work(1, "Night Ferry", (Author(5, "Ida Holm", "film"),))
    with pytest.raises(CannotSplit, match="budget is below zero"):
        episode_lines(-1, ONE, (good,), ())
    with pytest.raises(CannotSplit, match='"Night Ferry" is listed twice'):
        episode_lines(1, ONE + ONE, (good,), ())
    bad = Work(1, "Night Ferry", (Author(5, "Ida Holm", "film", -1), Author(6, "Bo", "film", 3)))
    with pytest.raises(CannotSplit, match='"Night Ferry" gives somebody share points below zero'):
        episode_lines(1, ONE, (bad,), ())


@given(
    st.lists(st.integers(1, 5000), min_size=1, max_size=6),
    EDGES,
    st.lists(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 5)), max_size=3), min_size=10, max_size=10),
    st.integers(0, 10**8),
    st.randoms(),
)
def test_the_order_of_the_input_changes_no_cent(
    frames: list[int],
    edges: list[Edge],
    parts: list[list[tuple[int, int]]],
    budget: int,
    chance: random.Random,
) -> None:
    pieces = [AiredPiece(i, f"Piece {i}", n) for i, n in enumerate(frames)]
    works = [
        Work(i, f"Piece {i}", tuple(Author(who, f"Artist {who}", "music", points) for who, points in part))
        for i, part in enumerate(parts)
    ]
    split = episode_lines(budget, pieces, works, edges)
    paid = sum(line.amount_minor for line in split.lines)
    assert paid + sum(entry.amount_minor for entry in split.unpaid) == budget
    works = [Work(w.work_id, w.title, tuple(chance.sample(w.authors, len(w.authors)))) for w in works]
    again = episode_lines(
        budget,
        chance.sample(pieces, len(pieces)),
        chance.sample(works, len(works)),
        chance.sample(edges, len(edges)),
    )
    assert again == split
