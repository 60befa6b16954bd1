"""Each item's picture and sound made once and kept under the key of its recipe; finding them done is free."""

from __future__ import annotations

import os
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import av

from dashboard.assembly import filters, titles
from dashboard.assembly.encoder import Encoder
from dashboard.assembly.join import join
from dashboard.assembly.moving import Overlay
from dashboard.assembly.recipes import SAMPLE_RATE, Profile, Segment, picture_key, sample_position, sound_key
from dashboard.assembly.shooting import Shooting
from dashboard.assembly.soundtrack import Stretch, coder_options, stretch_key
from dashboard.errors import RenderFailed


@dataclass(frozen=True, slots=True)
class Conforming:
    """Keeps finished parts in `cache`, as `ab/<key>.<ext>`; unfinished ones never carry such a name."""

    cache: Path
    encoder: Encoder

    def picture_path(self, segment: Segment, profile: Profile) -> Path:
        """Where the item's picture is or will be."""
        return self._place(picture_key(segment, profile), "mp4")

    def sound_path(self, segment: Segment) -> Path | None:
        """Where the item's sound is or will be; None for an item that has none."""
        return self._place(sound_key(segment), "wav") if segment.sounds else None

    def make_picture(self, segment: Segment, profile: Profile) -> Path:
        """The item's picture, without sound, exactly as long as the item; RenderFailed names the item."""
        final = self.picture_path(segment, profile)
        if final.is_file():
            return final
        with self._workshop() as folder:
            parts, start = [], 0
            for number, shot in enumerate(segment.shots):
                over = _overlay(segment, start, shot.frames, (profile.width, profile.height))
                out = Path(folder, f"{number}.mp4")
                Shooting(self.encoder, segment, profile, over).shoot(shot, out)
                _check_frames(out, shot.frames, segment)
                parts.append((out, shot.frames))
                start += shot.frames
            made = parts[0][0]
            if len(parts) > 1:
                made = Path(folder, "whole.mp4")
                join(parts, segment.rate, made, stop=self.encoder.stop)
            return settle(made, final)

    def make_sound(self, segment: Segment) -> Path | None:
        """The item's sound, 16-bit stereo at 48 kHz and exactly its length; RenderFailed names the item."""
        final = self.sound_path(segment)
        if final is None or final.is_file():
            return final
        with self._workshop() as folder:
            made = Path(folder, "sound.wav")
            self._mix(segment, made)
            with wave.open(str(made), "rb") as check:
                if check.getnframes() != sample_position(segment.frames, segment.rate):
                    raise RenderFailed(f"“{segment.name}” gave a sound of the wrong length; replace its media.")
            return settle(made, final)

    def make_stretch(self, stretch: Stretch, kbps: int) -> list[bytes]:
        """The AAC packets of a stretch of the programme's sound."""
        samples = stretch.samples()
        final = self._place(stretch_key(samples, stretch.lead, kbps), "aac")
        if not final.is_file():
            with self._workshop() as folder:
                raw, made = Path(folder, "stretch.wav"), Path(folder, "stretch.aac")
                _write_wav(raw, samples.tobytes())
                self.encoder.run(["-i", str(raw), *coder_options(kbps), str(made)], 60, "the programme’s sound")
                settle(made, final)
        return stretch.own_packets(final.read_bytes())

    def _mix(self, segment: Segment, out: Path) -> None:
        inputs = [part for sound in segment.sounds for part in self.encoder.untrusted(sound.media_hash)]
        graph = filters.sound_mix(segment.sounds, segment.frames, segment.rate)
        options = ["-filter_complex", graph, "-map", "[sound]", "-c:a", "pcm_s16le", "-bitexact", str(out)]
        seconds = float(segment.frames / segment.rate)
        self.encoder.run([*inputs, *options], seconds, f"the sound of “{segment.name}”")

    def _place(self, key: str, suffix: str) -> Path:
        return self.cache / key[:2] / f"{key}.{suffix}"

    def _workshop(self) -> tempfile.TemporaryDirectory[str]:
        incoming = self.cache / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=incoming)


def settle(made: Path, final: Path) -> Path:
    """Sync a finished file and give it its name; whoever looks finds all of it or nothing."""
    final.parent.mkdir(parents=True, exist_ok=True)
    with made.open("rb") as written:
        os.fsync(written.fileno())
    made.replace(final)
    return final


def _overlay(segment: Segment, start: int, frames: int, size: tuple[int, int]) -> Overlay | None:
    """The lower third as far as it stands over a shot that begins at `start`."""
    third = segment.lower_third
    if third is None:
        return None
    shown = range(max(0, third.in_frames - start), min(frames, third.in_frames + third.frames - start))
    return (*titles.lower_third_picture(third, size), shown) if shown else None


def _check_frames(made: Path, wanted: int, segment: Segment) -> None:
    with av.open(str(made)) as source:
        frames = sum(stream.frames for stream in source.streams.video)
    if frames != wanted:
        raise RenderFailed(
            f"A picture of “{segment.name}” gave {frames} of its {wanted} frames; "
            "move its in point to before the end of its media."
        )


def _write_wav(path: Path, samples: bytes) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(samples)
