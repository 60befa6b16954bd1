from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.errors import BadInput
from dashboard.rundown.edits.splicing import Clip, Spliced, chain, length_of, split
from dashboard.rundown.on_air import fades_on_air, place

clips = st.builds(
    lambda track, start, frames, runs, offset, fades: Clip(
        "Piece", track, start if runs and track != "text" else 0, (start if runs and track != "text" else 0) + frames,
        (runs and track != "text") or track == "sound", offset if track == "sound" else 0, *fades,
    ),
    st.sampled_from(["picture", "picture", "sound", "sound", "text"]), st.integers(0, 30), st.integers(1, 40),
    st.booleans(), st.integers(0, 30), st.tuples(st.integers(0, 8), st.integers(0, 8)),
)  # fmt: skip
some_clips = st.lists(clips, min_size=1, max_size=5)
Frame = tuple[object, ...]


def on_air(found: Sequence[Spliced], length: int) -> list[set[Frame]]:
    """What each frame of an item shows and sounds: whose media at which of their frames, and how far they are faded."""
    frames: list[set[Frame]] = [set() for _ in range(length)]
    for one in place([spliced.clip.time for spliced in found], length):
        spliced = found[one.layer]
        clip = spliced.clip
        fade_in, fade_out = fades_on_air(clip.fade_in_frames, clip.fade_out_frames, one.frames)
        for at in range(one.frames):
            of_media = min(clip.in_frames + at, clip.out_frames - 1) if clip.runs else 0
            faded = (
                (at, fade_in) if at < fade_in else (),
                (one.frames - at, fade_out) if one.frames - at <= fade_out else (),
            )
            frames[one.start_frames + at].add((spliced.origin, clip.track, of_media, *faded))
    return frames


def whole(found: Sequence[Clip], start: int = 0) -> list[Spliced]:
    return [Spliced(start + at, clip) for at, clip in enumerate(found)]


def a_song_over_three_stills() -> list[Clip]:
    return [
        Clip("Song", "sound", 100, 400, True, 0, 10, 25),
        *(Clip(title, "picture", 0, 100, False) for title in "ABC"),
        Clip("Gulls", "sound", 0, 50, True, 220),
    ]


def test_a_split_cuts_the_song_and_deals_out_the_pictures() -> None:
    first, second = split(a_song_over_three_stills(), 300, 150)
    assert [(one.origin, one.clip.in_frames, one.clip.out_frames) for one in first] == [
        (0, 100, 250), (1, 0, 100), (2, 0, 50),
    ]  # fmt: skip
    assert [(one.origin, one.clip.in_frames, one.clip.out_frames, one.clip.offset_frames) for one in second] == [
        (0, 250, 400, 0), (2, 0, 50, 0), (3, 0, 100, 0), (4, 0, 50, 70),
    ]  # fmt: skip
    assert [(one.clip.fade_in_frames, one.clip.fade_out_frames) for one in (first[0], second[0])] == [(10, 0), (0, 25)]


def test_a_split_between_two_pictures_cuts_none() -> None:
    first, second = split(a_song_over_three_stills(), 300, 200)
    assert [one.origin for one in first] == [0, 1, 2] and [one.origin for one in second] == [0, 3, 4]


@given(found=some_clips, set_length=st.none() | st.integers(2, 120), data=st.data())
def test_nothing_jumps_at_a_split(found: list[Clip], set_length: int | None, data: st.DataObject) -> None:
    length = set_length or length_of(found)
    assume(length > 1)
    at = data.draw(st.integers(1, length - 1))
    try:
        first, second = split(found, length, at)
    except BadInput:
        assume(False)
    assert on_air(first, at) + on_air(second, length - at) == on_air(whole(found), length)
    assert all(0 <= one.clip.in_frames < one.clip.out_frames for one in [*first, *second])


@given(items=st.lists(st.tuples(some_clips, st.none() | st.integers(1, 120)), min_size=2, max_size=4))
def test_nothing_jumps_where_items_are_joined(items: list[tuple[list[Clip], int | None]]) -> None:
    timed = [(found, set_length or length_of(found)) for found, set_length in items]
    before: list[set[Frame]] = []
    count = 0
    for found, length in timed:
        before += on_air(whole(found, count), length)
        count += len(found)
    try:
        joined = chain(timed)
    except BadInput:
        assume(False)
    assert on_air(joined, sum(length for _, length in timed)) == before
    assert all(0 <= one.clip.in_frames < one.clip.out_frames for one in joined)


@given(found=some_clips, data=st.data())
def test_what_was_split_is_joined_again_as_it_was_seen(found: list[Clip], data: st.DataObject) -> None:
    length = length_of(found)
    assume(length > 1)
    at = data.draw(st.integers(1, length - 1))
    try:
        first, second = split(found, length, at)
        joined = chain([([one.clip for one in first], at), ([one.clip for one in second], length - at)])
    except BadInput:
        assume(False)
    origins = [one.origin for one in (*first, *second)]
    assert on_air([Spliced(origins[one.origin], one.clip) for one in joined], length) == on_air(whole(found), length)


@pytest.mark.parametrize(
    ("found", "length", "at", "sentence"),
    [
        ([Clip("Film", "picture", 0, 100, True)], 100, 0, "inside the line"),
        ([Clip("Film", "picture", 0, 100, True)], 100, 100, "inside the line"),
        ([Clip("Poem", "text", 0, 100, False)], 100, 50, "“Poem” is being read there"),
        ([Clip("Film", "picture", 0, 100, True, 0, 60, 0)], 100, 50, "“Film” is fading there"),
        ([Clip("Song", "sound", 0, 50, True)], 100, 60, "nothing to see or to hear"),
        ([Clip("Song", "sound", 0, 50, True, 50)], 100, 40, "nothing to see or to hear"),
    ],
)
def test_a_split_where_something_would_change_is_refused(
    found: list[Clip], length: int, at: int, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        split(found, length, at)


def test_a_split_right_after_a_fade_is_made() -> None:
    first, second = split([Clip("Film", "picture", 0, 100, True, 0, 50, 50)], 100, 50)
    assert (first[0].clip.fade_in_frames, first[0].clip.fade_out_frames) == (50, 0)
    assert (second[0].clip.fade_in_frames, second[0].clip.fade_out_frames) == (0, 50)


def test_a_picture_that_holds_and_a_line_without_pictures_are_not_joined() -> None:
    film, song = [Clip("Film", "picture", 0, 100, True)], [Clip("Song", "sound", 0, 50, True)]
    with pytest.raises(BadInput, match="“Film” holds its last frame"):
        chain([(film, 150), (film, 100)])
    with pytest.raises(BadInput, match="one without cannot be joined"):
        chain([(film, 100), (song, 50)])
    joined = chain([(film, 100), (film, 150)])
    assert [one.clip for one in joined] == [*film, *film]
