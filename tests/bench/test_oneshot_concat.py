"""The peer must do the same work, or a comparison with it says nothing."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from dashboard.assembly.build import build
from dashboard.assembly.recipes import LowerThird, Segment, SlateShot, Sound, VideoShot
from tests.assembly.conftest import TINY, Media, decoded_sound, frame_numbers
from tests.bench.oneshot_concat import one_shot


def test_one_call_gives_the_programme_that_the_assembly_gives(tmp_path: Path) -> None:
    media = Media(tmp_path)
    rate = Fraction(30000, 1001)
    film = media.counting(rate, 60)
    tone = media.tone("tone", 2, coded=("-f", "wav"))
    third = LowerThird("Night Ferry", "Ida", 3, 5)
    segments = [
        Segment(12, rate, (VideoShot(film, 7, 12, 0, 128, 72),), (Sound(tone, 0, 12, 0, -6.0),)),
        Segment(9, rate, (SlateShot("Night Ferry", "", 9),)),
        Segment(15, rate, (VideoShot(film, 30, 15, 0, 128, 72),), (Sound(tone, 4, 10, 3, 0.0),), third),
    ]
    peer, ours = tmp_path / "peer.mp4", tmp_path / "ours.mp4"
    one_shot(segments, TINY, media.locate, peer)
    build(segments, TINY, cache=tmp_path / "segments", locate=media.locate, out=ours)
    assert frame_numbers(peer)[:12] == list(range(7, 19))
    for theirs, own in zip(_pictures(peer), _pictures(ours), strict=True):
        assert np.abs(theirs.astype(int) - own.astype(int)).mean() < 3
    heard = [decoded_sound(path)[:, 0] for path in (peer, ours)]
    length = min(map(len, heard))
    assert np.sqrt(((heard[0][:length] - heard[1][:length]) ** 2).mean()) < 0.02


def _pictures(path: Path) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    with av.open(str(path)) as source:
        return [frame.to_ndarray(format="gray").astype(np.uint8) for frame in source.decode(video=0)]
