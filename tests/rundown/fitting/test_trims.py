"""Trims: stills first, in proportion, never below the limits, on the frame where the lines can spare enough."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dashboard.rundown.fitting.lengths import share_out
from dashboard.rundown.fitting.trims import Over, Trim, TrimAct, TrimItem, TrimLayer, trims, why_none

RATE = Fraction(25)


def item(number: int, *layers: TrimLayer, act_id: int = 1, place: int = 0) -> TrimItem:
    return TrimItem(number, f"Line {number}", act_id, place or number, layers)


def still(number: int, frames: int) -> TrimLayer:
    return TrimLayer(number, heard=False, still=True, film=False, frames=frames)


def shown(number: int, frames: int) -> TrimLayer:
    return TrimLayer(number, heard=False, still=False, film=True, frames=frames)


def text(number: int, frames: int, reading: int) -> TrimLayer:
    return TrimLayer(number, heard=False, still=False, film=False, frames=frames, least_frames=reading)


def heard(number: int, frames: int, offset: int = 0) -> TrimLayer:
    return TrimLayer(number, heard=True, still=False, film=False, frames=frames, offset_frames=offset)


def over(frames: int, *acts: TrimAct) -> Over:
    return Over(frames, RATE, acts or (TrimAct(1, "Quay", frames),))


def by_layer(trim: Trim) -> dict[int, int]:
    """What each layer that changes runs afterwards."""
    return {layer: frames for cut in trim.cuts for layer, frames in cut.layers.items()}


def alone(items: list[TrimItem], asked: Over) -> Trim:
    """The way that floats nothing."""
    return next(trim for trim in trims(items, asked, lambda _: 0) if not trim.floated)


def test_stills_give_before_films_and_each_in_proportion() -> None:
    items = [item(1, still(1, 125)), item(2, still(2, 250)), item(3, shown(3, 1000))]
    assert by_layer(alone(items, over(75))) == {1: 100, 2: 200}


def test_films_give_what_the_stills_cannot() -> None:
    items = [item(1, still(1, 125)), item(3, shown(3, 1000))]
    trim = alone(items, over(150))
    assert by_layer(trim) == {1: 75, 3: 900} and trim.off_frames == 0


def test_a_text_keeps_its_reading_time() -> None:
    trim = alone([item(1, text(1, 250, 240))], over(50))
    assert by_layer(trim) == {1: 240} and trim.off_frames == 40 and "can spare no more" in trim.why


def test_a_film_and_its_sound_end_together() -> None:
    assert by_layer(alone([item(1, shown(1, 500), heard(2, 500))], over(100))) == {1: 400, 2: 400}


def test_a_song_under_stills_ends_with_them() -> None:
    trim = alone([item(1, still(1, 200), still(2, 200), heard(3, 900))], over(100))
    assert by_layer(trim) == {1: 150, 2: 150, 3: 300}


def test_a_sound_that_starts_late_keeps_three_seconds_of_itself() -> None:
    trim = alone([item(1, shown(1, 500), heard(2, 100, offset=400))], over(200))
    assert by_layer(trim) == {1: 475, 2: 75} and trim.off_frames == 175


def test_what_is_only_heard_is_cut_where_the_longest_ends() -> None:
    assert by_layer(alone([item(1, heard(1, 500), heard(2, 300))], over(100))) == {1: 400}


def test_of_several_films_in_a_line_only_the_last_gives_way() -> None:
    trim = alone([item(1, shown(1, 500), shown(2, 500), heard(3, 500), heard(4, 500, offset=500))], over(200))
    assert by_layer(trim) == {2: 300, 4: 300}


def test_drawings_before_a_film_stay_and_those_after_it_give_way() -> None:
    trim = alone([item(1, still(1, 250), shown(2, 500), heard(3, 500, offset=250), still(4, 250))], over(50))
    assert by_layer(trim) == {4: 200}
    assert by_layer(alone([item(1, still(1, 250), text(2, 250, 250))], over(50))) == {1: 200}


def test_acts_over_their_budgets_give_first() -> None:
    items = [item(1, shown(1, 1000), act_id=1), item(2, shown(2, 1000), act_id=2)]
    trim = alone(items, over(100, TrimAct(1, "Quay", -50), TrimAct(2, "Home", 150)))
    assert by_layer(trim) == {2: 900}


def test_the_lowest_line_that_is_not_too_long_may_be_floated_instead() -> None:
    items = [item(1, shown(1, 1000)), item(2, shown(2, 300)), item(3, shown(3, 700))]
    (floating,) = [trim for trim in trims(items, over(350), lambda _: 0) if trim.floated]
    assert [one.item_id for one in floating.floated] == [2] and floating.off_frames == 0


def test_the_roll_that_shrinks_with_a_float_is_counted() -> None:
    items = [item(1, shown(1, 1000)), item(2, shown(2, 300))]
    (floating,) = [trim for trim in trims(items, over(350), lambda ids: -15 * len(ids)) if trim.floated]
    assert floating.roll_frames == -15 and by_layer(floating) == {1: 965} and floating.off_frames == 0


def test_the_way_that_lands_stands_first() -> None:
    items = [item(1, shown(1, 100)), item(2, shown(2, 500))]
    found = trims(items, over(500), lambda _: 0)
    assert [(bool(trim.floated), trim.off_frames) for trim in found] == [(True, 0), (False, 275)]


def test_it_says_when_there_is_nothing_to_trim() -> None:
    assert why_none([], over(0)) == "Quay is on time."
    assert why_none([], over(-50)) == "Quay has 0:02 left; fill it instead."
    assert "locked, timed by hand or no pieces" in why_none([], over(50))
    short = [item(1, still(1, 75))]
    assert trims(short, over(50), lambda _: 0) == () and "take a line out" in why_none(short, over(50))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12), st.data())
def test_shares_add_up_and_none_is_above_its_most(most: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(most)))
    shares = share_out(total, most)
    assert sum(shares) == total and all(0 <= share <= top for share, top in zip(shares, most, strict=True))


@given(
    st.lists(st.tuples(st.sampled_from([still, shown, heard]), st.integers(1, 600)), min_size=1, max_size=8),
    st.integers(1, 2000),
)
def test_no_trim_leaves_a_limit_and_each_says_truly_where_it_lands(made: list[tuple[object, int]], frames: int) -> None:
    items = [item(n, kind(n, length)) for n, (kind, length) in enumerate(made, 1)]  # type: ignore[operator]
    for trim in trims(items, over(frames), lambda ids: -3 * len(ids)):
        saved = sum(cut.by_frames for cut in trim.cuts) + sum(one.frames for one in trim.floated) - trim.roll_frames
        assert frames - saved == trim.off_frames >= 0
        assert not {cut.item.item_id for cut in trim.cuts} & {one.item_id for one in trim.floated}
        for cut in trim.cuts:
            (after,) = cut.layers.values()
            assert cut.item.frames - cut.by_frames == after
            assert after >= 75 and after * 100 >= 60 * cut.item.frames
