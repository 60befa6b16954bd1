"""First build, and build after a reorder, against one ffmpeg call that concatenates the same items.

Sources of mixed codecs, sizes, frame and sample rates; the two ways take turns, so that a slow minute of the
machine falls on both. Prints one JSON line a figure; a ratio below 1 is quicker than the peer.
"""

from __future__ import annotations

import json
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from statistics import median

from dashboard.assembly.build import build
from dashboard.assembly.profiles import PREVIEW
from dashboard.assembly.recipes import Segment, Sound, VideoShot, lower_third
from dashboard.media.child import ffmpeg_path
from tests.bench.oneshot_concat import one_shot

RUNS = 3
RATE = Fraction(30000, 1001)
SECONDS = 10
PEER = "one ffmpeg filter_complex concat of the same items"
SOURCES = (
    ("1920x1080", "30", "libx264", "48000"), ("1280x720", "25", "libx264", "44100"),
    ("960x540", "24", "mpeg4", "48000"), ("640x480", "30000/1001", "libx264", "22050"),
    ("1280x720", "50", "libx264", "48000"), ("1080x1920", "30", "libx264", "48000"),
    ("720x576", "25", "mpeg4", "32000"), ("1920x800", "24000/1001", "libx264", "48000"),
)  # fmt: skip


def main() -> None:
    """Make the sources, then measure in turn."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as name:
        folder = Path(name)
        files = {f"item{n}": _source(folder / f"item{n}.mkv", n, *spec) for n, spec in enumerate(SOURCES)}
        segments = [_segment(key, *spec) for key, spec in zip(files, SOURCES, strict=True)]
        first, again, peer = [], [], []
        for run in range(RUNS):
            cache, out = folder / f"cache{run}", folder / "out.mp4"

            ours = partial(build, profile=PREVIEW, cache=cache, locate=files.__getitem__, out=out)
            peer.append(_timed(partial(one_shot, segments, PREVIEW, files.__getitem__, out)))
            first.append(_timed(partial(ours, segments)))
            again.append(_timed(partial(ours, [*segments[3:], *segments[:3]])))
    for index, unit in ((0, "s wall"), (1, "s CPU")):
        whole = median(each[index] for each in peer)
        _say(f"first build ({unit})", median(each[index] for each in first), unit, whole)
        _say(f"build after a reorder ({unit})", median(each[index] for each in again), unit, whole)


def _source(path: Path, number: int, size: str, rate: str, codec: str, hertz: str) -> Path:
    picture = f"testsrc2=size={size}:rate={rate}:duration={SECONDS},hue=h={number * 40}"
    command = [
        *(ffmpeg_path(), "-v", "error", "-y", "-f", "lavfi", "-i", picture),
        *("-f", "lavfi", "-i", f"sine=frequency={200 + 50 * number}:sample_rate={hertz}:duration={SECONDS}"),
        *("-c:v", codec, "-b:v", "6M", "-c:a", "aac", "-shortest", str(path)),
    ]
    subprocess.run(command, check=True)
    return path


def _segment(key: str, size: str, *_: str) -> Segment:
    width, height = (int(side) for side in size.split("x"))
    frames = int(SECONDS * RATE) - 2
    shot = VideoShot(key, 0, frames, 0, width, height)
    third = lower_third(f"Item {key}", "Somebody", frames, RATE)
    return Segment(frames, RATE, (shot,), (Sound(key, 0, frames, 0, 0.0),), third, name=key)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    before, began = _cpu(), time.monotonic()
    work()
    return time.monotonic() - began, _cpu() - before


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def _say(name: str, figure: float, unit: str, peer: float) -> None:
    line = {
        "name": name, "figure": round(figure, 3), "unit": unit, "peer": PEER,
        "ratio": round(figure / peer, 3), "runs": RUNS,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
