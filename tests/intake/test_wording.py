"""Text out of strangers' HTML."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.wording import html_text


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("plain\r\ntext", "plain\ntext"),
        ("<p>One</p><p>Two<br>Three &amp; four</p>", "One\n\nTwo\nThree & four"),
        ("a<script>if (a<b) { no('</p>') }</script>b<style>c</style>", "ab"),
        ("<!-- <p>hidden</p> -->seen<!doctype html>", "seen"),
        ("1 < 2 and a <3 b", "1 < 2 and a <3 b"),
        ('<a title="a > b" href=\'x\'>link</a>', "link"),
        ("<![if !IE]>all<![endif]>", "all"),
        ("it's <b class='x>bold</b>", "it's bold"),
        ("&lt;b&gt; &#8211; &nope;", "<b> – &nope;"),
        ("before<!-- never closed", "before"),
    ],
)  # fmt: skip
def test_a_reader_sees_the_text_and_its_lines(markup: str, seen: str) -> None:
    assert html_text(markup) == seen


@given(st.text() | st.text(alphabet="<>/!-[]?&;\"'a bpscrit"))
def test_any_text_goes_through_and_a_second_time_changes_nothing_in_plain_words(text: str) -> None:
    once = html_text(text)
    assert "\x00" not in once
    if not set("<&") & set(once):
        assert html_text(once) == once


HOSTILE = ("<", "<!--", '<a b="', "<a ", "<a b ", "<![CDATA[", "<![", "</", "<script>", "&#", "<?", '"<a"', "<a '>'")


@pytest.mark.parametrize("part", HOSTILE)
def test_half_a_megabyte_of_any_half_tag_takes_seconds_at_most(part: str) -> None:
    began = time.monotonic()
    html_text(part * (500_000 // len(part)))
    assert time.monotonic() - began < 5
