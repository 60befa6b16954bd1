"""What is measured on arrival: black, standstill, silence, clipping, flashes, by real children on made specimens."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.media import child, sound_print
from dashboard.media.checks import Checks, Flashing, Measured, Stretch, stretches
from dashboard.media.flashing import FlashMeter, Grid
from dashboard.media.gauges import Gauges
from dashboard.media.prints import picture_likeness
from tests.media.specimens import PICTURE, Make, look

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
ROWS, COLUMNS = 18, 32
GREY = np.full((ROWS, COLUMNS), 128, dtype=np.uint8)


def checks(path: Path, workdir: Path) -> Checks:
    found = look(path, workdir).measured
    assert found.problem == ""
    assert found.checks is not None
    return found.checks


def flashing_film(a_second: int, share: str) -> tuple[str, ...]:
    """White flashes on black, of a part of the picture's width and height."""
    box = f"drawbox=color=white:t=fill:w=iw*{share}:h=ih*{share}:enable='lt(mod(t*{a_second},1),0.5)'"
    return ("-f", "lavfi", "-i", f"color=c=black:s=160x90:r=50:d=3,{box}", *X264)


# --- flashes ---


@pytest.mark.parametrize(
    ("name", "film", "a_second"),
    [
        ("two.mp4", flashing_film(2, "1"), None),
        ("three.mp4", flashing_film(3, "1"), None),
        ("ten.mp4", flashing_film(10, "1"), 10),
        ("ten-in-a-fifth.mp4", flashing_film(10, "0.44"), None),
        ("ten-in-a-third.mp4", flashing_film(10, "0.6"), 10),
    ],
)
def test_films_that_flash_too_fast_over_too_much_are_found(
    make: Make, workdir: Path, name: str, film: tuple[str, ...], a_second: int | None
) -> None:
    found = checks(make(name, *film), workdir).flashes
    if a_second is None:
        assert found == ()
        return
    assert [each.a_second for each in found] == [a_second]
    assert found[0].start_ms < 200
    assert found[0].end_ms > 2700


def meter(luma_at: Callable[[float], Grid], seconds: float = 2.0, rate: int = 25) -> list[Flashing]:
    found = FlashMeter()
    for frame in range(int(seconds * rate)):
        found.take(luma_at(frame / rate), GREY, GREY, frame / rate)
    return found.found


def square(at_s: float, a_second: float) -> bool:
    return (at_s * a_second + 1e-6) % 1 < 0.5


def whole(dark: int, light: int, a_second: float) -> Callable[[float], Grid]:
    return lambda at_s: np.full((ROWS, COLUMNS), light if square(at_s, a_second) else dark, dtype=np.uint8)


@pytest.mark.parametrize(
    ("dark", "light", "flashes"),
    [
        (16, 235, True),
        (40, 52, False),  # 1 cd/m² apart
        (222, 235, False),  # the darker lies above 160 cd/m²
        (100, 160, True),
    ],
)
def test_a_flash_is_20_candela_with_the_darker_below_160(dark: int, light: int, flashes: bool) -> None:
    assert bool(meter(whole(dark, light, 6))) is flashes


@settings(max_examples=40, deadline=None)
@given(st.floats(0.2, 12), st.sampled_from([25, 50, 60]))
def test_full_flashes_are_found_above_three_a_second_and_only_then(a_second: float, rate: int) -> None:
    found = meter(whole(16, 235, a_second), seconds=3, rate=rate)
    if a_second <= 3:
        assert found == []
    if a_second >= 3.4:
        assert found[0].a_second >= 4


def test_a_pulse_that_fades_counts_and_a_slow_one_does_not() -> None:
    def pulse(a_second: float) -> Callable[[float], Grid]:
        slope = np.linspace(0.6, 1, COLUMNS)[None, :] * np.ones((ROWS, 1))
        return lambda at_s: (60 + 160 * slope * (0.5 + 0.5 * np.sin(2 * np.pi * a_second * at_s))).astype(np.uint8)

    assert meter(pulse(5), rate=50) != []
    assert meter(pulse(2), rate=50) == []


def test_things_that_move_do_not_flash() -> None:
    chance = np.random.default_rng(4)
    world = np.kron(chance.integers(16, 235, (3, 60)), np.ones((6, 6))).astype(np.uint8)
    assert meter(lambda at_s: world[:, int(at_s * 40) :][:, :COLUMNS], seconds=4) == []


def test_red_that_flashes_at_equal_brightness_is_found_as_red() -> None:
    found = FlashMeter()
    luma = np.full((ROWS, COLUMNS), 63, dtype=np.uint8)
    blue, red = np.full_like(luma, 102), np.full_like(luma, 240)
    for frame in range(50):
        if square(frame / 25, 6):
            found.take(luma, blue, red, frame / 25)
        else:
            found.take(luma, GREY, GREY, frame / 25)
    assert [each.red for each in found.found] == [True]


# --- black and standstill ---


def test_black_and_a_frozen_picture_are_found_where_they_are(make: Make, workdir: Path) -> None:
    graph = "[0]tpad=start_duration=1:color=black:stop_duration=3:stop_mode=clone"
    found = checks(make("frozen.mp4", *PICTURE, "-filter_complex", graph, *X264), workdir)
    assert found.black is not None
    assert found.frozen is not None
    assert found.black.named == (Stretch(0, 1000),)
    assert found.frozen.count == 1
    assert found.frozen.named[0].start_ms == pytest.approx(2960, abs=200)  # the coder settles first
    assert found.frozen.named[0].end_ms == pytest.approx(6000, abs=45)
    assert found.silent is None


def test_black_frames_have_no_print_and_films_have_at_most_sixteen(make: Make, workdir: Path) -> None:
    dark = look(make("dark.mp4", "-f", "lavfi", "-i", "color=c=black:s=160x90:r=5:d=3", *X264), workdir).measured
    assert dark.picture_prints == b""
    assert dark.checks is not None
    assert dark.checks.black is not None
    assert dark.checks.black.total_ms == 3000
    long = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=5:d=31", *X264)
    prints = look(make("long.mp4", *long), workdir).measured.picture_prints
    assert 9 <= len(prints) / 8 <= 16


def test_a_copy_of_a_film_has_near_prints(make: Make, workdir: Path, film: Path) -> None:
    copy = make("film-copy.webm", "-i", str(film), "-vf", "scale=320:180,eq=brightness=0.05", "-c:v", "libvpx", "-an")
    prints = [look(path, workdir).measured.picture_prints for path in (film, copy)]
    assert picture_likeness(*prints) >= 0.75


# --- sound ---


def test_a_silence_between_two_sounds_is_found(make: Make, workdir: Path) -> None:
    gap = ("-f", "lavfi", "-i", "sine=f=440:d=7,volume=enable='between(t,2,5)':volume=0")
    found = checks(make("gap.wav", *gap), workdir)
    assert found.silent is not None
    assert found.silent.count == 1
    assert found.silent.named[0].start_ms == pytest.approx(2000, abs=60)
    assert found.silent.named[0].end_ms == pytest.approx(5000, abs=60)
    assert (found.black, found.frozen) == (None, None)


@pytest.mark.parametrize("name", ["loud.wav", "loud.flac", "loud-float.wav"])
def test_clipping_is_found_in_the_original_in_the_places_where_it_is(make: Make, workdir: Path, name: str) -> None:
    coding = ("-c:a", "pcm_f32le") if "float" in name else ()
    loud = "sine=f=440:d=4,volume=volume=40dB:enable='between(t,1,1.2)+between(t,3,3.1)'"
    found = checks(make(name, "-f", "lavfi", "-i", loud, *coding), workdir)
    assert found.clipped is not None
    assert found.clipped.count == 2
    assert 100 < found.clipped.total_ms < 300
    assert [stretch.start_ms for stretch in found.clipped.named] == pytest.approx([1000, 3000], abs=60)


def test_a_sound_as_loud_as_may_be_does_not_clip(make: Make, workdir: Path) -> None:
    found = checks(make("full.wav", "-f", "lavfi", "-i", "sine=f=997:d=2,volume=8"), workdir)
    assert found.clipped == stretches([], 0)


def test_a_film_with_sound_has_both_prints_and_all_checks(make: Make, workdir: Path) -> None:
    song = ("-f", "lavfi", "-i", "sine=f=440:b=4:d=8")
    film = make("both.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=10:d=8", *song, *X264, "-c:a", "aac")
    found = look(film, workdir).measured
    assert found.problem == ""
    assert found.checks is not None
    assert None not in (found.checks.black, found.checks.frozen, found.checks.silent, found.checks.clipped)
    assert len(found.sound_print) > 100
    assert Measured.from_dict(json.loads(json.dumps(found.to_dict()))) == found


# --- what goes wrong ---


def test_a_fault_in_measuring_is_told_and_stops_only_the_measuring() -> None:
    gauges = Gauges(picture=True, sound=False)
    gauges.see(cast("VideoFrame", None), Fraction(0), Fraction(1))
    gauges.see(cast("VideoFrame", None), Fraction(1), Fraction(1))
    found = gauges.finish(None)
    assert found.checks is None
    assert "could not be measured (AttributeError)" in found.problem


def test_without_chromaprint_there_is_no_print_and_it_is_said(
    tmp_path: Path, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = tmp_path / "ffmpeg"
    poor.write_text("#!/bin/sh\necho \"Requested output format 'chromaprint' is not known.\" >&2\nexit 1\n")
    poor.chmod(0o755)
    monkeypatch.setattr(sound_print, "ffmpeg_path", lambda: str(poor))
    found, problem = sound_print.sound_print(tone)
    assert (found, "cannot make one" in problem) == (b"", True)


@pytest.mark.parametrize("kind", ["playlist", "concat", "rubbish"])
def test_the_print_of_a_strange_file_opens_no_other(tmp_path: Path, tone: Path, kind: str) -> None:
    strange = tmp_path / "song.m4a"
    content = {
        "playlist": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{tone}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile {tone}\n",
        "rubbish": "no sound at all",
    }
    strange.write_text(content[kind])
    found, problem = sound_print.sound_print(strange)
    assert found == b""
    assert "failed" in problem


def test_the_guard_of_every_ffmpeg_goes_before_its_input(tone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def noted(argv: list[str], **limits: Any) -> child.Ran:
        asked.append((argv, limits))
        return child.run_guarded(argv, **limits)

    monkeypatch.setattr(sound_print, "run_guarded", noted)
    sound_print.sound_print(tone)
    argv, limits = asked[0]
    begins = argv.index("-protocol_whitelist")
    assert tuple(argv[begins : argv.index("-i")]) == child.INPUT_GUARD
    assert limits["timeout_s"] <= 60
    assert limits["memory_bytes"] <= 2048 * child.MIB
