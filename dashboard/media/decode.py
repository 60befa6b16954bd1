"""The one pass over a media file: each frame is decoded, measured and encoded small. Runs in the child."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dashboard.errors import MediaRefused
from dashboard.media import names, refusals, whole
from dashboard.media.checks import Checks, Measured
from dashboard.media.facts import Kind, MediaFacts
from dashboard.media.formats import MAX_PIXELS
from dashboard.media.picture import displayed_size, rotation_of, write_poster
from dashboard.media.proxy import Proxy
from dashboard.media.sight import Sight, frame_rate
from dashboard.media.source import (
    Broken,
    claimed_s,
    decoded_frames,
    first_frames,
    incomplete,
    open_source,
    other_format,
    tracks,
)
from dashboard.media.timeline import ClockDamaged, Timeline, TooLong

if TYPE_CHECKING:
    from dashboard.media.sound import Sound

STILL_FORMATS = frozenset({"png_pipe", "jpeg_pipe", "webp_pipe"})
PADDING_S = Fraction(1, 10)
MOV = "mov,mp4,m4a,3gp,3g2,mj2"


@dataclass(frozen=True)
class Examined:
    """Facts, and the names of the files made in the work folder."""

    facts: MediaFacts
    measured: Measured
    poster: str | None = None
    proxy: str | None = None


def examine(path: Path, name: str, workdir: Path) -> Examined:
    """Decode all of it; MediaRefused with a sentence about `name` if any of it is broken or not admitted."""
    with open_source(path, name) as container:
        picture, sound = tracks(container, name)
        first = _look_ahead(container, picture, path, name)
    still = len(first) == 1
    if still and sound is None:
        examined = _still(first[0], container, picture, path, workdir)
    else:
        with open_source(path, name) as container:
            picture, sound = tracks(container, name)
            examined = _Pass(
                container,
                picture=None if still else picture,
                sound=sound,
                first=first,
                path=path,
                name=name,
                workdir=workdir,
            ).run()
    cut = incomplete(path, name)
    if cut:
        raise cut
    return examined


def _look_ahead(container: InputContainer, picture: VideoStream | None, path: Path, name: str) -> list[VideoFrame]:
    """The first one or two pictures, which tell a still from a film."""
    if picture is None:
        return []
    wanted = 1 if container.format.name in STILL_FORMATS else 2
    try:
        first = list(islice(first_frames(container, picture), wanted))
    except Broken as broken:
        width, height = whole.png_size(path)
        if broken.oversized and not 0 < max(width * height, picture.width * picture.height) <= MAX_PIXELS:
            raise refusals.too_large(name, width, height) from broken
        known = other_format(path, name) or incomplete(path, name)
        raise known or refusals.damaged(name, Fraction(0), claimed_s(container, path)) from broken
    if not first:
        raise refusals.empty_track(name, "picture", claimed_s(container, path))
    return first


def _still(
    frame: VideoFrame, container: InputContainer, picture: VideoStream | None, path: Path, workdir: Path
) -> Examined:
    aspect = picture.sample_aspect_ratio if picture else None
    write_poster(frame, aspect, workdir / names.POSTER)
    width, height = displayed_size(frame, aspect)
    facts = MediaFacts(
        kind="image",
        size_bytes=path.stat().st_size,
        container=container.format.name,
        width=width,
        height=height,
        rotation_degrees=rotation_of(frame),
        frames=1,
        video_codec=picture.codec_context.codec.canonical_name if picture else None,
    )
    return Examined(facts, Measured(Checks()), poster=names.POSTER)


class _Pass:
    """The full decode of a film or a sound."""

    def __init__(
        self,
        container: InputContainer,
        *,
        picture: VideoStream | None,
        sound: AudioStream | None,
        first: list[VideoFrame],
        path: Path,
        name: str,
        workdir: Path,
    ) -> None:
        self.container, self.picture, self.sound = container, picture, sound
        self.path, self.name, self.workdir = path, name, workdir
        self.claimed = claimed_s(container, path)
        start = min(
            (s.start_time * s.time_base for s in (picture, sound) if s and s.start_time is not None and s.time_base),
            default=Fraction(0),
        )
        self.sight = Sight(picture, first[0], Timeline(start), self.claimed) if picture else None
        # numpy takes 50 ms to load, and stills do without
        from dashboard.media.gauges import Gauges  # noqa: PLC0415
        from dashboard.media.sound import Sound  # noqa: PLC0415

        self.hearing = Sound(Timeline(start)) if sound else None
        self.gauges = Gauges(picture=picture is not None, sound=sound is not None)

    def run(self) -> Examined:
        proxy_name = names.PROXY_VIDEO if self.sight else names.PROXY_SOUND
        proxy = Proxy(
            self.workdir / proxy_name,
            size=self.sight.proxy_size if self.sight else None,
            rate=self.sight.rate if self.sight else Fraction(25),
            sound=self.hearing is not None,
        )
        try:
            self._decode(proxy)
        except Broken as broken:
            raise self._broken(self._decoded()) from broken
        except ClockDamaged as jump:
            if refusals.falls_short(jump.after_s, self.claimed):
                raise self._broken(jump.after_s) from jump
            raise refusals.clock_jumps(self.name, jump.seconds, jump.after_s) from jump
        except TooLong as endless:
            raise refusals.too_long(self.name) from endless
        self._check_lengths()
        proxy.close()
        measured = self.gauges.finish(self.hearing)
        return Examined(self._facts(), measured, poster=self._poster(), proxy=proxy_name)

    def _decode(self, proxy: Proxy) -> None:
        for frame in decoded_frames(self.container, self.picture, self.sound):
            if isinstance(frame, AudioFrame):
                if self.hearing:
                    self._hear(frame, self.hearing, proxy)
            elif self.sight:
                seen = self.sight.take(frame)
                self.gauges.see(*seen)
                proxy.add_picture(*seen)
        if self.hearing:
            proxy.add_sound(self.hearing.finish())

    def _hear(self, frame: AudioFrame, hearing: Sound, proxy: Proxy) -> None:
        blocks = hearing.take(frame)
        self.gauges.hear(frame, hearing.timeline.end)
        proxy.add_sound(blocks)

    def _decoded(self) -> Fraction:
        ends = [track.timeline.end for track in (self.sight, self.hearing) if track]
        return max(ends, default=Fraction(0))

    def _broken(self, decoded: Fraction) -> MediaRefused:
        cut = None if refusals.falls_short(decoded, self.claimed) else incomplete(self.path, self.name)
        return cut or refusals.damaged(self.name, decoded, self.claimed)

    def _length(self) -> Fraction:
        """Sound that outlasts the picture by no more than its codec's padding adds nothing."""
        if self.sight is None or self.hearing is None:
            return max(track.timeline.length for track in (self.sight, self.hearing) if track)
        picture, sound = self.sight.timeline.end, self.hearing.timeline.end
        return picture if sound - picture < PADDING_S else sound

    def _check_lengths(self) -> None:
        ogg = self.container.format.name == "ogg"
        pairs = ((self.picture, self.sight, "picture"), (self.sound, self.hearing, "sound"))
        for stream, track, what in pairs:
            if stream is None or track is None:
                continue
            if not track.timeline.count:
                raise refusals.empty_track(self.name, what, self.claimed)
            # Only MP4's family says how long each track is; a track may break off while the other goes on.
            if self.container.format.name == MOV and stream.duration and stream.time_base and self.claimed:
                claimed = min(stream.duration * stream.time_base, self.claimed)
                if refusals.falls_short(track.timeline.length, claimed):
                    raise refusals.damaged(self.name, track.timeline.length, claimed)
        if refusals.falls_short(self._decoded(), self.claimed, ogg=ogg):
            raise refusals.damaged(self.name, self._decoded(), self.claimed)
        if self._decoded() <= 0:
            raise refusals.damaged(self.name, Fraction(0), self.claimed)

    def _poster(self) -> str:
        if self.sight:
            write_poster(self.sight.best, self.sight.aspect, self.workdir / names.POSTER)
            return names.POSTER
        from dashboard.media.waveform import draw_waveform  # noqa: PLC0415

        assert self.hearing is not None  # noqa: S101
        draw_waveform(self.hearing.peaks, self.workdir / names.WAVEFORM)
        return names.WAVEFORM

    def _facts(self) -> MediaFacts:
        sight, hearing, sound = self.sight, self.hearing, self.sound
        kind: Kind = "video" if sight else "audio"
        rate = frame_rate(self.picture, sight.timeline) if sight and self.picture else None
        return MediaFacts(
            kind=kind,
            size_bytes=self.path.stat().st_size,
            container=self.container.format.name,
            duration_ms=round(self._length() * 1000),
            width=sight.size[0] if sight else None,
            height=sight.size[1] if sight else None,
            rotation_degrees=sight.rotation if sight else 0,
            rate_num=rate.numerator if rate else None,
            rate_den=rate.denominator if rate else None,
            frames=sight.timeline.count if sight else None,
            video_codec=self.picture.codec_context.codec.canonical_name if self.picture else None,
            audio_codec=sound.codec_context.codec.canonical_name if sound else None,
            sample_rate=sound.codec_context.sample_rate if sound else None,
            channels=sound.codec_context.channels if sound else None,
            loudness_lufs=hearing.loudness_lufs if hearing else None,
            peak_db=hearing.peak_db if hearing else None,
            silent=hearing is not None and hearing.is_silent,
        )
