"""The bytes of each format for one small programme, as editors' programs were given them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dashboard.errors import BadInput
from dashboard.rundown.interchange.formats import WRITERS
from dashboard.rundown.interchange.from_rundown import cut_list
from dashboard.rundown.queries import Rundown
from dashboard.rundown.timecode import day_frames
from tests.rundown.interchange.rundowns import episode, layer, line, offline, piece, timed

GOLDEN = Path(__file__).parent / "golden"


def programme() -> Rundown:
    """A title, a film, a song over a still and the film's end, a break, a poem, a piece without its file, the roll."""
    ferry, song = piece(12, "Night Ferry", "video", ("Ida Holm", "Mbali Dube")), piece(7, "Keep the Light", "audio")
    gull, poem = (
        piece(30, "Gull & Sons", "image"),
        piece(4, "Poem", "text", ("Noor Aziz",), text="We keep\n  the light."),
    )
    first = [
        line(1, "slate", "Small Hours", script="Lights Left On", length_frames=120),
        line(2, "piece", "Night Ferry", (layer(ferry, "picture", 30, 330), layer(ferry, "sound", 30, 330))),
        line(3, "piece", "The light", (
            layer(gull, "picture", 0, 150, fade_in_frames=15), layer(ferry, "picture", 1770, 1830),
            layer(song, "sound", 0, 200, gain_db=-6.5, offset_frames=10, fade_out_frames=30),
            layer(ferry, "sound", 1770, 1830, offset_frames=150),
        )),
        line(4, "piece", "Spare", (layer(ferry, "picture", 0, 300),), floated=True),
        line(5, "break", "Break one", length_frames=1800),
    ]  # fmt: skip
    second = [
        line(6, "piece", "Poem", (layer(poem, "text", 0, 150),)),
        line(7, "piece", "Lost", (layer(offline(9, "Found Tape"), "picture", 0, 90),)),
        line(8, "roll", "Everyone", length_frames=300),
    ]
    of = episode(Fraction(30000, 1001), title="Lights Left On", first=107892)
    return timed(of, ("Someone Is Still Up", first), ("Goodnight", second))


@pytest.mark.parametrize("kind", list(WRITERS))
def test_each_format_is_written_as_it_was(kind: str) -> None:
    for ending, data in WRITERS[kind](cut_list(programme())).items():
        assert data == (GOLDEN / f"programme{ending}").read_bytes()


def test_breaks_are_left_out_where_they_are_not_wanted() -> None:
    with_breaks, without = (cut_list(programme(), breaks=breaks) for breaks in (True, False))
    assert with_breaks.frames - without.frames == 1800
    assert [marker.at for marker in with_breaks.markers] == [0, 120 + 300 + 210 + 1800]


def test_a_programme_past_midnight_is_no_edit_list() -> None:
    cut = cut_list(programme())
    late = replace(cut, clock=replace(cut.clock, first_frames=day_frames(cut.clock.rate) - 100))
    with pytest.raises(BadInput, match="runs past 24:00:00:00"):
        WRITERS["edl"](late)
