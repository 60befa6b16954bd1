"""Text on the screen: exact to the frame, readable in its time, nothing invented."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dashboard.assembly.cards import card_shots, excerpt

RATE = Fraction(25)
POEM = "The ferry leaves at nine.\nIt takes the light along.\n\nWe stay."
words = st.lists(st.sampled_from(["a", "ferry", "leaves", "the", "night", "harbour", "\n"]), max_size=400).map(" ".join)


def test_a_poem_is_shown_whole_when_there_is_time() -> None:
    (card,) = card_shots("Ferry", POEM, "Ida Holm", 250, RATE)
    assert card.frames == 250
    assert [line for line in card.lines if line] == [line for line in POEM.splitlines() if line]


def test_a_long_text_is_shown_in_part_and_says_so() -> None:
    shots = card_shots("Novel", "word " * 2000, "Ida Holm", 250, RATE)
    assert sum(shot.frames for shot in shots) == 250
    shown = " ".join(line for shot in shots for line in shot.lines)
    assert shown.endswith("…") and len(shown.split()) <= 36


def test_lines_that_no_font_here_draws_are_left_out() -> None:
    (card,) = card_shots("Stamp", "A stable.\nएक अस्तबल\nIstálló.", "", 250, RATE)
    assert [line for line in card.lines if line] == ["A stable.", "Istálló."]


@given(words, st.integers(1, 3000))
def test_the_pages_always_fill_the_time_exactly(text: str, frames: int) -> None:
    shots = card_shots("Heading", text, "By", frames, RATE)
    assert sum(shot.frames for shot in shots) == frames


@given(words, st.integers(1, 60))
def test_an_excerpt_is_a_beginning(text: str, most: int) -> None:
    shown = excerpt(text, most).removesuffix(" …").split()
    assert shown == text.split()[: len(shown)]
    assert len(shown) <= most
