"""The trending score: what rises, what only once did, and what nobody has seen yet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.ranking import Reading, trending


def likes(*values: int, every_days: float = 1.0) -> list[Reading]:
    """Readings that end now, oldest first."""
    return [Reading("likes", value, (len(values) - 1 - at) * every_days) for at, value in enumerate(values)]


def test_what_gains_now_is_above_what_gained_once() -> None:
    rising = trending(10, likes(0, 0, 0, 2, 10, 30))
    favourite = trending(20, likes(0, 400, *([500] * 12)))
    assert rising.value > favourite.value
    assert "rising fast" in rising.reason


def test_many_likes_long_ago_do_not_count_as_rising() -> None:
    assert "little interest lately" in trending(40, likes(*([900] * 30))).reason


def test_the_younger_of_two_alike_is_above() -> None:
    assert trending(1, likes(0, 5)).value > trending(20, likes(0, 5)).value


def test_a_piece_without_readings_gets_the_prior_and_says_so() -> None:
    unseen = trending(0, [])
    assert unseen.reason == "new today, no interest measured yet"
    assert trending(3, likes(0, 0, 0, 0)).value < unseen.value < trending(0, likes(0, 20)).value


def test_a_comment_counts_more_than_a_like_and_a_view_less() -> None:
    one = {
        name: trending(2, [Reading(name, 0, 1), Reading(name, 10, 0)]).value for name in ("likes", "comments", "views")
    }
    assert one["comments"] > one["likes"] > one["views"]


def test_a_date_in_the_future_counts_as_now() -> None:
    assert trending(-5, likes(0, 5)).value == trending(0, likes(0, 5)).value


@given(st.lists(st.integers(0, 10_000), max_size=12), st.floats(0, 400))
def test_a_falling_counter_never_helps_and_order_does_not_matter(values: list[int], age: float) -> None:
    readings = likes(*values)
    assert trending(age, readings[::-1]) == trending(age, readings)
    fallen = [*readings[:-1], Reading("likes", 0, 0)] if readings else []
    assert trending(age, fallen).value <= trending(age, readings).value


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=8), st.integers(1, 1000))
def test_one_more_like_now_never_lowers_the_score(values: list[int], more: int) -> None:
    grown = [*values[:-1], max(values[-2:]) + more]
    level = [*values[:-1], max(values[-2:])]
    assert trending(5, likes(*grown)).value >= trending(5, likes(*level)).value
