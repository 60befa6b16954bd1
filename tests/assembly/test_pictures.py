"""Conformed pictures: exactly the frames asked for, from exactly where, upright and whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from dashboard.assembly.conform import Conforming
from dashboard.assembly.filters import fitted
from dashboard.assembly.recipes import (
    CardShot,
    LowerThird,
    RollLine,
    RollShot,
    Segment,
    Shot,
    SlateShot,
    StillShot,
    VideoShot,
    WaveShot,
)
from dashboard.errors import RenderFailed
from dashboard.rundown.timecode import RATES as EVERY_RATE
from tests.assembly.conftest import RATES, TINY, Media, ffmpeg, frame_numbers


def _video(name: str, start: int, frames: int, size: tuple[int, int] = (128, 72), turn: int = 0) -> VideoShot:
    return VideoShot(name, start, frames, turn, *size)


def _made(conforming: Conforming, rate: Fraction, *shots: Shot, third: LowerThird | None = None) -> Path:
    segment = Segment(sum(shot.frames for shot in shots), rate, shots, (), third, name="Loop")
    return conforming.make_picture(segment, TINY)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("start", [0, 1, 13, 30])
def test_a_cut_shows_exactly_its_frames(media: Media, conforming: Conforming, rate: Fraction, start: int) -> None:
    made = _made(conforming, rate, _video(media.counting(rate, 60), start, 23))
    assert frame_numbers(made) == list(range(start, start + 23))
    with av.open(str(made)) as source:
        assert source.streams.video[0].average_rate == rate


def test_shots_follow_each_other_without_a_frame_lost(media: Media, conforming: Conforming) -> None:
    name = media.counting(RATES[2], 60)
    made = _made(conforming, RATES[2], _video(name, 5, 7), _video(name, 40, 9), _video(name, 0, 1))
    assert frame_numbers(made) == [*range(5, 12), *range(40, 49), 0]


def test_a_source_that_is_too_short_holds_its_last_frame(media: Media, conforming: Conforming) -> None:
    made = _made(conforming, Fraction(25), _video(media.counting(Fraction(25), 20), 10, 30))
    assert frame_numbers(made) == [*range(10, 20), *[19] * 20]


def test_a_slow_source_shows_what_was_on_at_the_in_point(media: Media, conforming: Conforming) -> None:
    """Of five frames a second, the sixth came on at frame 30 of 25 a second and stays until 35."""
    made = _made(conforming, Fraction(25), _video(media.counting(Fraction(5), 20), 32, 10))
    assert frame_numbers(made) == [6, 6, 6, 7, 7, 7, 7, 7, 8, 8]


def test_an_in_point_beyond_the_end_is_refused_by_the_item_s_name(media: Media, conforming: Conforming) -> None:
    with pytest.raises(RenderFailed, match="“Loop” gave 0 of its 10 frames"):
        _made(conforming, Fraction(25), _video(media.counting(Fraction(25), 20), 400, 10))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_source_stands_upright(media: Media, conforming: Conforming, turn: int) -> None:
    """It is stored turned the other way and marked so, as a phone does; upright, its left half is white."""
    name = f"turned-{turn}"
    stored = {0: "null", 90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}[turn]
    upright = "color=black:s=128x72:r=25:d=0.4,drawbox=w=64:h=72:color=white:t=fill"
    plain = media.folder / f"{name}-plain"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        f"{upright},{stored}",
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv420p",
        "-f",
        "mp4",
        str(plain),
    )
    ffmpeg(
        "-display_rotation",
        str(-turn % 360),
        "-i",
        str(plain),
        "-c",
        "copy",
        "-f",
        "mp4",
        str(media.locate(name)),
    )
    with av.open(str(media.locate(name))) as source:
        marked = next(source.decode(video=0))
        assert round(-marked.rotation / 90) % 4 * 90 == turn
    picture = _first(_made(conforming, Fraction(25), _video(name, 0, 5, (128, 72), turn)))
    assert picture[:, :60].min() > 200
    assert picture[:, 68:].max() < 50


def _first(path: Path, number: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with av.open(str(path)) as source:
        for index, frame in enumerate(source.decode(video=0)):
            if index == number:
                return frame.to_ndarray(format="gray").astype(np.uint8)
    raise AssertionError(f"{path} has no frame {number}")


def test_a_lower_third_is_on_for_its_frames_only_also_across_shots(media: Media, conforming: Conforming) -> None:
    rate = Fraction(25)
    dark = SlateShot("", "", 10)
    third = LowerThird("Night Ferry", "Ida", 6, 8)
    plain = _made(conforming, rate, dark, dark)
    titled = _made(conforming, rate, dark, dark, third=third)
    differs = []
    for number in range(20):
        change = np.abs(_first(plain, number).astype(int) - _first(titled, number).astype(int)).max()
        differs.append(bool(change > 60))
    assert differs == [False] * 6 + [True] * 8 + [False] * 6


@pytest.mark.parametrize("rate", EVERY_RATE.values(), ids=str)
def test_every_kind_of_shot_gives_its_frames_and_joins_the_others(
    media: Media, conforming: Conforming, rate: Fraction
) -> None:
    Image.new("RGB", (60, 90), (200, 30, 30)).save(media.folder / "photo.png")
    photo = (media.folder / "photo.png").rename(media.folder / "photo").name
    tone = media.tone("tone.wav", 2, coded=("-f", "wav"))
    third = LowerThird("Night Ferry", "Ida", 2, 70)
    shots: tuple[Shot, ...] = (
        _video(media.counting(rate, 60), 0, 11),
        StillShot(photo, 12),
        CardShot("Fog", ("one", "two"), 84, "Ida", 1, 1, 13),
        SlateShot("Night Ferry", "", 14),
        WaveShot(tone, 3, "Loop", "Ida", 15),
        RollShot((RollLine("name", "Ida"),), 16),
    )
    made = _made(conforming, rate, *shots, third=third)
    with av.open(str(made)) as source:
        pictures = [frame.pts or 0 for frame in source.decode(video=0)]
    assert len(pictures) == 11 + 12 + 13 + 14 + 15 + 16
    assert len({after - before for before, after in pairwise(pictures)}) == 1


def test_the_wave_fills_as_it_plays(media: Media, conforming: Conforming) -> None:
    tone = media.tone("tone.wav", 2, coded=("-f", "wav"))
    made = _made(conforming, Fraction(25), WaveShot(tone, 0, "", "", 40))
    bright = [int((_first(made, number) > 150).sum()) for number in (1, 20, 38)]
    assert bright[0] < bright[1] < bright[2]


def test_colours_come_out_as_they_went_in(media: Media, conforming: Conforming) -> None:
    made = _made(conforming, Fraction(25), CardShot("", (), 84, "", 1, 1, 4))
    with av.open(str(made)) as source:
        frame = next(source.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (1, 1)
        paper = frame.reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    assert np.abs(paper.reshape(-1, 3).mean(axis=0) - (251, 250, 247)).max() < 2.5


@pytest.mark.parametrize(("size", "matrix"), [("1280x720", "bt709"), ("640x480", "bt601")])
def test_a_film_that_does_not_say_its_colours_is_taken_for_what_its_size_means(
    media: Media, conforming: Conforming, size: str, matrix: str
) -> None:
    name = f"unmarked-{size}"
    source = f"color=0xC03020:s={size}:r=25:d=0.2,format=rgb24,scale=out_color_matrix={matrix}:out_range=tv"
    bare = "setparams=colorspace=unknown:range=unknown:color_primaries=unknown:color_trc=unknown"
    coded = ("-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4", str(media.locate(name)))
    ffmpeg("-f", "lavfi", "-i", f"{source},format=yuv420p,{bare}", *coded)
    width, height = map(int, size.split("x"))
    made = _made(conforming, Fraction(25), _video(name, 0, 2, (width, height)))
    with av.open(str(made)) as opened:
        frame = next(opened.decode(video=0))
        shown = frame.reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    assert np.abs(shown[36, 64].astype(int) - (192, 48, 32)).max() < 9


def test_a_broken_file_fails_with_the_item_s_name_and_leaves_nothing(media: Media, conforming: Conforming) -> None:
    (media.folder / "broken").write_bytes(b"not a film at all" * 100)
    with pytest.raises(RenderFailed, match=r"^The picture of “Loop” failed"):
        _made(conforming, Fraction(25), _video("broken", 0, 10))
    assert list((conforming.cache / "incoming").iterdir()) == []
    assert list(conforming.cache.glob("??/*")) == []


def test_what_a_crash_left_behind_is_neither_used_nor_in_the_way(media: Media, conforming: Conforming) -> None:
    segment = Segment(5, Fraction(25), (_video(media.counting(Fraction(25), 20), 0, 5),))
    final = conforming.picture_path(segment, TINY)
    left = conforming.cache / "incoming" / "tmpcrashed"
    left.mkdir(parents=True)
    (left / "0.mp4").write_bytes(b"half a film")
    (left / final.name).write_bytes(b"half a film")
    assert frame_numbers(conforming.make_picture(segment, TINY)) == [0, 1, 2, 3, 4]


def test_a_part_that_is_done_is_not_touched_again(media: Media, conforming: Conforming) -> None:
    segment = Segment(5, Fraction(25), (_video(media.counting(Fraction(25), 20), 0, 5),))
    made = conforming.make_picture(segment, TINY)
    before = made.stat().st_mtime_ns
    refuses: Callable[[str], Path] = lambda name: pytest.fail(f"{name} was opened again")  # noqa: E731
    blind = replace(conforming, encoder=replace(conforming.encoder, locate=refuses))
    assert blind.make_picture(segment, TINY).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("shape", "inside"),
    [((1920, 1080), (640, 360)), ((640, 480), (480, 360)), ((720, 1280), (202, 360)),
     ((1280, 536), (640, 268)), ((1280, 722), (640, 360)), ((1, 5000), (2, 360))],
)  # fmt: skip
def test_shapes_fit_the_frame(shape: tuple[int, int], inside: tuple[int, int]) -> None:
    assert fitted(*shape, (640, 360)) == inside
