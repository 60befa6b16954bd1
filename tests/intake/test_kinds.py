"""What kind of piece a file is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.kinds import KINDS, KINDS_OF, MADE_OF, is_wanted, kind_of, may_be


@pytest.mark.parametrize(
    ("file", "words", "kind"),
    [
        (("video", 5), ("video", "song", "Rain"), "video"),
        (("audio", 60), ("audio", "vocals", "Rain"), "vocals"),
        (("audio", 60), ("audio", "Lead Vocal", "Song of rain"), "vocals"),
        (("audio", 60), ("audio", "song", "Voice of rain"), "music"),
        (("audio", 60), ("sound", "", "Song of rain"), "sound"),
        (("audio", 60), ("audio", "", "Stamp voice: rain"), "vocals"),
        (("audio", 5), ("audio", "", "Love Theme"), "music"),
        (("audio", 60), ("audio", "", "T-Rex roar"), "sound"),
        (("audio", 10), ("audio", "", "Rain"), "music"),
        (("audio", 9.999), ("audio", "", "Rain"), "sound"),
        (("audio", None), ("video", "", "Rain"), "sound"),
        (("image", None), ("image", "", "Rain"), "illustration"),
        (("image", None), ("photo", "", "Rain"), "photo"),
        (("image", None), ("image", "Photography", "Rain"), "photo"),
        (("text", None), ("text", "vocals", "Rain"), "text"),
        (("project", None), ("text", "music project file", "Rain"), "project"),
    ],
)
def test_the_file_says_the_medium_and_the_words_the_rest(
    file: tuple[str, float | None], words: tuple[str, str, str], kind: str
) -> None:
    medium, seconds = file
    declared, role, title = words
    duration_ms = None if seconds is None else int(seconds * 1000)
    found = kind_of(medium, declared=declared, role=role, title=title, duration_ms=duration_ms, is_jpeg=False)
    assert found == kind


@pytest.mark.parametrize(("role", "kind"), [("", "photo"), ("illustration", "illustration")])
def test_a_jpeg_is_a_photo_unless_its_role_says_drawn(role: str, kind: str) -> None:
    assert kind_of("image", declared="image", role=role, title="Rain", duration_ms=None, is_jpeg=True) == kind


declared_kinds = st.sampled_from(["", *sorted(MADE_OF), "smell"])


@given(st.sampled_from(sorted(KINDS_OF)), declared_kinds, st.text(), st.integers(0) | st.none(), st.booleans())
def test_every_file_has_a_kind_of_its_own_medium_and_is_found_by_it(
    medium: str, declared: str, words: str, duration_ms: int | None, is_jpeg: bool
) -> None:
    kind = kind_of(medium, declared=declared, role=words, title=words, duration_ms=duration_ms, is_jpeg=is_jpeg)
    assert kind in KINDS_OF[medium]
    assert is_wanted(kind, kind)
    assert is_wanted(medium, kind)
    assert {wanted for wanted in KINDS if is_wanted(wanted, kind)} == {kind}
    if MADE_OF.get(declared, medium) == medium:
        assert may_be(kind, declared)
        assert may_be(medium, declared)
