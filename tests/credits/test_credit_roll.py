"""The roll: its lines and its arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.credits.credit_list import credit_list
from dashboard.credits.roll import (
    RollHeading,
    RollName,
    fit_roll,
    natural_roll_frames,
    roll_fit,
    roll_frames,
    roll_lines,
)
from dashboard.credits.works import NOT_NAMED, AiredPiece, Author, Edge, Work
from dashboard.errors import BadInput

FILM = Fraction(24)


def test_the_roll_names_each_person_once_under_each_heading() -> None:
    works = (
        Work(1, "Song", (Author(5, "Ana", "music"), Author(5, "Ana", "guitar"), Author(6, "Bo", "vocals"))),
        Work(2, "Loop", (Author(5, "Ana", "music"),)),
        Work(3, "Flower", (), "photo", origin="the flower archive"),
    )
    pieces = (AiredPiece(1, "Song", 9), AiredPiece(3, "Flower", 9))
    assert roll_lines(credit_list("Episode 1", pieces, works, (Edge(1, 2),))) == [
        RollHeading("Music"),
        RollName("Ana", ("guitar", "music"), ("Song", "Loop")),
        RollHeading("Vocals"),
        RollName("Bo", ("vocals",), ("Song",)),
        RollHeading("Illustration & photography"),
        RollName(NOT_NAMED, ("photography",), ("Flower (the flower archive)",)),
    ]


def test_an_episode_without_pieces_has_no_lines() -> None:
    assert roll_lines(credit_list("Episode 1", (), (), ())) == []


@pytest.mark.parametrize(
    ("speed", "frames", "visible"),
    [(3, 1787, "15.0"), (4, 1340, "11.2"), (6, 894, "7.5"), (8, 670, "5.6")],
)
def test_426_names_in_four_columns_at_24_frames(speed: int, frames: int, visible: str) -> None:
    assert roll_frames(1080, 107 * 40, speed) == frames
    fit = fit_roll(426, frames, 1080, FILM, row_px=40)
    assert roll_frames(1080, fit.rows * 40, fit.px_per_frame) <= frames
    if fit.columns == 4:
        assert fit.px_per_frame == speed
    assert f"{int(Fraction(1080, speed) / FILM * 10) / 10}" == visible


def test_a_thirty_second_roll_of_426_names_takes_four_columns_at_eight_pixels() -> None:
    fit = fit_roll(426, 30 * 24, 1080, FILM, row_px=40)
    assert (fit.columns, fit.rows, fit.px_per_frame, fit.frames) == (4, 107, 8, 670)
    assert fit.visible_s == Fraction(45, 8)
    assert fit.legible
    assert fit.statement == "426 names in 4 columns roll in 27.9 s; a line is visible for 5.6 s."


def test_few_names_take_one_column() -> None:
    fit = fit_roll(20, 30 * 24, 1080, FILM)
    assert (fit.columns, fit.rows, fit.px_per_frame) == (1, 20, 3)
    assert fit.statement.startswith("20 names in 1 column roll in 30.0 s;")


def test_a_roll_too_fast_to_read_says_so_and_what_would_help() -> None:
    fit = fit_roll(426, 8 * 24, 1080, FILM)
    assert not fit.legible
    assert fit.frames <= 8 * 24
    assert fit.statement.endswith(
        "visible for 1.2 s, less than 2 s: give the roll 13.0 s, or move names to lower thirds or the web."
    )
    assert fit_roll(426, 13 * 24, 1080, FILM).legible


@given(
    st.integers(0, 2000),
    st.integers(1, 5000),
    st.sampled_from((480, 720, 1080, 2160)),
    st.sampled_from((FILM, Fraction(25), Fraction(30000, 1001))),
)
def test_every_roll_fits_with_everybody_in_it(names: int, target: int, height: int, rate: Fraction) -> None:
    fit = fit_roll(names, target, height, rate)
    assert fit.frames <= target
    assert fit.columns * fit.rows >= names
    assert fit.legible == (fit.visible_s >= 2)
    assert (
        fit.px_per_frame == 1
        or roll_frames(height, fit.rows * -(-height // 20), fit.px_per_frame - 1) > target
    )


@pytest.mark.parametrize(("names", "target", "height"), [(5, 0, 1080), (5, 100, 0), (-1, 100, 1080)])
def test_a_roll_without_time_is_refused(names: int, target: int, height: int) -> None:
    with pytest.raises(BadInput, match="no time or no picture"):
        fit_roll(names, target, height, FILM)


def test_a_natural_roll_is_comfortable_until_it_reaches_what_broadcasters_allow() -> None:
    assert natural_roll_frames(0, FILM) == 0
    assert natural_roll_frames(4, FILM) == roll_frames(1080, 4 * 122, 9)
    assert natural_roll_frames(426, FILM) == 30 * 24
    assert natural_roll_frames(426, Fraction(30000, 1001)) == 899
    assert roll_fit(40, natural_roll_frames(40, FILM), FILM).legible
    assert roll_fit(426, natural_roll_frames(426, FILM), FILM).columns == 4
    assert "less than 2 s" in roll_fit(600, natural_roll_frames(600, FILM), FILM).statement


@given(st.integers(0, 500))
def test_one_more_name_never_makes_a_comfortable_roll_unreadable(names: int) -> None:
    frames = natural_roll_frames(names, FILM)
    assert 0 <= frames <= 30 * 24
    if 0 < frames < 30 * 24:
        assert roll_fit(names, frames, FILM).legible
