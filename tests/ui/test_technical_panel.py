"""What a card and a piece's page say of its file."""

from __future__ import annotations

from dataclasses import replace

from dashboard.curation.technical import Technical, judge
from dashboard.media.checks import Checks, Flashing
from dashboard.media.facts import MediaFacts
from dashboard.media.tables import MediaFile
from dashboard.ui.technical_panel import technical_badge, technical_rows

FILM = MediaFacts(
    "video", 1000, "mov", width=1920, height=1080, rate_num=30_000, rate_den=1001, video_codec="h264",
    audio_codec="aac", sample_rate=44_100, channels=2, loudness_lufs=-18.42, peak_db=-0.96,
)  # fmt: skip


def rows(facts: MediaFacts) -> dict[str, str]:
    return technical_rows(MediaFile(content_hash="0", size_bytes=1000, kind=facts.kind, facts=facts.to_dict()))


def test_a_card_says_nothing_of_what_is_fit_or_not_known() -> None:
    assert technical_badge(Technical()) == ""
    assert technical_badge(judge(FILM, None)) == ""


def test_a_badge_has_a_word_a_shape_and_a_colour() -> None:
    small = replace(FILM, width=480, height=360)
    assert technical_badge(judge(small, Checks())) == ":gray-badge[:material/build: Small\\: 480 × 360]"
    flashing = judge(small, Checks(flashes=(Flashing(0, 1000, 8),)))
    assert technical_badge(flashing) == ":red-badge[:material/flash_on: Flashes \\+ 1 more]"


def test_picture_and_sound_are_told_as_they_were_measured() -> None:
    assert rows(FILM) == {
        "Picture": "1920 × 1080, 29.97 frames a second, H.264",
        "Sound": "−18.4 LUFS, peak −1.0 dBFS, 44.1 kHz, stereo, AAC",
    }
    assert rows(MediaFacts("image", 10, "svg", width=24, height=24))["Picture"] == "A drawing, sharp at any size"
    assert rows(replace(FILM, audio_codec=None))["Sound"] == "None"
    assert rows(MediaFacts("text", 10, text="words")) == {}
    assert technical_rows(None) == {}
