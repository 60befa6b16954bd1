"""The layers of an item as they are assembled: each from its offset, with its gain and its fades."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dashboard.assembly.conform import Conforming
from dashboard.assembly.from_rundown import segments
from dashboard.assembly.recipes import Segment, picture_key, sample_position, sound_key
from dashboard.people.roles import Actor
from dashboard.rundown.edits import commands
from dashboard.rundown.edits.cutting import merge_items, split_item
from dashboard.rundown.edits.layer_commands import add_layers, set_layer, trim_layer
from dashboard.storage.engine import Database
from tests.assembly.conftest import TINY, Media, frame_numbers, samples_of
from tests.rundown.cutting_room import Cutting
from tests.rundown.studio import layers
from tests.world import add_piece, piece_named

RATE = Fraction(25)


class Suite(Cutting):
    """A cutting room whose pieces have real media: numbered frames, and a tone of half the full level."""

    def __init__(self, db: Database, actor: Actor, media: Media, conforming: Conforming) -> None:
        super().__init__(db, actor)
        self.media, self.conforming = media, conforming

    def film(self, title: str) -> int:
        """Forty frames without sound, in a file that says it lasts two seconds."""
        return self._stored(add_piece(self.db, title, sound=False, seconds=2), self.media.counting(RATE, 40))

    def song(self, title: str) -> int:
        """Four seconds."""
        tone = self.media.tone("tone", 4, coded=("-c:a", "pcm_s16le", "-f", "wav"))
        return self._stored(add_piece(self.db, title, kind="music", seconds=4), tone)

    def _stored(self, piece_id: int, name: str) -> int:
        link = self.media.locate(str(piece_named(self.db, piece_id).media_hash))
        if not link.exists():
            link.symlink_to(self.media.locate(name))
        return piece_id

    def line(self, *pieces: int) -> int:
        return commands.add_piece(self.db, self.actor, self.one, pieces)

    def set(self, item_id: int, layer: int, **levels: float) -> None:
        plain: dict[str, object] = {"gain_db": 0.0, "offset_frames": 0, "fade_in_frames": 0, "fade_out_frames": 0}
        self.do(set_layer, layers(self.db, item_id)[layer].id, **plain | levels)

    def trim(self, item_id: int, layer: int, first: int, last: int) -> None:
        self.do(trim_layer, layers(self.db, item_id)[layer].id, first, last)

    def segments(self) -> list[Segment]:
        """Those of the first act, without lower thirds, which would lie over what the frames show."""
        made = segments(self.timed(), ())
        return [Segment(s.frames, s.rate, s.shots, s.sounds, name=s.name) for s in made if s.name != "Credits"]

    def pictures(self) -> list[Path]:
        return [self.conforming.make_picture(segment, TINY) for segment in self.segments()]

    def heard(self) -> NDArray[np.float64]:
        parts = [self.conforming.make_sound(segment) for segment in self.segments()]
        return np.concatenate([samples_of(part)[:, 0] for part in parts if part])


@pytest.fixture
def suite(sqlite_db: Database, actor: Actor, media: Media, conforming: Conforming) -> Suite:
    return Suite(sqlite_db, actor, media, conforming)


def brightness(path: Path) -> list[float]:
    """The brightest luma of each frame."""
    with av.open(str(path)) as source:
        return [float(frame.to_ndarray(format="gray").max()) for frame in source.decode(video=0)]


def level(samples: NDArray[np.float64], first: int, last: int) -> float:
    """The peak between two frames."""
    return float(np.abs(samples[sample_position(first, RATE) : sample_position(last, RATE)]).max())


def test_a_sound_starts_at_its_offset_and_fades(suite: Suite) -> None:
    made = suite.line(suite.film("Film"), suite.song("Song"))
    suite.set(made, 1, offset_frames=10, fade_in_frames=10, fade_out_frames=20)
    heard = suite.heard()
    assert len(heard) == sample_position(50, RATE)
    assert level(heard, 0, 10) == 0
    full = level(heard, 20, 30)
    assert full > 0.3
    assert level(heard, 14, 15) == pytest.approx(full * 5 / 10, rel=0.05)
    assert level(heard, 39, 40) == pytest.approx(full * 11 / 20, rel=0.05)
    assert level(heard, 49, 50) < full * 0.06


def test_a_picture_fades_from_and_to_black(suite: Suite) -> None:
    made = suite.line(suite.film("Film"))
    suite.trim(made, 0, 1, 32)
    suite.set(made, 0, fade_in_frames=10, fade_out_frames=10)
    (picture,) = suite.pictures()
    bright = brightness(picture)
    assert len(bright) == 31
    assert bright[0] < 25 and bright[5] == pytest.approx(126, abs=12)
    assert min(bright[10:22]) > 220
    assert bright[26] == pytest.approx(126, abs=12) and bright[30] < 50
    assert bright[:11] == sorted(bright[:11]) and bright[21:] == sorted(bright[21:], reverse=True)


def test_a_text_fades_on_its_first_and_its_last_page(suite: Suite) -> None:
    poem = add_piece(suite.db, "Poem", kind="text", text="We keep the light.\n\n" * 40)
    made = suite.line(poem)
    suite.trim(made, 0, 0, 500)
    suite.set(made, 0, fade_in_frames=6, fade_out_frames=6)
    (segment,) = suite.segments()
    assert len(segment.shots) > 1
    ends = tuple(replace(shot, frames=12) for shot in (segment.shots[0], segment.shots[-1]))
    short = Segment(24, RATE, ends)
    bright = brightness(suite.conforming.make_picture(short, TINY))
    assert bright[0] < 25 and bright[3] == pytest.approx(130, abs=20)
    assert min(bright[6:18]) > 220 and bright[21] == pytest.approx(130, abs=20) and bright[23] < 70


def test_a_picture_that_is_held_beyond_its_out_point_shows_nothing_after_it(suite: Suite) -> None:
    made = suite.line(suite.film("Film"))
    suite.trim(made, 0, 5, 10)
    suite.do(commands.change_item, made, length_frames=12)
    (picture,) = suite.pictures()
    assert frame_numbers(picture) == [5, 6, 7, 8, *[9] * 8]


def test_what_is_split_plays_as_it_did_and_so_does_what_is_joined(suite: Suite) -> None:
    made = suite.line(suite.film("A"), suite.film("B"), suite.song("Song"))
    for layer, (first, last) in enumerate([(3, 23), (8, 30)]):
        suite.trim(made, layer, first, last)
    suite.set(made, 2, offset_frames=4, gain_db=-6.0206)
    whole, (picture,) = suite.heard(), suite.pictures()
    second = split_item(suite.db, suite.actor, made, 26)
    after, parts = suite.heard(), suite.pictures()
    assert [number for part in parts for number in frame_numbers(part)] == frame_numbers(picture)
    around = slice(sample_position(26, RATE) - 400, sample_position(26, RATE) + 400)
    away = np.ones(len(whole), bool)
    away[around] = False
    assert np.abs(after - whole)[away].max() < 0.001
    suite.do(merge_items, [made, second])
    (joined,) = suite.pictures()
    assert frame_numbers(joined) == frame_numbers(picture)
    assert np.abs(suite.heard() - whole)[away].max() < 0.001


def test_every_fade_and_offset_is_in_the_key_of_what_is_kept(suite: Suite) -> None:
    made = suite.line(suite.film("Film"), suite.song("Song"))
    keys = set()
    for layer, levels in (
        (0, {}), (0, {"fade_in_frames": 5}), (0, {"fade_out_frames": 5}), (1, {"offset_frames": 5}),
        (1, {"fade_in_frames": 5}), (1, {"fade_out_frames": 5}),
    ):  # fmt: skip
        suite.set(made, layer, **levels)
        (segment,) = suite.segments()
        keys.add((picture_key(segment, TINY), sound_key(segment)))
        suite.set(made, layer)
    assert len(keys) == 6
    assert len({picture for picture, _ in keys}) == 3 and len({sound for _, sound in keys}) == 4


def test_a_further_film_is_heard_from_where_it_is_seen(suite: Suite) -> None:
    made = suite.line(suite.film("Film"))
    suite.do(add_layers, made, add_piece(suite.db, "Talk", seconds=3))
    (segment,) = suite.segments()
    assert [(sound.offset_frames, sound.frames) for sound in segment.sounds] == [(50, 75)]
