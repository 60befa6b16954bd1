"""Recipes: what they refuse; a key changes with all that is seen or heard, and nothing else."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.assembly.profiles import PREVIEW, PROGRAMME, timescale
from dashboard.assembly.recipes import (
    SAMPLE_RATE,
    CardShot,
    LowerThird,
    RollLine,
    RollShot,
    Segment,
    SlateShot,
    Sound,
    StillShot,
    VideoShot,
    WaveShot,
    lower_third,
    picture_key,
    reading_frames,
    sample_position,
    sound_key,
)
from dashboard.errors import RenderFailed

RATE = Fraction(30000, 1001)
SHOTS = (
    VideoShot("aa", 3, 30, 90, 640, 480),
    StillShot("bb", 20),
    CardShot("Fog", ("one", "two"), 84, "Ida", 1, 2, 10),
    SlateShot("Night Ferry", "One", 10),
    WaveShot("cc", 5, "Loop", "Ida", 10),
    RollShot((RollLine("heading", "Music"), RollLine("name", "Ida")), 10),
)
SOUND = Sound("dd", 4, 50, 6, -3.5)
SEGMENT = Segment(90, RATE, SHOTS, (SOUND,), LowerThird("Night Ferry", "Ida", 10, 60), name="Night Ferry")


def test_keys_stay_what_they_are_until_the_engine_changes() -> None:
    assert picture_key(SEGMENT, PREVIEW) == "427636589810d5b1bb8d28f833bb20bc8dbdd5ae"
    assert sound_key(SEGMENT) == "7ecc50a6f9b3ddd6c34d3362e3b3a88b201abbc4"


def test_a_name_is_part_of_no_key() -> None:
    renamed = replace(SEGMENT, name="Other")
    assert picture_key(renamed, PREVIEW) == picture_key(SEGMENT, PREVIEW)
    assert sound_key(renamed) == sound_key(SEGMENT)


def test_a_whole_gain_has_one_key_however_it_is_written() -> None:
    loud, same = (replace(SEGMENT, sounds=(replace(SOUND, gain_db=gain),)) for gain in (-3, -3.0))
    assert sound_key(loud) == sound_key(same)


def test_a_gain_leaves_the_picture_and_a_title_leaves_the_sound() -> None:
    louder = replace(SEGMENT, sounds=(replace(SOUND, gain_db=0.0),))
    assert picture_key(louder, PREVIEW) == picture_key(SEGMENT, PREVIEW)
    assert sound_key(louder) != sound_key(SEGMENT)
    untitled = replace(SEGMENT, lower_third=None)
    assert sound_key(untitled) == sound_key(SEGMENT)
    assert picture_key(untitled, PREVIEW) != picture_key(SEGMENT, PREVIEW)


def test_profiles_share_the_sound_and_not_the_picture() -> None:
    assert picture_key(SEGMENT, PREVIEW) != picture_key(SEGMENT, PROGRAMME)
    for change in ({"width": 642}, {"height": 362}, {"crf": 29}, {"preset": "veryfast"}):
        assert picture_key(SEGMENT, replace(PREVIEW, **change)) != picture_key(SEGMENT, PREVIEW)
    assert picture_key(SEGMENT, replace(PREVIEW, audio_kbps=64)) == picture_key(SEGMENT, PREVIEW)


def _other(value: Any, draw: Any) -> Any:
    """A different value of the same kind."""
    different: dict[type, Any] = {
        int: st.integers(0, 10**6),
        float: st.floats(-60, 12),
        str: st.text(max_size=8),
    }
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return draw(st.tuples(st.text(max_size=4), st.text(max_size=4)).filter(lambda v: v != value))
    if isinstance(value, tuple):
        return value[:-1]
    return draw(different[type(value)].filter(lambda v: v != value))


@given(st.data())
def test_any_changed_field_of_a_shot_gives_another_picture(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(SHOTS) - 1))
    shot = SHOTS[number]
    name = data.draw(st.sampled_from([f.name for f in fields(shot) if f.name != "frames"]))
    changed: Any = replace(shot, **{name: _other(getattr(shot, name), data.draw)})
    shots = (*SHOTS[:number], changed, *SHOTS[number + 1 :])
    assert picture_key(replace(SEGMENT, shots=shots), PREVIEW) != picture_key(SEGMENT, PREVIEW)


@given(st.data())
def test_any_changed_field_of_a_sound_gives_another_sound(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([f.name for f in fields(SOUND)]))
    value = _other(getattr(SOUND, name), data.draw)
    if name == "frames":
        value += 1
    if name == "offset_frames":
        value = value % 90 if value % 90 != SOUND.offset_frames else 7
    changed: Any = replace(SOUND, **{name: value})
    if changed != SOUND:
        assert sound_key(replace(SEGMENT, sounds=(changed,))) != sound_key(SEGMENT)


@given(st.data())
def test_any_changed_field_of_a_lower_third_gives_another_picture(data: st.DataObject) -> None:
    third = SEGMENT.lower_third
    assert third is not None
    name = data.draw(st.sampled_from([f.name for f in fields(third)]))
    changed: Any = replace(third, **{name: _other(getattr(third, name), data.draw)})
    assert picture_key(replace(SEGMENT, lower_third=changed), PREVIEW) != picture_key(SEGMENT, PREVIEW)


def test_a_length_and_a_rate_are_part_of_both_keys() -> None:
    longer = replace(SEGMENT, frames=91, shots=(*SHOTS[:-1], replace(SHOTS[-1], frames=11)))
    slower = replace(SEGMENT, rate=Fraction(25))
    for changed in (longer, slower):
        assert picture_key(changed, PREVIEW) != picture_key(SEGMENT, PREVIEW)
        assert sound_key(changed) != sound_key(SEGMENT)


def test_words_cannot_move_between_fields_unnoticed() -> None:
    one, two = (Segment(5, RATE, (SlateShot(*words, 5),)) for words in (("ab", "c"), ("a", "bc")))
    assert picture_key(one, PREVIEW) != picture_key(two, PREVIEW)


def test_pictures_that_do_not_fill_the_item_are_refused_by_its_name() -> None:
    with pytest.raises(RenderFailed, match="“Loop” lasts 91 frames but its pictures add up to 90"):
        Segment(91, RATE, SHOTS, name="Loop")


@pytest.mark.parametrize("change", [{"frames": 0}, {"in_frames": -1}, {"offset_frames": 90}])
def test_a_sound_outside_its_item_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(RenderFailed, match="Night Ferry"):
        replace(SEGMENT, sounds=(replace(SOUND, **change),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "rate", "frames"),
    [
        ("", Fraction(25), 100),
        ("word " * 150, Fraction(25), 1500),
        ("word " * 11, Fraction(25), 110),
        ("word " * 150, RATE, math.ceil(60 * RATE)),
        ("海" * 20, Fraction(25), 100),
        ("海" * 300, Fraction(25), 1500),
    ],
)
def test_a_text_stays_as_long_as_it_takes_to_read(text: str, rate: Fraction, frames: int) -> None:
    assert reading_frames(text, rate) == frames


@given(st.integers(0, 10**6), st.sampled_from([Fraction(24000, 1001), Fraction(25), RATE, Fraction(60000, 1001)]))
def test_the_sample_of_a_frame_is_the_nearest_one(frame: int, rate: Fraction) -> None:
    error = sample_position(frame, rate) - frame * SAMPLE_RATE / rate
    assert Fraction(-1, 2) < error <= Fraction(1, 2)


@given(st.sampled_from([24, 25, 30, 48, 50, 60]), st.booleans())
def test_a_frame_is_a_whole_number_of_ticks(nominal: int, pulled_down: bool) -> None:
    rate = Fraction(nominal * 1000, 1001) if pulled_down else Fraction(nominal)
    assert (timescale(rate) / rate).denominator == 1
    assert timescale(rate) >= 10_000


@given(st.integers(1, 3000))
def test_a_lower_third_lies_in_its_item_and_stays_two_seconds_where_it_can(frames: int) -> None:
    third = lower_third("Title", "Artist", frames, RATE)
    assert third.in_frames >= 0
    assert third.in_frames + third.frames <= frames
    assert third.frames >= min(Fraction(frames), 2 * RATE)
