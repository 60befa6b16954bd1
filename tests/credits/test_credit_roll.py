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
    natural_roll_frames,
    roll_frames,
    roll_lines,
)
from dashboard.credits.works import NOT_NAMED, AiredPiece, Author, Edge, Work

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


@pytest.mark.parametrize(("speed", "frames"), [(3, 1787), (4, 1340), (6, 894), (8, 670)])
def test_426_names_in_four_columns_at_24_frames(speed: int, frames: int) -> None:
    assert roll_frames(1080, 107 * 40, speed) == frames


def test_a_natural_roll_is_comfortable_until_it_reaches_what_broadcasters_allow() -> None:
    assert natural_roll_frames(0, FILM) == 0
    assert natural_roll_frames(4, FILM) == roll_frames(1080, 4 * 122, 9)
    assert natural_roll_frames(426, FILM) == 30 * 24
    assert natural_roll_frames(426, Fraction(30000, 1001)) == 899


@given(st.integers(0, 500))
def test_a_natural_roll_stays_within_what_broadcasters_allow(names: int) -> None:
    assert 0 <= natural_roll_frames(names, FILM) <= 30 * 24
    assert (natural_roll_frames(names, FILM) == 0) == (names == 0)
