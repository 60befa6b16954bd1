from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.rundown.on_air import Placed, fades_on_air, place, union_frames
from dashboard.rundown.timing import LayerTime

layer_lists = st.lists(
    st.builds(LayerTime, st.sampled_from(["picture", "text", "sound"]), st.integers(1, 400), st.integers(0, 300)),
    max_size=8,
)
spans = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)).map(lambda s: (s[0], s[0] + s[1])), max_size=12)


def test_a_song_over_three_pictures() -> None:
    layers = [
        LayerTime("picture", 100),
        LayerTime("sound", 250),
        LayerTime("picture", 100),
        LayerTime("text", 50),
    ]
    assert place(layers, 250) == (
        Placed(0, 0, 100),
        Placed(2, 100, 100),
        Placed(3, 200, 50),
        Placed(1, 0, 250),
    )


def test_the_last_picture_holds_until_the_line_ends() -> None:
    assert place([LayerTime("picture", 10), LayerTime("picture", 10)], 100) == (
        Placed(0, 0, 10),
        Placed(1, 10, 90),
    )


def test_a_picture_beyond_the_end_of_the_line_is_not_on_air() -> None:
    layers = [LayerTime("picture", 80), LayerTime("picture", 80), LayerTime("picture", 80)]
    assert place(layers, 100) == (Placed(0, 0, 80), Placed(1, 80, 20))


def test_a_sound_that_is_shorter_than_its_line_runs_out() -> None:
    assert place([LayerTime("sound", 30)], 100) == (Placed(0, 0, 30),)


def test_a_sound_starts_its_offset_after_the_line_and_is_cut_where_that_ends() -> None:
    layers = [LayerTime("sound", 30, 20), LayerTime("sound", 90, 40), LayerTime("sound", 5, 100)]
    assert place(layers, 100) == (Placed(0, 20, 30), Placed(1, 40, 60))


@given(fade_in=st.integers(0, 300), fade_out=st.integers(0, 300), frames=st.integers(1, 300))
def test_fades_never_overlap_and_lose_nothing_where_there_is_room(fade_in: int, fade_out: int, frames: int) -> None:
    begins, ends = fades_on_air(fade_in, fade_out, frames)
    assert begins + ends <= frames and begins <= fade_in and ends <= fade_out
    assert (begins, ends) == (fade_in, fade_out) or begins + ends == frames


def test_nothing_is_on_air_in_a_line_without_length() -> None:
    assert place([LayerTime("sound", 30), LayerTime("picture", 30)], 0) == ()


@given(layers=layer_lists, length=st.integers(0, 1000))
def test_what_is_seen_fills_the_line_without_gap_or_overlap(layers: list[LayerTime], length: int) -> None:
    placed = place(layers, length)
    seen = [p for p in placed if layers[p.layer].track != "sound"]
    at = 0
    for part in seen:
        assert part.start_frames == at
        at += part.frames
    assert at == (length if any(layer.track != "sound" for layer in layers) else 0)


@given(layers=layer_lists, length=st.integers(0, 1000))
def test_no_layer_airs_twice_nothing_or_outside_its_line(layers: list[LayerTime], length: int) -> None:
    placed = place(layers, length)
    assert len({p.layer for p in placed}) == len(placed)
    assert all(p.frames > 0 and p.start_frames >= 0 and p.start_frames + p.frames <= length for p in placed)
    heard = [p for p in placed if layers[p.layer].track == "sound"]
    assert all(p.start_frames == layers[p.layer].offset_frames for p in heard)
    assert all(p.frames <= layers[p.layer].frames for p in heard)


@given(spans=spans)
def test_each_frame_is_counted_once(spans: list[tuple[int, int]]) -> None:
    assert union_frames(spans) == len({frame for start, end in spans for frame in range(start, end)})


@given(spans=spans, data=st.data())
def test_the_order_of_appearances_does_not_matter(spans: list[tuple[int, int]], data: st.DataObject) -> None:
    assert union_frames(data.draw(st.permutations(spans))) == union_frames(spans)
