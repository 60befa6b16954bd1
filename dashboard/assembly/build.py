"""A programme from its items: what is missing is made by guarded children side by side, then joined."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock
from typing import TypeVar

from dashboard.assembly.conform import Conforming, settle
from dashboard.assembly.encoder import Encoder
from dashboard.assembly.join import STOPPED, join
from dashboard.assembly.recipes import Profile, Segment
from dashboard.assembly.soundtrack import stretches
from dashboard.errors import RenderFailed

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Built:
    """The finished programme, and how many of its parts were made and found."""

    path: Path
    frames: int
    made: int
    reused: int


def build(
    segments: Sequence[Segment],
    profile: Profile,
    *,
    cache: Path,
    locate: Callable[[str], Path],
    out: Path,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _what: None,
    stop: Callable[[], bool] = lambda: False,
    workers: int = 2,
) -> Built:
    """Assemble the items in order into an MP4 at `out`, which is written under another name and then renamed.

    Parts are kept in `cache`, so only what changed is made, and a new order costs a copy. `locate` gives the
    path of a media hash. `on_progress` is told the parts done, the parts in all and what was done last; it is
    called from several threads, one at a time. The first failure stops the rest and is raised as RenderFailed
    naming its item; so is a stop, within about a second. What was finished is kept for the next time.
    """
    if not segments:
        raise RenderFailed("There is nothing to assemble; put an item that is not floated into the rundown.")
    if len({segment.rate for segment in segments}) > 1:
        raise RenderFailed("The items have different frame rates; take the episode's rate for all of them.")
    failed = Event()
    conforming = Conforming(cache, Encoder(locate, lambda: failed.is_set() or stop()))
    jobs, distinct = _missing(segments, profile, conforming)
    # A lone picture may use every core; side by side they take one each.
    threads = max(1, (os.cpu_count() or 1) // max(1, min(workers, len(jobs))))
    conforming = replace(conforming, encoder=replace(conforming.encoder, threads=threads))
    told = _Progress(on_progress, distinct + 2, distinct - len(jobs))
    pool = _Pool(workers, failed, conforming.encoder.stop)
    pool.each(jobs, lambda job: job.make(conforming, profile, told))
    heard = stretches([(conforming.sound_path(s), s.frames) for s in segments], segments[0].rate)
    coded = pool.each(list(heard), lambda stretch: conforming.make_stretch(stretch, profile.audio_kbps))
    told.one_more("the programme’s sound")
    frames = _write(segments, profile, conforming, [packet for packets in coded for packet in packets], out)
    told.one_more("the whole programme")
    return Built(out, frames, made=len(jobs), reused=distinct - len(jobs))


@dataclass(slots=True)
class _Progress:
    tell: Callable[[int, int, str], None]
    total: int
    done: int
    lock: Lock = field(default_factory=Lock)

    def one_more(self, what: str) -> None:
        with self.lock:
            self.done += 1
            self.tell(self.done, self.total, what)


@dataclass(frozen=True, slots=True)
class _Job:
    segment: Segment
    picture: bool

    def make(self, conforming: Conforming, profile: Profile, told: _Progress) -> None:
        if self.picture:
            conforming.make_picture(self.segment, profile)
        else:
            conforming.make_sound(self.segment)
        told.one_more(f"{'picture' if self.picture else 'sound'} of “{self.segment.name}”")


def _missing(segments: Sequence[Segment], profile: Profile, conforming: Conforming) -> tuple[list[_Job], int]:
    """What must be made, each part once, and how many parts there are; the longest first to end together."""
    jobs: dict[Path, _Job] = {}
    for segment in sorted(segments, key=lambda s: s.frames, reverse=True):
        jobs.setdefault(conforming.picture_path(segment, profile), _Job(segment, picture=True))
        if (sound := conforming.sound_path(segment)) is not None:
            jobs.setdefault(sound, _Job(segment, picture=False))
    return [job for path, job in jobs.items() if not path.is_file()], len(jobs)


@dataclass(frozen=True, slots=True)
class _Pool:
    workers: int
    failed: Event
    stop: Callable[[], bool]

    def each(self, items: Sequence[T], work: Callable[[T], R]) -> list[R]:
        """Work on all items side by side, results in order; the first failure ends the rest and is raised."""

        def one(item: T) -> R:
            if self.stop():
                raise RenderFailed(STOPPED)
            try:
                return work(item)
            except BaseException:
                self.failed.set()
                raise

        # Leaving the pool waits for its children, which `failed` ends within a second.
        with ThreadPoolExecutor(self.workers, thread_name_prefix="assembly") as pool:
            futures = [pool.submit(one, item) for item in items]
            try:
                wait(futures)
            except BaseException:
                self.failed.set()
                raise
        wrong = [error for future in futures if (error := future.exception()) is not None]
        if wrong:
            # What was only stopped because another failed is not the reason.
            raise next((error for error in wrong if str(error) != STOPPED), wrong[0])
        return [future.result() for future in futures]


def _write(
    segments: Sequence[Segment], profile: Profile, conforming: Conforming, sound: Sequence[bytes], out: Path
) -> int:
    pictures = [(conforming.picture_path(s, profile), s.frames) for s in segments]
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".assembling-") as folder:
        made = Path(folder, "programme.mp4")
        frames = join(pictures, segments[0].rate, made, sound=sound, stop=conforming.encoder.stop)
        settle(made, out)
    return frames
