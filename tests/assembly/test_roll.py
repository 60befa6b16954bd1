"""The credit roll: everybody is in it, it moves by whole pixels, and it is over exactly in time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.assembly import lettering
from dashboard.assembly.recipes import RollLine
from dashboard.assembly.roll import RollLayout, roll_frames, roll_layout
from dashboard.assembly.titles import LEFT, RIGHT

RATE = Fraction(30000, 1001)
NIGHT = (20, 20, 18)


def _crowd(count: int) -> list[RollLine]:
    given_names = ("Ida", "João", "Ngô Thị", "Maximiliana", "Bartholomew", "李", "أحمد")
    family = ("Holm", "Pérez", "von Habsburg-Lothringen", "Featherstonehaugh", "明", "علي")
    names = [f"{given_names[n % 7]} {family[n % 6]} {n}" for n in range(count)]
    lines = [RollLine("heading", "Music"), RollLine("role", "in order of appearance")]
    for number, name in enumerate(names):
        lines.append(RollLine("name", name))
        if number % 5 == 0:
            lines.append(RollLine("role", "Night Ferry, Harbour Loop"))
    return lines


def _text(layout: RollLayout) -> str:
    return "".join("".join(line.text.split()) for line in layout.lines)


@pytest.mark.parametrize("frames", [1, 90, 900, 5400])
@pytest.mark.parametrize("height", [360, 1080])
def test_none_of_426_names_is_left_out(frames: int, height: int) -> None:
    lines = _crowd(426)
    everything = _text(roll_layout(lines, frames, RATE, height))
    for line in lines:
        if line.kind == "name":
            assert "".join(line.text.split()) in everything


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("abcé李 X", min_size=1, max_size=70).filter(str.strip), min_size=1, max_size=30))
def test_any_name_is_there_whole_and_in_the_safe_area(names: list[str]) -> None:
    layout = roll_layout([RollLine("name", name) for name in names], 120, RATE, 360)
    assert sorted(_text(layout)) == sorted("".join("".join(name.split()) for name in names))
    for line in layout.lines:
        run = lettering.width(line.text, line.face, line.size)
        assert line.x - run / 2 >= LEFT - 1
        assert line.x + run / 2 <= RIGHT + 1


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(30, 2000), st.sampled_from([72, 360, 1080]))
def test_the_whole_sheet_passes_within_its_frames(count: int, frames: int, height: int) -> None:
    layout = roll_layout(_crowd(count), frames, RATE, height)
    moving = frames - 1 - 2 * layout.wait_frames
    assert layout.speed_px >= 1
    assert layout.speed_px * (moving + 1) * 1080 >= (layout.height + 1080) * height - 1080


def test_more_time_gives_fewer_columns() -> None:
    columns = [roll_layout(_crowd(426), frames, RATE, 1080).columns for frames in (900, 5400)]
    assert columns[0] > columns[1] == 1


def test_the_picture_rises_by_the_same_whole_pixels_each_frame() -> None:
    layout = roll_layout(_crowd(12), 150, RATE, 180)
    draw = roll_frames(layout, (320, 180))
    for index in range(layout.wait_frames + 1, 140, 13):
        before, after = draw(index), draw(index + 1)
        assert np.array_equal(after[: -layout.speed_px], before[layout.speed_px :])
        assert before.shape == (180, 320, 3)


def test_it_begins_and_ends_dark_and_shows_its_names_between() -> None:
    draw = roll_frames(roll_layout(_crowd(12), 150, RATE, 180), (320, 180))
    assert np.array_equal(np.unique(draw(0).reshape(-1, 3), axis=0), [NIGHT])
    assert np.array_equal(np.unique(draw(149).reshape(-1, 3), axis=0), [NIGHT])
    assert draw(75).max() > 200


def test_a_role_stands_under_the_name_it_follows() -> None:
    lines = [RollLine("name", "Ida"), RollLine("role", "Night Ferry"), RollLine("name", "João")]
    placed = {line.text: line for line in roll_layout(lines, 60, RATE, 360).lines}
    assert placed["Ida"].baseline < placed["Night Ferry"].baseline
    assert placed["Ida"].x == placed["Night Ferry"].x
    assert placed["João"].size == placed["Ida"].size > placed["Night Ferry"].size


def test_a_roll_of_nobody_is_dark() -> None:
    draw = roll_frames(roll_layout([], 10, RATE, 90), (160, 90))
    assert all(draw(index).max() <= 20 for index in range(10))
