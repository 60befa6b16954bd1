"""Proposals to fill a gap: exact where any set is, within every limit, different from one another, always the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.rundown.fitting.fitting import ActGap, Already, Answer, Candidate, Gap, Preference, Wishes
from dashboard.rundown.fitting.solver import propose
from tests.rundown.gaps import ACT, film, gap, nearest, piece

WHOLE = Wishes(most_per_artist=None)
NOBODY = Already()


def proposed(candidates: list[Candidate], asked: Gap, wishes: Wishes = WHOLE, already: Already = NOBODY) -> Answer:
    return propose(candidates, asked, wishes, already)


def ids(answer: Answer, at: int = 0) -> set[int]:
    return {part.piece.piece_id for part in answer.proposals[at].parts}


def test_pieces_of_fixed_length_land_on_the_frame_where_a_set_of_them_does() -> None:
    answer = proposed([film(n, frames) for n, frames in enumerate([701, 503, 997, 1303, 1601], 1)], gap(701 + 1601))
    assert ids(answer) == {1, 5} and answer.proposals[0].off_frames == 0


def test_a_still_gives_way_so_that_the_set_lands() -> None:
    answer = proposed([film(1, 700), piece(2, 75, 125, 250)], gap(813))
    best = answer.proposals[0]
    assert best.off_frames == 0 and [part.frames for part in best.parts] == [700, 113]


def test_stills_share_what_is_missing_and_none_leaves_its_limits() -> None:
    best = proposed([piece(n, 75, 125, 250) for n in (1, 2, 3)], gap(500)).proposals[0]
    assert sorted(part.frames for part in best.parts) in ([166, 167, 167], [250, 250])
    assert all(75 <= part.frames <= 250 for part in best.parts)


def test_films_are_cut_only_where_that_is_allowed() -> None:
    films = [film(n, 1000, trimmable=True) for n in (1, 2)]
    whole = proposed(films, gap(1900)).proposals[0]
    assert whole.off_frames == -900 and "allow trims" in whole.why
    cut = proposed(films, gap(1900), replace(WHOLE, trim_percent=5)).proposals[0]
    assert cut.off_frames == 0 and [part.frames for part in cut.parts] == [950, 950]


def test_the_names_that_a_set_brings_take_their_time_too() -> None:
    growth = (0, 40, 60, 75)
    pieces = [film(1, 500, roll_lines=frozenset({"Ida"})), film(2, 300, roll_lines=frozenset({"Bo", "Ida"}))]
    best = proposed(pieces, gap(860, growth=growth)).proposals[0]
    assert ids(Answer((best,))) == {1, 2} and best.roll_frames == 60 and best.off_frames == 0


def test_a_piece_goes_into_the_act_that_it_is_meant_for() -> None:
    acts = ActGap(1, "Quay", 600), ActGap(2, "Home", 400)
    best = proposed([film(1, 400, act_id=1), film(2, 600, act_id=2)], gap(1000, *acts)).proposals[0]
    assert {part.piece.piece_id: part.act_id for part in best.parts} == {1: 1, 2: 2}


def test_acts_come_out_on_their_budgets_where_the_pieces_allow_it() -> None:
    acts = ActGap(1, "Quay", 700), ActGap(2, "Home", 300)
    best = proposed([film(1, 300), film(2, 400), film(3, 300)], gap(1000, *acts)).proposals[0]
    taken = {act: sum(part.frames for part in best.parts if part.act_id == act) for act in (1, 2)}
    assert taken == {1: 700, 2: 300}


def test_nothing_pushes_a_hard_start() -> None:
    acts = ActGap(1, "Quay", None, 250), ActGap(2, "Home", None, 0)
    answer = proposed([film(1, 300), film(2, 250)], gap(300, *acts))
    assert [(ids(answer), answer.proposals[0].off_frames)] == [({2}, -50)]


def test_an_artist_gets_no_more_than_is_wished_with_what_is_in_already() -> None:
    mine = [film(n, 500, artist_ids=frozenset({7})) for n in (1, 2)]
    answer = proposed([*mine, film(3, 400)], gap(1400), Wishes(2), Already({7: 1}))
    assert all(len(ids(answer, at) & {1, 2}) <= 1 for at in range(len(answer.proposals)))
    assert answer.proposals[0].spread.most_of_one == 2


def test_of_sets_that_land_alike_the_one_by_new_artists_comes_first() -> None:
    pieces = [film(1, 500), film(2, 500)]
    assert ids(proposed(pieces, gap(500))) == {1}, "the better placed"
    assert ids(proposed(pieces, gap(500), WHOLE, Already({1: 1}))) == {2}
    none = replace(WHOLE, prefer=frozenset())
    assert ids(proposed(pieces, gap(500), none, Already({1: 1}))) == {1}


def test_newcomers_kinds_and_countries_are_preferred_when_wished() -> None:
    fresh = [film(1, 500), film(2, 500, newcomer=True)]
    assert ids(proposed(fresh, gap(500), replace(WHOLE, prefer=frozenset({Preference.NEWCOMERS})))) == {2}
    assert ids(proposed(fresh, gap(500), replace(WHOLE, prefer=frozenset()))) == {1}
    of = [replace(film(n, 500), kind=kind, countries=frozenset({land}), place=0)
          for n, kind, land in ((1, "video", "PT"), (2, "video", "PT"), (3, "music", "FI"))]  # fmt: skip
    for wish in (Preference.KINDS, Preference.COUNTRIES):
        assert 3 in ids(proposed(of, gap(1000), replace(WHOLE, prefer=frozenset({wish})))), wish


def test_proposals_differ_and_the_nearest_stands_first() -> None:
    answer = proposed([film(n, 250 + n) for n in range(1, 9)], gap(1017))
    sets = [frozenset(ids(answer, at)) for at in range(len(answer.proposals))]
    assert len(set(sets)) == 3
    assert all(len(one & other) <= len(one) - 1 for one in sets for other in sets if one != other)
    offs = [proposal.off_frames for proposal in answer.proposals]
    assert offs == sorted(offs, reverse=True)


def test_a_gap_of_nothing_or_less_says_so() -> None:
    assert proposed([film(1, 500)], gap(0)).why == "Act 1 is full to the frame; there is nothing to fill."
    assert proposed([film(1, 500)], gap(-50)).why == "Act 1 runs 0:02 over; trim it instead."


def test_it_says_what_to_do_when_nothing_fits() -> None:
    assert "shortlist or clear more" in proposed([], gap(500)).why
    assert proposed([film(1, 1025)], gap(300)).why == (
        "The shortest cleared piece runs 0:41 and the gap is 0:12: trim a piece or shorten the credits."
    )
    named = film(1, 280, roll_lines=frozenset({"Ida"}))
    assert "With its names" in proposed([named], gap(300, growth=(0, 40))).why
    assert "allow more" in proposed([film(1, 200)], gap(300), Wishes(1), Already({1: 1})).why
    assert "hard start" in proposed([film(1, 200)], gap(300, ActGap(1, "Quay", None, 100))).why
    assert "add an act" in propose([film(1, 200)], Gap(300, Fraction(25), ()), WHOLE, NOBODY).why


def test_too_little_material_says_how_much_stays_open() -> None:
    best = proposed([film(1, 500), film(2, 250)], gap(1000)).proposals[0]
    assert best.off_frames == -250 and "shortlist more" in best.why and "0:10" in best.why


def test_pieces_meant_for_other_acts_stay_out_of_this_one() -> None:
    assert proposed([film(1, 500, act_id=9)], gap(500)).proposals == ()


growths = st.lists(st.integers(0, 6), min_size=1, max_size=5).map(lambda steps: (0, *steps))


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Candidate], Gap, Wishes]:
    """Few enough pieces to try every set of them."""
    number = draw(st.integers(1, 6))
    acts = (ACT,) if draw(st.booleans()) else (
        ActGap(1, "Quay", draw(st.none() | st.integers(-20, 60))),
        ActGap(2, "Home", draw(st.none() | st.integers(-20, 60)), draw(st.none() | st.integers(0, 60)), True),
    )  # fmt: skip
    made = []
    for at in range(1, number + 1):
        natural = draw(st.integers(2, 40))
        fixed = draw(st.booleans())
        made.append(
            piece(
                at, natural if fixed else max(1, natural - draw(st.integers(0, 4))), natural,
                natural if fixed else natural + draw(st.integers(0, 4)),
                artist_ids=frozenset({draw(st.integers(1, 4))}), act_id=draw(st.sampled_from([None, acts[-1].act_id])),
                roll_lines=frozenset(draw(st.lists(st.sampled_from("abcd"), max_size=2))),
            )
        )  # fmt: skip
    wishes = Wishes(draw(st.sampled_from([None, 1, 2])))
    return made, gap(draw(st.integers(1, 120)), *acts, growth=draw(growths)), wishes


@settings(max_examples=60, deadline=None)
@given(questions())
def test_the_first_proposal_lands_as_near_as_any_set_does(question: tuple[list[Candidate], Gap, Wishes]) -> None:
    candidates, asked, wishes = question
    answer = propose(candidates, asked, wishes, NOBODY)
    best = nearest(candidates, asked, wishes)
    assert (answer.proposals[0].off_frames if answer.proposals else None) == best
    assert bool(answer.why) == (best is None)


@settings(max_examples=40, deadline=None)
@given(questions())
def test_no_proposal_leaves_a_limit_or_uses_a_piece_twice(question: tuple[list[Candidate], Gap, Wishes]) -> None:
    candidates, asked, wishes = question
    for proposal in propose(candidates, asked, wishes, NOBODY).proposals:
        assert len(proposal.piece_ids) == len(proposal.parts)
        assert proposal.frames + proposal.roll_frames - asked.frames == proposal.off_frames <= 0
        assert bool(proposal.why) == bool(proposal.off_frames)
        for part in proposal.parts:
            assert part.piece.shortest_frames <= part.frames <= part.piece.longest_frames
            assert part.piece.act_id in (None, part.act_id)
        for act in asked.acts:
            taken = sum(part.frames for part in proposal.parts if part.act_id == act.act_id)
            assert act.most_frames is None or taken <= act.most_frames
        assert wishes.most_per_artist is None or proposal.spread.most_of_one <= wishes.most_per_artist


def crowd(number: int) -> list[Candidate]:
    """Pieces whose lengths have nothing in common, half of them sharing their names with another."""
    return [
        film(n, 200 + n * n * 7919 % 5800, roll_lines=frozenset({f"p{n % (number // 2)}", f"d{n % 6}"}))
        for n in range(1, number + 1)
    ]


def test_it_answers_the_same_each_time() -> None:
    asked = gap(12_345, growth=tuple(range(0, 90, 15)))
    assert proposed(crowd(50), asked) == proposed(crowd(50), asked)


def test_a_hundred_and_fifty_pieces_land_on_the_frame_in_spite_of_their_names() -> None:
    best = proposed(crowd(150), gap(33_000, growth=tuple(15 * n for n in range(40)))).proposals[0]
    assert best.off_frames == 0 and best.roll_frames > 0
