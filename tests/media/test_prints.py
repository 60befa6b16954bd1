"""Fingerprints stay near through what copies go through, and apart for what is different."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from dashboard.media.prints import (
    LIKELY_MATCHES,
    NEAR_BITS,
    SAME_RECORDING,
    SIDE,
    hamming,
    pack_pictures,
    picture_distance,
    picture_likeness,
    picture_likenesses,
    picture_print,
    sketch,
    sketch_matches,
    sound_likeness,
    stack_pictures,
    stack_sketches,
)
from dashboard.media.sound_print import sound_print
from tests.media.specimens import Make

Prints = st.lists(st.integers(0, 2**64 - 1), max_size=6).map(pack_pictures)
RATE = 11_025
SECONDS = 16


def drawing(seed: int) -> Image.Image:
    """A landscape of patches, different for each seed."""
    chance = np.random.default_rng(seed)
    picture = Image.new("L", (480, 270), int(chance.integers(256)))
    pen = ImageDraw.Draw(picture)
    for _ in range(25):
        x, y, across, down = (int(value) for value in chance.integers((480, 270, 200, 120)))
        pen.ellipse((x - across, y - down, x + across, y + down), fill=int(chance.integers(256)))
    return picture


def print_of(picture: Image.Image) -> int:
    return picture_print(np.asarray(picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)))


def coded(picture: Image.Image) -> Image.Image:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=35)
    return Image.open(content)


@pytest.mark.parametrize("seed", range(8))
def test_a_picture_coded_scaled_or_brightened_anew_stays_near(seed: int) -> None:
    picture = drawing(seed)
    copies = {
        "coded": coded(picture),
        "smaller": picture.resize((160, 90)),
        "of another shape": picture.resize((300, 300)),
        "brighter": picture.point(lambda level: min(255, level * 5 // 4 + 8)),
        "darker": picture.point(lambda level: level * 7 // 10),
    }
    far = {name: hamming(print_of(picture), print_of(copy)) for name, copy in copies.items()}
    assert {name: bits for name, bits in far.items() if bits > NEAR_BITS} == {}


def test_different_pictures_are_far_apart() -> None:
    prints = [print_of(drawing(seed)) for seed in range(24)]
    nearest = min(hamming(a, b) for index, a in enumerate(prints) for b in prints[:index])
    assert nearest > NEAR_BITS + 4


@given(Prints, Prints)
def test_likeness_of_pictures_has_no_sides_and_is_whole_for_the_same(a: bytes, b: bytes) -> None:
    assert picture_likeness(a, b) == picture_likeness(b, a)
    assert picture_likeness(a, a) == (1.0 if a else 0.0)
    assert 0 <= picture_likeness(a, b) <= 1


@given(Prints, st.lists(Prints, max_size=5))
def test_one_against_many_is_the_same_as_one_by_one(one: bytes, many: list[bytes]) -> None:
    found = picture_likenesses(one, stack_pictures(many))
    assert found.tolist() == [picture_likeness(one, other) for other in many]


def test_a_still_is_like_the_film_that_it_is_from() -> None:
    film = pack_pictures([print_of(drawing(seed)) for seed in range(8)])
    still, other = pack_pictures([print_of(coded(drawing(3)))]), pack_pictures([print_of(drawing(99))])
    assert (picture_likeness(still, film), picture_likeness(other, film)) == (1.0, 0.0)
    distance = picture_distance(still, film)
    assert distance is not None
    assert distance <= NEAR_BITS
    assert picture_distance(still, b"") is None


def tune(path: Path, seed: int) -> Path:
    """Sixteen seconds of chords of a random song."""
    chance = np.random.default_rng(seed)
    seconds = np.arange(RATE // 2) / RATE
    chords = []
    for _ in range(SECONDS * 2):
        notes = 220 * 2 ** (chance.integers(0, 24, 3) / 12)
        chords.append(sum(np.sin(2 * np.pi * note * seconds) for note in notes) / 4)
    samples = (np.concatenate(chords) * np.iinfo(np.int16).max).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def heard(path: Path) -> bytes:
    found, problem = sound_print(path)
    assert problem == ""
    return found


@pytest.mark.parametrize(
    ("name", "options", "offset_ms"),
    [
        ("coded.mp3", ("-b:a", "64k"), 0),
        ("trimmed.m4a", ("-ss", "2"), 2000),
        ("quiet.flac", ("-af", "volume=-14dB"), 0),
    ],
)
def test_copies_of_a_recording_are_one_recording(
    make: Make, studio: Path, name: str, options: tuple[str, ...], offset_ms: int
) -> None:
    song = heard(tune(studio / "tune.wav", 1))
    copy = heard(make(name, "-i", str(studio / "tune.wav"), *options))
    found = sound_likeness(song, copy)
    assert found is not None
    assert found.same_recording
    assert found.error < SAME_RECORDING / 2
    assert found.offset_ms == pytest.approx(offset_ms, abs=130)
    assert sketch_matches(sketch(song), stack_sketches([b"", sketch(copy)]))[1] >= LIKELY_MATCHES


def test_different_music_is_not_one_recording(tmp_path: Path) -> None:
    songs = [heard(tune(tmp_path / f"{seed}.wav", seed)) for seed in range(4)]
    for index, song in enumerate(songs):
        for other in songs[:index]:
            found = sound_likeness(song, other)
            assert found is None or not found.same_recording
        matches = sketch_matches(sketch(song), stack_sketches([sketch(each) for each in songs]))
        assert [number for number, count in enumerate(matches) if count >= LIKELY_MATCHES] == [index]


def test_silence_and_what_is_too_short_are_like_nothing(make: Make) -> None:
    silence = heard(make("silence.flac", "-f", "lavfi", "-i", "anullsrc=r=11025:cl=mono", "-t", "10"))
    assert sound_likeness(silence, silence) is None
    assert sketch(silence) == b""
    assert sketch_matches(b"", stack_sketches([b"", b""])).tolist() == [0, 0]
    assert sound_likeness(b"", b"") is None


def test_real_recordings_are_told_apart(shared: Path) -> None:
    audio = shared / "real" / "media" / "audio"
    if not audio.is_dir():
        pytest.skip("the real media are not beside this repository")
    names = ("wesnoth_sad", "wesnoth_defeat2", "wesnoth_victory2", "5703-47212-0000.hq", "198-209-0000.hq")
    prints = [heard(audio / f"{name}.ogg") for name in names]
    for one in prints:
        same = [other for other in prints if (found := sound_likeness(one, other)) and found.same_recording]
        assert same == [one]
