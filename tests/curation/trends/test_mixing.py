"""Mixing: three axes kept apart, places for newcomers, and no more of one artist than is asked for."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.trends.mixing import (
    GROWING,
    LOVED,
    UNSEEN,
    YOUNG,
    Entrant,
    Mix,
    Place,
    loved,
    mixed,
    ranked,
    unseen,
)

EVERY = list(range(1, 61))


def orders(
    growing: list[int], loved_: list[int] | None = None, unseen_: list[int] | None = None
) -> dict[str, list[int]]:
    return {GROWING: growing, LOVED: loved_ or [], UNSEEN: unseen_ or []}


def axes(places: list[Place]) -> Counter[str]:
    return Counter(place.axis for place in places)


def ids(places: list[Place]) -> list[int]:
    return [place.contribution_id for place in places]


def test_of_ten_places_eight_grow_and_one_is_loved_and_one_hardly_seen() -> None:
    places = mixed(orders(EVERY, EVERY[::-1], EVERY[30:]), {}, Mix())
    for first in range(0, 30, 10):
        assert axes(places[first : first + 10]) == {GROWING: 8, LOVED: 1, UNSEEN: 1}
    assert 60 in ids(places[:10]) and 31 in ids(places[:10])
    assert ids(places)[:3] == [1, 2, 3]


def test_one_axis_alone_shows_only_what_it_knows() -> None:
    places = mixed(orders(EVERY, [5, 3]), {}, Mix(growing=0, loved=10, unseen=0))
    assert places == [Place(5, LOVED), Place(3, LOVED)]


def test_no_artist_has_more_than_two_of_the_first_twenty_while_there_are_others() -> None:
    entrants = {piece: Entrant(frozenset({1 if piece <= 30 else piece})) for piece in EVERY}
    places = mixed(orders(EVERY), entrants, Mix())
    assert sum(piece <= 30 for piece in ids(places)[:20]) == 2
    assert ids(places)[20:23] == [3, 4, 5]


def test_where_there_is_only_one_artist_the_cap_gives_way() -> None:
    entrants = {piece: Entrant(frozenset({1})) for piece in EVERY}
    assert ids(mixed(orders(EVERY), entrants, Mix())) == EVERY


def test_a_newcomer_has_a_place_in_every_ten() -> None:
    entrants = {piece: Entrant(frozenset({piece}), fresh=piece > 50) for piece in EVERY}
    places = ids(mixed(orders(EVERY), entrants, Mix()))
    for first in range(0, 50, 10):
        assert sum(piece > 50 for piece in places[first : first + 10]) == 1
    assert places[:9] == EVERY[:9]


def test_a_newcomer_who_is_there_anyway_takes_nobodys_place() -> None:
    entrants = {piece: Entrant(fresh=piece in (2, 55)) for piece in EVERY}
    assert ids(mixed(orders(EVERY), entrants, Mix(10, 0, 0)))[:10] == EVERY[:10]


@given(
    st.permutations(EVERY[:25]), st.lists(st.sampled_from(EVERY[:25]), unique=True),
    st.lists(st.sampled_from(EVERY[:25]), unique=True), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5),
    st.integers(1, 3), st.dictionaries(st.sampled_from(EVERY[:25]), st.integers(1, 4)),
)  # fmt: skip
def test_every_piece_is_there_once_whatever_the_mix(
    growing: list[int], hearts: list[int], hidden: list[int], some: int, others: int, fresh: int, cap: int,
    makers: dict[int, int],
) -> None:  # fmt: skip
    entrants = {piece: Entrant(frozenset({maker}), fresh=maker == 1) for piece, maker in makers.items()}
    mix = Mix(10 - some - others, some, others, fresh, cap)
    shown = orders(growing, hearts, hidden)
    places = mixed(shown, entrants, mix)
    wanted = {piece for axis in mix.shares for piece in shown[axis]}
    assert sorted(ids(places)) == sorted(wanted)
    assert mixed(shown, entrants, mix) == places


def whole(*values: int) -> np.typing.NDArray[np.int64]:
    return np.array(values, np.int64)


def test_two_likes_of_three_views_say_less_than_ninety_of_a_hundred_and_more_than_ninety_of_ten_thousand() -> None:
    values = loved(whole(2, 90, 90), whole(3, 100, 10_000), whole(1, 1, 1))
    assert values[1] > values[0] > values[2]


def test_what_nobody_saw_is_not_said_to_be_loved() -> None:
    values = loved(whole(5, 1), whole(0, 10), whole(1, 1))
    assert ranked(whole(7, 8), values) == [8]


def test_likes_for_views_are_measured_by_their_own_source() -> None:
    values = loved(whole(10, 5, 100, 50), whole(1000, 1000, 1000, 1000), whole(1, 1, 2, 2))
    assert values[0] == pytest.approx(values[2], rel=0.15)
    assert values[0] > 1 > values[1]


def test_hardly_seen_is_young_and_not_seen_much() -> None:
    piece, age = whole(1, 2, 3, 4), np.array([1.0, 1.0, YOUNG + 1, 1.0])
    values = unseen(piece, age, whole(0, 1000, 0, 4), whole(1, 1, 1, 1), seed=1)
    assert set(ranked(piece, values)) == {1}
    values = unseen(piece, age, whole(0, 10, 10, 10), whole(1, 1, 1, 1), seed=1)
    assert ranked(piece, values)[0] == 1 and 3 not in ranked(piece, values)


def test_those_alike_change_places_with_the_seed_and_never_without() -> None:
    piece = whole(*EVERY)
    alike = (np.ones(len(piece)), whole(*[0] * len(piece)), whole(*[1] * len(piece)))
    found = {tuple(ranked(piece, unseen(piece, *alike, seed=seed))) for seed in (1, 2, 3, 1)}
    assert len(found) == 3
