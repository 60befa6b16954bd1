"""Fields of any type: the right ones are read, the wrong ones count as nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.cells import LARGEST_COUNT
from dashboard.intake.connectors.fields import (
    LONGEST_ADDRESS,
    LONGEST_TAGS,
    address,
    at,
    counters,
    line,
    lines,
    milliseconds,
    moment,
    number,
    tagged,
    text,
)  # fmt: skip
from tests.intake.connectors.api_services import any_json


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (63, 63_000), (1.5, 1500), ("93.4", 93_400), ("2:03", 123_000), ("1:02:03", 3_723_000), ("PT1145S", 1_145_000),
        ("PT1H2M3S", 3_723_000), ("P1DT1S", 86_401_000), ("PT", None), ("P", None), ("soon", None), (True, None),
        (-3, None), (None, None), ([63], None),
    ],
)  # fmt: skip
def test_lengths_are_read_in_the_ways_that_services_write_them(said: object, expected: int | None) -> None:
    assert milliseconds({"duration": said}, "duration") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [(0, 0), (7.0, 7), (" 12 ", 12), ("1,200", 1200), (-1, None), (7.5, None), (float("nan"), None), (True, None),
     (10**30, LARGEST_COUNT), ("", None), (None, None), ([1], None)],
)  # fmt: skip
def test_counts_are_whole_and_never_negative(said: object, expected: int | None) -> None:
    assert number(said) == expected


def test_an_absent_count_is_no_zero() -> None:
    assert counters(views=None, likes=0) == (("likes", 0),)


def test_one_text_is_a_list_of_one() -> None:
    assert lines({"creator": "Ada"}, "creator") == ["Ada"]
    assert lines({"creator": ["Ada", None, " ", {"x": 1}, 7]}, "creator") == ["Ada", "7"]


def test_an_address_too_long_for_an_index_is_none() -> None:
    assert address("https://x.example/" + "a" * LONGEST_ADDRESS) == ""
    assert address("https://x.example/a b") == "https://x.example/a%20b"
    assert address("ftp://x.example/") == ""


@given(st.lists(st.text(max_size=200), max_size=200))
def test_tags_come_once_each_and_fit(tags: list[str]) -> None:
    kept = tagged(tags)
    parts = kept.split(", ") if kept else []
    assert len(kept) <= LONGEST_TAGS
    assert len(parts) == len(set(parts))
    assert all("," not in part for part in parts)


@given(any_json)
def test_nothing_is_ever_raised(value: object) -> None:
    for held in (value, {"a": value}, {"a": {"b": value}}):
        assert isinstance(text(held, "a", "b"), str)
        assert isinstance(line(held, "a"), str)
        assert all(isinstance(each, str) for each in lines(held, "a"))
        assert isinstance(address(held, "a"), str)
        for read in (number, milliseconds, moment):
            read(held, "a")
    assert at({"a": {"b": value}}, "a", "b") is value
