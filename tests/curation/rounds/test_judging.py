"""From reviews to results: rubrics, the correction for harsh and mild reviewers, places, and who is offered what."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.curation.rounds.judging import INTERVAL, Judged, Judgement, judge
from dashboard.curation.rounds.order import Offer, in_order
from dashboard.curation.rounds.rubric import (
    MOST_CRITERIA,
    Criterion,
    checked_criteria,
    checked_scores,
    criteria_of,
    stored_criteria,
    weighed,
)
from dashboard.errors import BadInput

IDEA, CRAFT = Criterion("c1", "Idea", "", 3), Criterion("c2", "Craft", "", 1)
scores = st.integers(1, 5).map(float)


def table(rows: list[list[float | None]]) -> list[Judged]:
    """Reviews out of one row a piece and one column a reviewer."""
    return [
        Judged(piece, who, score)
        for piece, row in enumerate(rows)
        for who, score in enumerate(row)
        if score is not None
    ]


def corrected(judgement: Judgement) -> dict[int, float]:
    return {result.piece: result.corrected for result in judgement.results}


# --- rubrics ---


def test_a_score_is_weighed_by_its_criterion() -> None:
    assert weighed([IDEA, CRAFT], {"c1": 5, "c2": 1}) == 4.0


def test_a_rubric_keeps_the_keys_it_has_and_gives_new_ones() -> None:
    made = checked_criteria(
        [Criterion("c2", " Craft ", "", 1), Criterion("", "Idea", " Its own? ", 2), Criterion("", " ", "x", 1)]
    )
    assert made == (Criterion("c2", "Craft", "", 1), Criterion("c1", "Idea", "Its own?", 2))
    assert criteria_of(stored_criteria(made)) == made


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ([], "at least one"),
        ([IDEA, Criterion("c9", "IDEA", "", 1)], "same name"),
        ([Criterion("", "Idea", "", 0)], "weight"),
        ([Criterion("", f"Idea {n}", "", 1) for n in range(MOST_CRITERIA + 1)], "more than"),
        ([Criterion("", "x" * 61, "", 1)], "too long"),
    ],
)
def test_a_rubric_that_nobody_could_use_is_refused(criteria: list[Criterion], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        checked_criteria(criteria)


@pytest.mark.parametrize("score", [None, 0, 6])
def test_a_review_needs_a_whole_score_for_each_criterion(score: int | None) -> None:
    with pytest.raises(BadInput, match="“Craft” has no score"):
        checked_scores([IDEA, CRAFT], {"c1": 3, "c2": score})
    assert checked_scores([IDEA], {"c1": 3, "gone": 9}) == {"c1": 3}


# --- the correction ---


def test_no_reviews_give_no_results() -> None:
    assert judge([]) == Judgement()


def test_two_by_two_by_hand() -> None:
    """Full design of I = 2 pieces: lean = (mean of reviewer - mean of all) * I / (I + 2), the level is the mean."""
    found = judge(table([[5, 3], [4, 2]]))
    assert corrected(found) == {0: pytest.approx(4.0), 1: pytest.approx(3.0)}
    assert {lean.reviewer: lean.lean for lean in found.leans} == {0: pytest.approx(0.5), 1: pytest.approx(-0.5)}
    assert [lean.word for lean in found.leans] == ["harsh", "mild"]


def test_a_piece_that_only_the_harsh_one_saw_is_lifted_above_one_that_only_the_mild_one_saw() -> None:
    shared: list[list[float | None]] = [[5, 3], [4, 2], [5, 3], [3, 1], [4, 2], [5, 3]]
    found = corrected(judge(table([*shared, [4, None], [None, 3]])))
    assert found[7] > found[6], "4 of the mild one is worth less than 3 of the harsh one"


def test_a_reviewer_with_one_review_is_hardly_corrected() -> None:
    once, often = judge(table([[5, 1]])), judge(table([[5, 1]] * 20))
    assert abs(once.leans[0].lean) < abs(often.leans[0].lean) < 2


def test_reviewers_who_share_no_piece_are_said_not_to_be_linked() -> None:
    assert judge(table([[5, 3, None], [None, 3, 4]])).linked
    assert not judge(table([[5, None], [None, 3]])).linked


@given(st.lists(st.tuples(scores, scores, scores), min_size=2, max_size=6), st.tuples(scores, scores, scores))
def test_how_far_pieces_are_apart_does_not_depend_on_how_harsh_a_reviewer_is_where_all_judged_all(
    rows: list[tuple[float, ...]], harshness: tuple[float, ...]
) -> None:
    before = corrected(judge(table([list(row) for row in rows])))
    after = corrected(judge(table([[a + b for a, b in zip(row, harshness, strict=True)] for row in rows])))
    for piece, level in before.items():
        assert level - before[0] == pytest.approx(after[piece] - after[0], abs=1e-9)


@given(st.lists(st.lists(st.one_of(st.none(), scores), min_size=3, max_size=3), min_size=1, max_size=8))
def test_whatever_is_judged_the_model_solves_its_equations(rows: list[list[float | None]]) -> None:
    reviews = table(rows)
    found = judge(reviews)
    level, lean = corrected(found), {one.reviewer: one.lean for one in found.leans}
    assert set(level) == {review.piece for review in reviews}
    assert sum(lean.values()) == pytest.approx(0, abs=1e-9)
    for piece in level:
        left = [r.score - level[piece] - lean[r.reviewer] for r in reviews if r.piece == piece]
        assert sum(left) == pytest.approx(0, abs=1e-8)
    for who, leaning in lean.items():
        left = [r.score - level[r.piece] - leaning for r in reviews if r.reviewer == who]
        assert sum(left) == pytest.approx(2 * leaning, abs=1e-8)
    assert all(result.low < result.corrected < result.high for result in found.results)


# --- places ---


def test_pieces_that_cannot_be_told_apart_share_their_places() -> None:
    found = judge(table([[5.0] * 6, [4.8] * 6, [2.0] * 6, [1.0] * 6]))
    assert [(result.piece, result.place) for result in found.results] == [(0, "1–2"), (1, "1–2"), (2, "3"), (3, "4")]


def test_one_review_of_each_makes_no_order() -> None:
    assert {result.place for result in judge(table([[5], [4], [4]])).results} == {"1–3"}


@given(st.lists(scores, min_size=1, max_size=12))
def test_places_cover_everybody_once_and_follow_the_score(levels: list[float]) -> None:
    found = judge(table([[level, level, level] for level in levels])).results
    assert [result.corrected for result in found] == sorted((r.corrected for r in found), reverse=True)
    for at, result in enumerate(found, 1):
        assert result.first_place <= at <= result.last_place
    assert Counter(r.first_place for r in found) == {r.first_place: r.last_place - r.first_place + 1 for r in found}


def test_more_reviews_make_a_narrower_interval_and_spread_is_of_the_scores() -> None:
    few, many = judge(table([[4, 2]])).results[0], judge(table([[4, 2] * 4])).results[0]
    assert many.high - many.low < few.high - few.low
    assert few.spread == pytest.approx(2**0.5) and judge(table([[4]])).results[0].spread is None
    assert INTERVAL == 1.39


# --- who is offered what ---


def test_the_least_reviewed_comes_first_and_what_has_enough_is_not_offered() -> None:
    offers = [Offer("a", 2), Offer("b", 0), Offer("c", 1), Offer("d", 3)]
    assert in_order(offers, "seed", 1, wanted=3) == ["b", "c", "a"]


def test_ties_are_shuffled_for_each_reviewer_and_stay_as_they_are() -> None:
    offers = [Offer(f"token {n}", 0) for n in range(30)]
    mine, theirs = in_order(offers, "seed", 1, 3), in_order(offers, "seed", 2, 3)
    assert mine == in_order(reversed(offers), "seed", 1, 3)
    assert mine != theirs and mine != in_order(offers, "other", 1, 3)
    assert mine != sorted(mine)


@given(st.integers(1, 9), st.integers(1, 4), st.data())
def test_coverage_stays_even_whoever_comes(pieces: int, wanted: int, data: st.DataObject) -> None:
    counts = dict.fromkeys((f"token {n}" for n in range(pieces)), 0)
    given_: dict[int, set[str]] = {who: set() for who in range(5)}
    for _ in range(data.draw(st.integers(0, 30))):
        who = data.draw(st.sampled_from(range(5)))
        offers = [Offer(token, count) for token, count in counts.items() if token not in given_[who]]
        order = in_order(offers, "seed", who, wanted)
        if not order:
            continue
        assert counts[order[0]] == min(offer.reviews for offer in offers)
        counts[order[0]] += 1
        given_[who].add(order[0])
    assert max(counts.values()) <= wanted


@given(st.integers(1, 12), st.integers(0, 60))
def test_reviewers_who_take_turns_leave_no_piece_more_than_one_review_behind(pieces: int, turns: int) -> None:
    counts = dict.fromkeys((f"token {n}" for n in range(pieces)), 0)
    for turn in range(turns):
        order = in_order([Offer(token, count) for token, count in counts.items()], "seed", turn, 100)
        counts[order[0]] += 1
    assert max(counts.values()) - min(counts.values()) <= 1
