"""Whole programmes: in step to the frame, nothing made twice, and nothing left behind when it goes wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from dashboard.assembly.build import Built, build
from dashboard.assembly.join import join
from dashboard.assembly.recipes import (
    LowerThird,
    RollLine,
    RollShot,
    Segment,
    SlateShot,
    Sound,
    VideoShot,
    sample_position,
)
from dashboard.errors import RenderFailed
from tests.assembly.conftest import RATES, TINY, Media, decoded_sound, ffmpeg, frame_numbers

FLASH_EVERY = 30


def _flashing(media: Media, rate: Fraction) -> str:
    """White for one frame in thirty, with 20 ms of 2 kHz beginning at the very start of that frame."""
    name = f"flash-{rate.numerator}"
    if not media.locate(name).exists():
        flash = f"geq=lum='if(mod(N\\,{FLASH_EVERY})\\,16\\,235)':cb=128:cr=128"
        picture = f"color=black:s=128x72:r={rate},format=yuv420p,{flash}"
        period = float(FLASH_EVERY / rate)
        since = f"mod(t\\,{period:.9f})"
        beep = f"aevalsrc='if(lt({since}\\,0.02)\\,0.7*sin(2*PI*2000*{since})\\,0)':s=48000"
        both = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", beep, "-t", "6")
        coded = (
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-crf",
            "12",
            "-c:a",
            "pcm_s16le",
            "-f",
            "matroska",
        )
        ffmpeg(*both, *coded, str(media.locate(name)))
    return name


def _item(media: Media, rate: Fraction, number: int) -> Segment:
    """Item lengths and in points that are no multiples of anything."""
    start, frames = (7 * number) % 41, 31 + 2 * number
    name = _flashing(media, rate)
    return Segment(
        frames,
        rate,
        (VideoShot(name, start, frames, 0, 128, 72),),
        (Sound(name, start, frames, 0, 0.0),),
        name=f"item {number}",
    )


def _built(media: Media, folder: Path, segments: Sequence[Segment]) -> Built:
    return build(segments, TINY, cache=folder / "segments", locate=media.locate, out=folder / "programme.mp4")


@pytest.mark.parametrize("rate", RATES)
def test_every_flash_stands_at_its_beep(media: Media, tmp_path: Path, rate: Fraction) -> None:
    items = [_item(media, rate, number) for number in range(9)]
    built = _built(media, tmp_path, items)
    assert built.frames == sum(item.frames for item in items)
    with av.open(str(built.path)) as source:
        video, audio = source.streams.video[0], source.streams.audio[0]
        assert (video.average_rate, video.frames) == (rate, built.frames)
        assert video.duration and video.time_base and audio.duration and audio.time_base
        assert video.duration * video.time_base == built.frames / rate
        assert abs(audio.duration * audio.time_base - built.frames / rate) < Fraction(3, 100)
        light = [frame.to_ndarray(format="gray").mean() > 126 for frame in source.decode(video)]
    flashes = [n / rate for n, on in enumerate(light) if on and not (n and light[n - 1])]
    loud = np.abs(decoded_sound(built.path)[:, 0]) > 0.15
    beeps = [n / 48_000 for n in np.flatnonzero(loud) if not loud[max(0, n - 480) : n].any()]
    assert len(light) == built.frames
    assert len(flashes) >= 9
    for flash in flashes:
        assert min(abs(float(flash) - beep) for beep in beeps) < 0.005


@pytest.mark.parametrize("rate", RATES)
def test_counted_frames_come_out_one_by_one(media: Media, tmp_path: Path, rate: Fraction) -> None:
    name = media.counting(rate, 60)
    cuts = [(0, 17), (30, 5), (59, 1), (11, 40)]
    items = [Segment(n, rate, (VideoShot(name, at, n, 0, 128, 72),)) for at, n in cuts]
    built = _built(media, tmp_path, items)
    assert frame_numbers(built.path) == [at + n for at, frames in cuts for n in range(frames)]


def test_a_new_order_makes_nothing_and_a_new_gain_only_its_sound(media: Media, tmp_path: Path) -> None:
    items = [_item(media, RATES[1], number) for number in range(4)]
    first = _built(media, tmp_path, items)
    assert (first.made, first.reused) == (8, 0)
    again = _built(media, tmp_path, [items[2], items[0], items[3], items[1]])
    assert (again.made, again.reused, again.frames) == (0, 8, first.frames)
    louder = replace(items[1], sounds=(replace(items[1].sounds[0], gain_db=-3.0),))
    changed = _built(media, tmp_path, [items[0], louder, *items[2:]])
    assert (changed.made, changed.reused) == (1, 7)
    retitled = replace(items[1], lower_third=LowerThird("Night Ferry", "Ida", 0, 10))
    assert _built(media, tmp_path, [items[0], retitled, *items[2:]]).made == 1


def test_an_item_that_occurs_twice_is_made_once(media: Media, tmp_path: Path) -> None:
    item = _item(media, RATES[1], 1)
    built = _built(media, tmp_path, [item, item, replace(item, name="again")])
    assert (built.made, built.frames) == (2, 3 * item.frames)


def test_sound_coded_in_stretches_is_what_one_pass_would_give(media: Media, tmp_path: Path) -> None:
    """45 s of sharp clicks and noise: at the two seams the error is no larger than elsewhere."""
    source = "aevalsrc='0.3*sin(2*PI*330*t)+if(lt(mod(t,0.37),0.004),0.6*(random(0)-0.5),0)':s=48000:d=50"
    ffmpeg("-f", "lavfi", "-i", source, "-ac", "2", "-f", "wav", str(media.folder / "clicks"))
    rate = Fraction(25)
    segment = Segment(1125, rate, (SlateShot("", "", 1125),), (Sound("clicks", 0, 1125, 0, 0.0),))
    built = _built(media, tmp_path, [segment])
    before = np.frombuffer((tmp_path / "segments").glob("??/*.wav").__next__().read_bytes()[44:], np.int16)
    wanted = before.reshape(-1, 2)[:, 0] / 32768
    heard = decoded_sound(built.path)[:, 0]
    assert len(heard) == len(wanted) == sample_position(1125, rate)
    error = np.abs(heard - wanted)
    pieces = [float(np.sqrt((error[at : at + 2048] ** 2).mean())) for at in range(2048, len(error) - 2048, 1024)]
    for seam in (940, 1880):
        near = pieces[seam - 5 : seam + 3]
        assert max(near) <= 1.5 * float(np.quantile(pieces, 0.99))
    assert float(np.sqrt((error**2).mean())) < 0.02


def test_the_index_stands_before_the_media(media: Media, tmp_path: Path) -> None:
    content = _built(media, tmp_path, [_item(media, RATES[2], 2)]).path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_items_without_sound_are_silent_between_those_that_have_it(media: Media, tmp_path: Path) -> None:
    loud = _item(media, RATES[1], 0)
    mute = replace(loud, sounds=())
    heard = np.abs(decoded_sound(_built(media, tmp_path, [mute, loud, mute]).path)[:, 0])
    first, second = sample_position(loud.frames, RATES[1]), sample_position(2 * loud.frames, RATES[1])
    assert len(heard) == sample_position(3 * loud.frames, RATES[1])
    assert heard[first:second].max() > 0.4
    assert heard[: first - 1024].max() < 0.001 > heard[second + 1024 :].max()


def test_progress_counts_up_to_all(media: Media, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    items = [_item(media, RATES[1], number) for number in range(2)]
    build(
        items, TINY, cache=tmp_path / "segments", locate=media.locate, out=tmp_path / "out.mp4",
        on_progress=lambda done, total, what: told.append((done, total, what)),
    )  # fmt: skip
    assert [done for done, _, _ in told] == list(range(1, len(told) + 1))
    assert {total for _, total, _ in told} == {len(told)} == {6}
    assert "picture of “item 1”" in {what for _, _, what in told}


def _leftovers(folder: Path) -> list[Path]:
    return [*folder.glob("segments/incoming/*"), *folder.glob(".assembling-*"), *folder.glob("*.mp4")]


def _children() -> list[str]:
    """The processes that this one started and that are not gone, as Linux lists them."""
    return [pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]


def test_a_failure_names_its_item_and_ends_the_others(media: Media, tmp_path: Path) -> None:
    (media.folder / "broken").write_bytes(b"nothing that plays" * 50)
    bad = Segment(20, RATES[1], (VideoShot("broken", 0, 20, 0, 128, 72),), name="Broken Loop")
    long = Segment(40_000, RATES[1], (RollShot((RollLine("name", "Ida"),), 40_000),), name="long")
    began = time.monotonic()
    with pytest.raises(RenderFailed, match="“Broken Loop”"):
        _built(media, tmp_path, [long, bad])
    assert time.monotonic() - began < 5
    assert _leftovers(tmp_path) == []
    assert _children() == []


@pytest.mark.parametrize("kind", ["film", "roll"])
def test_a_stop_is_obeyed_within_two_seconds_and_leaves_nothing(media: Media, tmp_path: Path, kind: str) -> None:
    shot = RollShot((RollLine("name", "Ida"),), 90_000) if kind == "roll" else None
    film = VideoShot(_flashing(media, RATES[1]), 0, 90_000, 0, 128, 72)
    segment = Segment(90_000, RATES[1], (shot or film,), name="long")
    asked = threading.Event()
    threading.Timer(0.8, asked.set).start()
    began = time.monotonic()
    with pytest.raises(RenderFailed, match="stopped"):
        build(
            [segment], TINY, cache=tmp_path / "segments", locate=media.locate, out=tmp_path / "out.mp4",
            stop=asked.is_set,
        )  # fmt: skip
    assert time.monotonic() - began < 0.8 + 2
    assert _leftovers(tmp_path) == []
    assert _children() == []


def test_what_was_finished_before_a_failure_is_kept(media: Media, tmp_path: Path) -> None:
    good = _item(media, RATES[1], 0)
    bad = Segment(1, RATES[1], (VideoShot("missing", 0, 1, 0, 128, 72),), name="gone")
    with pytest.raises(RenderFailed, match="“gone”"):
        build(
            [good, bad],
            TINY,
            cache=tmp_path / "segments",
            locate=media.locate,
            out=tmp_path / "o.mp4",
            workers=1,
        )
    assert _built(media, tmp_path, [good]).reused == 2


def test_nothing_to_assemble_and_mixed_rates_are_refused(media: Media, tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match="nothing to assemble"):
        _built(media, tmp_path, [])
    with pytest.raises(RenderFailed, match="frame rates"):
        _built(media, tmp_path, [_item(media, RATES[0], 0), _item(media, RATES[1], 0)])


def test_parts_that_were_coded_differently_are_not_joined(media: Media, tmp_path: Path) -> None:
    parts = []
    for size in ("128x72", "192x108"):
        name = media.counting(RATES[1], 20, size=size, extra=("-bf", "0"))
        parts.append((media.locate(name), 20))
    with pytest.raises(RenderFailed, match="coded differently"):
        join(parts, RATES[1], tmp_path / "out.mp4")


def test_a_part_that_lacks_frames_is_not_joined(media: Media, tmp_path: Path) -> None:
    path = media.locate(media.counting(RATES[1], 20, extra=("-bf", "0")))
    with pytest.raises(RenderFailed, match="holds 20 frames, not its 21"):
        join([(path, 21)], RATES[1], tmp_path / "out.mp4")
